package topology

import "slices"

// Components returns the ids of the nodes of each connected component: ascending within a component,
// and the components by their lowest id. A graph without nodes has none.
func Components(g *Graph) [][]int {
	label, count := labelParts(g, -1)
	return idsByLabel(g, label, count)
}

// Connected reports whether a path joins every two nodes. A graph with one node or none is connected.
func Connected(g *Graph) bool { return connected(g) }

// Splits returns the parts into which the network of the node with the given id falls when that node
// is removed, in the form of Components: one part if the rest stays connected, none if the node has
// no neighbors or there is no such node. Parts that the node was never joined to do not count.
func Splits(g *Graph, id int) [][]int {
	self, ok := g.Index(id)
	if !ok {
		return nil
	}
	label, count := labelParts(g, self)
	touched := make([]bool, count)
	ns := g.Neighbors(self)
	for k := range ns.Len() {
		touched[label[ns.At(k)]] = true
	}
	var parts [][]int
	for i, part := range idsByLabel(g, label, count) {
		if touched[i] {
			parts = append(parts, part)
		}
	}
	return parts
}

// labelParts labels every node index with the number of its component, 0 to count-1 in the order of
// the lowest index. The node with index skip (-1: none) is treated as removed and labeled -1.
func labelParts(g *Graph, skip int) (label []int32, count int) {
	label = make([]int32, g.Len())
	for i := range label {
		label[i] = -1
	}
	if g.first == nil { // complete: what is left is one component, and walking it would be quadratic
		for i := range label {
			if i != skip {
				label[i], count = 0, 1
			}
		}
		return label, count
	}
	var queue []int32
	for start := range label {
		if label[start] >= 0 || start == skip {
			continue
		}
		label[start] = int32(count)
		queue = append(queue[:0], int32(start))
		for head := 0; head < len(queue); head++ {
			v := int(queue[head])
			for _, w := range g.row(v) {
				if label[w] < 0 && int(w) != skip {
					label[w] = int32(count)
					queue = append(queue, w)
				}
			}
		}
		count++
	}
	return label, count
}

func idsByLabel(g *Graph, label []int32, count int) [][]int {
	if count == 0 {
		return nil
	}
	parts := make([][]int, count)
	for i, l := range label {
		if l >= 0 {
			parts[l] = append(parts[l], g.ID(i))
		}
	}
	return parts
}

// CutNodes returns the ids of the articulation points, ascending: the nodes whose removal leaves more
// components than there were. It takes time proportional to nodes + edges.
//
// R. Tarjan, Depth-first search and linear graph algorithms, SIAM J. Comput. 1 (1972), section 3;
// with an explicit stack, because a path of a million nodes would be a recursion as deep.
func CutNodes(g *Graph) []int {
	if g.first == nil {
		return nil
	}
	n := g.Len()
	s := cutSearch{
		g:      g,
		order:  make([]int32, n),
		low:    make([]int32, n),
		parent: make([]int32, n),
		next:   slices.Clone(g.first[:n]),
		isCut:  make([]bool, n),
	}
	for root := range n {
		if s.order[root] == 0 {
			s.from(int32(root))
		}
	}
	var ids []int
	for i, cut := range s.isCut {
		if cut {
			ids = append(ids, g.ID(i))
		}
	}
	return ids
}

// cutSearch is the state of the depth-first search of CutNodes.
type cutSearch struct {
	g      *Graph
	order  []int32 // when a node was found, from 1; 0: not yet
	low    []int32 // the earliest node reachable by going down the tree and one edge up
	parent []int32
	next   []int // where in adj the node goes on
	clock  int32
	isCut  []bool
}

func (s *cutSearch) from(root int32) {
	s.enter(root, -1)
	branches := 0
	for v := root; v >= 0; {
		if s.next[v] == s.g.first[v+1] {
			up := s.parent[v]
			if up >= 0 {
				s.low[up] = min(s.low[up], s.low[v])
				switch {
				case up == root:
					branches++
				case s.low[v] >= s.order[up]:
					s.isCut[up] = true
				}
			}
			v = up
			continue
		}
		w := s.g.adj[s.next[v]]
		s.next[v]++
		if s.order[w] == 0 {
			s.enter(w, v)
			v = w
		} else if w != s.parent[v] {
			s.low[v] = min(s.low[v], s.order[w])
		}
	}
	s.isCut[root] = branches > 1
}

func (s *cutSearch) enter(v, parent int32) {
	s.clock++
	s.order[v], s.low[v], s.parent[v] = s.clock, s.clock, parent
}
