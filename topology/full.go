package topology

// Full is the complete graph: everybody is a neighbor of everybody else.
//
// This is the complete graph K_n of every textbook (Diestel: Graph Theory, section 1.1), and
// networkx' complete_graph(n). A single node is complete. The n(n-1)/2 edges are not stored: the
// graph takes the same few bytes for any n.
const Full = "full"

func fullKind() Kind {
	return Kind{
		Name:     Full,
		Summary:  "everybody is a neighbor of everybody else",
		Nodes:    "any number",
		also:     []string{"complete", "clique", "mesh"},
		implicit: true,
		edges:    func(s Spec) float64 { return pairCount(s.N) },
		generate: func(s Spec, _ *dice) (*Graph, error) { return complete(s.N), nil },
	}
}

// pairCount returns the number of pairs of n nodes.
func pairCount(n int) float64 { return float64(n) * float64(n-1) / 2 }
