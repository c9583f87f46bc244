package topology

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// At p = 0 the clustering is 3(k-2)/(4(k-1)), and it falls with about (1-p)³ when edges are rewired
// (Barrat and Weigt, 2000).
func TestSmallWorldClustering(t *testing.T) {
	for _, k := range []float64{4, 10, 30} {
		lattice := 3 * (k - 2) / (4 * (k - 1))
		for _, p := range []float64{0, 0.01, 0.1} {
			g, err := Generate(Spec{Kind: SmallWorld, N: 4000, Seed: 1,
				Values: map[string]float64{"k": k, "rewire_probability": p}})
			require.NoError(t, err)
			got := localClustering(g)
			if p == 0 {
				assert.InDelta(t, lattice, got, 1e-12)
			}
			assert.InDelta(t, lattice*math.Pow(1-p, 3), got, 0.015, "k=%g p=%g", k, p)
		}
	}
}

// The share of rewired edges is p, whether the neighbors are kept in a table or in a matrix.
func TestSmallWorldRewires(t *testing.T) {
	for _, s := range []Spec{
		{N: 100_000, Values: values("k", 4, "rewire_probability", 0.3)},
		{N: 1000, Values: values("k", 200, "rewire_probability", 0.3)},
	} {
		s.Kind = SmallWorld
		g, err := Generate(s)
		require.NoError(t, err)
		kept := 0
		for i := range s.N {
			for lap := range s.int("k") / 2 {
				if g.hasEdge(i, (i+lap+1)%s.N) {
					kept++
				}
			}
		}
		share := 1 - float64(kept)/float64(g.EdgeCount())
		// Some shortcuts fall on the ring again, where an edge has been rewired away.
		again := 0.3 * s.float("k") / float64(s.N)
		assert.InDelta(t, 0.3*(1-again), share, 0.01)
	}
}

// Near saturation everybody is a neighbor of everybody but one, and rewiring still ends.
func TestSmallWorldSaturated(t *testing.T) {
	for _, n := range []int{4, 5, 6, 7, 8, 64, 65, 66, 300} {
		g, err := Generate(Spec{Kind: SmallWorld, N: n,
			Values: map[string]float64{"k": float64((n - 1) / 2 * 2), "rewire_probability": 1}})
		require.NoError(t, err)
		assert.Equal(t, n*((n-1)/2), g.EdgeCount())
		sound(t, g)
	}
}

// A ring of k = 2 falls apart easily; it is drawn until it holds together.
func TestSmallWorldRetries(t *testing.T) {
	for seed := range uint64(20) {
		s := Spec{Kind: SmallWorld, N: 500, Values: values("k", 2, "rewire_probability", 0.2), Seed: seed}
		g, err := Generate(s)
		require.NoError(t, err)
		assert.True(t, connected(g))
		assert.Equal(t, 500, g.EdgeCount())
	}
}
