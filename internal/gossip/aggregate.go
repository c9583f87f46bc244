package gossip

import (
	"fmt"
	"math"
	"time"
)

// Aggregation computes something from a value at each node, by exchanges with peers: pushsum.go and
// averaging.go. What the nodes hold, and what is on its way between them, is the mass, and every
// exchange conserves it: so the estimates can only come together at the mean.
//
// The same exchanges give the same bits on every machine. A compiler may fuse x*y + z into one
// instruction that rounds once, where the machine has one; halves, sums and differences leave it
// nothing to fuse, except that it may make a halving a multiplication. So each halving is converted
// to float64 explicitly before it is added to something: the language rounds there.

// aggregator is a protocol that aggregates.
type aggregator interface {
	// begin is called once, before start, with the value of the node.
	begin(id NodeID, value float64)
	share() Share
	estimate() (float64, bool)
	settled() bool
}

// paired is a protocol that may leave it to a conductor who meets whom.
type paired interface {
	meet(n *Node, peer NodeID, actions []Action) []Action
}

// MaxValue is the greatest value, and its negative the least, that a node can begin with: as many of
// them as there can be nodes are well below what a Share may hold.
const MaxValue = 1e290

// maxMass bounds the numbers of a Share. Its double is still a number.
const maxMass = 0x1p1000

func checkValue(value float64) error {
	if !(math.Abs(value) <= MaxValue) { // nor is it NaN
		return fmt.Errorf("the value must be a number between %g and %g, not %v", -MaxValue, MaxValue, value)
	}
	return nil
}

// check reports what is wrong with a share from outside.
func (s Share) check() error {
	if !(math.Abs(s.Sum) <= maxMass) {
		return fmt.Errorf("a share of %v is beyond what values can add up to", s.Sum)
	}
	if !(s.Weight >= 0 && s.Weight <= maxMass) {
		return fmt.Errorf("a share with a weight of %v, which must be 0 or more", s.Weight)
	}
	return nil
}

// Mass returns what a packet carries from one node to another. While it is on its way neither has it.
func (p Packet) Mass() Share {
	switch p.Kind {
	case Push:
		return p.Share
	case Correction:
		return Share{Sum: p.Share.Sum}
	}
	return Share{}
}

// Estimate returns what the node takes for the aggregate, and whether it has an estimate: nodes of
// other protocols have none.
func (n *Node) Estimate() (float64, bool) {
	if a, ok := n.protocol.(aggregator); ok {
		return a.estimate()
	}
	return 0, false
}

// Settled reports whether the estimate of the node has come to rest, as its parameters have it. The
// node goes on exchanging all the same, and may have to move again.
func (n *Node) Settled() bool {
	a, ok := n.protocol.(aggregator)
	return ok && a.settled()
}

// Share returns the part of the mass that is at the node.
func (n *Node) Share() Share {
	if a, ok := n.protocol.(aggregator); ok {
		return a.share()
	}
	return Share{}
}

// aggregation is what the protocols that aggregate have in common.
//
// A node that has settled goes on. Its peers may not have settled, and one that stopped would keep
// its share of the mass from them: the others would agree on another mean. How slowly it goes on is
// max_interval.
type aggregation struct {
	cfg     *aggregationConfig
	chooser chooser
	clock   clock
	calm    calm
}

// aggregationConfig is what all nodes of a network share.
type aggregationConfig struct {
	pace      pace
	chooser   func() chooser
	tolerance float64
	rounds    uint16
	single    bool // pushsum: only node 1 has weight
	conducted bool // averaging: a conductor draws the pairs
}

// aggregationParams declares the parameters that the protocols have in common.
func aggregationParams() []Param {
	const course = "a common exercise in courses: the ratio changes by less than 1e-10 in three rounds"
	params := []Param{
		{
			Name: "digits", Type: Integer, Min: 1, Max: 15, Default: "10",
			Doc:    "a node has settled when its estimate changed by less than 1 in this decimal place, or in its last three bits, for some cycles; it goes on exchanging",
			Source: course,
		}, {
			Name: "rounds", Type: Integer, Unit: "cycles", Min: 1, Max: 1000, Default: "3",
			Doc: "for how many cycles in a row; one in which nothing arrived does not count", Source: course,
		},
		peersParam(),
	}
	pace := paceParams("", "100ms", "0", "our choice: a thousand times a round trip on one machine, so that exchanges seldom overlap")
	for i := range pace {
		if pace[i].Name == "max_interval" {
			pace[i].Doc = "the interval doubles up to this while a node has settled, and returns at once when its estimate moves; 0 keeps it fixed"
			pace[i].Source = "papers have a fixed interval"
		}
	}
	return append(params, pace...)
}

func (v values) aggregation() *aggregationConfig {
	return &aggregationConfig{
		pace: v.pace(""), chooser: choices()[v["peers"]].create,
		tolerance: math.Pow10(-int(v["digits"])), rounds: uint16(v["rounds"]),
	}
}

func newAggregation(cfg *aggregationConfig) aggregation {
	return aggregation{cfg: cfg, chooser: cfg.chooser()}
}

// rests reports whether a node with this estimate has settled: nothing that came since its last cycle
// moved it either.
func (a *aggregation) rests(estimate float64) bool {
	return a.calm.cycles >= a.cfg.rounds && a.calm.still(a.cfg, estimate)
}

func (a *aggregation) start(n *Node, now time.Duration, actions []Action) []Action {
	if a.cfg.conducted {
		return actions
	}
	return a.clock.begin(n, now, a.cfg.pace, timerCycle, actions)
}

func (a *aggregation) published(_ *Node, _ time.Duration, _ int, actions []Action) []Action {
	return actions
}

func (a *aggregation) repaired(_ *Node, _ time.Duration, _ int, actions []Action) (bool, []Action) {
	return true, actions // it stays here; nobody is told
}

// due reports whether a timer begins a cycle of the node.
func (a *aggregation) due(now time.Duration, timer Timer) bool {
	return timer == timerCycle && a.clock.timer.due(now)
}

// peer chooses whom to contact, if there is somebody who accepts it.
func (a *aggregation) peer(n *Node) (NodeID, bool) {
	if n.peers.Len() == 0 {
		return 0, false
	}
	return n.dial(a.chooser, a.chooser.choose(n))
}

// next sets the next cycle.
func (a *aggregation) next(n *Node, now time.Duration, actions []Action) []Action {
	return a.clock.next(n, now, a.cfg.pace, timerCycle, a.calm.cycles >= a.cfg.rounds, actions)
}

// stir lets a node that had slowed down go at its pace again if its estimate moves.
func (a *aggregation) stir(n *Node, now time.Duration, estimate float64, actions []Action) []Action {
	if a.clock.current <= a.cfg.pace.interval || a.calm.still(a.cfg, estimate) {
		return actions
	}
	return a.clock.hurry(n, now, a.cfg.pace, timerCycle, actions)
}

// calm is how a node judges whether its estimate has come to rest.
type calm struct {
	last   float64 // estimate at the end of the cycle before; NaN if there was none
	cycles uint16  // in a row in which it hardly changed
	heard  bool    // something arrived in this cycle
}

// judge ends a cycle. One in which nothing arrived says nothing about the others, so it neither counts
// nor interrupts: in push-sum every third cycle is such a one.
func (c *calm) judge(cfg *aggregationConfig, estimate float64) {
	if !c.heard {
		return
	}
	c.heard = false
	if !c.still(cfg, estimate) {
		c.cycles = 0
	} else if c.cycles < cfg.rounds {
		c.cycles++
	}
	c.last = estimate
}

// still reports whether an estimate is hardly another one than the last. One that is large has fewer
// decimal places than are asked for: its last bits change with every rounding. NaN is never still.
func (c *calm) still(cfg *aggregationConfig, estimate float64) bool {
	const lastBits = 1.0 / (1 << 50)
	return math.Abs(estimate-c.last) < max(cfg.tolerance, float64(math.Abs(estimate)*lastBits))
}
