package reproduce

import (
	"context"
	"fmt"
	"time"

	"gossip/internal/gossip"
	"gossip/internal/sim"
)

// plumtree is how the tree of Plumtree comes to be, message by message.
func plumtree() Table {
	return Table{
		Name: "plumtree", Title: "Plumtree: redundancy and last delivery hop, message by message",
		Source: "Leitão, Pereira, Rodrigues, SRDS 2007, section 4",
		Setting: "10,000 nodes on a random 5-regular graph (the paper has a HyParView overlay with active views of 5, whose degrees vary: the independent figures " +
			"are from one), 100 messages of node 1 half a minute apart, each packet takes a second, GRAFT after 6 s and then 2 s, no optimization. RMR: copies for each node " +
			"that needs one, less 1; LDH: most hops; PRUNE and IHAVE: packets for each node. The command shows means over the messages",
		series: plumtreeSeries,
	}
}

func plumtreeSeries(small bool) ([]series, error) {
	const (
		degree = 5
		apart  = 30 * time.Second
	)
	n, messages := pick(small, 1000, 10_000), pick(small, 10, 100)
	setup, err := inUnits(regular(n, degree), "plumtree", "graft_timeout", "6s", "graft_retry", "2s", "graft_jitter", "0", "announce_delay", "0", "threshold", "0")
	if err != nil {
		return nil, err
	}
	setup.Load.Count, setup.Load.Gap = messages, float64(apart)
	s := series{name: "random 5 " + power(n), runs: pick(small, 3, 5), setup: setup, measure: byMessage}
	for _, i := range []int{1, 2, 10, 100} {
		if i > messages {
			continue
		}
		rmr := figure{quantity: fmt.Sprintf("RMR of message %d", i), measured: fmt.Sprintf("rmr %d", i), equals: "nothing", formula: "0"}
		if i == 1 {
			rmr.equals, rmr.formula = "first", "(sum of degrees - (n-1))/(n-1) - 1, d-2 in the limit"
		}
		ldh := figure{quantity: fmt.Sprintf("LDH of message %d", i), measured: fmt.Sprintf("ldh %d", i), equals: "eccentricity", formula: "eccentricity"}
		if !small {
			rmr.independent, ldh.independent = simulated(pick(i == 1, "2.998", "0"), 0), simulated("9", 0)
		}
		s.figures = append(s.figures, rmr, ldh)
	}
	s.figures = append(s.figures,
		figure{quantity: "PRUNE", measured: "prune", equals: "all prunes", formula: "a packet for each copy too much of message 1"},
		figure{quantity: "IHAVE of the last", measured: "ihave", equals: "all announcements", formula: "a packet in each direction of a link outside the tree"})
	return []series{s}, nil
}

// byMessage measures each message for itself.
func byMessage(ctx context.Context, w *sim.Worker, cfg sim.Config) (sim.Result, map[string]float64, error) {
	count := newMessageCount(len(cfg.Messages))
	cfg.Observer = count
	r, err := w.Run(ctx, cfg)
	nodes, edges := float64(cfg.Graph.Len()), float64(cfg.Graph.EdgeCount())
	m := map[string]float64{
		"nothing": 0, "eccentricity": float64(eccentricity(cfg.Graph, cfg.Messages[0].Origin-1)),
		"first": (2*edges-(nodes-1))/(nodes-1) - 1,
		"prune": float64(count.prunes) / nodes, "all prunes": 2 * (edges - (nodes - 1)) / nodes,
		"ihave": float64(count.announced[len(cfg.Messages)-1]) / nodes, "all announcements": 2 * (edges - (nodes - 1)) / nodes,
	}
	for i := range cfg.Messages {
		m[fmt.Sprintf("rmr %d", i+1)] = float64(count.copies[i])/(nodes-1) - 1
		m[fmt.Sprintf("ldh %d", i+1)] = float64(count.hops[i])
	}
	return r, m, err
}

// messageCount counts packets, each message for itself. Messages are told apart by the order in which
// they are published, and each is over before the next one begins.
type messageCount struct {
	now       int // the message that spreads
	copies    []int
	hops      []int
	announced []int
	prunes    int
}

func newMessageCount(messages int) *messageCount {
	return &messageCount{now: -1, copies: make([]int, messages), hops: make([]int, messages), announced: make([]int, messages)}
}

// Observe implements sim.Observer.
func (c *messageCount) Observe(r sim.Record) {
	switch r.Kind {
	case sim.Published:
		c.now++
	case sim.Delivered:
		c.hops[c.now] = max(c.hops[c.now], r.Packet.Path.Len()-1)
	case sim.Received:
		switch {
		case r.Packet.Kind.Payload():
			c.copies[c.now]++
		case r.Packet.Kind == gossip.Announce:
			c.announced[c.now]++
		case r.Packet.Kind == gossip.Prune:
			c.prunes++
		}
	}
}
