package advise

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// residue returns the part s of the nodes that rumor mongering misses, where everybody is everybody's
// peer: the root below 1 of s = e^(-a (1-s)). With feedback and a coin of 1/k, a is k+1 (Demers et al.
// 1987, section 1.4); without feedback k. For a of 1 or less there is none, and the residue is 1.
func residue(a float64) float64 {
	if a <= 1 {
		return 1
	}
	s := 0.0
	for range manyRounds {
		s = math.Exp(-a * (1 - s)) // ascends to the least root
	}
	return s
}

// TestResidue has the roots for feedback and a coin, and those for blind ones (Demers et al. 1987: tables
// 1 and 2 are near to them).
func TestResidue(t *testing.T) {
	for k, want := range []float64{1, 0.2032, 0.0595, 0.0198, 0.00698, 0.00252} {
		assert.InEpsilon(t, want, residue(float64(k)+1), 0.002, "k=%d", k)
	}
	for a, want := range map[float64]float64{2: 0.2032, 5: 0.00698, 1: 1, 0.5: 1} {
		assert.InEpsilon(t, want, residue(a), 0.002, "a=%v", a)
	}
}

// amongAll is an exchange where everybody is everybody's peer.
func amongAll(n, push, pull float64) course {
	c, _ := exchange(newCrowd(n, int(n)-1, 0), push, pull)
	return c
}

// TestRoundsOfFormulas: push takes log2 n + ln n rounds, and push-pull log3 n + log2 ln n, both up to a
// constant. So do the recursions.
func TestRoundsOfFormulas(t *testing.T) {
	for _, n := range []float64{1e3, 1e4, 1e5, 1e6} {
		push := math.Log2(n) + math.Log(n)
		pushPull := math.Log(n)/math.Log(3) + math.Log2(math.Log(n))
		assert.InDelta(t, push+1.2, amongAll(n, 1, 0).rounds(), 0.15, "push, %v", n)
		assert.InDelta(t, pushPull, amongAll(n, 1, 1).rounds(), 0.5, "push-pull, %v", n)
	}
}

// TestRoundsOfRecursions holds the recursions against what independent simulations measured.
func TestRoundsOfRecursions(t *testing.T) {
	for _, c := range []struct {
		name string
		got  course
		want float64
		off  float64
	}{
		{"push-pull, 1e3", amongAll(1e3, 1, 1), 9.16, 0.3},
		{"push-pull, 1e4", amongAll(1e4, 1, 1), 11.61, 0.3},
		{"push, 1e3", amongAll(1e3, 1, 0), 18.05, 1},
		{"push, 1e4", amongAll(1e4, 1, 0), 23.67, 1},
		{"pull, 1e3", amongAll(1e3, 0, 1), 13.77, 1},
		{"flood, 1e3, 3-regular", spread(1e3, 3, 1), 12, 1}, // eccentricities
		{"flood, 1e4, 3-regular", spread(1e4, 3, 1), 15.5, 1},
		{"flood, 1e4, 5-regular", spread(1e4, 5, 1), 8.5, 0.6},
		{"flood, 1e5, 8-regular", spread(1e5, 8, 1), 7.5, 0.6},
	} {
		t.Run(c.name, func(t *testing.T) { assert.InDelta(t, c.want, c.got.rounds(), c.off) })
	}
}

// TestAntiEntropyTails: of pull alone p' = p², of push alone p' tends to p/e.
func TestAntiEntropyTails(t *testing.T) {
	const all = 1_000_000
	after := func(p, push, pull float64) float64 {
		m := missing{all, []float64{1}, []float64{p}}
		m.reach(all, 1-p, push, pull)
		return m.part()
	}
	assert.InDelta(t, 0.01, after(0.1, 0, 1), 1e-12)
	assert.InDelta(t, 0.04066, after(0.1, 1, 0), 5e-6)
	assert.InDelta(t, 0.003716, after(0.01, 1, 0), 5e-7)
	assert.InEpsilon(t, 1e-6/math.E, after(1e-6, 1, 0), 1e-5)
}

// TestCrowds: nodes differ by their living peers, and none of them is left out.
func TestCrowds(t *testing.T) {
	for name, c := range map[string]struct {
		peers int
		alive float64
	}{
		"all live": {16, 1}, "few peers": {3, 0.5}, "many": {9999, 0.7}, "hardly any": {48, 0.1},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMissing(c.peers, c.alive, 1)
			mean := 0.0
			for i, share := range m.share {
				mean += share * float64(m.least+i)
			}
			assert.InDelta(t, 1, m.part(), 1e-9)
			assert.InEpsilon(t, c.alive*float64(c.peers), mean, 1e-9)
			m.dropIsolated()
			assert.InDelta(t, 1, m.part(), 1e-9)
			assert.Positive(t, m.least)
		})
	}
}

// TestFanout is the theorem of Kermarrec, Massoulié and Ganesh: with a fanout of ln n + c everybody is
// reached with a chance of e^(-e^-c), where everybody is everybody's peer.
func TestFanout(t *testing.T) {
	const n = 100_000
	for _, c := range []float64{0, 1, 2, 4} {
		fanout := math.Log(n) + c
		assert.InDelta(t, math.Exp(-math.Exp(-c)), reachesAll(spread(n, n-1, fanout/(n-1))), 0.002, "c=%v", c)
	}
}

func TestExtinction(t *testing.T) {
	assert.Zero(t, extinction(2, 1))
	assert.InDelta(t, 1, extinction(2, 0.4), 1e-9, "less than one other is infected on average")
	assert.InDelta(t, 1.0/9, extinction(2, 0.75), 1e-9, "x = (1 - 3/4 (1-x))²")
}

// TestMongersTendToTheFormula: with everybody as a peer, the residue is the root of the formula.
func TestMongersTendToTheFormula(t *testing.T) {
	for _, q := range []Question{{Nodes: 100_000}, {Nodes: 100_000, Loss: 0.2}, {Nodes: 100_000, Loss: 0.1, Crash: 0.3}} {
		for k := 1.0; k <= 6; k++ {
			t.Run(fmt.Sprintf("loss %v crash %v k %v", q.Loss, q.Crash, k), func(t *testing.T) {
				assert.InEpsilon(t, residue(k/(1-q.Loss)+1), missedByMongers(q, k, 99_999), 0.01)
			})
		}
	}
	assert.Greater(t, missedByMongers(Question{Nodes: 1000}, 8, 20), 2*residue(9), "few peers")
}

func TestWilson(t *testing.T) {
	for _, c := range []struct {
		succeeded, attempts int
		low, high           float64
	}{
		{0, 0, 0, 1}, {0, 10, 0, 0.2775}, {10, 10, 0.7225, 1}, {5, 10, 0.2366, 0.7634}, {400, 400, 0.9905, 1}, {1, 1, 0.2065, 1},
	} {
		low, high := Wilson(c.succeeded, c.attempts)
		assert.InDelta(t, c.low, low, 5e-5, "%d of %d", c.succeeded, c.attempts)
		assert.InDelta(t, c.high, high, 5e-5, "%d of %d", c.succeeded, c.attempts)
	}
}

// TestOneReachedOfManySendsNothing: one in a million nodes, times a million, rounds to less than one.
func TestOneReachedOfManySendsNothing(t *testing.T) {
	q := Question{Nodes: 1_000_000, Crash: 0.5068967405871945, Reliability: 0.99}
	p := plumtreeRow().at(q, 3).Predicted
	assert.LessOrEqual(t, p.Coverage*float64(q.living()), 1.0)
	assert.Zero(t, p.Payload)
}

// TestPredictionsAreChances: whatever is asked, chances are chances, and more of a level is not worse.
func TestPredictionsAreChances(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := Question{
			Nodes: rapid.IntRange(MinNodes, 1_000_000).Draw(t, "nodes"), Loss: rapid.Float64Range(0, MaxChance).Draw(t, "loss"),
			Crash: rapid.Float64Range(0, 0.7).Draw(t, "crash"), Reliability: 0.99,
		}
		assert.NoError(t, q.Validate())
		for _, r := range rows() {
			last := 1
			if r.most != nil {
				last = r.most(q)
			}
			level := rapid.IntRange(min(MinDegree, last), last).Draw(t, r.protocol)
			c := r.at(q, level)
			p := c.Predicted
			for _, chance := range []float64{p.Reliability, p.Coverage} {
				assert.True(t, chance >= 0 && chance <= 1, "%s: %v", r.protocol, p)
			}
			for _, count := range []float64{p.Rounds, p.Payload, p.Control} {
				assert.True(t, count >= 0 && !math.IsInf(count, 0) && !math.IsNaN(count), "%s %s, level %d: %+v", r.protocol, r.name, level, p)
			}
		}
	})
}
