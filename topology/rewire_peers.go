package topology

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
)

// PickPeers returns the ids, ascending, of the nodes that a newcomer with the given degree should
// know: those with the lowest degrees, so that the load is spread, and random ones among equals. The
// same graph and generator state give the same nodes. The degree must be at least 1 and at most the
// number of nodes.
func PickPeers(g *Graph, degree int, rng *rand.Rand) ([]int, error) {
	if degree < 1 {
		return nil, fmt.Errorf("a new node with %d peers would be on its own: the least is 1", degree)
	}
	if degree > g.Len() {
		return nil, fmt.Errorf("a new node cannot have %d peers in a network of %d: the most is %d", degree, g.Len(), g.Len())
	}
	order := rng.Perm(g.Len())
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(g.Degree(a), g.Degree(b)) })
	peers := make([]int, degree)
	for i, v := range order[:degree] {
		peers[i] = g.ID(v)
	}
	slices.Sort(peers)
	return peers, nil
}
