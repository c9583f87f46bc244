package topology

import "fmt"

// SmallWorld is the small-world graph of Watts and Strogatz: a ring in which everybody knows the k
// nearest nodes, with each edge rewired at random with probability p. A few shortcuts (p = 0.01) make
// the paths short while neighbors of a node are still neighbors of each other.
//
// D. J. Watts and S. H. Strogatz: Collective dynamics of 'small-world' networks, Nature 393, 1998,
// and networkx' connected_watts_strogatz_graph(n, k, p). Each node u is joined to u+1, ..., u+k/2
// around the ring. Then, lap by lap (first all edges u to u+1, then all u to u+2, ...), each edge is
// rewired with probability p: its near end u stays, and its far end becomes a node drawn uniformly
// among those that are not yet neighbors of u; if u is a neighbor of everybody the edge stays. There
// are always nk/2 edges, and every node keeps k/2 neighbors at least. At p = 0 the clustering is
// 3(k-2)/(4(k-1)).
//
// k is even, from 2 to n-1 (networkx takes an odd k for k-1; here it is an error), and p is from 0 to
// 1. A disconnected graph is drawn again; it is rare for k >= 4, and usual for k = 2 in a large graph.
const SmallWorld = "smallworld"

func smallWorldKind() Kind {
	return Kind{
		Name:    SmallWorld,
		Summary: "a ring with shortcuts (Watts and Strogatz)",
		Nodes:   "more than k",
		Params: []Param{{
			Name: "k", Type: Int, Default: "4",
			Doc: "nearest nodes on the ring that each node knows", Bounds: "2 to n-1, even",
			min: 2, max: MaxNodes - 1, fallback: constant(4),
		}, {
			Name: "rewire_probability", Flag: "rewire-probability", Type: Float, Default: "0.1",
			Doc: "probability of each edge to be rewired", Bounds: "0 to 1",
			min: 0, max: 1, fallback: constant(0.1),
		}},
		Random:   true,
		also:     []string{"small-world", "watts-strogatz", "wattsstrogatz", "ws", "watts"},
		check:    checkSmallWorld,
		edges:    func(s Spec) float64 { return float64(s.N) * s.float("k") / 2 },
		generate: generateSmallWorld,
		luckless: func(s Spec, attempts int) *ParamError {
			return refuse("k", fmt.Sprintf("none of %d attempts was connected", attempts),
				set("k", s.float("k")+2), set("rewire_probability", 0))
		},
	}
}

func checkSmallWorld(s Spec) *ParamError {
	n, k := s.N, s.int("k")
	switch {
	case k%2 == 1:
		return refuse("k", "must be even, one half for each side of the ring",
			set("k", float64(k-1)), set("k", float64(k+1)))
	case k >= n:
		return refuse("k", fmt.Sprintf("must be below the number of nodes, %d", n),
			set("k", float64((n-1)/2*2)), set(nodesParam, float64(k+1)))
	}
	return nil
}

func generateSmallWorld(s Spec, d *dice) (*Graph, error) {
	n, laps := s.N, s.int("k")/2
	rewire := chanceOf(s.float("rewire_probability"))
	far := make([]int32, laps*n) // the edge that node u has in a lap ends at far[lap*n+u]
	degree := make([]int32, n)
	known := newEdgeSet(n, len(far))
	for lap := range laps {
		for u := range n {
			v := (u + lap + 1) % n
			far[lap*n+u] = int32(v)
			known.add(int32(u), int32(v))
		}
	}
	for u := range degree {
		degree[u] = int32(2 * laps)
	}
	for e, v := range far {
		u := int32(e % n)
		if !d.happens(rewire) || int(degree[u]) == n-1 {
			continue
		}
		w := known.stranger(u, int(degree[u]), d)
		known.remove(u, v)
		known.add(u, w)
		degree[v]--
		degree[w]++
		far[e] = w
	}
	return fromEdges(n, len(far), func(e int) (a, b int32) { return int32(e % n), far[e] }), nil
}
