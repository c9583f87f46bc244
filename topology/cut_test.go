package topology

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/graph/topo"
	"pgregory.net/rapid"
)

func TestCut(t *testing.T) {
	apart, err := NewGraphWithIDs([]int{2, 3, 5, 7, 11}, [][2]int32{{2, 5}, {3, 7}, {7, 11}})
	require.NoError(t, err)
	tests := []struct {
		name       string
		g          *Graph
		components [][]int
		cutNodes   []int
		splits     map[int][][]int
	}{
		{"nothing", shape(t, 0), nil, nil, map[int][][]int{1: nil}},
		{"one node", shape(t, 1), [][]int{{1}}, nil, map[int][][]int{1: nil}},
		{"two nodes", pathShape(t, 2), [][]int{{1, 2}}, nil, map[int][][]int{1: {{2}}}},
		{"path", pathShape(t, 4), [][]int{{1, 2, 3, 4}}, []int{2, 3},
			map[int][][]int{1: {{2, 3, 4}}, 2: {{1}, {3, 4}}, 9: nil, 0: nil, -1: nil}},
		{"cycle", cycleShape(t, 4), [][]int{{1, 2, 3, 4}}, nil, map[int][][]int{2: {{1, 3, 4}}}},
		{"star", starShape(t, 4), [][]int{{1, 2, 3, 4}}, []int{1}, map[int][][]int{1: {{2}, {3}, {4}}, 2: {{1, 3, 4}}}},
		{"two triangles", twoTrianglesShape(t), [][]int{{1, 2, 3, 4, 5, 6}}, []int{3, 4},
			map[int][][]int{3: {{1, 2}, {4, 5, 6}}, 1: {{2, 3, 4, 5, 6}}}},
		{"complete", complete(4), [][]int{{1, 2, 3, 4}}, nil, map[int][][]int{1: {{2, 3, 4}}, 3: {{1, 2, 4}}}},
		{"apart, with gaps", apart, [][]int{{2, 5}, {3, 7, 11}}, []int{7},
			map[int][][]int{7: {{3}, {11}}, 5: {{2}}, 3: {{7, 11}}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			assert.Equal(t, test.components, Components(test.g))
			assert.Equal(t, len(test.components) <= 1, Connected(test.g))
			assert.Equal(t, test.cutNodes, CutNodes(test.g))
			for id, parts := range test.splits {
				assert.Equal(t, parts, Splits(test.g, id), "without node %d", id)
			}
		})
	}
}

// A recursion as deep as the graph would end the process here.
func TestCutNodesOfALongPath(t *testing.T) {
	g := pathShape(t, 1_000_000)
	assert.Len(t, CutNodes(g), 999_998)
	assert.Len(t, Splits(g, 500_000), 2)
}

func TestCutAgainstGonum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t, 0, 10)
		got := Components(g)
		require.ElementsMatch(t, componentsByGonum(g), got)
		require.Equal(t, len(got) <= 1, Connected(g))
		require.True(t, slices.IsSortedFunc(got, func(a, b []int) int { return a[0] - b[0] }))

		var cutNodes []int
		for id := range g.IDs() {
			rest := withoutNode(t, g, id)
			apart := componentsByGonum(rest)
			if len(apart) > len(got) {
				cutNodes = append(cutNodes, id)
			}
			if len(got) == 1 && g.Len() > 1 {
				require.ElementsMatch(t, apart, Splits(g, id))
			}
		}
		require.Equal(t, cutNodes, CutNodes(g))
	})
}

func componentsByGonum(g *Graph) [][]int {
	var all [][]int
	for _, c := range topo.ConnectedComponents(g) {
		var ids []int
		for _, n := range c {
			ids = append(ids, int(n.ID()))
		}
		slices.Sort(ids)
		all = append(all, ids)
	}
	return all
}

// withoutNode returns the graph without a node.
func withoutNode(t require.TestingT, g *Graph, id int) *Graph {
	var edges [][2]int32
	for a, b := range g.Pairs() {
		if a != id && b != id {
			edges = append(edges, [2]int32{int32(a), int32(b)})
		}
	}
	ids := slices.DeleteFunc(slices.Collect(g.IDs()), func(other int) bool { return other == id })
	rest, err := NewGraphWithIDs(ids, edges)
	require.NoError(t, err)
	return rest
}
