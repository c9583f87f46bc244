package gossip

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// weighed is a list of peers with weights.
type weighed struct {
	idList
	weights []uint64
}

var _ Weights = (*weighed)(nil)

func (w *weighed) Weight(i int) uint64 { return w.weights[i] }

// chooserOf returns a row of the table, and a node that chooses by it.
func chooserOf(t *testing.T, name string, peers Peers) (chooser, *Node) {
	t.Helper()
	n, err := New(Config{ID: 1, Peers: peers, Rand: rand.New(rand.NewPCG(11, 12))})
	require.NoError(t, err)
	for _, c := range choices() {
		if c.name == name {
			return c.create(), n
		}
	}
	require.FailNow(t, "there is no such chooser")
	return nil, nil
}

// requireFrequencies draws many times, and holds the counts against the weights by a chi-square test:
// limit is the quantile of 99.99 % for the degrees of freedom. The seed is fixed.
func requireFrequencies(t *testing.T, c chooser, n *Node, weights map[NodeID]float64, limit float64) {
	t.Helper()
	const draws = 100_000
	counts, total := map[NodeID]int{}, 0.
	for range draws {
		counts[c.choose(n)]++
	}
	for _, w := range weights {
		total += w
	}
	chi := 0.
	for id, w := range weights {
		expected := draws * w / total
		if expected == 0 {
			require.Zero(t, counts[id])
			continue
		}
		chi += (float64(counts[id]) - expected) * (float64(counts[id]) - expected) / expected
	}
	assert.Less(t, chi, limit, "%v", counts)
}

func TestChoosersFollowTheirFrequencies(t *testing.T) {
	equal := map[NodeID]float64{2: 1, 3: 1, 4: 1, 5: 1}
	const limit = 21.1 // 3 degrees of freedom
	for _, c := range choices() {
		t.Run(c.name+" without weights", func(t *testing.T) {
			chooser, n := chooserOf(t, c.name, &idList{2, 3, 4, 5})
			requireFrequencies(t, chooser, n, equal, limit)
		})
	}
	cases := []struct {
		name    string
		weights []uint64
		want    map[NodeID]float64
	}{
		{"equal", []uint64{7, 7, 7, 7}, equal},
		{"unequal", []uint64{1, 2, 3, 10}, map[NodeID]float64{2: 1, 3: 2, 4: 3, 5: 10}},
		{"one of no weight", []uint64{1, 0, 1, 1}, map[NodeID]float64{2: 1, 3: 0, 4: 1, 5: 1}},
		{"none", []uint64{0, 0, 0, 0}, equal},
		{"as large as can be", []uint64{MaxWeight, MaxWeight, MaxWeight, MaxWeight}, equal},
	}
	for _, c := range cases {
		t.Run("weighted "+c.name, func(t *testing.T) {
			chooser, n := chooserOf(t, "weighted", &weighed{idList{2, 3, 4, 5}, c.weights})
			requireFrequencies(t, chooser, n, c.want, limit)
		})
	}
}

func TestRoundRobinRepeatsNobodyUntilAllWereUsed(t *testing.T) {
	peers := idList{2, 3, 4, 5, 6, 7, 8}
	c, n := chooserOf(t, "roundrobin", &peers)
	orders := map[[7]NodeID]bool{}
	for range 100 {
		var order [7]NodeID
		seen := map[NodeID]bool{}
		for i := range order {
			order[i] = c.choose(n)
			require.False(t, seen[order[i]])
			seen[order[i]] = true
		}
		orders[order] = true
	}
	assert.Greater(t, len(orders), 90, "it shuffles anew each time")
	peers = peers[:3] // some peers go
	for range 20 {
		assert.Contains(t, []NodeID{2, 3, 4}, c.choose(n))
	}
}

func TestChooseSomeNeverRepeats(t *testing.T) {
	for _, c := range choices() {
		for count := 1; count <= 9; count++ {
			chooser, n := chooserOf(t, c.name, &weighed{idList{2, 3, 4, 5, 6, 7, 8}, []uint64{1, 1, 1, 1, 1, 1, MaxWeight}})
			for range 100 {
				chosen := chooseSome(n, chooser, count, nil)
				assert.LessOrEqual(t, len(chosen), min(count, 7))
				assert.NotEmpty(t, chosen)
				seen := map[NodeID]bool{}
				for _, id := range chosen {
					assert.False(t, seen[id])
					seen[id] = true
				}
				if c.name != "weighted" || count >= 7 {
					assert.Len(t, chosen, min(count, 7), "all there are, or as many as asked for")
				}
			}
		}
	}
}
