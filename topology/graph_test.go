package topology

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/graph"
	"gonum.org/v1/gonum/graph/topo"
	"pgregory.net/rapid"
)

func TestNewGraph(t *testing.T) {
	g, err := NewGraph(4, [][2]int32{{3, 1}, {1, 2}, {4, 1}})
	require.NoError(t, err)
	assert.Equal(t, 4, g.Len())
	assert.Equal(t, 3, g.EdgeCount())
	assert.Equal(t, []int{1, 2, 3, 4}, slices.Collect(g.IDs()))
	assert.Equal(t, []int{2, 3, 4}, g.NeighborIDs(1))
	assert.Equal(t, []int{1}, g.NeighborIDs(4))
	assert.Nil(t, g.NeighborIDs(5))
	assert.Equal(t, [][2]int{{1, 2}, {1, 3}, {1, 4}}, pairList(g))
}

func TestNewGraphWithIDs(t *testing.T) {
	g, err := NewGraphWithIDs([]int{2, 5, 9}, [][2]int32{{9, 2}, {5, 9}})
	require.NoError(t, err)
	assert.Equal(t, []int{2, 5, 9}, slices.Collect(g.IDs()))
	assert.Equal(t, [][2]int{{2, 9}, {5, 9}}, pairList(g))
	assert.Equal(t, []int{2, 5}, g.NeighborIDs(9))
	_, ok := g.Index(3)
	assert.False(t, ok)
	assert.Nil(t, g.Node(3))
	assert.Zero(t, g.From(3).Len())
	assert.Nil(t, g.EdgeBetween(2, 5))
}

func TestNewGraphRefuses(t *testing.T) {
	tests := map[string]struct {
		n     int
		edges [][2]int32
		want  string
	}{
		"negative order": {-1, nil, "cannot have -1 nodes"},
		"node 0":         {3, [][2]int32{{0, 1}}, "edge 0-1 names a node that does not exist"},
		"node n+1":       {3, [][2]int32{{1, 4}}, "edge 1-4 names a node that does not exist"},
		"loop":           {3, [][2]int32{{2, 2}}, "edge 2-2 joins a node to itself"},
		"double":         {3, [][2]int32{{1, 2}, {2, 1}}, "edge 1-2 stands twice"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := NewGraph(test.n, test.edges)
			assert.ErrorContains(t, err, test.want)
		})
	}
	for name, ids := range map[string][]int{"zero": {0, 1}, "twice": {1, 1}, "descending": {2, 1}} {
		t.Run("ids "+name, func(t *testing.T) {
			_, err := NewGraphWithIDs(ids, nil)
			assert.ErrorContains(t, err, "must be positive and ascending")
		})
	}
}

func TestGraphWithoutEdges(t *testing.T) {
	for _, n := range []int{0, 1, 2} {
		g, err := NewGraph(n, nil)
		require.NoError(t, err)
		assert.Equal(t, n, g.Len())
		assert.Zero(t, g.EdgeCount())
		assert.Empty(t, pairList(g))
		assert.Equal(t, n <= 1, connected(g))
	}
}

// A graph answers like the set of edges that it was made of, and a complete graph like the same graph
// stored.
func TestGraphLikeSet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 12).Draw(t, "n")
		ids := slices.Sorted(slices.Values(rapid.SliceOfNDistinct(rapid.IntRange(1, 30), n, n, rapid.ID).Draw(t, "ids")))
		var edges [][2]int32
		set := map[[2]int]bool{}
		share := rapid.SampledFrom([]int{10, 50, 100}).Draw(t, "share")
		for i, a := range ids {
			for _, b := range ids[i+1:] {
				if rapid.IntRange(0, 99).Draw(t, "edge") < share {
					edges = append(edges, [2]int32{int32(b), int32(a)})
					set[[2]int{a, b}] = true
				}
			}
		}
		g, err := NewGraphWithIDs(ids, edges)
		require.NoError(t, err)
		likeSet(t, g, ids, set)
		if len(edges) == n*(n-1)/2 && (n == 0 || ids[n-1] == n) {
			likeSet(t, complete(n), ids, set)
		}
	})
}

func likeSet(t *rapid.T, g *Graph, ids []int, set map[[2]int]bool) {
	require.Equal(t, len(ids), g.Len())
	require.Equal(t, len(set), g.EdgeCount())
	require.Len(t, pairList(g), len(set))
	for i, a := range ids {
		require.Equal(t, a, g.ID(i))
		require.Equal(t, int64(a), g.Node(int64(a)).ID())
		degree := 0
		for _, b := range ids {
			is := set[[2]int{min(a, b), max(a, b)}]
			require.Equal(t, is, g.HasEdgeBetween(int64(a), int64(b)), "%d-%d", a, b)
			require.Equal(t, is, g.EdgeBetween(int64(a), int64(b)) != nil)
			if is {
				require.Equal(t, b, g.ID(g.Neighbors(i).At(degree)))
				degree++
			}
		}
		require.Equal(t, degree, g.Degree(i))
		require.Equal(t, degree, g.Neighbors(i).Len())
		require.Equal(t, degree, g.From(int64(a)).Len())
	}
}

// The iterator keeps gonum's contract: nothing before the first Next and after the last, Len counts
// what remains, Reset begins again.
func TestNodesIterator(t *testing.T) {
	it := complete(2).Nodes()
	assert.Nil(t, it.Node())
	for range 2 {
		assert.Equal(t, 2, it.Len())
		for want := range 2 {
			require.True(t, it.Next())
			assert.Equal(t, int64(want+1), it.Node().ID())
			assert.Equal(t, 1-want, it.Len())
		}
		assert.False(t, it.Next())
		assert.False(t, it.Next())
		assert.Zero(t, it.Len())
		assert.Nil(t, it.Node())
		it.Reset()
	}
}

// connected agrees with gonum's components.
func TestConnectedLikeGonum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 20).Draw(t, "n")
		var edges [][2]int32
		for b := range n {
			for a := range b {
				if rapid.IntRange(0, 9).Draw(t, "edge") == 0 {
					edges = append(edges, [2]int32{int32(a + 1), int32(b + 1)})
				}
			}
		}
		g, err := NewGraph(n, edges)
		require.NoError(t, err)
		require.Equal(t, len(topo.ConnectedComponents(graph.Undirected(g))) == 1, connected(g))
	})
}

// pairList returns the edges of a graph, ascending.
func pairList(g *Graph) [][2]int {
	var edges [][2]int
	for a, b := range g.Pairs() {
		edges = append(edges, [2]int{a, b})
	}
	return edges
}
