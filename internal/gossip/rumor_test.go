package gossip

import (
	"maps"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestRumorReproducesDemers holds residue, traffic and the cycle of the last receipt against tables 1
// to 3 of Demers et al. 1987 (n=1000). The reference is an independent simulation of the same tables,
// which agrees with the paper to the digits that it prints; slack is the rounding of the reference and
// twice its standard error. The paper's t_avg is not compared: no definition of it fits tables 1 and 2.
func TestRumorReproducesDemers(t *testing.T) {
	push := map[string]string{"mode": "push", "feedback": "true", "stop": "counter"}
	blind := map[string]string{"mode": "push", "feedback": "false", "stop": "coin"}
	pull := map[string]string{"mode": "pull", "feedback": "true", "stop": "counter"}
	type figure struct{ want, slack float64 }
	cases := []struct {
		name                   string
		params                 map[string]string
		k                      string
		runs                   int
		residue, traffic, last figure
	}{
		{"table 1, k=1", push, "1", 200, figure{.1747, .0007}, figure{1.744, .003}, figure{16.79, .07}},
		{"table 1, k=2", push, "2", 150, figure{.0367, .0003}, figure{3.300, .003}, figure{16.98, .06}},
		{"table 2, k=1", blind, "1", 400, figure{.9592, .0009}, figure{.0408, .0009}, figure{39.8, .9}},
		{"table 2, k=2", blind, "2", 200, figure{.2042, .0013}, figure{1.592, .004}, figure{32.9, .2}},
		{"table 3, k=1", pull, "1", 50, figure{.0315, .0003}, figure{2.700, .002}, figure{17.59, .09}},
		{"table 3, k=2", pull, "2", 50, figure{.00057, .00003}, figure{4.487, .002}, figure{15.25, .08}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			params := maps.Clone(c.params)
			params["k"] = c.k
			s, m, last := epidemics(t, 1000, c.runs, params)
			t.Logf("s=%.5f ±%.5f  m=%.4f ±%.4f  t_last=%.2f ±%.2f  (1 standard error, %d runs)",
				s.mean, s.stderr, m.mean, m.stderr, last.mean, last.stderr, c.runs)
			within := func(name string, got sample, want figure) {
				assert.InDelta(t, want.want, got.mean, 5*got.stderr+want.slack, name)
			}
			within("residue", s, c.residue)
			within("traffic", m, c.traffic)
			within("last receipt", last, c.last)
		})
	}
}

// TestCoinWithOneSideIsTheCounterOfOne: with k=1 both rules end after the first useless contact.
func TestCoinWithOneSideIsTheCounterOfOne(t *testing.T) {
	params := map[string]string{"mode": "push", "feedback": "true", "stop": "coin", "k": "1"}
	s, m, _ := epidemics(t, 1000, 100, params)
	assert.InDelta(t, .1747, s.mean, 5*s.stderr)
	assert.InDelta(t, 1.744, m.mean, 5*m.stderr)
	params["k"] = "2"
	more, _, _ := epidemics(t, 1000, 100, params)
	assert.Less(t, more.mean, s.mean/2)
}

func TestPushResidueIsExponentialInTraffic(t *testing.T) {
	for _, k := range []string{"1", "2", "3"} {
		s, m, _ := epidemics(t, 1000, 60, map[string]string{"k": k})
		assert.InDelta(t, math.Exp(-m.mean), s.mean, 5*s.stderr+.05*s.mean, "s = e^-m for push, k=%s", k)
	}
}

// TestPushPullSpreadsInLogarithmicTime: a rumor in which nobody loses interest reaches all of 1,000
// nodes after 18.05 ±.08 cycles of push, 13.77 ±.08 of pull and 9.16 ±.03 of push-pull.
func TestPushPullSpreadsInLogarithmicTime(t *testing.T) {
	cases := []struct {
		mode        string
		want, slack float64
	}{{"push", 18.05, .08}, {"pull", 13.77, .08}, {"pushpull", 9.16, .03}}
	for _, c := range cases {
		t.Run(c.mode, func(t *testing.T) {
			var last []float64
			for seed := range fewer(40) {
				r := newRounds(t, 1000, uint64(seed+1), map[string]string{"mode": c.mode, "stop": "never"})
				last = append(last, untilAll(t, r))
			}
			got := sampleOf(last)
			t.Logf("%.2f ±%.2f", got.mean, got.stderr)
			assert.InDelta(t, c.want, got.mean, 5*got.stderr+c.slack)
		})
	}
}

// untilAll returns the cycle in which the last node got the message.
func untilAll(t *testing.T, r *rounds) float64 {
	t.Helper()
	r.publish()
	for range 200 {
		if e := r.result(); e.residue == 0 {
			return e.last
		}
		r.next()
	}
	require.FailNow(t, "the rumor does not reach everyone")
	return 0
}

func TestFanoutContactsSoManyPeersACycle(t *testing.T) {
	r := newRounds(t, 100, 1, map[string]string{"fanout": "4", "stop": "never"})
	r.publish()
	for range 4 {
		infective, before := r.hot(), r.relays
		r.next()
		assert.Equal(t, 4*infective, r.relays-before)
	}
	assert.Greater(t, r.hot(), 40)
}

func TestFanoutBeyondThePeersContactsAllOfThem(t *testing.T) {
	r := newRounds(t, 5, 1, map[string]string{"fanout": "1024"})
	r.publish()
	r.next()
	assert.Equal(t, 4, r.relays)
	assert.Zero(t, r.result().residue)
}

// TestHeardStopsAfterReceivingKTimes is the rule of many course projects: a node that received the
// message k times says no more. The last ones never hear it so often.
func TestHeardStopsAfterReceivingKTimes(t *testing.T) {
	r := newRounds(t, 200, 3, map[string]string{"stop": "heard", "k": "5"})
	key := r.publish()
	for range 100 {
		r.next()
	}
	assert.Zero(t, r.result().residue)
	var received []int
	for _, n := range r.nodes {
		i, known := n.Store().Find(key)
		require.True(t, known)
		heard := len(n.Store().At(i).Arrivals)
		received = append(received, heard)
		if n.ID() == key.Origin {
			heard-- // its own
		}
		_, hot := n.protocol.(*rumor).find(i)
		assert.Equal(t, heard < 5, hot, "node %d heard it %d times", n.ID(), heard)
	}
	assert.Equal(t, 1+r.relays, sum(received), "every relay arrived, and one arrival is the origin's own")
}

func sum(values []int) int {
	total := 0
	for _, v := range values {
		total += v
	}
	return total
}

func TestNeverStopsNever(t *testing.T) {
	r := newRounds(t, 20, 1, map[string]string{"stop": "never"})
	r.publish()
	for range 300 {
		r.next()
	}
	assert.Equal(t, 20, r.hot())
}

// TestBlindCounterSendsKTimes: without feedback every cycle counts, so a node sends exactly k times.
func TestBlindCounterSendsKTimes(t *testing.T) {
	r := newRounds(t, 1000, 1, map[string]string{"feedback": "false", "stop": "counter", "k": "3"})
	e := r.spread(1000)
	assert.InDelta(t, 3*(1-e.residue), e.traffic, 1e-9)
	assert.Empty(t, r.inFlight[2], "nobody answers")
}

func TestBlindAsksForNoFeedback(t *testing.T) {
	for _, params := range []map[string]string{
		{"feedback": "false"}, {"stop": "heard", "k": "3"}, {"stop": "never"},
	} {
		r := newRounds(t, 10, 1, params)
		r.publish()
		r.next()
		r.step(1, Event{Kind: Receive, Peer: 1, Packet: new(r.nodes[0].held(Relay, 0))})
		assert.Empty(t, r.inFlight[2], "%v", params)
	}
}
