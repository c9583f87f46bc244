package topology

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// shape returns the graph with nodes 1 to n and the given edges.
func shape(t testing.TB, n int, edges ...[2]int32) *Graph {
	t.Helper()
	g, err := NewGraph(n, edges)
	require.NoError(t, err)
	return g
}

func cycleShape(t testing.TB, n int) *Graph {
	var edges [][2]int32
	for i := range n {
		edges = append(edges, [2]int32{int32(i + 1), int32((i+1)%n + 1)})
	}
	return shape(t, n, edges...)
}

func pathShape(t testing.TB, n int) *Graph {
	var edges [][2]int32
	for i := 1; i < n; i++ {
		edges = append(edges, [2]int32{int32(i), int32(i + 1)})
	}
	return shape(t, n, edges...)
}

func starShape(t testing.TB, n int) *Graph {
	var edges [][2]int32
	for i := 2; i <= n; i++ {
		edges = append(edges, [2]int32{1, int32(i)})
	}
	return shape(t, n, edges...)
}

// partsShape joins every two nodes of different parts: node i is in part i mod r.
func partsShape(t testing.TB, n, r int) *Graph {
	var edges [][2]int32
	for b := 2; b <= n; b++ {
		for a := 1; a < b; a++ {
			if a%r != b%r {
				edges = append(edges, [2]int32{int32(a), int32(b)})
			}
		}
	}
	return shape(t, n, edges...)
}

func gridShape(t testing.TB, rows, columns int) *Graph {
	var edges [][2]int32
	for i := range rows * columns {
		if (i+1)%columns != 0 {
			edges = append(edges, [2]int32{int32(i + 1), int32(i + 2)})
		}
		if i+columns < rows*columns {
			edges = append(edges, [2]int32{int32(i + 1), int32(i + 1 + columns)})
		}
	}
	return shape(t, rows*columns, edges...)
}

// petersenShape is the Petersen graph: a pentagon around a pentagram.
func petersenShape(t testing.TB) *Graph {
	var edges [][2]int32
	for i := range int32(5) {
		edges = append(edges, [2]int32{i + 1, (i+1)%5 + 1}, [2]int32{i + 1, i + 6}, [2]int32{i + 6, (i+2)%5 + 6})
	}
	return shape(t, 10, edges...)
}

func twoTrianglesShape(t testing.TB) *Graph {
	return shape(t, 6, [2]int32{1, 2}, [2]int32{2, 3}, [2]int32{1, 3}, [2]int32{3, 4},
		[2]int32{4, 5}, [2]int32{5, 6}, [2]int32{4, 6})
}

// drawGraph draws a graph with ids that may have gaps; denser and sparser ones, connected or not.
func drawGraph(t *rapid.T, minNodes, maxNodes int) *Graph {
	n := rapid.IntRange(minNodes, maxNodes).Draw(t, "nodes")
	ids := rapid.SliceOfNDistinct(rapid.IntRange(1, 3*maxNodes), n, n, rapid.ID[int]).Draw(t, "ids")
	slices.Sort(ids)
	percent := rapid.IntRange(0, 100).Draw(t, "density")
	var edges [][2]int32
	for i := range ids {
		for j := range i {
			if rapid.IntRange(1, 100).Draw(t, "edge") <= percent {
				edges = append(edges, [2]int32{int32(ids[j]), int32(ids[i])})
			}
		}
	}
	g, err := NewGraphWithIDs(ids, edges)
	require.NoError(t, err)
	return g
}
