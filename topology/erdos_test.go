package topology

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Just above the threshold, p = (ln n + c)/n, a graph is connected with probability e^(-e^(-c)).
func TestErdosConnectivity(t *testing.T) {
	const n, graphs = 2000, 400
	for _, c := range []float64{0, 1, 2} {
		p := (math.Log(n) + c) / n
		want := math.Exp(-math.Exp(-c))
		together := 0
		for seed := range uint64(graphs) {
			edges := drawPairs(n, p, newDice(seed, 0))
			if connected(fromEdges(n, len(edges), func(k int) (a, b int32) { return edges[k][0], edges[k][1] })) {
				together++
			}
		}
		deviation := math.Sqrt(want * (1 - want) / graphs)
		assert.InDelta(t, want, float64(together)/graphs, 3*deviation+0.02, "c = %g", c)
	}
}

// At the very threshold, Generate still finds a connected graph.
func TestErdosAtThreshold(t *testing.T) {
	for _, n := range []int{2, 3, 5, 16, 1000} {
		g, err := Generate(Spec{Kind: Erdos, N: n, Values: map[string]float64{"edge_probability": round4(threshold(n))}})
		require.NoError(t, err, "n = %d", n)
		assert.True(t, connected(g))
	}
}

// Each pair is an edge with the same probability, whatever its place, and the number of edges has the
// right mean.
func TestErdosPairs(t *testing.T) {
	const n, graphs = 12, 20_000
	for _, p := range []float64{0.05, 0.3, 0.5, 0.97} {
		counts := map[[2]int32]int{}
		sum := 0
		for seed := range uint64(graphs) {
			for _, e := range drawPairs(n, p, newDice(seed, 0)) {
				require.True(t, 0 <= e[1] && e[1] < e[0] && e[0] < n, "%v", e)
				counts[e]++
				sum++
			}
		}
		assert.Len(t, counts, n*(n-1)/2)
		for e, count := range counts {
			assert.InDelta(t, p*graphs, count, 4.5*math.Sqrt(p*(1-p)*graphs), "pair %v, p = %g", e, p)
		}
		mean := p * pairCount(n) * graphs
		assert.InDelta(t, mean, sum, 4*math.Sqrt(mean*(1-p)))
	}
}

// The chances of the digits multiply to the geometric distribution.
func TestSkipDigits(t *testing.T) {
	for _, p := range []float64{1.6e-6, 0.01, 0.25, 0.5, 0.9} {
		digits := skipDigits(p)
		for _, s := range []int{0, 1, 2, 3, 10, 1000} {
			product := 1.0
			for j, c := range digits {
				set := float64(c) / float64(sure)
				if s>>j&1 == 1 {
					product *= set
				} else {
					product *= 1 - set
				}
			}
			if s>>len(digits) > 0 {
				product = 0
			}
			assert.InDelta(t, p*math.Pow(1-p, float64(s)), product, 1e-12*p, "p = %g, s = %d", p, s)
		}
	}
	assert.Empty(t, skipDigits(1), "every pair is an edge, so nothing is skipped")
}

// The skips have the mean and the spread of the geometric distribution.
func TestSkip(t *testing.T) {
	const draws, p = 200_000, 0.003
	d, digits := newDice(1, 0), skipDigits(p)
	sum, squares := 0.0, 0.0
	for range draws {
		s := float64(d.skip(digits))
		sum += s
		squares += s * s
	}
	mean := sum / draws
	deviation := math.Sqrt(1-p) / p
	assert.InDelta(t, (1-p)/p, mean, 4*deviation/math.Sqrt(draws))
	assert.InEpsilon(t, deviation, math.Sqrt(squares/draws-mean*mean), 0.02)
}

// The default does not depend on the last bit of a logarithm.
func TestErdosDefault(t *testing.T) {
	for n, want := range map[int]float64{1: 0, 2: 0.6931, 16: 0.3466, 1000: 0.01382, 1_000_000: 2.763e-05} {
		s, err := Spec{Kind: Erdos, N: n}.Resolved()
		require.NoError(t, err)
		assert.Equal(t, want, s.Values["edge_probability"])
	}
	assert.Equal(t, 0.1234, roundDown(0.12349))
	assert.Equal(t, 0.1234, roundDown(0.1234))
	assert.Equal(t, 0.0, roundDown(0))
}
