package topology

// Imp2D is the imperfect grid: a Grid in which each node got one more neighbor, drawn at random from
// the whole network.
//
// It is the "imperfect 2D grid" of a well-known course project, the gossip and push-sum simulator of
// Distributed Operating System Principles (COP5615, University of Florida), which a thousand
// students have built: each actor talks to its grid neighbors and to one other actor out of the list
// of all. There the extra neighbor is one-sided. Here edges have two ends, and so:
//
//   - The nodes draw in the order of their ids, each one node uniformly among those that are not yet
//     its neighbors. Loops and double edges are thus ruled out: what was drawn by an earlier node
//     isn't drawn back.
//   - A node has its grid neighbors, the one it drew, and those that drew it: the latter are one on
//     average, about Poisson distributed, so inner nodes have 6 neighbors on average, and at least 5.
//   - There are n edges more than in the grid. Only a node that is a neighbor of everybody when its
//     turn comes draws none, which happens on the smallest grids (n = 4: the two diagonals make it
//     complete, and the last two nodes draw none).
//
// n must be a square.
const Imp2D = "imp2d"

// Imp3D is the imperfect cubic grid: a Grid3D in which each node drew one more neighbor. All that is
// said of Imp2D holds; inner nodes have 8 neighbors on average, and at least 7. n must be a cube.
const Imp3D = "imp3d"

func imp2DKind() Kind {
	return Kind{
		Name:     Imp2D,
		Summary:  "a square grid, and one random neighbor more for each node",
		Nodes:    squares,
		Random:   true,
		also:     []string{"imperfect2d", "imp-2d", "imperfect-2d", "impgrid"},
		check:    checkPower(2, 1),
		edges:    func(s Spec) float64 { return impEdges(s.N, 2) },
		generate: generateImp(2),
	}
}

func imp3DKind() Kind {
	return Kind{
		Name:     Imp3D,
		Summary:  "a cubic grid, and one random neighbor more for each node",
		Nodes:    cubes,
		Random:   true,
		also:     []string{"imperfect3d", "imp-3d", "imperfect-3d"},
		check:    checkPower(3, 1),
		edges:    func(s Spec) float64 { return impEdges(s.N, 3) },
		generate: generateImp(3),
	}
}

// impEdges is exact but for nodes that cannot draw, which are many only where the graph is complete.
func impEdges(n, dims int) float64 { return min(gridEdges(n, dims)+float64(n), pairCount(n)) }

func generateImp(dims int) func(Spec, *dice) (*Graph, error) {
	return func(s Spec, d *dice) (*Graph, error) {
		edges := lattice(s.N, dims, false)
		known := newEdgeSet(s.N, len(edges)+s.N)
		degree := make([]int32, s.N)
		link := func(a, b int32) {
			known.add(a, b)
			degree[a]++
			degree[b]++
		}
		for _, e := range edges {
			link(e[0], e[1])
		}
		for u := range int32(s.N) {
			if int(degree[u]) == s.N-1 {
				continue
			}
			v := known.stranger(u, int(degree[u]), d)
			link(u, v)
			edges = append(edges, [2]int32{u, v})
		}
		return fromEdges(s.N, len(edges), func(k int) (a, b int32) { return edges[k][0], edges[k][1] }), nil
	}
}
