package topology

// Line is the path: node i is a neighbor of node i+1.
//
// This is the path graph P_n of every textbook (Diestel: Graph Theory, section 1.3), and networkx'
// path_graph(n). A single node is a line.
const Line = "line"

func lineKind() Kind {
	return Kind{
		Name:    Line,
		Summary: "a path from the first node to the last",
		Nodes:   "any number",
		also:    []string{"path", "chain"},
		edges:   func(s Spec) float64 { return float64(s.N - 1) },
		generate: func(s Spec, _ *dice) (*Graph, error) {
			return fromEdges(s.N, s.N-1, func(k int) (a, b int32) { return int32(k), int32(k + 1) }), nil
		},
	}
}
