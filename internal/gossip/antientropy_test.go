package gossip

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestModesOfAntiEntropy(t *testing.T) {
	cases := []struct {
		mode          string
		first, second int
	}{{"push", 20, 40}, {"pull", 40, 20}, {"pushpull", 40, 40}}
	for _, c := range cases {
		t.Run(c.mode, func(t *testing.T) {
			first, second := oneRound(t, c.mode)
			assert.Equal(t, [2]int{c.first, c.second}, [2]int{first, second})
		})
	}
}

// oneRound lets node 1 begin a round with node 2, where each has 20 messages that the other lacks, and
// returns how many they have then.
func oneRound(t *testing.T, mode string) (first, second int) {
	t.Helper()
	d := newDriverOf(t, 1, "antientropy", map[string]string{"mode": mode}, [][2]NodeID{{1, 2}})
	d.clock = nil // nothing fires but what the test fires
	for i := range 40 {
		id := NodeID(1 + i%2)
		d.nodes[id].store.add(&Message{Key: Key{Origin: id, Time: int64(1 + i)}, Text: "x"}, 1)
		d.nodes[id].store.arrived(d.nodes[id], i/2, NewPath([]NodeID{id}), d.now)
	}
	d.now = time.Duration(d.nodes[1].protocol.(*antiEntropy).clock.timer)
	d.step(1, Event{Kind: Fired, Timer: timerBackstop})
	d.settle(1000)
	return d.nodes[1].Store().Len(), d.nodes[2].Store().Len()
}

// TestPullTailIsSquaredAndPushTailDividedByE: in one round of anti-entropy the fraction p of nodes that
// lack a message becomes p² by pull and about p e^{-(1-p)} by push (Demers et al., section 1.3).
func TestPullTailIsSquaredAndPushTailDividedByE(t *testing.T) {
	for mode, want := range map[string]float64{"pull": .01, "push": .0407} {
		t.Run(mode, func(t *testing.T) {
			const n = 4000
			a := antiEntropyRound(t, n, mode)
			got := float64(a) / n
			t.Logf("of .1 that lack it, %.4f do after one round; expected %.4f", got, want)
			assert.InDelta(t, want, got, .012)
		})
	}
}

// antiEntropyRound lets all of n nodes in a complete graph, of which a tenth lacks a message, act once on
// the state at the start of the round. It returns how many lack it then.
func antiEntropyRound(t *testing.T, n int, mode string) int {
	t.Helper()
	rule, err := NewRule("antientropy", map[string]string{"mode": mode, "jitter": "0", "interval": "1s"})
	require.NoError(t, err)
	nodes := make([]*Node, n)
	generator := testRand()
	m := &Message{Key: Key{Origin: 1, Time: 1}, Text: "x"}
	for i := range nodes {
		nodes[i], err = New(Config{ID: NodeID(i + 1), Peers: everyone{i + 1, n}, MaxNodes: n, Rule: rule, Rand: generator})
		require.NoError(t, err)
		nodes[i].Step(0, Event{Kind: Start}, nil)
		if i >= n/10 {
			nodes[i].store.add(m, 1)
			nodes[i].store.arrived(nodes[i], 0, NewPath([]NodeID{1}).Append(NodeID(i+1)), 0)
		}
	}
	var waiting, repairs []flight
	collect := func(i int, actions []Action) {
		for _, a := range actions {
			if a.Kind != Send {
				continue
			}
			f := flight{NodeID(i + 1), a.Peer, a.Packet}
			if a.Packet.Kind == Repair {
				repairs = append(repairs, f) // they take effect at the end
			} else {
				waiting = append(waiting, f)
			}
		}
	}
	for i := range nodes {
		collect(i, nodes[i].Step(time.Second, Event{Kind: Fired, Timer: timerBackstop}, nil))
	}
	for len(waiting) > 0 {
		f := waiting[0]
		waiting = waiting[1:]
		collect(int(f.to)-1, nodes[f.to-1].Step(time.Second, Event{Kind: Receive, Peer: f.from, Packet: &f.packet}, nil))
	}
	for _, f := range repairs {
		nodes[f.to-1].Step(time.Second, Event{Kind: Receive, Peer: f.from, Packet: &f.packet}, nil)
	}
	lacking := 0
	for _, node := range nodes {
		if node.Store().Len() == 0 {
			lacking++
		}
	}
	return lacking
}

// TestHybridReachesWhomTheRumorMissed: a rumor with k=1 misses a sixth of the nodes; anti-entropy finds
// them, and what it brings becomes a rumor again.
func TestHybridReachesWhomTheRumorMissed(t *testing.T) {
	params := map[string]string{"k": "1", "jitter": "0"}
	edges := regularEdges(t, 60, 6, 1)
	missed := 0
	for seed := range uint64(5) {
		d := newDriverOf(t, seed, "rumor", params, edges)
		key := d.publish(1, "x", 1)
		d.elapse(20 * time.Second)
		for _, id := range d.ids() {
			if !d.delivered[id][key] {
				missed++
			}
		}
		d = newDriverOf(t, seed, "hybrid", params, edges)
		key = d.publish(1, "x", 1)
		d.elapse(20 * time.Second)
		for _, id := range d.ids() {
			require.True(t, d.delivered[id][key])
		}
		assert.NotZero(t, d.sent[Relay])
	}
	assert.NotZero(t, missed, "else the test shows nothing")
}

func TestWhatAntiEntropyBringsIsHotAgain(t *testing.T) {
	l := loneNode(t, "hybrid", nil, 2, 3)
	l.do(Event{Kind: Start})
	l.get(2, repair(2, 1))
	require.Len(t, l.protocol.(*hybrid).rumor.hot, 1)
	l.now = time.Duration(l.protocol.(*hybrid).rumor.clock.timer)
	sent := l.do(Event{Kind: Fired, Timer: timerCycle})
	require.Len(t, sent, 1)
	assert.Equal(t, Relay, sent[0].Packet.Kind)
}

// cycles returns how long a node waits before each of its next cycles.
func (l *lone) cycles(timer Timer, at func() deadline, count int) (waits []time.Duration) {
	for range count {
		before := l.now
		l.now = time.Duration(at())
		waits = append(waits, l.now-before)
		l.do(Event{Kind: Fired, Timer: timer})
	}
	return waits
}

func TestIntervalBacksOffAndReturnsAtOnce(t *testing.T) {
	const ms = time.Millisecond
	params := map[string]string{"interval": "100ms", "max_interval": "1s", "jitter": "0", "mode": "pull"}
	for _, protocol := range []string{"antientropy", "rumor"} {
		t.Run(protocol, func(t *testing.T) {
			l := loneNode(t, protocol, params, 2)
			timer, at := timerBackstop, func() deadline { return l.protocol.(*antiEntropy).clock.timer }
			if protocol == "rumor" {
				timer, at = timerCycle, func() deadline { return l.protocol.(*rumor).clock.timer }
			}
			l.do(Event{Kind: Start})
			assert.Equal(t, []time.Duration{100 * ms, 200 * ms, 400 * ms, 800 * ms, time.Second, time.Second}, l.cycles(timer, at, 6))
			before := l.now
			l.now += 700 * ms // of the second until the next cycle
			l.do(Event{Kind: Publish, Text: "x", Relays: 1})
			assert.Equal(t, 800*ms, time.Duration(at())-before, "the next cycle comes one interval after the news")
			l.cycles(timer, at, 1)
			assert.Equal(t, []time.Duration{100 * ms}, l.cycles(timer, at, 1), "and so does the one after it")
		})
	}
}

func TestFixedIntervalsStayFixed(t *testing.T) {
	l := loneNode(t, "antientropy", map[string]string{"interval": "100ms", "max_interval": "0", "jitter": "0"}, 2)
	l.do(Event{Kind: Start})
	for _, wait := range l.cycles(timerBackstop, func() deadline { return l.protocol.(*antiEntropy).clock.timer }, 20) {
		assert.Equal(t, 100*time.Millisecond, wait)
	}
}

func TestJitterStaysWithinItsShare(t *testing.T) {
	l := loneNode(t, "antientropy", map[string]string{"interval": "100ms", "max_interval": "0", "jitter": "30"}, 2)
	l.do(Event{Kind: Start})
	at := func() deadline { return l.protocol.(*antiEntropy).clock.timer }
	first := l.cycles(timerBackstop, at, 1)[0]
	assert.LessOrEqual(t, first, 100*time.Millisecond, "the first cycle comes at a random moment of the interval")
	var sum, least, most time.Duration
	least = time.Hour
	for _, wait := range l.cycles(timerBackstop, at, 2000) {
		sum, least, most = sum+wait, min(least, wait), max(most, wait)
	}
	assert.GreaterOrEqual(t, least, 70*time.Millisecond)
	assert.LessOrEqual(t, most, 130*time.Millisecond)
	assert.Less(t, least, 72*time.Millisecond)
	assert.Greater(t, most, 128*time.Millisecond)
	assert.InDelta(t, 100, sum.Seconds()/2000*1000, 2)
}

func TestTimersThatAreNoLongerWaitedForAreIgnored(t *testing.T) {
	for _, row := range Protocols() {
		l := loneNode(t, row.Name, nil, 2)
		l.do(Event{Kind: Start})
		l.do(Event{Kind: Publish, Text: "x", Relays: 1})
		l.now += 2 * time.Minute
		for range 2 {
			for timer := timerSession; timer <= timerGraft; timer++ {
				l.do(Event{Kind: Fired, Timer: timer})
			}
		}
		for timer := timerSession; timer <= timerGraft; timer++ {
			assert.Empty(t, l.do(Event{Kind: Fired, Timer: timer}), fmt.Sprint(row.Name, timer))
		}
	}
}
