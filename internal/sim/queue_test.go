package sim

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestQueueIsAStableSort: whatever is pushed meanwhile, events come out by time, and those of the same
// time in the order in which they went in.
func TestQueueIsAStableSort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := new(queue)
		if rapid.Bool().Draw(t, "used before") {
			q.push(event{at: rapid.Int64Range(0, 1<<62).Draw(t, "left over")})
			q.reset()
		}
		var want []event
		pushed := int32(0)
		for range rapid.IntRange(1, 300).Draw(t, "steps") {
			if len(want) > 0 && rapid.IntRange(0, 2).Draw(t, "pop") == 0 {
				require.False(t, q.due(want[0].at-1))
				require.True(t, q.due(want[0].at))
				require.Equal(t, want[0], q.pop())
				want = want[1:]
				continue
			}
			if len(want) > 0 { // looking ahead moves no clock
				q.due(rapid.Int64Range(q.now, want[0].at).Draw(t, "limit"))
			}
			delay := rapid.Int64Range(0, 1<<rapid.SampledFrom([]int{0, 3, 9, 17, 25, 40, 61}).Draw(t, "bits")).Draw(t, "delay")
			e := event{at: min(q.now+delay, 1<<62), what: pushed}
			pushed++
			q.push(e)
			at, _ := slices.BinarySearchFunc(want, e, func(a, b event) int {
				if a.at <= b.at {
					return -1
				}
				return 1
			})
			want = slices.Insert(want, at, e)
		}
		require.Equal(t, len(want), q.len)
		for _, e := range want {
			require.True(t, q.due(1<<63-1))
			require.Equal(t, e, q.pop())
		}
		require.Zero(t, q.len)
	})
}

func TestQueueTakesThePastForNow(t *testing.T) {
	q := new(queue)
	q.push(event{at: 1000})
	require.True(t, q.due(1000))
	q.pop()
	q.push(event{at: 10})
	require.True(t, q.due(1000))
	require.False(t, q.due(999))
}

// BenchmarkQueue holds so many events in the queue and replaces one at a time, with latencies of 5 to 20 ms.
func BenchmarkQueue(b *testing.B) {
	for _, held := range []int{1e3, 1e4, 1e5, 1e6} {
		b.Run(sizeName(held), func(b *testing.B) {
			q := new(queue)
			rng := rand.New(rand.NewPCG(1, 1))
			later := func() int64 { return q.now + 5e6 + rng.Int64N(15e6) }
			for range held {
				q.push(event{at: later()})
			}
			for b.Loop() {
				q.due(1<<63 - 1)
				q.pop()
				q.push(event{at: later()})
			}
		})
	}
}

func sizeName(n int) string {
	return map[int]string{1e3: "1e3", 1e4: "1e4", 1e5: "1e5", 1e6: "1e6"}[n]
}
