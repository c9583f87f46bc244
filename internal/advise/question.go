package advise

import (
	"fmt"
	"math"

	"gossip/topology"
)

// Question is what is asked.
type Question struct {
	Nodes       int
	Loss        float64 // the chance of a packet to vanish
	Crash       float64 // the part of the nodes that has crashed
	Reliability float64 // the chance to reach every living node that is wanted
	Complete    bool    // everybody knows everybody; else the graph is random regular
	Degree      int     // of a random regular graph; 0: what each protocol needs
}

// The bounds of questions.
const (
	MinNodes       = 8
	MaxNodes       = topology.MaxNodes
	MaxChance      = 0.9 // of loss and crash
	MinReliability = 0.01
	MaxReliability = 0.999999999
	MinDegree      = 3
	MaxDegree      = 1000
	mostComplete   = 10_000 // nodes of which everybody knows everybody
)

// Error is a question that has no answer, and what to do instead.
type Error struct{ Text, Next string }

func (e *Error) Error() string { return e.Text }

// Hint returns the next step.
func (e *Error) Hint() string { return e.Next }

// Validate judges the question. The error is an *Error.
func (q Question) Validate() error {
	for _, chance := range []struct {
		name             string
		value, low, high float64
	}{
		{"loss", q.Loss, 0, MaxChance}, {"crash", q.Crash, 0, MaxChance}, {"reliability", q.Reliability, MinReliability, MaxReliability},
	} {
		if !(chance.value >= chance.low && chance.value <= chance.high) {
			return &Error{fmt.Sprintf("%s must be from %v to %v, and %v is not", chance.name, chance.low, chance.high, chance.value),
				"chances are parts of 1: 0.1 is 10 %"}
		}
	}
	switch {
	case q.Nodes < MinNodes || q.Nodes > MaxNodes:
		return &Error{fmt.Sprintf("the number of nodes must be from %d to %d", MinNodes, MaxNodes), "theory about large numbers says nothing of a handful of nodes"}
	case q.living() < 2:
		return &Error{fmt.Sprintf("of %d nodes only %d would live", q.Nodes, q.living()), "ask for more nodes, or a smaller crash"}
	case q.Complete && q.Degree != 0:
		return &Error{"where everybody knows everybody there is no degree to choose", "leave the degree out, or choose the topology random"}
	case q.Complete && q.Nodes > mostComplete:
		return &Error{fmt.Sprintf("%d nodes that all know each other have more links than can be", q.Nodes), fmt.Sprintf("ask for at most %d nodes, or choose the topology random", mostComplete)}
	case q.Degree != 0 && (q.Degree < MinDegree || q.Degree > min(MaxDegree, q.Nodes-1)):
		return &Error{fmt.Sprintf("the degree must be from %d to %d", MinDegree, min(MaxDegree, q.Nodes-1)), "leave it out: each protocol then gets the degree that it needs"}
	case q.Degree%2 == 1 && q.Nodes%2 == 1:
		return &Error{fmt.Sprintf("nodes times degree must be even, and %d x %d is odd", q.Nodes, q.Degree), "choose an even degree"}
	}
	return nil
}

// crashed is how many nodes have crashed.
func (q Question) crashed() int { return int(math.Round(q.Crash * float64(q.Nodes))) }

// living is how many nodes live.
func (q Question) living() int { return q.Nodes - q.crashed() }

// dead is the part of the nodes that has crashed, exactly.
func (q Question) dead() float64 { return float64(q.crashed()) / float64(q.Nodes) }

// alive is the chance that a peer lives. A packet for one that does not finds no link and is not sent.
func (q Question) alive() float64 { return 1 - q.dead() }

// arrives is the chance that a packet between nodes that live arrives.
func (q Question) arrives() float64 { return 1 - q.Loss }

// pass is the chance that a packet for some node finds it alive and arrives.
func (q Question) pass() float64 { return (1 - q.dead()) * (1 - q.Loss) }

// even returns the degree, or the next one with which a regular graph exists.
func (q Question) even(degree int) int {
	if q.Nodes%2 == 1 && degree%2 == 1 {
		return degree + 1
	}
	return degree
}

// degree is how many peers a node has where it contacts some of them at random. Twice the binary logarithm
// is near to all nodes as peers, in what it takes to reach all.
func (q Question) degree() int {
	const least = 8
	switch {
	case q.Complete:
		return q.Nodes - 1
	case q.Degree > 0:
		return q.Degree
	}
	return min(q.even(max(least, 2*int(math.Ceil(math.Log2(float64(q.Nodes)))), q.connecting())), q.Nodes-1)
}

// connecting is the least degree at which no living node has only dead neighbors, with the reliability.
func (q Question) connecting() int {
	d := MinDegree
	for d < min(MaxDegree, q.Nodes-1) && math.Exp(-float64(q.living())*math.Pow(q.dead(), float64(d))) < q.Reliability {
		d++
	}
	return q.even(d)
}

// connected is the chance that no living node has only dead neighbors.
func (q Question) connected(degree int) float64 {
	return math.Exp(-float64(q.living()) * math.Pow(q.dead(), float64(degree)))
}

// spec is the graph with a degree.
func (q Question) spec(degree int) topology.Spec {
	if q.Complete {
		return topology.Spec{Kind: topology.Full, N: q.Nodes}
	}
	return topology.Spec{Kind: topology.Random, N: q.Nodes, Values: map[string]float64{"degree": float64(degree)}}
}
