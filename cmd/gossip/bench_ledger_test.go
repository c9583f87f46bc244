package main

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"gossip/internal/wire"
)

// Two messages of ours (from node 1 at 100, planned at 90; from node 2 at 200) and one of others, at
// three nodes. The second one does not reach node 3.
func TestLedger(t *testing.T) {
	l := newBenchLedger([]benchMessage{
		{key: benchKey{1, 100}, planned: 90},
		{key: benchKey{2, 200}, planned: 200},
	})
	assert.Equal(t, 2, l.add(1, []wire.Delivery{{1, 100, 100, 1}, {7, 100, 101, 1}, {2, 200, 260, 2}}))
	assert.Equal(t, 1, l.add(2, []wire.Delivery{{1, 100, 130, 1}}))
	assert.Equal(t, 1, l.add(2, []wire.Delivery{{2, 200, 200, 1}}), "the rest of what came to node 2")
	assert.Equal(t, 1, l.add(3, []wire.Delivery{{1, 100, 150, 3}, {1, 101, 150, 3}}))

	assert.Equal(t, 3, l.deliveries)
	assert.Equal(t, 4, l.expected([]int{1, 2, 3}))
	assert.Equal(t, 3, l.expected([]int{1, 3}), "node 2 has died: its own message is expected at two nodes, that of node 1 at one")
	assert.Equal(t, time.Duration(160), l.span())

	accepted, planned := l.latencies(3)
	assert.Equal(t, []time.Duration{50}, accepted)
	assert.Equal(t, []time.Duration{60}, planned)
	accepted, _ = l.latencies(2)
	assert.Equal(t, []time.Duration{50, 60}, accepted)
}

func TestLedgerOfNothing(t *testing.T) {
	l := newBenchLedger(nil)
	assert.Zero(t, l.add(1, []wire.Delivery{{1, 100, 100, 1}}))
	assert.Zero(t, l.span())
	assert.Zero(t, l.expected([]int{1, 2}))
	accepted, planned := l.latencies(2)
	assert.Empty(t, accepted)
	assert.Empty(t, planned)
}

func TestPercentile(t *testing.T) {
	sorted := []time.Duration{1, 2, 3, 4}
	for share, want := range map[float64]time.Duration{0: 1, 0.25: 1, 0.5: 2, 0.51: 3, 0.99: 4, 1: 4} {
		assert.Equal(t, want, percentile(sorted, share), "%v", share)
	}
	assert.Zero(t, percentile(nil, 0.5))
	assert.Equal(t, time.Duration(9), percentile([]time.Duration{9}, 0.5))
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 50), func(n int) time.Duration { return time.Duration(n) }), 1, 60).Draw(t, "values")
		share := rapid.Float64Range(0, 1).Draw(t, "share")
		slices.Sort(values)
		p := percentile(values, share)
		within := 0
		for _, v := range values {
			if v <= p {
				within++
			}
		}
		assert.GreaterOrEqual(t, float64(within), share*float64(len(values)))
	})
}

func TestOriginated(t *testing.T) {
	for id, want := range map[string]int64{"a_7": 7, "a_b_1700000000000000000": 1700000000000000000, "_3": 3} {
		got, ok := originated(id)
		require.True(t, ok, id)
		assert.Equal(t, want, got)
	}
	for _, id := range []string{"", "a", "a_", "a_x"} {
		_, ok := originated(id)
		assert.False(t, ok, id)
	}
}

func TestRounded(t *testing.T) {
	for want, x := range map[string]float64{
		"0": 0, "0.00123": 0.00123, "1.23": 1.2345, "12.3": 12.34, "123": 123.4, "1,235": 1234.6, "1,234,567": 1234567,
	} {
		assert.Equal(t, want, rounded(x))
	}
	assert.Equal(t, "100%", shareText(1))
	assert.Equal(t, "99.999%", shareText(0.9999999), "not all")
	assert.Equal(t, "0%", shareText(0))
}
