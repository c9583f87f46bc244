package render

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/topology"
)

// graphOf builds a graph with nodes 1 to n from the edges that add is called with; loops and double
// edges are dropped.
func graphOf(t testing.TB, n int, edges func(add func(a, b int))) *topology.Graph {
	t.Helper()
	seen := make(map[[2]int32]bool)
	var list [][2]int32
	edges(func(a, b int) {
		pair := [2]int32{int32(min(a, b)), int32(max(a, b))}
		if a != b && !seen[pair] {
			seen[pair] = true
			list = append(list, pair)
		}
	})
	g, err := topology.NewGraph(n, list)
	require.NoError(t, err)
	return g
}

func cycle(t testing.TB, n int) *topology.Graph {
	return graphOf(t, n, func(add func(a, b int)) {
		for i := range n {
			add(i+1, (i+1)%n+1)
		}
	})
}

func path(t testing.TB, n int) *topology.Graph {
	return graphOf(t, n, func(add func(a, b int)) {
		for i := 1; i < n; i++ {
			add(i, i+1)
		}
	})
}

func complete(t testing.TB, n int) *topology.Graph {
	return graphOf(t, n, func(add func(a, b int)) {
		for i := range n {
			for j := range i {
				add(i+1, j+1)
			}
		}
	})
}

func starOf(t testing.TB, n int) *topology.Graph {
	return graphOf(t, n, func(add func(a, b int)) {
		for i := 2; i <= n; i++ {
			add(1, i)
		}
	})
}

func treeOf(t testing.TB, n, branching int) *topology.Graph {
	return graphOf(t, n, func(add func(a, b int)) {
		for i := 2; i <= n; i++ {
			add(i, (i-2)/branching+1)
		}
	})
}

// gridOf builds a grid of side x side nodes, a torus if it shall be closed.
func gridOf(t testing.TB, side int, closed bool) *topology.Graph {
	return graphOf(t, side*side, func(add func(a, b int)) {
		for i := range side * side {
			x, y := i%side, i/side
			if x+1 < side || closed {
				add(i+1, y*side+(x+1)%side+1)
			}
			if y+1 < side || closed {
				add(i+1, (y+1)%side*side+x+1)
			}
		}
	})
}

// regular builds a connected graph, nearly 3-regular: a random cycle through all nodes and a random
// matching.
func regular(t testing.TB, n int, seed uint64) *topology.Graph {
	rng := rand.New(rand.NewPCG(seed, 0))
	return graphOf(t, n, func(add func(a, b int)) {
		order, pairs := rng.Perm(n), rng.Perm(n)
		for i := range n {
			add(order[i]+1, order[(i+1)%n]+1)
		}
		for i := 0; i+1 < n; i += 2 {
			add(pairs[i]+1, pairs[i+1]+1)
		}
	})
}

// hubs builds a graph with a power-law degree distribution: every node knows three earlier ones, and
// those with many neighbors rather.
func hubs(t testing.TB, n int, seed uint64) *topology.Graph {
	rng := rand.New(rand.NewPCG(seed, 0))
	return graphOf(t, n, func(add func(a, b int)) {
		ends := []int{1}
		for i := 2; i <= n; i++ {
			for range 3 {
				j := ends[rng.IntN(len(ends))]
				add(i, j)
				ends = append(ends, j, i)
			}
		}
	})
}

// turan builds a Turán graph and its partitions.
func turan(t testing.TB, n, partitions int) (*topology.Graph, []int) {
	groups := make([]int, n)
	for i := range groups {
		groups[i] = i % partitions
	}
	return graphOf(t, n, func(add func(a, b int)) {
		for i := range n {
			for j := range i {
				if groups[i] != groups[j] {
					add(i+1, j+1)
				}
			}
		}
	}), groups
}

// without returns the graph less the nodes with the given ids.
func without(t testing.TB, g *topology.Graph, ids ...int) *topology.Graph {
	t.Helper()
	gone := make(map[int]bool)
	for _, id := range ids {
		gone[id] = true
	}
	var rest []int
	for i := range g.Len() {
		if !gone[g.ID(i)] {
			rest = append(rest, i)
		}
	}
	part, err := subgraph(g, rest)
	require.NoError(t, err)
	return part
}

func TestComponents(t *testing.T) {
	g := without(t, cycle(t, 10), 3, 7, 9)
	assert.Equal(t, [][]int{{0, 1, 6}, {2, 3, 4}, {5}}, components(g), "indexes of 1 2 10, 4 5 6, 8")
	assert.Len(t, components(cycle(t, 10)), 1)
}

func TestSubgraphKeepsIDs(t *testing.T) {
	g := without(t, cycle(t, 6), 3)
	assert.Equal(t, []int{6, 2}, []int{g.NeighborIDs(1)[1], g.NeighborIDs(1)[0]})
	assert.Equal(t, []int{5}, g.NeighborIDs(4))
	assert.Equal(t, 4, g.EdgeCount())
}

func TestWalkFollowsAPathAndACycle(t *testing.T) {
	assert.Equal(t, []int{0, 1, 2, 3}, walk(path(t, 4), 0))
	assert.Equal(t, []int{2, 1, 0, 3}, walk(cycle(t, 4), 2))
}

func TestDistances(t *testing.T) {
	g := without(t, path(t, 6), 4)
	hops := make([]int32, g.Len())
	reached := distances(g, 1, hops, nil)
	assert.Equal(t, []int32{1, 0, 1, -1, -1}, hops)
	assert.Equal(t, []int32{1, 0, 2}, reached)
}
