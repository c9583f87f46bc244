package topology_test

import (
	"errors"
	"fmt"

	"gossip/topology"
)

// A random network in which everybody has three neighbors.
func Example() {
	g, err := topology.Generate(topology.Spec{Kind: topology.Random, N: 16, Seed: 7})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(g.Len(), "nodes,", g.EdgeCount(), "edges")
	fmt.Println("node 1 knows", g.NeighborIDs(1))
	// Output:
	// 16 nodes, 24 edges
	// node 1 knows [9 11 12]
}

// A bound that is broken comes with the nearest values that work.
func ExampleParamError() {
	_, err := topology.Generate(topology.Spec{
		Kind: topology.Random, N: 9, Values: map[string]float64{"degree": 3},
	})
	fmt.Println(err)
	var bad *topology.ParamError
	if errors.As(err, &bad) {
		fmt.Println(bad.Hint())
	}
	// Output:
	// random: degree 3: nodes times degree must be even, because an edge has two ends, and 9 x 3 = 27 is odd
	// use degree 2 or 4, or 8 or 10 nodes
}

// The table of kinds has what a program needs to offer them.
func ExampleKinds() {
	for _, k := range topology.Kinds()[:3] {
		fmt.Printf("%s: %s\n", k.Name, k.Summary)
		for _, p := range k.Params {
			fmt.Printf("  [%s=%s] %s, %s\n", p.Name, p.Default, p.Doc, p.Bounds)
		}
	}
	// Output:
	// circular: a ring: everybody has two neighbors
	// random: random regular: everybody has the same number of random neighbors
	//   [degree=3] neighbors of each node, 2 to n-1, even if n is odd (1 if n = 2, 0 if n = 1)
	// powerlaw: scale-free with triangles (Holme and Kim): a few hubs, and many nodes with few neighbors
	//   [edges=3] edges that each new node brings, 1 to n-1
}
