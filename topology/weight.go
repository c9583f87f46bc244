package topology

import (
	"fmt"
	"iter"
	"math"
	"sort"
	"strconv"
)

// The weights that an edge can have. What a weight says is its ratio to others, and ratios beyond
// these would come near the precision of sums of weights.
const (
	MinWeight = 1e-6
	MaxWeight = 1e6
)

// WithWeights returns the graph with a weight for each edge; weight is asked once for each, with the
// ids of its ends a < b, in ascending order. It fails on a weight that is not a number from
// MinWeight to MaxWeight. The two graphs share their nodes and edges.
func (g *Graph) WithWeights(weight func(a, b int) float64) (*Graph, error) {
	w := *g
	w.weight = nil
	if err := w.store(); err != nil {
		return nil, err
	}
	for i := range w.n {
		row := w.row(i)
		for k, j := range row {
			if int(j) < i {
				continue
			}
			x := weight(w.ID(i), w.ID(int(j)))
			if err := checkWeight(x); err != nil {
				return nil, fmt.Errorf("the edge %d-%d: %w", w.ID(i), w.ID(int(j)), err)
			}
			w.setWeight(i, k, x)
		}
	}
	return &w, nil
}

// store gives a complete graph a stored adjacency: weights lie beside it.
func (g *Graph) store() error {
	if g.first != nil {
		return nil
	}
	if g.EdgeCount() > MaxEdges {
		return fmt.Errorf("%d edges are too many to have weights: the limit is %d", g.EdgeCount(), MaxEdges)
	}
	stored := Graph{n: g.n, first: make([]int, g.n+1), adj: make([]int32, 0, 2*g.EdgeCount())}
	for i := range g.n {
		ns := g.Neighbors(i)
		for k := range ns.Len() {
			stored.adj = append(stored.adj, int32(ns.At(k)))
		}
		stored.first[i+1] = len(stored.adj)
	}
	g.first, g.adj = stored.first, stored.adj
	return nil
}

// setWeight sets the weight of an edge at both ends. As long as all weights are 1 none is stored.
func (g *Graph) setWeight(i, k int, x float64) {
	if g.weight == nil {
		if x == 1 {
			return
		}
		g.weight = make([]float64, len(g.adj))
		for at := range g.weight {
			g.weight[at] = 1
		}
	}
	at := g.first[i] + k
	g.weight[at] = x
	j := int(g.adj[at])
	g.weight[g.first[j]+g.position(j, i)] = x
}

// position returns where j stands among the stored neighbors of i, or where it would.
func (g *Graph) position(i, j int) int {
	row := g.row(i)
	return sort.Search(len(row), func(k int) bool { return row[k] >= int32(j) })
}

// Weighted reports whether some edge has a weight other than 1. A graph that was generated has none.
func (g *Graph) Weighted() bool { return g.weight != nil }

// Weight returns the weight of the edge from the node with index i to its k-th neighbor, which is
// Neighbors(i).At(k).
func (g *Graph) Weight(i, k int) float64 {
	if g.weight == nil {
		return 1
	}
	return g.weight[g.first[i]+k]
}

// WeightBetween returns the weight of the edge between the nodes with the given ids, and whether
// there is such an edge.
func (g *Graph) WeightBetween(a, b int) (w float64, ok bool) {
	i, okA := g.Index(a)
	j, okB := g.Index(b)
	if !okA || !okB || !g.hasEdge(i, j) {
		return 0, false
	}
	if g.weight == nil {
		return 1, true
	}
	return g.Weight(i, g.position(i, j)), true
}

// An edge is one edge by its ids, a < b.
type edge struct {
	a, b   int
	weight float64
}

// edges is Pairs with the weights.
func (g *Graph) edges() iter.Seq[edge] {
	return func(yield func(edge) bool) {
		for i := range g.n {
			ns := g.Neighbors(i)
			for k := range ns.Len() {
				if j := ns.At(k); j > i && !yield(edge{g.ID(i), g.ID(j), g.Weight(i, k)}) {
					return
				}
			}
		}
	}
}

// checkWeight refuses what cannot be a weight.
func checkWeight(x float64) error {
	if math.IsNaN(x) || x < MinWeight || x > MaxWeight {
		return badWeight(strconv.FormatFloat(x, 'g', -1, 64))
	}
	return nil
}

func badWeight(text string) error {
	return fmt.Errorf("%q is not a weight: weights are numbers from %s to %s, such as 2.5",
		short(text), weightText(MinWeight), weightText(MaxWeight))
}

// parseWeight reads a weight.
func parseWeight(text string) (float64, error) {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0, badWeight(text)
	}
	if checkWeight(x) != nil {
		return 0, badWeight(text) // in the words of the file
	}
	return x, nil
}

// weightText writes a weight so that parseWeight gives back the same number; without an exponent,
// which DOT does not know.
func weightText(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
