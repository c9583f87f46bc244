package topology

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPickPeers(t *testing.T) {
	g, err := NewGraphWithIDs([]int{1, 3, 4, 8, 9}, [][2]int32{{1, 3}, {1, 4}, {3, 4}, {8, 9}, {1, 8}})
	require.NoError(t, err)
	rng := rand.New(rand.NewPCG(1, 1))
	drawn := map[int]int{}
	for range 300 {
		peers, err := PickPeers(g, 3, rng)
		require.NoError(t, err)
		require.True(t, slices.IsSorted(peers))
		for _, p := range peers {
			drawn[p]++
		}
	}
	assert.Equal(t, 300, drawn[9], "it has the fewest neighbors")
	assert.Zero(t, drawn[1], "it has the most")
	for _, id := range []int{3, 4, 8} {
		assert.InDelta(t, 200, drawn[id], 50, "two of these three, at random")
	}
	all, err := PickPeers(g, 5, rng)
	require.NoError(t, err)
	assert.Equal(t, []int{1, 3, 4, 8, 9}, all)

	_, err = PickPeers(g, 6, rng)
	assert.EqualError(t, err, "a new node cannot have 6 peers in a network of 5: the most is 5")
	_, err = PickPeers(g, 0, rng)
	assert.EqualError(t, err, "a new node with 0 peers would be on its own: the least is 1")
}
