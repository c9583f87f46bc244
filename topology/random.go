package topology

import (
	"fmt"
	"slices"
)

// Random is the random regular graph: everybody has the same degree d, and otherwise the graph is
// drawn at random among the connected ones.
//
// It is made by the pairing model (B. Bollobás: A probabilistic proof of an asymptotic formula for
// the number of labelled regular graphs, European Journal of Combinatorics 1, 1980): each node gets d
// stubs, and all stubs are paired at random. The few pairs that are loops or double edges (about
// (d²-1)/4 whatever n is) are then repaired by switchings (B. D. McKay and N. C. Wormald: Uniform
// generation of random regular graphs of moderate degree, Journal of Algorithms 11, 1990): the bad
// pair u-v and a random good pair x-y become u-x and v-y, if both are new. Without the rejections of
// that paper the distribution is uniform only asymptotically, for fixed d and growing n. So in a
// graph of up to 100,000 edges ten random switchings for each edge follow, a chain that tends to the
// uniform distribution (C. Cooper, M. Dyer and C. Greenhill: Sampling regular graphs and a
// peer-to-peer network, Combinatorics, Probability and Computing 16, 2007). Time and memory are in
// proportion to the edges.
//
// Three degrees go another way: the connected graphs of d = 2 are the cycles, so a uniformly random
// cycle is drawn; for d > (n-1)/2 the complement is drawn, which is regular of degree n-1-d; and
// d = n-1 is the complete graph, stored like Full.
//
// d is below n, and n·d, the number of stubs, is even. A disconnected graph (rare for d >= 3 unless n
// is small) is drawn again. d = 1 makes separate pairs, so it works with n = 2 alone, and d = 0 with
// n = 1 alone. The ancestor's networkx random_regular_graph(d, n) has the same graphs, but follows
// Steger and Wormald (1999) and may return a disconnected one.
const Random = "random"

func randomKind() Kind {
	return Kind{
		Name:    Random,
		Summary: "random regular: everybody has the same number of random neighbors",
		Nodes:   "more than the degree, and even if the degree is odd",
		Params: []Param{{
			Name: "degree", Type: Int, Default: "3",
			Doc: "neighbors of each node", Bounds: "2 to n-1, even if n is odd (1 if n = 2, 0 if n = 1)",
			min: 0, max: MaxNodes - 1, fallback: constant(3),
		}},
		Random:   true,
		also:     []string{"regular", "random-regular", "randomregular", "k-regular"},
		check:    checkRandom,
		edges:    func(s Spec) float64 { return float64(s.N) * s.float("degree") / 2 },
		generate: generateRandom,
		luckless: func(s Spec, attempts int) *ParamError {
			return refuse("degree", fmt.Sprintf("none of %d attempts was connected", attempts),
				set("degree", min(s.float("degree")+2, float64(s.N-1))))
		},
	}
}

func checkRandom(s Spec) *ParamError {
	n, d := s.N, s.int("degree")
	degree := func(d int) change { return set("degree", float64(d)) }
	nodes := func(n int) change { return set(nodesParam, float64(n)) }
	switch {
	case d >= n:
		return refuse("degree", fmt.Sprintf("must be below the number of nodes, %d", n), degree(n-1), nodes(d+1))
	case d == 0 && n > 1:
		return refuse("degree", "without neighbors a network has 1 node", degree(2), degree(1), nodes(1))
	case d == 1 && n > 2:
		return refuse("degree", "with one neighbor each, the nodes fall into separate pairs; that works with 2 nodes only",
			degree(2), nodes(2))
	case n*d%2 == 1:
		return refuse("degree", fmt.Sprintf(
			"nodes times degree must be even, because an edge has two ends, and %d x %d = %d is odd", n, d, n*d),
			degree(d-1), degree(d+1), nodes(n-1), nodes(n+1))
	}
	return nil
}

func generateRandom(s Spec, d *dice) (*Graph, error) {
	n, degree := s.N, s.int("degree")
	switch {
	case degree == n-1:
		return complete(n), nil
	case degree == 2:
		order := d.permutation(n)
		return fromEdges(n, n, func(k int) (a, b int32) { return order[k], order[(k+1)%n] }), nil
	case 2*degree > n-1:
		rest, err := drawRegular(n, n-1-degree, d)
		if err != nil {
			return nil, err
		}
		return complement(rest), nil
	}
	return drawRegular(n, degree, d)
}

// mixedStubs is the largest number of stubs, two for each edge, for which the repair is followed by
// random switchings.
const mixedStubs = 200_000

// A pairing is a regular graph in the making. Stub s belongs to node s/degree.
type pairing struct {
	n, degree int
	mate      []int32 // by stub: the stub it is paired with; -1 while it has none
	known     *matrix // the edges, if the graph is dense; nil: they are looked up in mate
}

// drawRegular returns a simple regular graph, connected or not.
func drawRegular(n, degree int, d *dice) (*Graph, error) {
	p := &pairing{n: n, degree: degree, mate: make([]int32, n*degree)}
	stubs := d.permutation(n * degree)
	for k := 0; k < len(stubs); k += 2 {
		p.mate[stubs[k]], p.mate[stubs[k+1]] = stubs[k+1], stubs[k]
	}
	bad := p.cutBad()
	if len(bad) > 0 && degree >= n/64 {
		p.fillMatrix()
	}
	for _, pair := range bad {
		if !p.repair(pair[0], pair[1], d) {
			return nil, errDeadEnd
		}
	}
	if len(bad) > 0 && len(stubs) <= mixedStubs {
		p.mix(d)
	}
	return p.finish(stubs), nil
}

// cutBad unpairs the loops, and all but one of each set of parallel edges, and returns those pairs
// of stubs.
func (p *pairing) cutBad() [][2]int32 {
	var bad [][2]int32
	seen := make([]int32, p.n) // by node: 1 + the last node whose neighbor it was found to be
	for s, t := range p.mate {
		if t < 0 {
			continue
		}
		u, v := p.node(int32(s)), p.node(t)
		if u == v || seen[v] == u+1 {
			bad = append(bad, [2]int32{int32(s), t})
			p.mate[s], p.mate[t] = -1, -1
		}
		seen[v] = u + 1
	}
	return bad
}

// fillMatrix notes all edges in a matrix.
func (p *pairing) fillMatrix() {
	p.known = newMatrix(p.n)
	for s, t := range p.mate {
		if int32(s) < t {
			p.known.add(p.node(int32(s)), p.node(t))
		}
	}
}

// repair pairs the free stubs s and t by a switching with a random pair. At least a quarter of all
// pairs will do in a large graph; a small one may be in a dead end, where none does.
func (p *pairing) repair(s, t int32, d *dice) bool {
	for range 1000 {
		if x := int32(d.below(len(p.mate))); p.mate[x] >= 0 && p.switchWith(s, t, x) {
			return true
		}
	}
	return false
}

// mix tries random switchings of two pairs, ten for each pair.
func (p *pairing) mix(d *dice) {
	for range 5 * len(p.mate) {
		s, x := int32(d.below(len(p.mate))), int32(d.below(len(p.mate)))
		p.switchWith(s, p.mate[s], x)
	}
}

// switchWith turns the pairs s-t and x-y, where y is the mate of x, into s-x and t-y, if that makes
// no loop and no double edge. s and t are a pair, or free.
func (p *pairing) switchWith(s, t, x int32) bool {
	y := p.mate[x]
	u, v, a, b := p.node(s), p.node(t), p.node(x), p.node(y)
	if a == u || b == v || p.adjacent(u, a) || p.adjacent(v, b) {
		return false
	}
	if p.known != nil {
		if p.mate[s] == t {
			p.known.remove(u, v)
		}
		p.known.remove(a, b)
		p.known.add(u, a)
		p.known.add(v, b)
	}
	p.mate[s], p.mate[x] = x, s
	p.mate[t], p.mate[y] = y, t
	return true
}

func (p *pairing) adjacent(u, v int32) bool {
	if p.known != nil {
		return p.known.has(u, v)
	}
	begin, end := int(v)*p.degree, (int(v)+1)*p.degree
	for _, t := range p.mate[int(u)*p.degree : (int(u)+1)*p.degree] {
		if begin <= int(t) && int(t) < end {
			return true
		}
	}
	return false
}

func (p *pairing) node(stub int32) int32 { return stub / int32(p.degree) }

// finish returns the graph; its adjacency is the given slice, which has one element for each stub.
func (p *pairing) finish(adj []int32) *Graph {
	g := &Graph{n: p.n, first: make([]int, p.n+1), adj: adj}
	for i := range g.first {
		g.first[i] = i * p.degree
	}
	for s, t := range p.mate {
		adj[s] = p.node(t)
	}
	g.sortRows()
	return g
}

// complement returns the graph which has the edges that g lacks; g is stored.
func complement(g *Graph) *Graph {
	c := &Graph{n: g.n, first: make([]int, g.n+1), adj: make([]int32, 0, g.n*(g.n-1)-len(g.adj))}
	for i := range g.n {
		begin := 0
		row := g.row(i)
		at, _ := slices.BinarySearch(row, int32(i))
		for _, skip := range slices.Insert(slices.Clone(row), at, int32(i)) {
			c.adj = appendRange(c.adj, begin, int(skip))
			begin = int(skip) + 1
		}
		c.adj = appendRange(c.adj, begin, g.n)
		c.first[i+1] = len(c.adj)
	}
	return c
}
