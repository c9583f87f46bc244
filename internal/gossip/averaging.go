package gossip

import (
	"math"
	"time"
)

// averaging is push-pull averaging (Jelasity, Montresor, Babaoglu, ACM TOCS 2005): each cycle a node
// exchanges values with a peer, and both go on with the mean of the two.
//
// The paper needs exchanges that do not overlap: a node whose value changed between its question and
// the answer would overwrite the change. Here the answer is not a value but a difference, which the
// peer added to its own value and the node subtracts from the one that it has by then. So what one
// loses the other gains, whatever happens in between, and only a lost answer costs mass.
//
// That conserves the mean, and does not yet make the values approach it: a node that asked again and
// again before the first answer came would make up for the same difference each time, and with answers
// slower than its cycle the values would grow without bound. So it waits for one answer at a time, for
// as many cycles as answers take at the moment: one, unless they come later, so that one which is lost
// costs nothing. And of two nodes that ask each other at the same time only one gets an answer that
// changes something, or they would just change places.
type averaging struct {
	aggregation
	value    float64
	asked    NodeID // who is to answer; 0: nobody
	cycle    uint16 // that goes on, counted modulo 65,536
	begun    uint16 // cycle in which the latest exchange began, which is its number
	patience uint16 // cycles that an answer may take
}

// mostPatience bounds the cycles that a node waits for an answer.
const mostPatience = 1 << 10

func averagingProtocol() Protocol {
	const pairing = "pairing"
	return Protocol{
		Name:    "averaging",
		Summary: "compute the mean of all nodes' values by exchanges in which two nodes take their mean",
		Doc: `Every node begins with a value. Each cycle it exchanges values with a random peer, and both go on with
the mean of the two, so that all values approach the mean of all. No messages are spread. An answer
that is lost with a link, and the value of a node that fails, are missing from then on, or too much.`,
		Source:     "Jelasity, Montresor, Babaoglu, ACM TOCS 2005",
		Eager:      true, // nothing waits to be handed on
		Aggregates: true, Dials: true,
		Params: append([]Param{{
			Name: pairing, Type: Choice, Choices: []string{"initiate", "random", "matching"}, Default: "initiate",
			Doc:    "who exchanges with whom: initiate, every node with a peer of its choice once a cycle; random, as many random pairs; matching, the pairs of two perfect matchings. The last two need somebody who draws the pairs: only the synchronous simulator has one",
			Source: "Jelasity, Montresor, Babaoglu 2005: the ways that can work without a conductor, and those that its theory compares them with",
		}}, aggregationParams()...),
		check: func(v values) error { return v.checkPace("") },
		prepare: func(v values) func() protocol {
			cfg := v.aggregation()
			cfg.conducted = v[pairing] != 0
			return func() protocol { return &averaging{aggregation: newAggregation(cfg)} }
		},
		conducted: func(v values) string {
			return []string{"", "random", "matching"}[v[pairing]]
		},
	}
}

func (a *averaging) begin(_ NodeID, value float64) {
	a.value, a.calm.last, a.patience = value, value, 1
}

func (a *averaging) share() Share { return Share{Sum: a.value, Weight: 1} }

func (a *averaging) estimate() (float64, bool) { return a.value, true }

func (a *averaging) settled() bool { return a.rests(a.value) }

func (a *averaging) fired(n *Node, now time.Duration, timer Timer, actions []Action) []Action {
	if a.cfg.conducted || !a.due(now, timer) {
		return actions
	}
	if n.peers.Len() == 0 {
		a.calm.heard = true // nobody can have another opinion
	}
	a.calm.judge(a.cfg, a.value)
	if a.cycle++; a.asked == 0 || a.cycle-a.begun >= a.patience {
		a.asked = 0
		if peer, ok := a.peer(n); ok {
			a.asked, a.begun = peer, a.cycle
			actions = a.ask(peer, actions)
		}
	}
	return a.next(n, now, actions)
}

// meet begins an exchange with a peer that a conductor drew, who sees to it that none overlap.
// Otherwise the node chooses for itself.
func (a *averaging) meet(_ *Node, peer NodeID, actions []Action) []Action {
	if !a.cfg.conducted {
		return actions
	}
	return a.ask(peer, actions)
}

func (a *averaging) ask(peer NodeID, actions []Action) []Action {
	return append(actions, Action{Kind: Send, Peer: peer, Packet: Packet{Kind: Exchange, Number: a.begun, Share: Share{Sum: a.value}}})
}

func (a *averaging) receive(n *Node, now time.Duration, from NodeID, p *Packet, actions []Action) []Action {
	switch p.Kind {
	case Exchange:
		answer := Packet{Kind: Correction, Number: p.Number}
		if a.asked == from && n.id < from { // what counts is the peer's answer to this node
			return append(actions, Action{Kind: Send, Peer: from, Packet: answer})
		}
		answer.Share.Sum = float64((a.value - p.Share.Sum) / 2)
		actions = append(actions, Action{Kind: Send, Peer: from, Packet: answer})
		return a.add(n, now, -answer.Share.Sum, actions)
	case Correction:
		a.answered(p.Number)
		return a.add(n, now, p.Share.Sum, actions)
	}
	return actions
}

// answered notes how long answers take. One that comes too late tells what it would have taken, and
// the first that is in time again what suffices, with half as much to spare.
func (a *averaging) answered(number uint16) {
	took := min(a.cycle-number, mostPatience)
	switch {
	case number != a.begun:
		a.patience = max(a.patience, took+1)
	case a.asked != 0:
		a.asked = 0
		a.patience = took + took/2 + 1
	}
}

// add changes the value. With a conductor each exchange counts as a cycle: there is no other measure.
func (a *averaging) add(n *Node, now time.Duration, d float64, actions []Action) []Action {
	value := a.value + d
	if !(math.Abs(value) <= maxMass) {
		return actions // a peer invents mass
	}
	a.value, a.calm.heard = value, true
	if a.cfg.conducted {
		a.calm.judge(a.cfg, value)
		return actions
	}
	return a.stir(n, now, value, actions)
}

// linkChanged gives up an answer that will not come. What is asked on a link that is down changes
// nothing.
func (a *averaging) linkChanged(_ *Node, _ time.Duration, peer NodeID, up bool, actions []Action) []Action {
	if !up && a.asked == peer {
		a.asked, a.patience = 0, 1
	}
	return actions
}
