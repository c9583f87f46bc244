package topology

import "fmt"

// Grid is the square grid: s rows of s nodes, s² = n; neighbors are one step apart, to the left or
// right or up or down. The nodes are numbered row by row: row and column x, y (from 0) are node
// s·x + y + 1. Inner nodes have 4 neighbors, those on an edge 3, those in a corner 2.
//
// This is the Cartesian product of two paths, and networkx' grid_2d_graph(s, s). n must be a square;
// a single node is a grid.
const Grid = "grid"

// Torus is the grid whose last row is joined to the first, and whose last column is joined to the
// first, so that everybody has exactly 4 neighbors.
//
// This is the Cartesian product of two cycles, and networkx' grid_2d_graph(s, s, periodic=True). n
// must be a square of at least 9: on a side of two nodes the way round would lead to the same
// neighbor.
const Torus = "torus"

// Grid3D is the cubic grid: s³ = n, neighbors are one step apart along one of the three axes. The
// coordinates x, y, z (from 0) are node s²·x + s·y + z + 1. Inner nodes have 6 neighbors, those in a
// corner 3.
//
// This is the Cartesian product of three paths, and networkx' grid_graph([s, s, s]). n must be a
// cube; a single node is a grid.
const Grid3D = "grid3d"

func gridKind() Kind {
	return Kind{
		Name:     Grid,
		Summary:  "a square grid",
		Nodes:    squares,
		also:     []string{"2d", "grid2d", "lattice", "square"},
		check:    checkPower(2, 1),
		edges:    func(s Spec) float64 { return gridEdges(s.N, 2) },
		generate: generateGrid(2, false),
	}
}

func torusKind() Kind {
	return Kind{
		Name:     Torus,
		Summary:  "a square grid whose ends meet: everybody has four neighbors",
		Nodes:    "a square from 9: 9, 16, 25, 36, 49, 64, 81, 100, ...",
		also:     []string{"torus2d", "periodic"},
		check:    checkPower(2, 3),
		edges:    func(s Spec) float64 { return 2 * float64(s.N) },
		generate: generateGrid(2, true),
	}
}

func grid3DKind() Kind {
	return Kind{
		Name:     Grid3D,
		Summary:  "a cubic grid",
		Nodes:    cubes,
		also:     []string{"3d", "cube", "3dgrid"},
		check:    checkPower(3, 1),
		edges:    func(s Spec) float64 { return gridEdges(s.N, 3) },
		generate: generateGrid(3, false),
	}
}

const (
	squares = "a square: 1, 4, 9, 16, 25, 36, 49, 64, 81, 100, ..."
	cubes   = "a cube: 1, 8, 27, 64, 125, 216, 343, 512, 729, 1000, ..."
)

// checkPower returns a check that the number of nodes is the given power of a side length that is
// at least least.
func checkPower(dims, least int) func(Spec) *ParamError {
	return func(s Spec) *ParamError {
		side := root(s.N, dims)
		if side >= least && power(side, dims) == s.N {
			return nil
		}
		bound := fmt.Sprintf("the number must be a %s", map[int]string{2: "square", 3: "cube"}[dims])
		if least > 1 {
			bound += fmt.Sprintf(" of at least %d", power(least, dims))
		}
		return refuse(nodesParam, bound,
			set(nodesParam, float64(power(max(side, least), dims))),
			set(nodesParam, float64(power(max(side+1, least), dims))))
	}
}

// gridEdges counts: along each axis, each of the n/side lines has side-1 edges.
func gridEdges(n, dims int) float64 {
	side := root(n, dims)
	return float64(dims) * float64(n/side) * float64(side-1)
}

func generateGrid(dims int, wrap bool) func(Spec, *dice) (*Graph, error) {
	return func(s Spec, _ *dice) (*Graph, error) {
		edges := lattice(s.N, dims, wrap)
		return fromEdges(s.N, len(edges), func(k int) (a, b int32) { return edges[k][0], edges[k][1] }), nil
	}
}

// lattice returns the edges of a grid, as indexes; wrap joins the ends of each line.
func lattice(n, dims int, wrap bool) [][2]int32 {
	side := root(n, dims)
	edges := make([][2]int32, 0, dims*n)
	for i := range n {
		for axis, stride := 0, 1; axis < dims; axis, stride = axis+1, stride*side {
			if i/stride%side < side-1 {
				edges = append(edges, [2]int32{int32(i), int32(i + stride)})
			} else if wrap {
				edges = append(edges, [2]int32{int32(i), int32(i - (side-1)*stride)})
			}
		}
	}
	return edges
}

// root returns the largest side with side^dims <= n.
func root(n, dims int) int {
	side := 1
	for power(side+1, dims) <= n {
		side++
	}
	return side
}

// power returns side^dims.
func power(side, dims int) int {
	p := 1
	for range dims {
		p *= side
	}
	return p
}
