package gossip

import (
	"fmt"
	"math/rand/v2"
)

// Group is what nodes share that one goroutine drives: their rule, their source of randomness, and the
// blocks of memory that their paths, arrivals and counters are cut from, which live as long as any of them. A
// node on its own is a group of one.
type Group struct {
	rule     *Rule
	rand     *rand.Rand
	modulus  int64
	maxNodes int
	dialer   Dialer
	paths    Paths
	arrivals slab[Arrival]
	counts   slab[linkCount] // of flooding
	memo     memo
	answers  [2]*Control // to the last relay that was not needed, and that was: controls never change
	keep     int
}

// GroupConfig describes what the nodes of a group have in common.
type GroupConfig struct {
	MaxNodes int   // no node of the network has a larger id; 0 means DefaultMaxNodes
	Rule     *Rule // nil means the default protocol with its defaults

	// Rand is the only source of randomness.
	Rand *rand.Rand

	// Arrivals is of how many arrivals of a message a node keeps the path at least, where its protocol
	// does not keep all; 0 means 64, or as many as it has peers.
	Arrivals int

	// Dialer is asked before a node contacts a peer of its own accord; nil: every peer accepts.
	Dialer Dialer
}

// Dialer models peers that accept a bounded number of contacts at a time (Demers et al. 1987, section
// 1.4: connection limit and hunting).
type Dialer interface {
	// Dial asks whether a peer accepts a contact now. If it does, the contact is made.
	Dial(from, peer NodeID) bool
	// Hunt is how many other peers a caller that was rejected tries.
	Hunt() int
}

// Member describes one node of a group.
type Member struct {
	ID    NodeID  // 1 to GroupConfig.MaxNodes
	Peers Peers   // may implement Weights
	Value float64 // what aggregation begins with at this node; no other protocol looks at it
}

// NewGroup returns a group without nodes.
func NewGroup(cfg GroupConfig) (*Group, error) {
	if cfg.MaxNodes < 0 || cfg.MaxNodes > MaxNodeID {
		return nil, fmt.Errorf("the largest node id must be between 1 and %d, not %d", MaxNodeID, cfg.MaxNodes)
	}
	if cfg.Rand == nil {
		return nil, fmt.Errorf("there is no source of randomness")
	}
	if cfg.MaxNodes == 0 {
		cfg.MaxNodes = DefaultMaxNodes
	}
	if cfg.Rule == nil {
		var err error
		if cfg.Rule, err = NewRule("", nil); err != nil {
			return nil, err
		}
	}
	g := &Group{rule: cfg.Rule, rand: cfg.Rand, dialer: cfg.Dialer, keep: cfg.Arrivals, maxNodes: cfg.MaxNodes, modulus: 1}
	for g.modulus < int64(cfg.MaxNodes) {
		g.modulus *= 2
	}
	return g, nil
}

// Init makes *n a node of the group that holds no messages, whatever it was before. A driver whose
// links are all up at that moment need not tell it so.
func (g *Group) Init(n *Node, m Member) error {
	if m.ID < 1 || int(m.ID) > g.maxNodes {
		return fmt.Errorf("node id %d is not between 1 and %d, the largest id of this network", m.ID, g.maxNodes)
	}
	if m.Peers == nil {
		return fmt.Errorf("node %d has no list of peers", m.ID)
	}
	if err := checkValue(m.Value); err != nil {
		return fmt.Errorf("node %d: %w", m.ID, err)
	}
	g.memo = memo{} // it may be about the store that was here before
	*n = Node{id: m.ID, promises: g.rule.row.Promises, peers: m.Peers, store: Store{group: g}, protocol: g.rule.create()}
	if a, ok := n.protocol.(aggregator); ok {
		a.begin(m.ID, m.Value)
	}
	return nil
}

// feedback returns what says whether the relay of a message was needed. There is one for each relay, so
// those about the same message are one piece of memory.
func (g *Group) feedback(key Key, needed bool) *Control {
	notice := Notice{Key: key}
	if needed {
		notice.Value = 1
	}
	last := &g.answers[notice.Value]
	if *last == nil || (*last).Notices[0] != notice {
		*last = &Control{Notices: []Notice{notice}}
	}
	return *last
}
