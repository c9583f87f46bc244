package topology

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestMaximumMatching(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t, 0, 10)
		partner := maximumMatching(g.Len(), func(i, j int) bool { return !g.hasEdge(i, j) })
		pairs := 0
		for i, p := range partner {
			if p >= 0 {
				require.Equal(t, i, partner[p])
				require.NotEqual(t, i, p)
				require.False(t, g.hasEdge(i, p))
				pairs++
			}
		}
		require.Equal(t, largestMatching(g, slices.Collect(g.IDs())), pairs/2)
	})
}
