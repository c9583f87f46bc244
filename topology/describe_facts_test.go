package topology

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func generated(t testing.TB, spec Spec) *Graph {
	t.Helper()
	g, err := Generate(spec)
	require.NoError(t, err)
	return g
}

// Random regular graphs have a second eigenvalue just below 2 sqrt(d-1) (Alon and Boppana;
// Friedman), and are d-connected. The other figures are simulated: see each column.
func TestDescribeRandomRegular(t *testing.T) {
	tests := []struct {
		degree           int
		path, eigenvalue float64 // of graphs with 1,000 nodes; they vary by 1 percent
		low, high        float64 // diameter
	}{
		{3, 8.03, 2.820, 12, 15},
		{5, 4.70, 3.965, 6, 8},
		{8, 3.60, 5.263, 5, 6},
	}
	const graphs = 5 // the tolerances are for a mean
	for _, test := range tests {
		degree := float64(test.degree)
		path, eigenvalue := 0.0, 0.0
		for seed := range uint64(graphs) {
			g := generated(t, Spec{Kind: "random", N: 1000, Values: map[string]float64{"degree": degree}, Seed: seed})
			d := Describe(g, DescribeOptions{})
			for _, f := range []Figure{d.Diameter, d.MeanPathLength, d.Clustering, d.Transitivity, d.Connectivity, d.SpectralGap} {
				assert.True(t, f.Exact)
			}
			path += d.MeanPathLength.Value / graphs
			eigenvalue += degree * (1 - d.SpectralGap.Value) / graphs
			assert.GreaterOrEqual(t, d.Diameter.Value, test.low)
			assert.LessOrEqual(t, d.Diameter.Value, test.high)
			assert.Equal(t, degree, d.Connectivity.Value)
		}
		assert.InDelta(t, test.path, path, 0.08)
		assert.InDelta(t, test.eigenvalue, eigenvalue, 0.05)
	}
}

// The clustering of Holme and Kim's graphs is simulated for 10,000 nodes; that of the ring lattice of
// Watts and Strogatz is 3(k-2) / 4(k-1).
func TestDescribeClusteredKinds(t *testing.T) {
	d := Describe(generated(t, Spec{Kind: "powerlaw", N: 10_000, Seed: 7}), DescribeOptions{})
	assert.InDelta(t, 0.271, d.Clustering.Value, 0.02)
	assert.InDelta(t, 4.9, d.MeanPathLength.Value, 0.6)
	assert.True(t, d.MeanPathLength.Exact)

	lattice := Spec{Kind: "smallworld", N: 500, Values: map[string]float64{"k": 10, "rewire_probability": 0}}
	d = Describe(generated(t, lattice), DescribeOptions{})
	assert.InDelta(t, 24./36, d.Clustering.Value, 1e-12)
	assert.Equal(t, 10., d.Connectivity.Value)
}

// The exact figures of a larger graph, against those of a description without patience.
func TestSampledDistances(t *testing.T) {
	g := generated(t, Spec{Kind: "random", N: 5000, Seed: 7})
	e := newEffort(DescribeOptions{})
	diameter, mean := distances(g, 1, e)
	require.True(t, diameter.Exact && mean.Exact)
	e.patience = 0
	low, sampled := distances(g, 1, e)
	assert.False(t, low.Exact || sampled.Exact)
	assert.Equal(t, "mean over the distances from 96 of 5000 nodes", sampled.How)
	assert.InDelta(t, mean.Value, sampled.Value, 0.05)
	assert.LessOrEqual(t, low.Value, diameter.Value)
	assert.GreaterOrEqual(t, low.Value, diameter.Value-2)
}

func BenchmarkDescribe(b *testing.B) {
	for _, bench := range []struct {
		name string
		n    int
	}{{"1e3", 1000}, {"1e5", 100_000}} {
		b.Run(bench.name, func(b *testing.B) {
			g := generated(b, Spec{Kind: "random", N: bench.n, Seed: 7})
			for b.Loop() {
				Describe(g, DescribeOptions{})
			}
		})
	}
}
