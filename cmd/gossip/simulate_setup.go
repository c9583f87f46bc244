package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gossip/internal/experiment"
	"gossip/internal/fault"
	"gossip/internal/gossip"
	"gossip/internal/sim"
	"gossip/topology"
)

// unpaced lists the parameters that keep real nodes out of step. They are 0 in the synchronous model
// unless they are given.
func unpaced() []string {
	return []string{"jitter", "max_interval", "backstop_jitter", "backstop_max_interval"}
}

// setupBuilder makes points of a design, and judges them.
type setupBuilder struct {
	opts   *simulateOptions
	values experiment.Values
	graphs *experiment.Graphs

	nodes  int           // of the last point
	need   int64         // bytes of a run of the last point
	effort time.Duration // of a run of the last point
	files  map[string]int

	fileIDs []int // of nodes 1, 2, ... in the last file, if they were others
}

// point makes one point. Its error is one of the command line.
func (b *setupBuilder) point(p experiment.Point) (designPoint, error) {
	spec, err := b.topology(p)
	if err != nil {
		return designPoint{}, err
	}
	rule, err := b.rule(p)
	if err != nil {
		return designPoint{}, err
	}
	s := &experiment.Setup{Topology: spec, Rule: rule, Values: b.values, Graphs: b.graphs}
	round := sim.Length(rule)
	if err := b.model(s, p); err != nil {
		return designPoint{}, err
	}
	if s.Until, err = b.opts.untilOf(round); err != nil {
		return designPoint{}, err
	}
	if err := b.load(s, p, round); err != nil {
		return designPoint{}, err
	}
	plan, err := b.faults(s, round)
	if err != nil {
		return designPoint{}, err
	}
	edges, err := b.edges(spec)
	if err != nil {
		return designPoint{}, asUsage(err)
	}
	b.need = s.Memory(b.nodes, edges)
	b.effort = experiment.Effort(rule, b.nodes, edges, s.Load.Count, s.Load.Relays)
	return designPoint{p, b.params(p, spec, rule), s, plan}, nil
}

// topology returns the graph of a point, judged.
func (b *setupBuilder) topology(p experiment.Point) (topology.Spec, error) {
	kind, err := topology.Lookup(p.Value("topology").Text)
	if err != nil {
		return topology.Spec{}, asUsage(err)
	}
	spec := topology.Spec{Kind: kind.Name, N: p.Value("num_nodes").Int(), Values: make(map[string]float64), Path: p.Value("path").Text}
	has := func(name string) bool {
		return slices.ContainsFunc(kind.Params, func(param topology.Param) bool { return param.Name == name })
	}
	for _, param := range kind.Params {
		if v := p.Value(shapeName(param.Name)); v.Numeric() {
			spec.Values[param.Name] = v.Number
		}
	}
	for _, f := range b.opts.shapes {
		if f.given && !has(f.name()) {
			return spec, &usageError{text: fmt.Sprintf("topology %s has no %s", kind.Name, words(f.name())),
				hint: fmt.Sprintf("leave --%s out, or choose %s", f.flag, alternatives(kindsWith(f.name())))}
		}
	}
	if spec, err = spec.Resolved(); err != nil {
		return spec, asUsage(err)
	}
	b.nodes = spec.N
	if kind.Name == topology.File {
		return spec, b.readFile(&spec)
	}
	return spec, nil
}

// readFile finds out how many nodes a graph from a file has.
func (b *setupBuilder) readFile(spec *topology.Spec) error {
	n, known := b.files[spec.Path]
	if !known {
		graph, err := b.graphs.Generate(*spec)
		if err != nil {
			return unusableGraph(*spec, err)
		}
		n = graph.Len()
		b.files, b.fileIDs = map[string]int{spec.Path: n}, graph.Renumbered()
	}
	if b.opts.sweep("num-nodes").given && n != spec.N {
		return &usageError{text: fmt.Sprintf("the file has %s, not %d", amount(n, "node"), spec.N), hint: "leave -n out"}
	}
	b.nodes, spec.N = n, n
	return nil
}

// edges estimates how many edges the graph of a point has. One from a file is there already.
func (b *setupBuilder) edges(spec topology.Spec) (float64, error) {
	if spec.Kind != topology.File {
		return topology.EstimateEdges(spec)
	}
	graph, err := b.graphs.Generate(spec)
	if err != nil {
		return 0, err
	}
	return float64(graph.EdgeCount()), nil
}

// rule returns the protocol of a point.
func (b *setupBuilder) rule(p experiment.Point) (*gossip.Rule, error) {
	row, err := lookupProtocol(p.Value("protocol").Text)
	if err != nil {
		return nil, err
	}
	params := make(map[string]string)
	for _, name := range b.opts.protocol.params.names {
		params[name] = p.Value(name).Text
	}
	if b.opts.synchronous {
		if err := unpace(row, params); err != nil {
			return nil, err
		}
	}
	rule, err := gossip.NewRule(row.Name, params)
	if err != nil {
		return nil, paramUsage(err)
	}
	if how := rule.Conducted(); how != "" && !b.opts.synchronous {
		return nil, &usageError{text: fmt.Sprintf("protocol %s with %s pairs needs somebody who sees all nodes and draws the pairs", row.Name, how),
			hint: "add --synchronous"}
	}
	return rule, b.opts.suits(rule)
}

// unpace keeps the nodes in step.
func unpace(row gossip.Protocol, params map[string]string) error {
	for _, declared := range row.Params {
		if !slices.Contains(unpaced(), declared.Name) {
			continue
		}
		value, given := params[declared.Name]
		if !given {
			params[declared.Name] = "0"
		}
		if given && strings.HasSuffix(declared.Name, "jitter") && value != "0" {
			return &usageError{text: fmt.Sprintf("%s=%s has no meaning with --synchronous: all nodes act in each round", declared.Name, value),
				hint: fmt.Sprintf("leave %s out; it is 0 then", declared.Name)}
		}
	}
	return nil
}

// model sets the model of the links or of the rounds.
func (b *setupBuilder) model(s *experiment.Setup, p experiment.Point) (err error) {
	s.Network = sim.Network{Loss: p.Value("loss").Number, Duplicate: p.Value("duplicate").Number}
	if b.opts.synchronous {
		s.Rounds = sim.Rounds{Synchronous: true, ConnectionLimit: p.Value("connection_limit").Int(), Hunt: p.Value("hunt").Int()}
		if s.Rounds.Hunt > 0 && s.Rounds.ConnectionLimit == 0 {
			return &usageError{text: "nobody hunts where no connection is rejected", hint: "add --connection-limit 1, or leave --hunt out"}
		}
		return nil
	}
	s.Network.PerLink = p.Value("latency_per").Text == "link"
	s.Network.Bandwidth = int64(p.Value("bandwidth").Number)
	s.Network.Datagrams = b.opts.datagrams
	s.Network.Latency, err = sim.ParseLatency(p.Value("latency").Text)
	return asUsage(err)
}

// load sets the messages, or the error at which aggregation ends.
func (b *setupBuilder) load(s *experiment.Setup, p experiment.Point, round time.Duration) error {
	if s.Rule.Protocol().Aggregates {
		const presetError = 1e-6
		s.Error = presetError
		if v := p.Value("error"); v.Numeric() {
			s.Error = v.Number
		}
		if s.Values.Kind == experiment.ListedValues && len(s.Values.Listed) != b.nodes {
			return &usageError{text: fmt.Sprintf("%s has %s for %s", b.opts.values, amount(len(s.Values.Listed), "value"), amount(b.nodes, "node")),
				hint: b.opts.enoughValues(len(s.Values.Listed), s.Topology.Kind)}
		}
		return nil
	}
	s.Load = experiment.Load{Count: 1, Node: 1, Size: p.Value("size").Int(), Relays: p.Value("relays").Int()}
	if v := p.Value("messages"); v.Numeric() {
		s.Load.Count = v.Int()
	}
	if v := p.Value("from"); v.Text != "" {
		origin, err := parseOrigin(v.Text)
		if err != nil {
			return err
		}
		s.Load.From, s.Load.Node = origin.kind, origin.node
	}
	if s.Load.Node > b.nodes {
		return &usageError{text: fmt.Sprintf("--from %d: the nodes are 1 to %d", s.Load.Node, b.nodes), hint: "name one of them, or all, or random"}
	}
	return b.opts.pace(s, p.Value("rate"), round)
}

// pace spreads the messages over time.
func (o *simulateOptions) pace(s *experiment.Setup, rate experiment.Value, round time.Duration) error {
	if !rate.Numeric() {
		return nil
	}
	unit, until := time.Second, s.Until
	if o.synchronous {
		unit, s.Load.Round = round, round
	}
	if until == 0 {
		until = sim.DefaultUntil
		if o.synchronous {
			until = sim.DefaultRounds * round
		}
	}
	gap := float64(unit) / rate.Number
	if last := gap * float64(s.Load.Count-1); last >= float64(until) {
		return &usageError{text: fmt.Sprintf("%s messages at a rate of %s take longer than the run", thousands(s.Load.Count), rate.Text),
			hint: "raise --rate or --until, or lower --messages"}
	}
	s.Load.Gap = gap
	return nil
}

// timeless refuses faults that have no effect in rounds.
func (o *simulateOptions) timeless(plan fault.Plan) error {
	for _, f := range plan {
		if row, err := fault.LookupKind(f.Kind); err == nil && row.Timed && o.synchronous {
			return &usageError{text: fmt.Sprintf("the fault %q has no meaning with --synchronous", f),
				hint: "in rounds nothing takes any time; leave one of the two out"}
		}
	}
	return nil
}

// faults sets what goes wrong, and returns it.
func (b *setupBuilder) faults(s *experiment.Setup, round time.Duration) (fault.Plan, error) {
	clock := fault.Clock{}
	if b.opts.synchronous {
		clock.Round = round
	}
	var plan fault.Plan
	for _, text := range b.opts.faults {
		f, err := fault.Parse(text, clock)
		if err != nil {
			return nil, asUsage(err)
		}
		plan = append(plan, f)
	}
	for _, table := range b.opts.faultTables {
		f, err := fault.FromTable(table, clock)
		if err != nil {
			return nil, &usageError{text: fmt.Sprintf("%s: %v", b.opts.scenario, err), hint: hintOf(err)}
		}
		plan = append(plan, f)
	}
	if len(plan) == 0 {
		return nil, nil
	}
	if err := b.opts.timeless(plan); err != nil {
		return nil, err
	}
	s.Faults = plan
	return plan, asUsage(plan.Validate(b.nodes))
}
