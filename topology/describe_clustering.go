package topology

import (
	"fmt"
	"math/rand/v2"
	"sort"
)

// wedgeSamples is the number of pairs of neighbors that are looked at when triangles are not
// counted: the standard error of a share is then at most 0.0005.
const wedgeSamples = 1 << 20

// clustering measures the average local clustering coefficient and the transitivity: by counting all
// triangles if that is affordable, else from a sample of pairs of neighbors.
func clustering(g *Graph, e effort) (local, global Figure) {
	o := orient(g)
	if !e.affords(o.steps(), 2) {
		return sampledClustering(g)
	}
	local.Exact, global.Exact = true, true
	triangles, wedges := 0.0, 0.0
	for v, t := range o.triangles(e) {
		w := neighborPairs(g.Degree(v))
		triangles += float64(t)
		wedges += w
		if w > 0 {
			local.Value += float64(t) / w
		}
	}
	local.Value /= float64(g.Len())
	if wedges > 0 {
		global.Value = triangles / wedges // every triangle was counted at its three nodes
	}
	return local, global
}

// neighborPairs is the number of pairs of neighbors of a node.
func neighborPairs(degree int) float64 { return float64(degree) * float64(degree-1) / 2 }

// An orientation is the graph with each edge kept only at its lesser end: the one of lower degree,
// among equals the one of lower index. No node then has more than sqrt(2m) out-neighbors, so hubs
// cost little. N. Chiba and T. Nishizeki, Arboricity and subgraph listing algorithms, SIAM J.
// Comput. 14 (1985); T. Schank and D. Wagner, Finding, counting and listing all triangles in large
// graphs, WEA 2005.
type orientation struct {
	first []int
	adj   []int32
}

func orient(g *Graph) *orientation {
	o := &orientation{first: make([]int, g.Len()+1), adj: make([]int32, 0, g.EdgeCount())}
	for v := range g.Len() {
		for _, w := range g.row(v) {
			if d, to := g.Degree(v), g.Degree(int(w)); d < to || d == to && v < int(w) {
				o.adj = append(o.adj, w)
			}
		}
		o.first[v+1] = len(o.adj)
	}
	return o
}

func (o *orientation) row(v int) []int32 { return o.adj[o.first[v]:o.first[v+1]] }

// steps is how many out-neighbors triangles looks at.
func (o *orientation) steps() float64 {
	sum := 0.0
	for _, w := range o.adj {
		sum += float64(o.first[w+1] - o.first[w])
	}
	return sum
}

// triangles returns how many triangles each node is part of.
func (o *orientation) triangles(e effort) []int64 {
	const chunk = 1 << 12
	n := len(o.first) - 1
	counts := make([][]int64, e.workers)
	marks := make([][]bool, e.workers)
	e.each((n+chunk-1)/chunk, func(worker, task int) {
		if counts[worker] == nil {
			counts[worker], marks[worker] = make([]int64, n), make([]bool, n)
		}
		for v := task * chunk; v < min(n, (task+1)*chunk); v++ {
			o.trianglesAt(v, counts[worker], marks[worker])
		}
	})
	total := make([]int64, n)
	for _, c := range counts {
		for v, t := range c {
			total[v] += t
		}
	}
	return total
}

// trianglesAt counts the triangles of which v is the least node. The marks are all false before and
// after.
func (o *orientation) trianglesAt(v int, count []int64, marked []bool) {
	for _, w := range o.row(v) {
		marked[w] = true
	}
	for _, w := range o.row(v) {
		for _, x := range o.row(int(w)) {
			if marked[x] {
				count[v]++
				count[w]++
				count[x]++
			}
		}
	}
	for _, w := range o.row(v) {
		marked[w] = false
	}
}

// sampledClustering estimates both coefficients without bias. A pair of neighbors of a node that is
// drawn uniformly is joined with the probability of the local coefficient; of a node that is drawn
// by its number of such pairs, with that of the transitivity. T. Schank and D. Wagner, Approximating
// clustering coefficient and transitivity, J. Graph Algorithms Appl. 9 (2005).
func sampledClustering(g *Graph) (local, global Figure) {
	n := g.Len()
	rng := sampler(2)
	upTo := make([]float64, n) // the pairs of the nodes 0 to i
	sum := 0.0
	for v := range upTo {
		sum += neighborPairs(g.Degree(v))
		upTo[v] = sum
	}
	joined, joinedByPairs := 0, 0
	for range wedgeSamples {
		if closed(g, rng.IntN(n), rng) {
			joined++
		}
		at := rng.Float64() * sum
		if closed(g, min(n-1, sort.Search(n, func(v int) bool { return upTo[v] > at })), rng) {
			joinedByPairs++
		}
	}
	how := fmt.Sprintf("share of %d sampled pairs of neighbors", wedgeSamples)
	return Figure{Value: float64(joined) / wedgeSamples, How: how},
		Figure{Value: float64(joinedByPairs) / wedgeSamples, How: how}
}

// closed draws two neighbors of v and reports whether they are joined.
func closed(g *Graph, v int, rng *rand.Rand) bool {
	row := g.row(v)
	if len(row) < 2 {
		return false
	}
	a, b := rng.IntN(len(row)), rng.IntN(len(row)-1)
	if b >= a {
		b++
	}
	return g.hasEdge(int(row[a]), int(row[b]))
}
