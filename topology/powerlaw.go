package topology

import (
	"fmt"
	"slices"
)

// triad is the probability that an edge of a new node closes a triangle. It is the ancestor's.
const triad = 0.5

// PowerLaw is the scale-free graph with many triangles of Holme and Kim, with triad probability 1/2:
// most nodes have m neighbors or a few more, and few have very many (the number of nodes of degree k
// falls like k^-3), and neighbors of a node are often neighbors of each other.
//
// P. Holme and B. J. Kim: Growing scale-free networks with tunable clustering, Physical Review E 65,
// 026107, 2002, section III; begun like networkx' powerlaw_cluster_graph(n, m, 0.5), which the
// ancestor calls:
//
//   - Nodes 1 to m begin without edges. Then nodes m+1 to n come one by one, and each brings exactly m
//     edges, to m different nodes among the earlier ones.
//   - Its first edge is a step of preferential attachment: an earlier node w is drawn with a
//     probability in proportion to its degree, in which the first m nodes count one more than they
//     have (so that node m+1 can find them).
//   - Each further edge is, with probability 1/2, a triad step: it goes to a uniformly drawn neighbor
//     of w (w being the node of the last attachment step) that is not yet a neighbor of the new node.
//     If there is none, and with probability 1/2 anyway, it is another attachment step, drawn again
//     until it finds a node that is not yet a neighbor.
//
// In one point networkx does otherwise: an attachment step which hits a neighbor is lost there, so
// that a node may bring less than m edges. Here, as in the paper, it brings m: the graph has exactly
// m(n-m) edges. In the limit, a share 2m(m+1)/(k(k+1)(k+2)) of the nodes has degree k >= m (exact for
// preferential attachment alone, and little changed by triads).
//
// m is from 1 to n-1. The graph is connected, since node m+1 joins the first m and all that come
// later join earlier ones. Time and memory are in proportion to the edges: a step of attachment draws
// from a list in which each node stands as often as its degree says.
const PowerLaw = "powerlaw"

func powerLawKind() Kind {
	return Kind{
		Name:    PowerLaw,
		Summary: "scale-free with triangles (Holme and Kim): a few hubs, and many nodes with few neighbors",
		Nodes:   "more than edges",
		Params: []Param{{
			Name: "edges", Type: Int, Default: "3",
			Doc: "edges that each new node brings", Bounds: "1 to n-1",
			min: 1, max: MaxNodes - 1, fallback: constant(3),
		}},
		Random: true,
		also: []string{"power-law", "scalefree", "scale-free", "holme-kim", "holmekim", "barabasi",
			"barabasi-albert", "preferential", "powerlaw-cluster"},
		check: func(s Spec) *ParamError {
			if m := s.int("edges"); m >= s.N {
				return refuse("edges", fmt.Sprintf("must be below the number of nodes, %d", s.N),
					set("edges", float64(s.N-1)), set(nodesParam, float64(m+1)))
			}
			return nil
		},
		edges: func(s Spec) float64 { return s.float("edges") * (float64(s.N) - s.float("edges")) },
		generate: func(s Spec, d *dice) (*Graph, error) {
			return growPowerLaw(s.N, s.int("edges"), chanceOf(triad), d), nil
		},
	}
}

// A growth is a power-law graph in the making.
type growth struct {
	rows [][]int32 // by node: its neighbors so far; those it brought come first
	ends []int32   // both ends of each edge, and each of the first m nodes once more
	mark []int32   // by node: the last new node that it became a neighbor of
}

func growPowerLaw(n, m int, triad chance, d *dice) *Graph {
	w := &growth{
		rows: make([][]int32, n),
		ends: make([]int32, 0, m+2*m*(n-m)),
		mark: make([]int32, n),
	}
	// The rows share one large piece: room for the edges that a node brings and two more, which is
	// enough for about half of them. The others move away when they grow.
	piece := make([]int32, (n-m)*m+2*n)
	for i := range w.rows {
		share := 2
		if i >= m {
			share += m
		}
		w.rows[i], piece = piece[:0:share], piece[share:]
	}
	w.ends = appendRange(w.ends, 0, m)
	for source := m; source < n; source++ {
		w.join(int32(source), m, triad, d)
	}
	return fromRows(w.rows)
}

// join adds a new node with m edges.
func (w *growth) join(source int32, m int, triad chance, d *dice) {
	known := len(w.ends) // until it has all its edges, the new node isn't drawn
	hub := int32(-1)     // the target of the last attachment step
	for k := range m {
		target := int32(-1)
		if k > 0 && d.happens(triad) {
			target = w.neighborOf(hub, source, d)
		}
		if target < 0 {
			target = w.attach(source, known, d)
			hub = target
		}
		w.mark[target] = source
		w.rows[source] = append(w.rows[source], target)
		w.rows[target] = append(w.rows[target], source)
		w.ends = append(w.ends, target)
		known++
	}
	for range m {
		w.ends = append(w.ends, source)
	}
}

// attach draws a node by its degree that is not yet a neighbor of source.
func (w *growth) attach(source int32, known int, d *dice) int32 {
	for {
		if v := w.ends[d.below(known)]; w.mark[v] != source {
			return v
		}
	}
}

// neighborOf draws, uniformly, a neighbor of hub that is neither source nor a neighbor of source;
// -1 if there is none. The first draw nearly always succeeds; if many don't, few neighbors will do or
// none, and they are counted.
func (w *growth) neighborOf(hub, source int32, d *dice) int32 {
	row := w.rows[hub]
	fresh := func(v int32) bool { return v != source && w.mark[v] != source }
	for range 8 {
		if v := row[d.below(len(row))]; fresh(v) {
			return v
		}
	}
	free := make([]int32, 0, 8)
	for _, v := range row {
		if fresh(v) {
			free = append(free, v)
		}
	}
	if len(free) == 0 {
		return -1
	}
	return free[d.below(len(free))]
}

// fromRows returns the graph with the given neighbors of each index, in any order.
func fromRows(rows [][]int32) *Graph {
	g := &Graph{n: len(rows), first: make([]int, len(rows)+1)}
	for i, row := range rows {
		g.first[i+1] = g.first[i] + len(row)
	}
	g.adj = make([]int32, 0, g.first[g.n])
	for _, row := range rows {
		slices.Sort(row)
		g.adj = append(g.adj, row...)
	}
	return g
}
