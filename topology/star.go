package topology

// Star is one hub, node 1, that is the neighbor of all others, which have no other neighbor.
//
// This is the complete bipartite graph K_{1,n-1} (Diestel: Graph Theory, section 1.6), and networkx'
// star_graph(n-1). A single node is a star without leaves.
const Star = "star"

func starKind() Kind {
	return Kind{
		Name:    Star,
		Summary: "one hub, node 1, that everybody else hangs on",
		Nodes:   "any number",
		also:    []string{"hub"},
		edges:   func(s Spec) float64 { return float64(s.N - 1) },
		generate: func(s Spec, _ *dice) (*Graph, error) {
			return fromEdges(s.N, s.N-1, func(k int) (a, b int32) { return 0, int32(k + 1) }), nil
		},
	}
}
