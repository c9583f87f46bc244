package advise

import (
	"math"
	"strconv"
)

// A reconciliation of two nodes, one of which lacks the message, takes two packets if that is the one
// that begins (its list, the message) and three if it is the other (list, request, message).
func (q Question) pulls() float64  { return q.pass() * (1 - q.Loss) }
func (q Question) pushes() float64 { return q.pass() * (1 - q.Loss) * (1 - q.Loss) }

// antiEntropyRow reconciles until all have everything.
func antiEntropyRow() row {
	return row{
		protocol: "antientropy",
		formula:  "p' = p (1 - A (1-p)) e^(-B (1-p)), A = (1-f)(1-p)^2 of a pull, B = (1-f)(1-p)^3 of a push; p' = p² for pull alone, in the end. It never stops: cost until all are reached",
		source:   "Demers et al. 1987, section 1.3",
		setup:    func(q Question, _ int) (int, []Param) { return q.degree(), nil },
		predict: func(q Question, _, degree int) Prediction {
			c := exchange(float64(q.living()), q.pushes(), q.pulls())
			p := endless(q, c, degree)
			brought := (q.pulls() + q.pushes()) / (1 - q.Loss)
			for _, x := range c.misses {
				p.Payload += float64(q.living()) * x * (1 - x) * brought
			}
			p.Control = p.Rounds * float64(q.living()) * (q.alive() + q.pass())
			return p
		},
	}
}

// endless is the prediction for what goes on until all are reached that are connected.
func endless(q Question, c course, degree int) Prediction {
	alone := power(q.dead(), degree) // nodes with dead neighbors only
	return Prediction{Reliability: q.connected(degree), Coverage: 1 - alone, Rounds: c.rounds()}
}

// pushPullRow is a rumor that nobody loses interest in.
func pushPullRow() row {
	return row{
		name: "pushpull", protocol: "rumor",
		formula: "log3 n + log2 ln n rounds without loss and crash; else p' = p (1 - A (1-p)) e^(-B (1-p)), A = (1-f)(1-p)^2, B = (1-f)(1-p)",
		source:  "Karp, Schindelhauer, Shenker, Vöcking, FOCS 2000",
		endless: "nodes never stop to send: it is here as the bound of what random contacts can do",
		setup: func(q Question, _ int) (int, []Param) {
			return q.degree(), []Param{{"mode", "pushpull"}, {"stop", "never"}}
		},
		predict: func(q Question, _, degree int) Prediction {
			living := float64(q.living())
			c := exchange(living, q.pass(), q.pulls())
			p := endless(q, c, degree)
			rounds := int(math.Round(p.Rounds))
			for _, x := range c.misses[:min(rounds, len(c.misses))] {
				p.Payload += living * (1 - x) * (q.alive() + q.pass())
			}
			p.Control = p.Rounds * living * q.alive()
			return p
		},
	}
}

// Hybrid is rumor mongering that misses some, and anti-entropy in every so many rounds.
const (
	hybridK        = 2
	hybridBackstop = 10 // rounds: backstop_interval 500ms, interval 50ms
)

// hybridRow goes by both recursions, each in its rounds.
func hybridRow() row {
	return row{
		protocol: "hybrid",
		formula:  "rumor mongering with k = 2 as above, and in every 10th round a step of anti-entropy, from which missed nodes become infective",
		source:   "Demers et al. 1987, section 1.5",
		setup: func(q Question, _ int) (int, []Param) {
			return q.degree(), rumor(Param{"stop", "coin"}, Param{"k", strconv.Itoa(hybridK)})
		},
		predict: func(q Question, _, degree int) Prediction {
			living := float64(q.living())
			m := mongering{x: 1 - 1/living, hot: 1 / living, pass: q.pass(), cool: (1 - q.Loss) / hybridK}
			c := course{[]float64{m.x}, living}
			control, payload := 0.0, 0.0 // of the backstop
			for t := 1; m.x*living > 1e-9 && t < manyRounds; t++ {
				m.round()
				if t%hybridBackstop == 0 {
					missing := -math.Expm1(-living * m.x) // the chance that it comes to that
					next := exchanged(m.x, q.pushes(), q.pulls())
					control += living * (q.alive() + q.pass()) * missing
					payload += living * (m.x - next) / (1 - q.Loss)
					m.hot += m.x - next
					m.x = next
				}
				c.misses = append(c.misses, m.x)
			}
			p := endless(q, c, degree)
			p.Payload = living*m.sent*q.alive() + payload
			p.Control = living*m.sent*q.pass() + control
			return p
		},
	}
}
