package advise

import (
	"context"
	"math"
)

// Options say how a question is answered.
type Options struct {
	Seed     uint64
	Workers  int  // runs at the same time; 0: one for each processor
	Theory   bool // only predict, and simulate nothing
	Progress func(what string, done, total int)
}

// Answer is what a question comes to.
type Answer struct {
	Question   Question
	Living     int
	Candidates []Candidate
	Best       int // index of the recommended candidate; -1: none meets the question
	// Resolvable is the reliability that as many runs as were made could tell from a higher one.
	Resolvable float64
}

// Ask predicts what all protocols need, checks that by simulation, and chooses the cheapest. The error is
// an *Error if the question has no answer, or that of the context.
func Ask(ctx context.Context, q Question, o Options) (Answer, error) {
	if err := q.Validate(); err != nil {
		return Answer{}, err
	}
	a := Answer{Question: q, Living: q.living(), Resolvable: 1}
	for _, r := range rows() {
		c := r.candidate(q)
		if !o.Theory {
			if err := c.simulate(ctx, q, o); err != nil {
				return a, err
			}
		}
		for _, check := range c.Checks[:min(1, len(c.Checks))] {
			a.Resolvable = min(a.Resolvable, resolvable(check.Runs))
		}
		a.Candidates = append(a.Candidates, c)
	}
	a.Best = best(a.Candidates, q)
	return a, nil
}

// resolvable is the reliability that runs without a failure speak for, with 95 %: the rule of three.
func resolvable(runs int) float64 { return 1 - min(1, 3/float64(runs)) }

// simulate adds the checks of a candidate: at its own level, and if runs cannot tell such a reliability
// from 1, at the highest level where they can.
func (c *Candidate) simulate(ctx context.Context, q Question, o Options) error {
	there, at := c.fitting(q)
	levels := []Candidate{at}
	if weaker, ok := at.weaker(there); ok && runsFor(at.Predicted.Packets()) >= fewestTelling {
		levels = append(levels, weaker)
	}
	for _, level := range levels {
		runs := runsFor(level.Predicted.Packets())
		var progress func(done, total int)
		if o.Progress != nil {
			progress = func(done, total int) { o.Progress(c.Protocol, done, total) }
		}
		check, err := level.check(ctx, there, runs, o, progress)
		if err != nil {
			return err
		}
		c.Checks = append(c.Checks, check)
	}
	return nil
}

// telling is a reliability that few runs suffice to measure.
const telling = 0.9

// weaker is the candidate at the highest level of which theory expects failures often enough to count
// them, if there is one.
func (c *Candidate) weaker(q Question) (Candidate, bool) {
	if c.Level == "" || c.Level == levelDegree && (q.Degree > 0 || q.Complete) {
		return Candidate{}, false
	}
	least := 1
	if c.Level == levelDegree {
		least = MinDegree
	}
	for level := c.Chosen - 1; level >= least; level-- {
		w := c.row.at(q, level)
		switch {
		case w.Chosen == c.Chosen:
		case w.Predicted.Reliability < 0.01:
			return Candidate{}, false // failures only tell as little
		case w.Predicted.Reliability <= telling:
			return w, true
		}
	}
	return Candidate{}, false
}

// What a check may cost, so that an answer takes seconds. A network of which not even a few runs fit is
// simulated at a smaller size.
const (
	budget        = 1e6 // packets of a check
	mostPackets   = 3e6 // packets of the fewest runs
	fewestRuns    = 4
	fewestTelling = 10 // fewer runs tell nothing of a weaker level
	mostRuns      = 400
	mostSimulated = 100_000 // nodes
	mostMeshed    = 500     // nodes that all know each other
	leastShrunk   = 500     // nodes below which nothing is made smaller
)

func runsFor(packets float64) int {
	return int(math.Min(math.Max(budget/math.Max(packets, 1), fewestRuns), mostRuns))
}

// fitting returns the question that is simulated, and the candidate at the same level for it: of fewer
// nodes if those asked for are too many.
func (c *Candidate) fitting(q Question) (Question, Candidate) {
	if q.Complete {
		q.Nodes = min(q.Nodes, mostMeshed)
	}
	at := *c
	if q.Nodes != c.Topology.N {
		at = c.row.at(q, c.Chosen)
	}
	for q.Nodes > mostSimulated || at.Predicted.Packets()*fewestRuns > mostPackets && q.Nodes > leastShrunk {
		q.Nodes = max(leastShrunk, q.Nodes/20*2) // a tenth, and even
		at = c.row.at(q, c.Chosen)
	}
	return q, at
}

// contradicted is by how many standard errors a simulation must be below to contradict: with a check for
// each protocol, 95 % would be too little.
const contradicted = 3.3

// Meets reports whether a candidate meets the question: theory says so, and the simulation does not
// contradict.
func (c Candidate) Meets(q Question) bool {
	if !c.Promising {
		return false
	}
	for _, check := range c.Checks {
		if check.Weaker(c) {
			continue
		}
		if _, high := wilson(check.Reached, check.Runs, contradicted); high < math.Min(q.Reliability, check.Predicted.Reliability) {
			return false
		}
	}
	return true
}

// Packets is what a message costs, by simulation if it was made at this size.
func (c Candidate) Packets() (payload, control float64) {
	if len(c.Checks) > 0 && c.Checks[0].Nodes == c.Topology.N {
		return c.Checks[0].Payload.Mean, c.Checks[0].Control.Mean
	}
	return c.Predicted.Payload, c.Predicted.Control
}

// alike are costs that differ less than simulations do.
const alike = 0.03

// best returns the cheapest candidate in packets that meets the question; among those that cost alike,
// the one that sends the fewest payloads. It is -1 if there is none.
func best(all []Candidate, q Question) int {
	chosen := -1
	for i, c := range all {
		if c.Unfit != "" || !c.Meets(q) {
			continue
		}
		if chosen < 0 || cheaper(c, all[chosen]) {
			chosen = i
		}
	}
	return chosen
}

func cheaper(a, b Candidate) bool {
	payloadA, controlA := a.Packets()
	payloadB, controlB := b.Packets()
	costA, costB := payloadA+controlA, payloadB+controlB
	if math.Abs(costA-costB) <= alike*math.Max(costA, costB) {
		return payloadA < payloadB
	}
	return costA < costB
}
