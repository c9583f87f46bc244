package topology

import (
	"fmt"
	"iter"
	"math"
	"slices"
	"sort"

	"gonum.org/v1/gonum/graph"
	"gonum.org/v1/gonum/graph/simple"
)

// A Graph is a finished, simple, undirected graph: no loops, no double edges. It cannot change, so
// it may be shared freely.
//
// Nodes have ids, positive and ascending, which need not be contiguous (a running network has gaps
// after removals). Every node also has an index, 0 to Len()-1, in the order of the ids: the methods
// Degree, Neighbors, ID and Index speak of indexes, all others of ids.
//
// Edges may have weights, which are 1 unless told otherwise. They change nothing about who is whose
// neighbor, nor about distances, which are counted in edges.
//
// The adjacency is one flat slice, 4 bytes for each end of an edge, and 8 more in a graph with
// weights; a complete graph stores none at all. Graph implements gonum's graph.Undirected with nodes and neighbors in ascending order, so
// that gonum's algorithms run on it and give the same result on every run.
type Graph struct {
	n   int
	ids []int // ascending; nil means 1..n

	// The neighbors of index i are adj[first[i]:first[i+1]], as ascending indexes.
	// first is nil for a complete graph.
	first []int
	adj   []int32

	weight []float64 // of the edges, beside adj; nil if all are 1
	former []int     // by index, the ids before the nodes were numbered anew; nil if they were not
}

var _ graph.Undirected = (*Graph)(nil)

// NewGraph returns the graph with nodes 1 to n and the given edges, each a pair of node ids in any
// order. It fails on an id outside 1..n, a loop, or an edge that stands twice. The slice is not
// kept.
func NewGraph(n int, edges [][2]int32) (*Graph, error) {
	return build(n, nil, edges)
}

// NewGraphWithIDs returns the graph whose nodes have the given ids (positive, ascending, no two
// alike); otherwise it is like NewGraph.
func NewGraphWithIDs(ids []int, edges [][2]int32) (*Graph, error) {
	for i, id := range ids {
		if id < 1 || i > 0 && id <= ids[i-1] {
			return nil, fmt.Errorf("node ids must be positive and ascending, and id %d is not", id)
		}
	}
	return build(len(ids), slices.Clone(ids), edges)
}

// complete returns the complete graph on nodes 1 to n, in constant memory.
func complete(n int) *Graph { return &Graph{n: n} }

func build(n int, ids []int, edges [][2]int32) (*Graph, error) {
	if n < 0 || n > math.MaxInt32 {
		return nil, fmt.Errorf("a graph cannot have %d nodes: the number must be between 0 and %d", n, math.MaxInt32)
	}
	if n > 0 && ids != nil && ids[n-1] == n {
		ids = nil
	}
	g := &Graph{n: n, ids: ids}
	for _, e := range edges {
		a, okA := g.Index(int(e[0]))
		b, okB := g.Index(int(e[1]))
		if !okA || !okB {
			return nil, fmt.Errorf("edge %d-%d names a node that does not exist", e[0], e[1])
		}
		if a == b {
			return nil, fmt.Errorf("edge %d-%d joins a node to itself", e[0], e[1])
		}
	}
	g.pack(len(edges), func(k int) (int32, int32) {
		a, _ := g.Index(int(edges[k][0]))
		b, _ := g.Index(int(edges[k][1]))
		return int32(a), int32(b)
	})
	for i := range n {
		row := g.row(i)
		for j := 1; j < len(row); j++ {
			if row[j] == row[j-1] {
				return nil, fmt.Errorf("edge %d-%d stands twice", g.ID(i), g.ID(int(row[j])))
			}
		}
	}
	return g, nil
}

// fromEdges returns the graph with nodes 1 to n and m edges; edge(k) gives the ends of the k-th, as
// indexes, and is asked twice for each. It is for generators, which never make a loop or a double
// edge, and checks nothing.
func fromEdges(n, m int, edge func(k int) (a, b int32)) *Graph {
	g := &Graph{n: n}
	g.pack(m, edge)
	return g
}

// pack fills the adjacency of a graph from its edges.
func (g *Graph) pack(m int, edge func(k int) (a, b int32)) {
	g.first = make([]int, g.n+1)
	for k := range m {
		a, b := edge(k)
		g.first[a+1]++
		g.first[b+1]++
	}
	for i := range g.n {
		g.first[i+1] += g.first[i]
	}
	g.adj = make([]int32, 2*m)
	next := slices.Clone(g.first[:g.n])
	for k := range m {
		a, b := edge(k)
		g.adj[next[a]], g.adj[next[b]] = b, a
		next[a]++
		next[b]++
	}
	g.sortRows()
}

// sortRows brings every row into ascending order.
func (g *Graph) sortRows() {
	for i := range g.n {
		if row := g.row(i); !slices.IsSorted(row) {
			slices.Sort(row)
		}
	}
}

// row returns the stored neighbors of index i; a complete graph has none stored.
func (g *Graph) row(i int) []int32 { return g.adj[g.first[i]:g.first[i+1]] }

// Len returns the number of nodes.
func (g *Graph) Len() int { return g.n }

// EdgeCount returns the number of edges.
func (g *Graph) EdgeCount() int {
	if g.first == nil {
		return g.n * (g.n - 1) / 2
	}
	return len(g.adj) / 2
}

// ID returns the id of the node with index i.
func (g *Graph) ID(i int) int {
	if g.ids == nil {
		return i + 1
	}
	return g.ids[i]
}

// Index returns the index of the node with the given id, and whether there is such a node.
func (g *Graph) Index(id int) (int, bool) {
	if g.ids == nil {
		return id - 1, id >= 1 && id <= g.n
	}
	i := sort.SearchInts(g.ids, id)
	return i, i < len(g.ids) && g.ids[i] == id
}

// Degree returns the number of neighbors of the node with index i.
func (g *Graph) Degree(i int) int {
	if g.first == nil {
		return g.n - 1
	}
	return g.first[i+1] - g.first[i]
}

// Neighbors returns the neighbors of the node with index i.
func (g *Graph) Neighbors(i int) Neighbors {
	if g.first == nil {
		return Neighbors{self: int32(i), n: g.n - 1}
	}
	row := g.row(i)
	return Neighbors{row: row, n: len(row)}
}

// Neighbors is an ascending list of node indexes. It is a view: it copies nothing.
type Neighbors struct {
	row  []int32 // nil in a complete graph: everybody but self
	self int32
	n    int
}

// Len returns how many neighbors there are.
func (ns Neighbors) Len() int { return ns.n }

// At returns the index of the k-th neighbor, 0 <= k < Len().
func (ns Neighbors) At(k int) int {
	if ns.row != nil {
		return int(ns.row[k])
	}
	if k >= int(ns.self) {
		return k + 1
	}
	return k
}

// IDs yields the node ids, ascending.
func (g *Graph) IDs() iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range g.n {
			if !yield(g.ID(i)) {
				return
			}
		}
	}
}

// Pairs yields every edge once, as two ids a < b, in ascending order.
func (g *Graph) Pairs() iter.Seq2[int, int] {
	return func(yield func(int, int) bool) {
		for i := range g.n {
			ns := g.Neighbors(i)
			for k := range ns.Len() {
				if j := ns.At(k); j > i && !yield(g.ID(i), g.ID(j)) {
					return
				}
			}
		}
	}
}

// NeighborIDs returns the ids of the neighbors of the node with the given id, ascending, in a new
// slice; nil if there is no such node.
func (g *Graph) NeighborIDs(id int) []int {
	i, ok := g.Index(id)
	if !ok {
		return nil
	}
	ns := g.Neighbors(i)
	ids := make([]int, ns.Len())
	for k := range ids {
		ids[k] = g.ID(ns.At(k))
	}
	return ids
}

// hasEdge reports whether the nodes with indexes i and j are neighbors.
func (g *Graph) hasEdge(i, j int) bool {
	if i == j {
		return false
	}
	if g.first == nil {
		return true
	}
	_, found := slices.BinarySearch(g.row(i), int32(j))
	return found
}

// Node implements graph.Graph.
func (g *Graph) Node(id int64) graph.Node {
	if _, ok := g.Index(int(id)); !ok {
		return nil
	}
	return simple.Node(id)
}

// Nodes implements graph.Graph; the nodes come in ascending order.
func (g *Graph) Nodes() graph.Nodes {
	return &nodes{len: g.n, at: g.ID, next: -1}
}

// From implements graph.Graph; the neighbors come in ascending order.
func (g *Graph) From(id int64) graph.Nodes {
	i, ok := g.Index(int(id))
	if !ok {
		return graph.Empty
	}
	ns := g.Neighbors(i)
	return &nodes{len: ns.Len(), at: func(k int) int { return g.ID(ns.At(k)) }, next: -1}
}

// HasEdgeBetween implements graph.Graph.
func (g *Graph) HasEdgeBetween(a, b int64) bool {
	i, okA := g.Index(int(a))
	j, okB := g.Index(int(b))
	return okA && okB && g.hasEdge(i, j)
}

// Edge implements graph.Graph.
func (g *Graph) Edge(a, b int64) graph.Edge { return g.EdgeBetween(a, b) }

// EdgeBetween implements graph.Undirected.
func (g *Graph) EdgeBetween(a, b int64) graph.Edge {
	if !g.HasEdgeBetween(a, b) {
		return nil
	}
	return simple.Edge{F: simple.Node(a), T: simple.Node(b)}
}

// nodes iterates over node ids in a fixed order; it implements graph.Nodes.
type nodes struct {
	len  int
	at   func(k int) int
	next int // the current one; -1 before the first call of Next
}

func (it *nodes) Next() bool {
	if it.next < it.len {
		it.next++
	}
	return it.next < it.len
}

func (it *nodes) Len() int { return max(0, it.len-it.next-1) }

func (it *nodes) Reset() { it.next = -1 }

func (it *nodes) Node() graph.Node {
	if it.next < 0 || it.next >= it.len {
		return nil
	}
	return simple.Node(it.at(it.next))
}

// Adjacency returns the flat adjacency, for programs that walk millions of neighbors: those of index i
// are adj[first[i]:first[i+1]], as ascending indexes. Both are nil for a complete graph that stores
// none. The caller must not change them.
func (g *Graph) Adjacency() (first []int, adj []int32) { return g.first, g.adj }
