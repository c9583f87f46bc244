package main

import (
	"strconv"
	"time"

	"gossip/internal/cluster"
	"gossip/internal/sim"
)

// compareReport is what compare prints with -o json.
type compareReport struct {
	Topology  cluster.Topology  `json:"topology"`
	NumNodes  int               `json:"num_nodes"`
	Protocol  string            `json:"protocol"`
	Params    map[string]string `json:"params"`
	Seed      uint64            `json:"seed"`       // of the graph and of the simulation
	Latency   string            `json:"latency"`    // as --latency takes it
	LatencyMS *float64          `json:"latency_ms"` // null if it is not the same for all packets
	From      string            `json:"latency_from"`
	Equal     bool              `json:"equal"` // all that must be
	Must      []compareCheck    `json:"must"`
	May       []compareFigure   `json:"may"`
	Messages  []comparedMessage `json:"messages"`
	FileIDs   []int             `json:"file_ids,omitempty"` // of nodes 1, 2, ... in the file of the topology, if they were others
}

// comparedMessage is one message on both sides.
type comparedMessage struct {
	Text      string         `json:"text"`
	Origin    int            `json:"origin"`
	Real      comparedSpread `json:"real"`
	Simulated comparedSpread `json:"simulated"`
}

// comparedSpread is how a message spread.
type comparedSpread struct {
	Reached  int   `json:"reached"`
	LDH      int   `json:"ldh"`
	Hops     []int `json:"hops"`
	LastNS   int64 `json:"last_ns"`  // the last delivery, since the acceptance
	Arrivals []int `json:"arrivals"` // at node 1, 2, ...
}

func newCompareReport(p *comparison, real, simulated compareSide) compareReport {
	r := compareReport{
		Topology: recorded(p.spec), NumNodes: p.graph.Len(), Protocol: p.row().Name, Params: map[string]string{}, Seed: p.spec.Seed,
		Latency: p.latency.String(), LatencyMS: constantMS(p.latency), From: p.latencySource, Equal: true, Messages: []comparedMessage{}, FileIDs: p.graph.Renumbered(),
		Must: compareChecks(p.row(), p.graph.Len(), p.truth(), real, simulated),
		May:  compareFigures(p.row(), real, simulated),
	}
	for _, s := range p.rule.Settings() {
		r.Params[s.Name] = s.Value
	}
	for _, check := range r.Must {
		r.Equal = r.Equal && check.Equal
	}
	for i, m := range real.messages {
		if i < len(simulated.messages) {
			r.Messages = append(r.Messages, comparedMessage{m.Text, m.Summary.Origin, m.spread(), simulated.messages[i].spread()})
		}
	}
	return r
}

// constantMS is a latency in ms, nil if it is drawn from a distribution.
func constantMS(l sim.Latency) *float64 {
	constant, err := time.ParseDuration(l.String())
	if err != nil {
		return nil
	}
	ms := inMS(constant)
	return &ms
}

func (m *compareMessage) spread() comparedSpread {
	s := comparedSpread{Reached: m.Summary.Reached, LDH: m.Summary.LDH, Hops: m.Summary.Hops, Arrivals: m.Arrivals}
	if n := len(m.Summary.Deliveries); n > 0 {
		s.LastNS = m.Summary.Deliveries[n-1].TimeNS
	}
	return s
}

// write prints the report. Its error is that something differs.
func (r compareReport) write(c *cli) error {
	if c.wantsJSON() {
		if err := c.printJSON(r); err != nil {
			return err
		}
	} else if err := r.writeText(c); err != nil {
		return err
	}
	if r.Equal {
		return nil
	}
	return &goalError{text: "the real processes and the simulator disagree in what must be equal",
		hint: "the same --seed lays out the same network again"}
}

func (r compareReport) writeText(c *cli) error {
	var head table
	head.row("network", printable(r.Topology.Kind)+", "+amount(r.NumNodes, "node")+", seed "+strconv.FormatUint(r.Seed, 10))
	head.row("protocol", r.Protocol)
	if len(r.Messages) > 0 {
		head.row("messages", strconv.Itoa(len(r.Messages)))
	}
	head.row("latency", r.Latency+" simulated: "+r.From)
	if err := head.write(c.out); err != nil {
		return err
	}
	c.printf("\n")
	var t table
	t.row("MUST BE EQUAL", "REAL", "SIMULATED")
	for _, check := range r.Must {
		verdict := "equal"
		if !check.Equal {
			verdict = "DIFFERENT"
		}
		t.row(check.Name, check.text(check.Real), check.text(check.Simulated), verdict)
	}
	t.row("")
	t.row("MAY DIFFER", "REAL", "SIMULATED", "UNIT")
	for _, f := range r.May {
		t.row(f.Name, sideText(f.Real), sideText(f.Simulated), f.Unit)
	}
	if err := t.write(c.out); err != nil {
		return err
	}
	for _, check := range r.Must {
		for _, difference := range check.Differences {
			c.printf("%s: %s\n", check.Name, difference)
		}
	}
	return nil
}

func sideText(x *float64) string {
	if x == nil {
		return "-"
	}
	return fourDigits(*x)
}
