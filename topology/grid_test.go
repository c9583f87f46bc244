package topology

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Nodes are numbered row by row.
func TestGridNumbers(t *testing.T) {
	g, err := Generate(Spec{Kind: Grid, N: 9})
	require.NoError(t, err)
	assert.Equal(t, []int{2, 4}, g.NeighborIDs(1))
	assert.Equal(t, []int{2, 4, 6, 8}, g.NeighborIDs(5))
	assert.Equal(t, []int{6, 8}, g.NeighborIDs(9))

	g, err = Generate(Spec{Kind: Torus, N: 9})
	require.NoError(t, err)
	assert.Equal(t, []int{2, 3, 4, 7}, g.NeighborIDs(1))

	g, err = Generate(Spec{Kind: Grid3D, N: 27})
	require.NoError(t, err)
	assert.Equal(t, []int{5, 11, 13, 15, 17, 23}, g.NeighborIDs(14))
	assert.Equal(t, []int{2, 4, 10}, g.NeighborIDs(1))
}

func TestRoot(t *testing.T) {
	for n := 1; n < 3000; n++ {
		for dims := 2; dims <= 3; dims++ {
			side := root(n, dims)
			assert.True(t, power(side, dims) <= n && n < power(side+1, dims), "%d", n)
		}
	}
	assert.Equal(t, 3162, root(MaxNodes, 2))
	assert.Equal(t, 215, root(MaxNodes, 3))
}
