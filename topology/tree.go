package topology

// Tree is the complete b-ary tree with the given branching b: node 1 is the root, every level is
// filled from the left before the next begins, and so every node but the last parent has b children
// or none. The parent of node i > 1 is node floor((i-2)/b) + 1.
//
// This is the shape of a b-ary heap (Knuth: The Art of Computer Programming, volume 1, section
// 2.3.4.5, "complete t-ary tree"), and networkx' full_rary_tree(b, n). With b = 1 it is a Line; with
// b = n-1 or more it is a Star; a single node is a tree.
const Tree = "tree"

func treeKind() Kind {
	return Kind{
		Name:    Tree,
		Summary: "a tree, filled level by level from its root, node 1",
		Nodes:   "any number",
		Params: []Param{{
			Name: "branching", Type: Int, Default: "2",
			Doc: "children of each node", Bounds: "1 or more",
			min: 1, max: MaxNodes, fallback: constant(2),
		}},
		also:  []string{"binary", "binarytree", "binary-tree", "heap"},
		edges: func(s Spec) float64 { return float64(s.N - 1) },
		generate: func(s Spec, _ *dice) (*Graph, error) {
			b := s.int("branching")
			return fromEdges(s.N, s.N-1, func(k int) (child, parent int32) {
				return int32(k + 1), int32(k / b)
			}), nil
		},
	}
}

// constant is the fallback of a parameter whose default doesn't depend on the number of nodes.
func constant(v float64) func(n int) float64 { return func(int) float64 { return v } }
