package gossip

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// depth returns the number of levels of a tree, and checks what must hold in each of its nodes.
func depth(t require.TestingT, n *treeNode, root bool) int {
	size, sum, below := len(n.entries), Fingerprint{}, 0
	for i := range n.entries {
		sum = sum.plus(n.entries[i].fingerprint())
		require.GreaterOrEqual(t, compareKeys(n.entries[i].Key, n.low), 0)
		require.True(t, i == 0 || compareKeys(n.entries[i-1].Key, n.entries[i].Key) < 0)
	}
	for i, c := range n.children {
		d := depth(t, c, false)
		require.True(t, i == 0 || d == below, "all leaves are equally deep")
		require.GreaterOrEqual(t, compareKeys(c.low, n.low), 0)
		below = d
		size += c.size
		sum = sum.plus(c.sum)
	}
	require.Equal(t, size, n.size)
	require.Equal(t, sum, n.sum)
	require.LessOrEqual(t, len(n.entries), leafWidth)
	require.LessOrEqual(t, len(n.children), innerWidth)
	require.True(t, root || size > 0)
	return below + 1
}

// keysInOrder returns n different keys in an order of the given kind.
func keysInOrder(order string, n int, rng *rand.Rand) []Key {
	keys := make([]Key, n)
	for i := range keys {
		keys[i] = Key{Origin: NodeID(1 + i%3), Time: int64(1 + i/3)} // three with the same time
	}
	slices.SortFunc(keys, compareKeys)
	switch order {
	case "descending":
		slices.Reverse(keys)
	case "random":
		rng.Shuffle(n, func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
	case "nearly ascending": // as messages of several origins come
		for i := range keys {
			j := min(n-1, i+rng.IntN(10))
			keys[i], keys[j] = keys[j], keys[i]
		}
	case "into a gap": // ascending, and then descending just below the greatest
		slices.Reverse(keys[min(n, 63):])
	}
	return keys
}

func orders() []string {
	return []string{"ascending", "descending", "random", "nearly ascending", "into a gap"}
}

// requireLikeSlice holds ranks, fingerprints and entries against the same keys in a sorted slice, at
// every bound in step.
func requireLikeSlice(t require.TestingT, o *ordered, keys []Key, step int) {
	sorted := slices.SortedFunc(slices.Values(keys), compareKeys)
	require.Equal(t, len(sorted), o.count())
	var sum Fingerprint
	for i, k := range sorted {
		if i%step == 0 {
			rank, got := o.before(k)
			require.Equal(t, i, rank)
			require.Equal(t, sum, got)
			rank, _ = o.before(Bound{Origin: k.Origin - 1, Time: k.Time})
			require.LessOrEqual(t, rank, i)
			require.Equal(t, k, o.at(i).Key)
			require.Equal(t, k, keys[o.at(i).position], "the position goes with its key")
		}
		sum = sum.plus(k.fingerprint())
	}
	rank, got := o.before(LastBound())
	require.Equal(t, len(sorted), rank)
	require.Equal(t, sum, got)
	rank, got = o.before(Bound{})
	require.Zero(t, rank)
	require.Zero(t, got)
}

func TestOrderedIsLikeASortedSlice(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		order := rapid.SampledFrom(orders()).Draw(rt, "order")
		n := rapid.IntRange(0, 700).Draw(rt, "keys")
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1))
		keys := keysInOrder(order, n, rng)
		o := new(ordered)
		for i, k := range keys {
			o.insert(entry{k, int32(i)})
		}
		requireLikeSlice(rt, o, keys, 1)
	})
}

func TestOrderedAtTwentyThousandKeys(t *testing.T) {
	const n = 20_000
	for _, order := range orders() {
		t.Run(order, func(t *testing.T) {
			keys := keysInOrder(order, n, rand.New(rand.NewPCG(1, 1)))
			o := new(ordered)
			for i, k := range keys {
				o.insert(entry{k, int32(i)})
			}
			requireLikeSlice(t, o, keys, 97)
			assert.LessOrEqual(t, depth(t, o.root, true), 4, "ceil(log_16(20,000/32)) + 1, as no node is less than half full but at the right edge")
			leaves := count(o.root)
			t.Logf("%d leaves, %.0f keys each", leaves, float64(n)/float64(leaves))
			assert.Less(t, leaves, n/leafWidth*5/2, "leaves are at least 40 %% full on average")
		})
	}
}

// count returns the number of leaves.
func count(n *treeNode) int {
	if n.children == nil {
		return 1
	}
	leaves := 0
	for _, c := range n.children {
		leaves += count(c)
	}
	return leaves
}

func TestOrderedIsEmptyAtFirst(t *testing.T) {
	o := new(ordered)
	assert.Zero(t, o.count())
	rank, sum := o.before(LastBound())
	assert.Zero(t, rank)
	assert.Zero(t, sum)
}

func TestFingerprintsTellSetsApart(t *testing.T) {
	seen := map[Fingerprint]Key{}
	for origin := NodeID(1); origin <= 100; origin++ {
		for ns := int64(1); ns <= 100; ns++ {
			k := Key{Origin: origin, Time: ns}
			other, taken := seen[k.fingerprint()]
			require.False(t, taken, "%v is like %v", k, other)
			seen[k.fingerprint()] = k
		}
	}
	a, b := Key{1, 5}.fingerprint(), Key{2, 4}.fingerprint()
	c, d := Key{1, 4}.fingerprint(), Key{2, 5}.fingerprint()
	assert.NotEqual(t, a.plus(b), c.plus(d), "sums of origins and times do not show through")
	assert.Equal(t, a, a.plus(b).minus(b))
}

func BenchmarkOrderedBefore(b *testing.B) {
	for _, n := range []int{1000, 1_000_000} {
		o := new(ordered)
		for _, k := range keysInOrder("ascending", n, nil) {
			o.insert(entry{Key: k})
		}
		b.Run(map[int]string{1000: "1k", 1_000_000: "1M"}[n], func(b *testing.B) {
			for i := range b.N {
				o.before(Bound{Time: int64(i*7919) % int64(n/3)})
			}
		})
	}
}
