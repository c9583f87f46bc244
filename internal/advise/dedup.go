package advise

import "math"

// dedupRow relays a message once over each link. What decides is the degree.
func dedupRow() row {
	return row{
		protocol: "dedup", level: levelDegree, timed: true,
		formula: "a link brings the message with u = 1 - a (1 - u^(d-1)), a = (1-p)(1-f); missed s = u^d; all reached e^(-L s)",
		source:  "percolation on random regular graphs; e^(-e^-c) of Erdős and Rényi",
		most:    mostDegree, setup: degreeAlone,
		predict: func(q Question, _, degree int) Prediction {
			p, covered := relayed(q, degree)
			p.Payload = covered*(float64(degree)*q.alive()-1) + 1
			return p
		},
	}
}

// floodRow is the rule of the ancestor with a relay limit of 1: dedup, and one more copy over each link by
// which a message came.
func floodRow() row {
	r := dedupRow()
	r.protocol = "flood"
	r.formula = "reaches as dedup; a copy over each link in each direction"
	r.predict = func(q Question, _, degree int) Prediction {
		p, covered := relayed(q, degree)
		// back to whom it first came from goes a copy of whoever hears it again
		again := 1 - missedBy(degree-1, q, p)
		p.Payload = covered*(float64(degree)*q.alive()-1+again) + 1
		return p
	}
	return r
}

// missedBy is the chance that none of some links brings a copy, where almost all nodes are reached.
func missedBy(links int, q Question, p Prediction) float64 {
	missed := 1.0
	for range links {
		missed *= 1 - q.pass()*p.Coverage
	}
	return missed
}

// relayed is what all protocols have in common that pass a message on over each link, or announce it
// there. covered is the expected number of nodes that are reached.
func relayed(q Question, degree int) (p Prediction, covered float64) {
	living := float64(q.living())
	c := relayedCourse(q, degree)
	x := extinction(float64(degree-1), q.pass())
	lives := 1 - power(1-q.pass()*(1-x), degree)
	if q.pass() == 1 {
		lives = 1
	}
	p = Prediction{Reliability: lives * reachesAll(c), Coverage: c.covered(lives), Rounds: c.rounds()}
	return p, math.Max(1, p.Coverage*living) // one node of many, as a part of them, may round to less
}

// relayedCourse is how such a message spreads. Without loss and crash nobody is missed, for the graph is
// connected.
func relayedCourse(q Question, degree int) course {
	c := spread(float64(q.living()), float64(degree), q.pass())
	if q.pass() == 1 {
		c.misses[len(c.misses)-1] = 0
	}
	return c
}

func mostDegree(q Question) int {
	switch {
	case q.Complete:
		return q.Nodes - 1
	case q.Degree > 0:
		return q.Degree
	}
	return min(MaxDegree, q.Nodes-1)
}

// degreeAlone is a setup in which the degree is the level.
func degreeAlone(q Question, level int) (int, []Param) {
	return min(q.even(level), q.Nodes-1), nil
}
