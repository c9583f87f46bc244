package advise

import (
	"math"
	"strconv"
)

// power is a whole power.
func power(x float64, n int) float64 { return math.Pow(x, float64(n)) }

// reachesAll is the chance that nobody is missed.
func reachesAll(c course) float64 { return math.Exp(-c.living * c.end()) }

func rumor(params ...Param) []Param {
	return append([]Param{{"mode", "push"}}, params...)
}

// fanoutRow is gossip as Kermarrec, Massoulié and Ganesh have it: whoever gets the message sends it to so
// many others, once.
func fanoutRow() row {
	return row{
		name: "once", protocol: "rumor", level: "fanout",
		formula: "a F = ln L + c with a = (1-p)(1-f): all reached e^(-e^-c), corrected for a degree d: each link is used with F/d",
		source:  "Kermarrec, Massoulié, Ganesh 2003",
		most:    func(q Question) int { return min(q.degree(), MaxDegree) },
		setup: func(q Question, fanout int) (int, []Param) {
			return q.degree(), rumor(Param{"feedback", "false"}, Param{"stop", "counter"}, Param{"k", "1"}, Param{"fanout", strconv.Itoa(fanout)})
		},
		predict: func(q Question, fanout, degree int) Prediction {
			living, f := float64(q.living()), float64(fanout)
			c := spread(living, float64(degree), q.pass()*f/float64(degree))
			lives := 1 - extinction(f, q.pass())
			if q.pass() == 1 && fanout == degree {
				c.misses[len(c.misses)-1], lives = 0, 1
			}
			p := Prediction{Reliability: lives * reachesAll(c), Coverage: c.covered(lives), Rounds: c.rounds()}
			p.Payload = p.Coverage * living * f * q.alive()
			return p
		},
	}
}

// coinRow is rumor mongering with feedback and a coin, of whose residue there is a formula.
func coinRow() row {
	return row{
		name: "feedback", protocol: "rumor", level: "k",
		formula: "s = e^(-(k'+1)(1-s)), k' = k/(1-p) as lost answers cool nobody, corrected for a degree d, of which some are dead and some stop early; all reached e^(-L s); m = (1-s)(k'+1)/(1-p)",
		source:  "Demers et al. 1987, section 1.4",
		most:    func(Question) int { return mostK },
		setup: func(q Question, k int) (int, []Param) {
			return q.degree(), rumor(Param{"stop", "coin"}, Param{"k", strconv.Itoa(k)})
		},
		predict: func(q Question, k, degree int) Prediction {
			c := monger(q, float64(k), degree)
			living := float64(q.living())
			miss := missedByMongers(q, float64(k), float64(degree))
			heard := living * (1 - miss) * (float64(k)/(1-q.Loss) + 1) // pushes that arrive, and are answered
			return Prediction{Reliability: math.Exp(-living * miss), Coverage: 1 - miss, Rounds: c.rounds(), Payload: heard / (1 - q.Loss), Control: heard}
		},
	}
}

// mostK is the greatest k that is tried: the residue falls by e with each.
const mostK = 200

// missedByMongers is the residue. Where everybody is everybody's peer it is the root of s = e^(-a (1-s)),
// where a is k/(1-p) + 1.
// Of d peers some have crashed, and how often one of the others pushes is drawn: a node is missed if it
// has too few eager peers, and so more often than on average. A peer pushes until a coin stops it, one
// push in k/((1-p) a), after those by which it reached somebody, of which there is one on average that
// arrives.
func missedByMongers(q Question, k, degree float64) float64 {
	missed := 1 - (1-q.Loss)/degree // by one push of a peer
	stop := q.pass() * (1 - q.Loss) / k
	fruitful := math.Exp(-(1 - q.Loss) / (degree * q.pass()))
	fruitless := stop * missed / (1 - (1-stop)*missed)
	s := 0.0
	for range manyRounds {
		next := math.Pow(q.dead()+(1-q.dead())*(s+(1-s)*fruitful*fruitless), degree)
		if math.Abs(next-s) <= 1e-16*next {
			break
		}
		s = next
	}
	return s
}

// monger follows rumor mongering to its end.
func monger(q Question, k float64, degree int) course {
	m := q.crowd(degree)
	c := course{[]float64{m.missed()}, m.living}
	for range manyRounds {
		m.monger(q.alive(), q.arrives(), q.arrives()/k)
		c.misses = append(c.misses, m.missed())
		if m.eager*m.living < 1e-9 {
			break // nobody is left who would push to a node without the message
		}
	}
	return c
}
