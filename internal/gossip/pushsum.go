package gossip

import (
	"math"
	"slices"
	"time"
)

// pushSum is push-sum (Kempe, Dobra, Gehrke, FOCS 2003, section 2): every node holds a sum and a
// weight. Each cycle it keeps half of both and sends the other half to a peer, and what arrives it
// adds. Its estimate is the ratio.
//
// A share that is lost takes its mass along, and then the estimates agree on a ratio that is not the
// mean of all. So a node sends nothing on a link that it knows to be down.
type pushSum struct {
	aggregation
	held Share
	down []NodeID
}

func pushSumProtocol() Protocol {
	return Protocol{
		Name:    "pushsum",
		Summary: "compute the mean or the sum of all nodes' values by passing on half of a sum and of its weight",
		Doc: `Every node begins with a value, its sum, and a weight. Each cycle it sends half of its sum and half of
its weight to a random peer, and adds what arrives. The ratio of the two is its estimate, and all
estimates approach the mean of the values, or their sum if only node 1 has a weight. No messages are
spread. What is lost with a link or a node that fails is missing from then on.`,
		Source:     "Kempe, Dobra, Gehrke, FOCS 2003, section 2",
		Eager:      true, // nothing waits to be handed on
		Aggregates: true, Dials: true,
		Params: append([]Param{{
			Name: "weight", Type: Choice, Choices: []string{"all", "one"}, Default: "all",
			Doc:    "who begins with a weight of 1: all nodes, and the estimate is the mean; one, node 1, and the estimate is the sum. The others have 0",
			Source: "Kempe, Dobra, Gehrke 2003, section 2",
		}}, aggregationParams()...),
		check: func(v values) error { return v.checkPace("") },
		prepare: func(v values) func() protocol {
			cfg := v.aggregation()
			cfg.single = v["weight"] == 1
			return func() protocol { return &pushSum{aggregation: newAggregation(cfg)} }
		},
	}
}

func (p *pushSum) begin(id NodeID, value float64) {
	p.held.Sum = value
	if !p.cfg.single || id == 1 {
		p.held.Weight = 1
	}
	p.calm.last = p.ratio()
}

func (p *pushSum) share() Share { return p.held }

// estimate is none while the node has no weight, or so little that the ratio is no number.
func (p *pushSum) estimate() (float64, bool) {
	if r := p.ratio(); !math.IsNaN(r) {
		return r, true
	}
	return 0, false
}

func (p *pushSum) settled() bool { return p.rests(p.ratio()) }

// ratio returns the estimate, NaN for none.
func (p *pushSum) ratio() float64 {
	if r := p.held.Sum / p.held.Weight; p.held.Weight > 0 && !math.IsInf(r, 0) {
		return r
	}
	return math.NaN()
}

func (p *pushSum) fired(n *Node, now time.Duration, timer Timer, actions []Action) []Action {
	if !p.due(now, timer) {
		return actions
	}
	if n.peers.Len() == 0 {
		p.calm.heard = true // nobody can have another opinion
	}
	p.calm.judge(p.cfg, p.ratio())
	if peer, ok := p.peer(n); ok && !slices.Contains(p.down, peer) {
		half := Share{Sum: float64(p.held.Sum / 2), Weight: float64(p.held.Weight / 2)}
		p.held.Sum -= half.Sum // what is left, and not once more the half: the least numbers cannot be halved
		p.held.Weight -= half.Weight
		actions = append(actions, Action{Kind: Send, Peer: peer, Packet: Packet{Kind: Push, Share: half}})
	}
	return p.next(n, now, actions)
}

func (p *pushSum) receive(n *Node, now time.Duration, _ NodeID, packet *Packet, actions []Action) []Action {
	if packet.Kind != Push {
		return actions
	}
	held := Share{Sum: p.held.Sum + packet.Share.Sum, Weight: p.held.Weight + packet.Share.Weight}
	if held.check() != nil {
		return actions // a peer invents mass
	}
	p.held, p.calm.heard = held, true
	return p.stir(n, now, p.ratio(), actions)
}

func (p *pushSum) linkChanged(_ *Node, _ time.Duration, peer NodeID, up bool, actions []Action) []Action {
	at := slices.Index(p.down, peer)
	switch {
	case up && at >= 0:
		p.down = slices.Delete(p.down, at, at+1)
	case !up && at < 0:
		p.down = append(p.down, peer)
	}
	return actions
}
