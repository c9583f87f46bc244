package topology

import "fmt"

// Turan is the Turán graph T(n,r): the nodes are divided into r partitions, as equal as can be, and
// two nodes are neighbors if and only if they are in different partitions.
//
// Definition and optimality: P. Turán, Egy gráfelméleti szélsőértékfeladatról (Matematikai és Fizikai
// Lapok 48, 1941); Diestel: Graph Theory, section 7.1. With s = n mod r it has exactly
// (1 - 1/r)(n² - s²)/2 + s(s-1)/2 edges. The partitions are numbered from 0 and hold consecutive
// ids; the r-s smaller ones, of floor(n/r) nodes, come first, the s that have one node more come
// last, as in networkx' turan_graph(n, r). r is from 2 to n, since T(n,1) has no edges; T(1,1) is
// the single node. T(n,n) is the complete graph.
const Turan = "turan"

func turanKind() Kind {
	return Kind{
		Name:    Turan,
		Summary: "equal partitions; everybody's neighbors are all nodes of the other partitions",
		Nodes:   "as many as partitions, or more",
		Params: []Param{{
			Name: "partitions", Type: Int, Default: "4",
			Doc: "number of partitions", Bounds: "2 to n",
			min: 1, max: MaxNodes, fallback: constant(4),
		}},
		also:     []string{"multipartite", "partite"},
		check:    checkTuran,
		edges:    func(s Spec) float64 { return turanEdges(s.N, s.int("partitions")) },
		generate: generateTuran,
		group:    func(s Spec, id int) int { return turanGroup(s.N, s.int("partitions"), id-1) },
	}
}

func checkTuran(s Spec) *ParamError {
	n, r := s.N, s.int("partitions")
	switch {
	case r > n:
		return refuse("partitions", fmt.Sprintf("must be at most the number of nodes, %d, or a partition would be empty", n),
			set("partitions", float64(n)), set(nodesParam, float64(r)))
	case r == 1 && n > 1:
		return refuse("partitions", "must be at least 2, or there would be no edges",
			set("partitions", 2), set(nodesParam, 1))
	}
	return nil
}

// turanEdges counts in pairs of nodes: all of them, less those inside a partition.
func turanEdges(n, r int) float64 {
	size, larger := n/r, n%r
	return pairCount(n) - float64(r-larger)*pairCount(size) - float64(larger)*pairCount(size+1)
}

// turanGroup returns the partition of the node with index i.
func turanGroup(n, r, i int) int {
	size, larger := n/r, n%r
	if small := (r - larger) * size; i >= small {
		return r - larger + (i-small)/(size+1)
	}
	return i / size
}

func generateTuran(s Spec, _ *dice) (*Graph, error) {
	n, r := s.N, s.int("partitions")
	if n == r {
		return complete(n), nil
	}
	g := &Graph{n: n, first: make([]int, n+1), adj: make([]int32, 0, 2*int(turanEdges(n, r)))}
	for begin, group := 0, 0; group < r; group++ {
		end := begin + (n+group)/r // (n+group)/r sums up to n, and the larger ones come last
		for i := begin; i < end; i++ {
			g.adj = appendRange(g.adj, 0, begin)
			g.adj = appendRange(g.adj, end, n)
			g.first[i+1] = len(g.adj)
		}
		begin = end
	}
	return g, nil
}

// appendRange appends the indexes from begin to end-1.
func appendRange(row []int32, begin, end int) []int32 {
	for i := begin; i < end; i++ {
		row = append(row, int32(i))
	}
	return row
}
