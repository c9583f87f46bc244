package advise

import "math"

// manyRounds bounds recursions: what has not come to rest by then does not.
const manyRounds = 100_000

// course is how a message spreads: misses[t] is the chance that a living node does not have it after t
// rounds.
type course struct {
	misses []float64
	living float64
}

// end is the part of the nodes that is never reached.
func (c course) end() float64 { return c.misses[len(c.misses)-1] }

// covered is the expected part of the living nodes that are reached, the origin at least, if the message
// dies out near it unless it lives.
func (c course) covered(lives float64) float64 { return math.Max(lives*(1-c.end()), 1/c.living) }

// rounds is the expected number of rounds until the last node is reached that will be: the sum over t of
// the chance that after t rounds somebody is missing.
func (c course) rounds() float64 {
	sum := 0.0
	for _, x := range c.misses {
		sum -= math.Expm1(-c.living * (x - c.end()))
	}
	return sum
}

// settled reports whether a recursion has come to rest. A chance that is far below one node in all runs
// anybody will ever make is none.
func (c course) settled(next float64) bool {
	last := c.end()
	return len(c.misses) > manyRounds || next*c.living < 1e-15 || last-next < 1e-12*last && last < 1-2/c.living
}

// spread is a message on a graph in which every node passes it on once, over each of its links with the
// same chance. It is the edge-based view of epidemics on configuration models (Miller, Slim, Volz 2012):
// theta is the chance that a link has not brought the message, and a node is missed if none of its links
// has.
func spread(living, degree, chance float64) course {
	c := course{[]float64{1 - 1/living}, living}
	theta := 1.0
	for {
		theta = 1 - chance*(1-(1-1/living)*math.Pow(theta, degree-1))
		next := (1 - 1/living) * math.Pow(theta, degree)
		if c.settled(next) {
			return course{append(c.misses, next), living}
		}
		c.misses = append(c.misses, next)
	}
}

// extinction is the chance that a message which each node passes on to some others, each with the same
// chance, dies out near its origin: the least root of x = (1 - chance (1-x))^others.
func extinction(others, chance float64) float64 {
	x := 0.0
	for range manyRounds {
		next := math.Pow(1-chance*(1-x), others)
		if next-x < 1e-16 {
			break
		}
		x = next
	}
	return x
}

// exchange is a message that every node pushes to, and asks for at, one random peer in each round, with
// the chances that it comes over between two nodes that live. It returns also how many copies arrive, for
// each living node.
func exchange(m *crowd, push, pull float64) (c course, copies float64) {
	c = course{[]float64{m.missed()}, m.living}
	for {
		copies += m.exchange(push, pull)
		next := m.missed()
		if c.settled(next) {
			return course{append(c.misses, next), c.living}, copies
		}
		c.misses = append(c.misses, next)
	}
}
