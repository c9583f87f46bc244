package gossip

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// member returns a node of any protocol with some peers.
func member(t *testing.T, id NodeID, value float64, peers []NodeID, protocol string, params ...string) *Node {
	t.Helper()
	set := map[string]string{}
	for i := 0; i < len(params); i += 2 {
		set[params[i]] = params[i+1]
	}
	rule, err := NewRule(protocol, set)
	require.NoError(t, err)
	list := idList(peers)
	n, err := New(Config{ID: id, Peers: &list, Rule: rule, Value: value, Rand: testRand()})
	require.NoError(t, err)
	return n
}

// fired runs one cycle of a node that started at time 0, with an interval of a second and no jitter.
func fired(n *Node, cycle int) []Action {
	return n.Step(time.Duration(cycle)*time.Second, Event{Kind: Fired, Timer: timerCycle}, nil)
}

func received(n *Node, from NodeID, p Packet) []Action {
	return n.Step(0, Event{Kind: Receive, Peer: from, Packet: &p}, nil)
}

func TestWhatNodesEstimate(t *testing.T) {
	cases := []struct {
		name string
		node *Node
		want float64
		has  bool
	}{
		{"push-sum", member(t, 2, 7, nil, "pushsum"), 7, true},
		{"node 1 of a sum", member(t, 1, 7, nil, "pushsum", "weight", "one"), 7, true},
		{"another node of a sum", member(t, 2, 7, nil, "pushsum", "weight", "one"), 0, false},
		{"averaging", member(t, 2, -7, nil, "averaging"), -7, true},
		{"a message that spreads", member(t, 2, 7, nil, "flood"), 0, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			have, ok := c.node.Estimate()
			assert.Equal(t, c.want, have)
			assert.Equal(t, c.has, ok)
		})
	}
	n := member(t, 2, 7, nil, "pushsum", "weight", "one")
	received(n, 1, Packet{Kind: Push, Share: Share{Sum: 1e300, Weight: 1e-300}})
	_, ok := n.Estimate()
	assert.False(t, ok, "the ratio is no number")
	received(n, 1, Packet{Kind: Push, Share: Share{Sum: -1e300 + 3, Weight: 1}})
	_, ok = n.Estimate()
	assert.True(t, ok)
}

func TestWhoSettles(t *testing.T) {
	steady := []string{"interval", "1s", "jitter", "0", "rounds", "2", "digits", "3"}
	push := func(n *Node, sum float64) { received(n, 2, Packet{Kind: Push, Share: Share{Sum: sum, Weight: 1}}) }
	t.Run("after some cycles in which something came that changed nothing", func(t *testing.T) {
		n := member(t, 1, 5, []NodeID{2}, "pushsum", steady...)
		n.Step(0, Event{Kind: Start}, nil)
		cycle := 0
		for _, settled := range []bool{false, true, true} {
			push(n, 5)
			cycle++
			fired(n, cycle)
			assert.Equal(t, settled, n.Settled())
		}
		push(n, 6)
		assert.False(t, n.Settled(), "it moved")
		for range 10 {
			cycle++
			fired(n, cycle)
			assert.False(t, n.Settled(), "nothing came")
		}
		for range 100 {
			push(n, 6)
			cycle++
			fired(n, cycle)
		}
		assert.True(t, n.Settled())
	})
	t.Run("a node without peers", func(t *testing.T) {
		for _, protocol := range []string{"pushsum", "averaging"} {
			n := member(t, 1, 5, nil, protocol, steady...)
			n.Step(0, Event{Kind: Start}, nil)
			fired(n, 1)
			fired(n, 2)
			assert.True(t, n.Settled(), protocol)
		}
	})
	t.Run("whose value has no such digits", func(t *testing.T) {
		n := member(t, 1, 1e14, []NodeID{2}, "averaging", "interval", "1s", "jitter", "0", "digits", "15")
		n.Step(0, Event{Kind: Start}, nil)
		for cycle := range 4 {
			received(n, 3, Packet{Kind: Exchange, Share: Share{Sum: 1e14 + 0.03125*float64(cycle%2)}})
			fired(n, cycle+1)
		}
		assert.True(t, n.Settled())
	})
	assert.False(t, member(t, 1, 0, nil, "flood").Settled())
}

func TestSettledNodesSlowDown(t *testing.T) {
	n := member(t, 1, 5, nil, "averaging", "interval", "1s", "max_interval", "4s", "jitter", "0", "rounds", "1")
	n.Step(0, Event{Kind: Start}, nil)
	next := func(now time.Duration) time.Duration {
		return n.Step(now, Event{Kind: Fired, Timer: timerCycle}, nil)[0].At - now
	}
	now := time.Second
	for _, want := range []time.Duration{2, 4, 4} {
		require.Equal(t, want*time.Second, next(now))
		now += want * time.Second
	}
	now -= 3 * time.Second // before the next cycle
	actions := n.Step(now, Event{Kind: Receive, Peer: 2, Packet: &Packet{Kind: Exchange, Share: Share{Sum: 6}}}, nil)
	require.Len(t, actions, 2)
	assert.Equal(t, now+time.Second, actions[1].At, "its value moved")
}

func TestConductedPairs(t *testing.T) {
	for pairing, conducted := range map[string]string{"initiate": "", "random": "random", "matching": "matching"} {
		rule, err := NewRule("averaging", map[string]string{"pairing": pairing})
		require.NoError(t, err)
		assert.Equal(t, conducted, rule.Conducted())
		n := member(t, 1, 5, []NodeID{2}, "averaging", "pairing", pairing)
		assert.Equal(t, conducted == "", len(n.Step(0, Event{Kind: Start}, nil)) > 0, "it sets a timer")
		met := n.Step(0, Event{Kind: Meet, Peer: 2}, nil)
		if conducted == "" {
			assert.Empty(t, met, "it chooses for itself")
			continue
		}
		require.Len(t, met, 1)
		assert.Equal(t, Packet{Kind: Exchange, Share: Share{Sum: 5}}, met[0].Packet)
		assert.Empty(t, fired(n, 1))
		for range 4 {
			received(n, 2, Packet{Kind: Correction})
		}
		assert.True(t, n.Settled(), "each exchange counts as a cycle")
	}
	for _, row := range Protocols() {
		rule, err := NewRule(row.Name, nil)
		require.NoError(t, err)
		assert.Empty(t, rule.Conducted())
		assert.Empty(t, member(t, 1, 5, []NodeID{2}, row.Name).Step(0, Event{Kind: Meet, Peer: 2}, nil))
	}
}

func TestCheckRefusesInventedShares(t *testing.T) {
	n := member(t, 1, 5, []NodeID{2}, "pushsum")
	good := []Share{{}, {1, 0}, {-0x1p1000, 0x1p1000}}
	bad := []Share{
		{math.NaN(), 1}, {math.Inf(1), 1}, {math.Inf(-1), 1}, {0x1p1001, 1}, {1, math.NaN()}, {1, math.Inf(1)}, {1, -5e-324}, {1, 0x1p1001},
	}
	for _, kind := range []PacketKind{Push, Exchange, Correction} {
		for _, s := range good {
			assert.NoError(t, n.Check(2, Packet{Kind: kind, Share: s}), s)
		}
		for _, s := range bad {
			assert.Error(t, n.Check(2, Packet{Kind: kind, Share: s}), s)
		}
	}
}

// However often a peer says the most that passes the checks, what a node says itself passes them.
func TestInventedMassStaysWithinBounds(t *testing.T) {
	for _, protocol := range []string{"pushsum", "averaging"} {
		n := member(t, 1, 5, []NodeID{2}, protocol, "interval", "1s", "jitter", "0")
		n.Step(0, Event{Kind: Start}, nil)
		for cycle := range 50 {
			for _, kind := range []PacketKind{Push, Correction, Exchange, Correction} {
				for _, a := range append(received(n, 2, Packet{Kind: kind, Share: Share{-0x1p1000, 0x1p1000}}), fired(n, cycle+1)...) {
					if a.Kind == Send {
						require.NoError(t, n.Check(2, a.Packet))
					}
				}
			}
			estimate, _ := n.Estimate()
			require.False(t, math.IsNaN(estimate) || math.IsInf(estimate, 0))
		}
	}
}

func TestValuesAreBounded(t *testing.T) {
	for _, value := range []float64{math.NaN(), math.Inf(1), 2 * MaxValue, -2 * MaxValue} {
		_, err := New(Config{ID: 1, Peers: new(idList), Value: value, Rand: testRand()})
		assert.ErrorContains(t, err, "value")
	}
}

// What aggregation says means nothing to other protocols, and the other way round.
func TestOtherProtocolsIgnoreShares(t *testing.T) {
	for _, row := range Protocols() {
		n := member(t, 1, 5, []NodeID{2, 3}, row.Name)
		for kind := Push; kind <= Correction; kind++ {
			p := Packet{Kind: kind, Share: Share{2, 1}}
			require.NoError(t, n.Check(2, p))
			if !row.Aggregates {
				assert.Empty(t, received(n, 2, p), row.Name)
			}
		}
		if row.Aggregates {
			before := n.Share()
			for _, kind := range []PacketKind{Poke, Request, Prune, Feedback, Announce, Graft} {
				assert.Empty(t, received(n, 2, Packet{Kind: kind, Control: new(Control)}), row.Name)
			}
			assert.Equal(t, before, n.Share())
		}
	}
}

func TestWhoIsActive(t *testing.T) {
	want := map[string]bool{"antientropy": true, "hybrid": true, "pushsum": true, "averaging": true}
	for _, row := range Protocols() {
		n := member(t, 1, 5, []NodeID{2, 3}, row.Name)
		assert.Equal(t, want[row.Name], n.Active(), row.Name)
		n.Step(0, Event{Kind: Publish, Text: "x", Relays: 1}, nil)
		assert.Equal(t, want[row.Name] || row.Name == "rumor", n.Active(), "%s with a message", row.Name)
	}
}
