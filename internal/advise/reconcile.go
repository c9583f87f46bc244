package advise

import (
	"math"
	"strconv"
)

// A reconciliation of two nodes that live, one of which lacks the message, takes two packets if that is the
// one that begins (its list, the message) and three if it is the other (list, request, message).
func (q Question) pulled() float64 { return q.arrives() * q.arrives() }
func (q Question) pushed() float64 { return q.arrives() * q.arrives() * q.arrives() }

// crowd is a message at one of the living nodes.
func (q Question) crowd(degree int) *crowd {
	return newCrowd(float64(q.living()), degree, q.dead())
}

// antiEntropyRow reconciles until all have everything.
func antiEntropyRow() row {
	return row{
		protocol: "antientropy",
		formula: "x' = x (1 - k/d A h) (1 - B h/d)^k for a node with k living peers, x: it has nothing yet, h: a peer has it and has not sent it yet, " +
			"A = (1-p)^2 of a pull, B = (1-p)^3 of a push; with all as peers x' = x (1 - a A (1-x)) e^(-a B (1-x)). It never stops: cost until all are reached",
		source: "Demers et al. 1987, section 1.3",
		setup:  func(q Question, _ int) (int, []Param) { return q.degree(), nil },
		predict: func(q Question, _, degree int) Prediction {
			c, copies := exchange(q.crowd(degree), q.pushed(), q.pulled())
			p := endless(q, c, degree)
			p.Payload = float64(q.living()) * copies / q.arrives()
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
		formula: "log3 n + log2 ln n rounds without loss and crash and with all as peers; else as anti-entropy, with A = (1-p)^2, B = 1-p",
		source:  "Karp, Schindelhauer, Shenker, Vöcking, FOCS 2000",
		endless: "nodes never stop to send: it is here as the bound of what random contacts can do",
		setup: func(q Question, _ int) (int, []Param) {
			return q.degree(), []Param{{"mode", "pushpull"}, {"stop", "never"}}
		},
		predict: func(q Question, _, degree int) Prediction {
			living := float64(q.living())
			c, _ := exchange(q.crowd(degree), q.arrives(), q.pulled())
			p := endless(q, c, degree)
			for _, x := range c.misses {
				lasts := -math.Expm1(-living * (x - c.end())) // the chance that it comes to this round
				p.Payload += lasts * living * (1 - x) * (q.alive() + q.pass())
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
		formula:  "rumor mongering with k = 2, and in every 10th round a step of anti-entropy, from which missed nodes become infective: x' as of anti-entropy, with A = 0 and h of those that still push in the rounds between",
		source:   "Demers et al. 1987, section 1.5",
		setup: func(q Question, _ int) (int, []Param) {
			return q.degree(), rumor(Param{"stop", "coin"}, Param{"k", strconv.Itoa(hybridK)})
		},
		predict: func(q Question, _, degree int) Prediction {
			living := float64(q.living())
			m := q.crowd(degree)
			c := course{[]float64{m.missed()}, living}
			sent, control, payload := 0.0, 0.0, 0.0 // pushes of rumors, and packets of the backstop
			for t := 1; ; t++ {
				sent += living * m.hot
				m.monger(q.alive(), q.arrives(), q.arrives()/hybridK)
				if t%hybridBackstop == 0 {
					missing := -math.Expm1(-living * m.missed()) // the chance that it comes to that
					control += living * (q.alive() + q.pass()) * missing
					payload += living * m.exchange(q.pushed(), q.pulled()) / q.arrives()
				}
				c.misses = append(c.misses, m.missed())
				if t%hybridBackstop == 0 && (course{c.misses[:t-hybridBackstop+1], living}).settled(m.missed()) {
					break // since the last backstop nothing has happened
				}
			}
			p := endless(q, c, degree)
			p.Payload = sent*q.alive() + payload
			p.Control = sent*q.pass() + control
			return p
		},
	}
}
