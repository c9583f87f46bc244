package topology

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Every valid pair of a small order and degree gives a graph: near-complete ones by their complement,
// crowded ones out of dead ends, and with the matrix as with the scan.
func TestRandomEveryDegree(t *testing.T) {
	for n := 3; n <= 40; n++ {
		for d := 2; d < n; d++ {
			if n*d%2 == 1 {
				continue
			}
			g, err := Generate(Spec{Kind: Random, N: n, Values: values("degree", d), Seed: uint64(n)})
			require.NoError(t, err, "n=%d d=%d", n, d)
			regular(t, g, d)
			sound(t, g)
		}
	}
	for _, s := range []Spec{
		{N: 1000, Values: values("degree", 998)},
		{N: 1000, Values: values("degree", 501)},
		{N: 1000, Values: values("degree", 499)},
		{N: 3000, Values: values("degree", 46)}, // the edges are looked up in the stubs
		{N: 3000, Values: values("degree", 48)}, // in the matrix
	} {
		s.Kind = Random
		g, err := Generate(s)
		require.NoError(t, err)
		regular(t, g, s.int("degree"))
		sound(t, g)
	}
}

// There are 70 labeled cubic graphs of 6 nodes: 60 prisms and 10 K(3,3), which has no triangles. All
// are equally likely. Repaired pairings alone would give K(3,3) only half as often.
func TestRandomIsUniform(t *testing.T) {
	const graphs = 20_000
	bipartite := 0
	for seed := range uint64(graphs) {
		g, err := Generate(Spec{Kind: Random, N: 6, Seed: seed})
		require.NoError(t, err)
		if localClustering(g) == 0 {
			bipartite++
		}
	}
	assert.InDelta(t, graphs/7., bipartite, 4*math.Sqrt(graphs*6./49), "four standard deviations")
}

// Connected 2-regular graphs are cycles, and all are equally likely: node 1 has each pair of
// neighbors equally often.
func TestRandomDegreeTwo(t *testing.T) {
	counts := map[[2]int]int{}
	for seed := range uint64(10_000) {
		g, err := Generate(Spec{Kind: Random, N: 6, Values: values("degree", 2), Seed: seed})
		require.NoError(t, err)
		require.True(t, connected(g))
		ns := g.NeighborIDs(1)
		counts[[2]int{ns[0], ns[1]}]++
	}
	assert.Len(t, counts, 10)
	for pair, count := range counts {
		assert.InDelta(t, 1000, count, 130, "%v: more than four standard deviations", pair)
	}
}

// Published figures of random regular graphs of 1,000 nodes: mean path length 8.03, 4.70 and 3.60 for
// degree 3, 5 and 8; second eigenvalue 2.820, 3.965 and 5.263, just below 2 sqrt(d-1).
func TestRandomFigures(t *testing.T) {
	for _, want := range []struct{ degree, path, eigenvalue float64 }{
		{3, 8.03, 2.820}, {5, 4.70, 3.965}, {8, 3.60, 5.263},
	} {
		const graphs = 5
		path, eigenvalue := 0.0, 0.0
		for seed := range uint64(graphs) {
			g, err := Generate(Spec{Kind: Random, N: 1000, Values: map[string]float64{"degree": want.degree}, Seed: seed})
			require.NoError(t, err)
			path += meanPath(g) / graphs
			eigenvalue += secondEigenvalue(g, want.degree) / graphs
		}
		assert.InDelta(t, want.path, path, 0.05, "degree %g", want.degree)
		assert.InDelta(t, want.eigenvalue, eigenvalue, 0.03, "degree %g", want.degree)
	}
}

// meanPath is the mean distance of all pairs.
func meanPath(g *Graph) float64 {
	sum := 0
	for i := range g.Len() {
		distance := make([]int, g.Len())
		distance[i] = 1 // one too many, so that 0 is unseen
		queue := []int32{int32(i)}
		for len(queue) > 0 {
			j := queue[0]
			queue = queue[1:]
			sum += distance[j] - 1
			for _, k := range g.row(int(j)) {
				if distance[k] == 0 {
					distance[k] = distance[j] + 1
					queue = append(queue, k)
				}
			}
		}
	}
	return float64(sum) / float64(g.Len()) / float64(g.Len()-1)
}

// secondEigenvalue is that of the adjacency matrix of a regular graph, by power iteration of A + d,
// orthogonal to the first eigenvector, which is constant.
func secondEigenvalue(g *Graph, degree float64) float64 {
	d := newDice(1, 0)
	x, y := make([]float64, g.Len()), make([]float64, g.Len())
	for i := range x {
		x[i] = float64(d.below(2001) - 1000)
	}
	quotient := 0.0
	for range 1000 {
		mean, norm := 0.0, 0.0
		for _, v := range x {
			mean += v / float64(len(x))
		}
		for i := range x {
			x[i] -= mean
			norm += x[i] * x[i]
		}
		quotient = 0
		for i := range x {
			y[i] = degree * x[i]
			for _, j := range g.row(i) {
				y[i] += x[j]
			}
			quotient += x[i] * y[i] / norm
		}
		for i := range x {
			x[i] = y[i] / math.Sqrt(norm)
		}
	}
	return quotient - degree
}

// A complement has exactly the edges that the graph lacks.
func TestComplement(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 20).Draw(t, "n")
		var edges [][2]int32
		for b := range n {
			for a := range b {
				if rapid.Bool().Draw(t, "edge") {
					edges = append(edges, [2]int32{int32(a + 1), int32(b + 1)})
				}
			}
		}
		g, err := NewGraph(n, edges)
		require.NoError(t, err)
		c := complement(g)
		sound(t, c)
		sameEdges(t, c, func(a, b int) bool { return !g.HasEdgeBetween(int64(a), int64(b)) })
	})
}
