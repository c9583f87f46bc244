package sim

import (
	"math"
	"time"
)

// mean watches a run of aggregation: how far the estimates are from the mean, and from each other.
type mean struct {
	aggregates bool
	truth      float64
	scale      float64 // of relative errors: the truth, or the largest value if that is next to 0
	mass       float64
	sizes      float64 // the sum of the sizes of the values, by which the error of the mass is judged
	period     int64   // ns: a round
	rounds     int
	every      int // rounds between two looks at the variance
	first      float64
	last       float64 // variance when it was last worth looking at
	lastRound  int
}

// unmeasured is the part of the first variance below which rounding decides what is left of it.
const unmeasured = 1e-20

// cancelled is the part of the largest value below which a mean is next to 0: values of both signs took
// each other away, what is left has few digits or is rounding alone, and no estimate comes nearer to it
// than the values can be added up.
const cancelled = 1e-9

func (m *mean) prepare(w *world) {
	*m = mean{}
	rule := w.group.Rule()
	if m.aggregates = rule.Protocol().Aggregates; !m.aggregates {
		return
	}
	m.period = int64(w.cfg.Rounds.length(rule))
	m.every = 1 + w.n/100_000
	var largest, weight float64
	for i := range w.nodes {
		s := w.nodes[i].Share()
		m.mass += s.Sum
		m.sizes += math.Abs(s.Sum)
		weight += s.Weight
		largest = max(largest, math.Abs(s.Sum))
	}
	m.truth = m.mass / weight
	if m.scale = math.Abs(m.truth); m.scale <= cancelled*largest {
		m.scale = max(largest, math.SmallestNonzeroFloat64)
	}
	m.first = m.variance(w)
	m.last = m.first
}

// plan sets the moments at which the asynchronous run is looked at.
func (m *mean) plan(w *world) {
	if m.aggregates {
		w.queue.push(event{at: m.period, from: fromClock})
	}
}

// tick looks at the end of a round, and returns how the run ended, "" if it did not.
func (m *mean) tick(w *world) End {
	m.rounds++
	if m.rounds%m.every == 0 {
		m.look(w)
	}
	if !w.cfg.Rounds.Synchronous {
		w.queue.push(event{at: int64(m.rounds+1) * m.period, from: fromClock})
	}
	switch {
	case w.pending():
		return ""
	case w.cfg.Error == 0 && m.settled(w):
		return Converged
	case w.cfg.Error > 0 && m.exact(w):
		return Converged
	case w.cfg.Error > 0 && m.settled(w):
		return Settled
	}
	return ""
}

// look notes the variance, as long as it says anything.
func (m *mean) look(w *world) {
	if m.lastRound == m.rounds || m.last <= unmeasured*m.first {
		return
	}
	if v := m.variance(w); v > 0 {
		m.last, m.lastRound = v, m.rounds
	}
}

// settled looks at the nodes up to the first that has not come to rest. One that has nobody left to
// exchange with is at rest.
func (m *mean) settled(w *world) bool {
	for i := range w.nodes {
		if !w.faults.down(uint32(i)) && !w.nodes[i].Settled() && !w.alone(i) {
			return false
		}
	}
	return true
}

// alone reports whether nothing that a node sends can arrive: faults keep it from all its peers, or every
// packet gets lost.
func (w *world) alone(i int) bool {
	if w.faults.dead == nil && w.links.loss < certain {
		return false
	}
	peers := w.peers.of(i)
	for k := range peers.Len() {
		if w.reaches(uint32(i), uint32(peers.At(k)-1)) {
			return false
		}
	}
	return true
}

// exact looks at the nodes up to the first whose estimate is not near enough to the true mean.
func (m *mean) exact(w *world) bool {
	bound := w.cfg.Error * m.scale
	for i := range w.nodes {
		if w.faults.down(uint32(i)) {
			continue
		}
		if estimate, ok := w.nodes[i].Estimate(); !ok || !(math.Abs(estimate-m.truth) <= bound) {
			return false
		}
	}
	return true
}

// variance returns that of the estimates of the living nodes around their own mean. The products are
// rounded before they are added, so that every machine gets the same.
func (m *mean) variance(w *world) float64 {
	var sum, squares, count float64
	for i := range w.nodes {
		if e, ok := w.nodes[i].Estimate(); ok && !w.faults.down(uint32(i)) {
			e -= m.truth
			sum += e
			squares += float64(e * e)
			count++
		}
	}
	if count == 0 {
		return 0
	}
	center := sum / count
	return max(0, squares/count-float64(center*center))
}

// measure sets the metrics of aggregation.
func (m *mean) measure(w *world, r *Result) {
	if !m.aggregates {
		return
	}
	m.look(w)
	if m.lastRound > 0 && m.first > 0 {
		r.set(varianceFactor, math.Pow(m.last/m.first, 1/float64(m.lastRound)))
	}
	var worst float64
	held := w.tally.flight.Sum + w.tally.leaked.Sum
	for i := range w.nodes {
		if w.faults.down(uint32(i)) {
			continue
		}
		held += w.nodes[i].Share().Sum
		if e, ok := w.nodes[i].Estimate(); ok {
			worst = max(worst, math.Abs(e-m.truth)/m.scale)
		} else {
			worst = math.Inf(1)
		}
	}
	r.set(relativeError, worst)
	if m.sizes > 0 {
		r.set(mass, math.Abs(held-m.mass)/m.sizes)
	}
	r.set(cycles, float64(m.rounds))
}

// until is when the run ends at the latest.
func (c Config) until() time.Duration {
	switch {
	case c.Until > 0:
		return c.Until
	case c.Rounds.Synchronous:
		return DefaultRounds * c.Rounds.length(c.Rule)
	}
	return DefaultUntil
}
