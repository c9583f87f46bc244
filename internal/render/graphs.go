package render

import (
	"slices"

	"gonum.org/v1/gonum/graph/topo"

	"gossip/topology"
)

// components returns the node indexes of each connected component, ascending, the component of the
// lowest index first.
func components(g *topology.Graph) [][]int {
	var all [][]int
	for _, nodes := range topo.ConnectedComponents(g) {
		part := make([]int, len(nodes))
		for k, n := range nodes {
			part[k], _ = g.Index(int(n.ID())) // a node of g has an index in it
		}
		slices.Sort(part)
		all = append(all, part)
	}
	return all
}

// subgraph returns the graph that the nodes with the given ascending indexes span; they keep their
// ids and their order.
func subgraph(g *topology.Graph, part []int) (*topology.Graph, error) {
	ids := make([]int, len(part))
	for k, i := range part {
		ids[k] = g.ID(i)
	}
	var edges [][2]int32
	for _, i := range part {
		ns := g.Neighbors(i)
		for k := range ns.Len() {
			j := ns.At(k)
			if _, found := slices.BinarySearch(part, j); found && j > i {
				edges = append(edges, [2]int32{int32(g.ID(i)), int32(g.ID(j))})
			}
		}
	}
	return topology.NewGraphWithIDs(ids, edges)
}

// walk returns the nodes in the order in which one meets them going from start and on to the
// lowest neighbor not yet met: the whole of a path from its end, the whole of a cycle.
func walk(g *topology.Graph, start int) []int {
	seen := make([]bool, g.Len())
	var order []int
	for at := start; at >= 0; {
		seen[at] = true
		order = append(order, at)
		ns := g.Neighbors(at)
		at = -1
		for k := range ns.Len() {
			if j := ns.At(k); !seen[j] {
				at = j
				break
			}
		}
	}
	return order
}

// distances writes the number of hops from the start to every node into hops, -1 where there is no
// way. It returns the nodes that were reached, nearest first; queue is scratch space. Drawing by force
// calls it up to once per node: gonum's traverse.BreadthFirst, which makes a set of ids and an iterator
// per node, takes ten to twenty times as long, and so longer than all the rest of a drawing.
func distances(g *topology.Graph, start int, hops []int32, queue []int32) []int32 {
	for i := range hops {
		hops[i] = -1
	}
	hops[start] = 0
	queue = append(queue[:0], int32(start))
	for at := 0; at < len(queue); at++ {
		i := queue[at]
		ns := g.Neighbors(int(i))
		for k := range ns.Len() {
			if j := ns.At(k); hops[j] < 0 {
				hops[j] = hops[i] + 1
				queue = append(queue, int32(j))
			}
		}
	}
	return queue
}
