package topology

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Figures of Holme-Kim graphs of 10,000 nodes and m = 3: the clustering grows nearly in proportion to
// the triad probability.
func TestPowerLawClustering(t *testing.T) {
	for _, want := range []struct{ triad, clustering float64 }{
		{0, 0.0066}, {0.25, 0.133}, {0.5, 0.271}, {0.75, 0.429}, {1, 0.616},
	} {
		g := growPowerLaw(10_000, 3, chanceOf(want.triad), newDice(1, 0))
		assert.InDelta(t, want.clustering, localClustering(g), 0.015, "triad probability %g", want.triad)
	}
}

// Without triads, the share of degree k is 2m(m+1)/(k(k+1)(k+2)) in the limit (Bollobás, Riordan,
// Spencer and Tusnády, 2001); with triads its shape stays.
func TestPowerLawDegrees(t *testing.T) {
	const n, m, graphs = 100_000, 3, 4 // four graphs: at degree 12 the noise is 1.5 %
	for name, tolerance := range map[string]struct {
		triad    chance
		relative float64
	}{"attachment": {0, 0.06}, "triads": {chanceOf(triad), 0.25}} {
		t.Run(name, func(t *testing.T) {
			counts := map[int]int{}
			hub := 0
			for seed := range graphs {
				g := growPowerLaw(n, m, tolerance.triad, newDice(uint64(seed), 0))
				for i := range g.Len() {
					counts[g.Degree(i)]++
					hub = max(hub, g.Degree(i))
				}
			}
			for k := m; k <= 12; k++ {
				want := graphs * n * 2. * m * (m + 1) / float64(k*(k+1)*(k+2))
				assert.InEpsilon(t, want, counts[k], tolerance.relative, "degree %d", k)
			}
			assert.Greater(t, hub, int(math.Sqrt(n)), "there are hubs")
		})
	}
}

// The graph is made in time that grows with its edges, also when hubs have many neighbors and when
// each node brings nearly as many edges as there are nodes.
func TestPowerLawExtremes(t *testing.T) {
	for _, s := range []Spec{
		{N: 20_000, Values: values("edges", 1)},
		{N: 8000, Values: values("edges", 7990)},
		{N: 1000, Values: values("edges", 500)},
	} {
		s.Kind = PowerLaw
		g, err := Generate(s)
		require.NoError(t, err)
		assert.True(t, connected(g))
		sound(t, g)
	}
}

// localClustering is the mean, over all nodes, of the share of pairs of neighbors that are neighbors of
// each other; nodes with less than two neighbors have 0.
func localClustering(g *Graph) float64 {
	sum := 0.0
	for i := range g.Len() {
		row := g.row(i)
		closed := 0
		for k, a := range row {
			for _, b := range row[:k] {
				if g.hasEdge(int(a), int(b)) {
					closed++
				}
			}
		}
		if len(row) > 1 {
			sum += float64(closed) / pairCount(len(row))
		}
	}
	return sum / float64(g.Len())
}
