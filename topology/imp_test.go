package topology

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Everybody has its grid neighbors, the one that it drew, and those that drew it, one on average.
func TestImpDegrees(t *testing.T) {
	for _, test := range []struct {
		kind string
		grid string
		n    int
	}{{Imp2D, Grid, 10_000}, {Imp3D, Grid3D, 8000}} {
		g, err := Generate(Spec{Kind: test.kind, N: test.n, Seed: 1})
		require.NoError(t, err)
		grid, err := Generate(Spec{Kind: test.grid, N: test.n})
		require.NoError(t, err)
		assert.Equal(t, grid.EdgeCount()+test.n, g.EdgeCount())
		drawn := map[int]int{} // by how many others drew a node: how many nodes
		for i := range test.n {
			drawn[g.Degree(i)-grid.Degree(i)-1]++
		}
		assert.Zero(t, drawn[-1], "everybody drew one")
		// Poisson with mean 1: e^-1 of all nodes were drawn by nobody, as many by one, half of it by two.
		for k, share := range []float64{0.3679, 0.3679, 0.1839} {
			assert.InEpsilon(t, share*float64(test.n), drawn[k], 0.08, "drawn by %d", k)
		}
	}
}

// A node that knows everybody when its turn comes draws nobody.
func TestImpSaturated(t *testing.T) {
	for seed := range uint64(20) {
		g, err := Generate(Spec{Kind: Imp2D, N: 4, Seed: seed})
		require.NoError(t, err)
		regular(t, g, 3)
	}
}
