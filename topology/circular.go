package topology

// Circular is the ring: node i is a neighbor of node i+1, and node n of node 1.
//
// This is the cycle graph C_n of every textbook (Diestel: Graph Theory, section 1.3), and networkx'
// cycle_graph(n). n is at least 3: a ring of two nodes would be one edge twice, and a ring of one a
// loop. (Two nodes that are joined by one edge are a Line.)
const Circular = "circular"

func circularKind() Kind {
	return Kind{
		Name:    Circular,
		Summary: "a ring: everybody has two neighbors",
		Nodes:   "3 or more",
		also:    []string{"ring", "cycle", "circle"},
		check: func(s Spec) *ParamError {
			if s.N < 3 {
				return refuse(nodesParam, "a ring must have at least 3", set(nodesParam, 3))
			}
			return nil
		},
		edges: func(s Spec) float64 { return float64(s.N) },
		generate: func(s Spec, _ *dice) (*Graph, error) {
			return fromEdges(s.N, s.N, func(k int) (a, b int32) {
				return int32(k), int32((k + 1) % s.N)
			}), nil
		},
	}
}
