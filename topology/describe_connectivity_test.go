package topology

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// hypercube returns the edges of the d-dimensional hypercube whose first node is the given one.
func hypercube(d int, first int32) [][2]int32 {
	var edges [][2]int32
	for v := range int32(1) << d {
		for bit := range d {
			if w := v | 1<<bit; w != v {
				edges = append(edges, [2]int32{first + v, first + w})
			}
		}
	}
	return edges
}

// circulant returns the edges of a ring of n nodes, each joined to the nearest k on both sides.
func circulant(n, k int32) [][2]int32 {
	var edges [][2]int32
	for v := range n {
		for d := range k {
			edges = append(edges, [2]int32{v + 1, (v+1+d)%n + 1})
		}
	}
	return edges
}

func TestConnectivityOfFamilies(t *testing.T) {
	cubes := func(bridges ...[2]int32) *Graph {
		edges := append(hypercube(6, 1), hypercube(6, 65)...)
		return shape(t, 128, append(edges, bridges...)...)
	}
	var clique [][2]int32 // 20 and 20 nodes that share 3
	for b := int32(2); b <= 37; b++ {
		for a := int32(1); a < b; a++ {
			if b <= 20 || a >= 18 {
				clique = append(clique, [2]int32{a, b})
			}
		}
	}
	tests := []struct {
		name string
		g    *Graph
		want float64
	}{
		{"hypercube", shape(t, 1<<9, hypercube(9, 1)...), 9},
		{"ring of 6 neighbors", shape(t, 999, circulant(999, 3)...), 6},
		{"two cubes, 4 bridges", cubes([2]int32{1, 65}, [2]int32{7, 90}, [2]int32{23, 66}, [2]int32{64, 128}), 4},
		{"two cubes, 4 bridges at 3 nodes", cubes([2]int32{1, 65}, [2]int32{1, 90}, [2]int32{23, 66}, [2]int32{64, 128}), 3},
		{"two cliques that share 3 nodes", shape(t, 37, clique...), 3},
		{"complete bipartite", partsShape(t, 101, 2), 50},
		{"Turan", partsShape(t, 203, 5), 162},
		{"complete but for one edge", shape(t, 4, [2]int32{1, 2}, [2]int32{1, 3}, [2]int32{2, 3}, [2]int32{2, 4}, [2]int32{3, 4}), 2},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			assert.Equal(t, Figure{Value: test.want, Exact: true}, connectivity(test.g, 1, newEffort(DescribeOptions{})))
		})
	}
}

func TestConnectivityWithoutPatience(t *testing.T) {
	e := newEffort(DescribeOptions{})
	e.patience = 0
	got := connectivity(shape(t, 1<<9, hypercube(9, 1)...), 1, e)
	assert.Equal(t, Figure{Value: 9, How: "at most; at least 2, and no smaller cut was found from 9 of 512 nodes"}, got)
}
