package topology

import (
	"fmt"
	"math"
)

// connectivity measures the vertex connectivity of a graph that is not complete. Few nodes settle
// the common cases: none where the graph is disconnected, a cut node where there is one. The minimum
// degree bounds it above (the neighbors of a node cut it off), so with no cut node and a minimum
// degree of 2 it is 2. Beyond that disjoint paths are counted.
func connectivity(g *Graph, components int, e effort) Figure {
	if components > 1 {
		return Figure{Exact: true, How: "the graph is disconnected"}
	}
	if len(CutNodes(g)) > 0 {
		return Figure{Value: 1, Exact: true}
	}
	if least := degrees(g).Min; least > 2 {
		return newFanCount(g, least, e).run()
	}
	return Figure{Value: 2, Exact: true}
}

// fanCount finds the vertex connectivity by disjoint paths. With the nodes in any order v1, v2, ...,
// a graph is k-connected exactly if
//
//   - any two of the first k nodes that are not neighbors have k paths between them that share no
//     inner node, and
//   - each later node has k paths to earlier ones that share nothing but that node: a fan.
//
// For if fewer than k nodes C cut the graph, some of the first k is outside C; let v be the first
// node of the order that is neither in C nor in the same part as that one. All before v are in C or
// in that part, so the paths from v to them would have to pass C one by one. Conversely a fan of
// only f < k paths shows f nodes that cut v off from an earlier node (Menger).
//
// S. Even, An algorithm for determining whether the connectivity of a graph is at least k, SIAM J.
// Comput. 4 (1975). In a random order, as here, the earlier nodes are strewn over the whole graph
// and most fans are short; that makes it exact at sizes where flows between far nodes are hopeless.
type fanCount struct {
	g     *Graph
	e     effort
	k     int     // no fan or pair was found to have fewer paths; at first the minimum degree
	order []int32 // the nodes
	rank  []int32 // their places in the order

	fans  []*fan // by worker
	steps float64
}

func newFanCount(g *Graph, minDegree int, e effort) *fanCount {
	c := &fanCount{g: g, e: e, k: minDegree, rank: make([]int32, g.Len()), fans: make([]*fan, e.workers)}
	c.order = sample(g.Len(), g.Len(), nil)
	sampler(3).Shuffle(len(c.order), func(i, j int) { c.order[i], c.order[j] = c.order[j], c.order[i] })
	for i, v := range c.order {
		c.rank[v] = int32(i)
	}
	return c
}

// fanBatch is how many nodes are checked before k is lowered and the effort is looked at.
const fanBatch = 256

func (c *fanCount) run() Figure {
	n := len(c.order)
	pairs := min(c.k, n)
	done := c.batches(pairs, c.pairsOf)
	if done == pairs {
		done += c.batches(n-pairs, func(f *fan, i int) int { return c.fanOf(f, pairs+i) })
	}
	if done == n {
		return Figure{Value: float64(c.k), Exact: true}
	}
	return Figure{Value: float64(c.k), How: fmt.Sprintf(
		"at most; at least 2, and no smaller cut was found from %d of %d nodes", done, n)}
}

// batches makes checks 0 to count-1 and lowers k to the smallest result. It returns how many it made
// before the effort was spent.
func (c *fanCount) batches(count int, check func(f *fan, i int) int) int {
	for from := 0; from < count; from += fanBatch {
		if !c.e.affords(c.steps, 1) {
			return from
		}
		paths := make([]int, min(fanBatch, count-from))
		c.e.each(len(paths), func(worker, task int) {
			if c.fans[worker] == nil {
				c.fans[worker] = newFan(c.g)
			}
			paths[task] = check(c.fans[worker], from+task)
		})
		for _, p := range paths {
			c.k = min(c.k, p)
		}
		c.steps = 0
		for _, f := range c.fans {
			if f != nil {
				c.steps += float64(f.steps)
			}
		}
	}
	return count
}

// fanOf returns the number of paths, at most k, of a fan from the i-th node to the earlier ones.
func (c *fanCount) fanOf(f *fan, i int) int {
	f.rank, f.limit, f.blocked = c.rank, int32(i), -1
	return f.count(c.order[i], c.k)
}

// pairsOf returns the smallest number of paths, at most k, between the i-th node and an earlier one
// that is not its neighbor: that is a fan to the neighbors of the earlier one, which avoids it.
func (c *fanCount) pairsOf(f *fan, i int) int {
	least := c.k
	v := c.order[i]
	for _, u := range c.order[:i] {
		if c.g.hasEdge(int(u), int(v)) {
			continue
		}
		f.aimAt(u)
		least = min(least, f.count(v, least))
		f.unaim(u)
	}
	return least
}

// aimAt makes the neighbors of u the targets, and u itself a place where no path goes.
func (f *fan) aimAt(u int32) {
	if f.near == nil {
		f.near = make([]int32, f.g.Len())
		for i := range f.near {
			f.near[i] = math.MaxInt32
		}
	}
	for _, w := range f.g.row(int(u)) {
		f.near[w] = 0
	}
	f.rank, f.limit, f.blocked = f.near, 1, u
}

func (f *fan) unaim(u int32) {
	for _, w := range f.g.row(int(u)) {
		f.near[w] = math.MaxInt32
	}
}
