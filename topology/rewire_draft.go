package topology

import (
	"cmp"
	"iter"
	"slices"
)

// A draft is a graph with changes to it. It speaks of indexes.
type draft struct {
	g       *Graph
	added   map[[2]int32]bool
	removed map[[2]int32]bool
	beside  map[int32][]int32 // the neighbors by added edges
}

func newDraft(g *Graph) *draft {
	return &draft{g: g, added: map[[2]int32]bool{}, removed: map[[2]int32]bool{}, beside: map[int32][]int32{}}
}

func ordered(a, b int32) [2]int32 { return [2]int32{min(a, b), max(a, b)} }

func (d *draft) has(a, b int32) bool {
	return d.added[ordered(a, b)] || d.g.hasEdge(int(a), int(b)) && !d.removed[ordered(a, b)]
}

// add adds an edge that is not there.
func (d *draft) add(a, b int32) {
	if d.removed[ordered(a, b)] {
		delete(d.removed, ordered(a, b))
		return
	}
	d.added[ordered(a, b)] = true
	d.beside[a] = append(d.beside[a], b)
	d.beside[b] = append(d.beside[b], a)
}

// remove removes an edge that is there.
func (d *draft) remove(a, b int32) {
	if !d.added[ordered(a, b)] {
		d.removed[ordered(a, b)] = true
		return
	}
	delete(d.added, ordered(a, b))
	d.beside[a] = slices.DeleteFunc(d.beside[a], func(w int32) bool { return w == b })
	d.beside[b] = slices.DeleteFunc(d.beside[b], func(w int32) bool { return w == a })
}

// degree returns the number of neighbors.
func (d *draft) degree(v int32) int {
	degree := d.g.Degree(int(v)) + len(d.beside[v])
	for e := range d.removed {
		if e[0] == v || e[1] == v {
			degree--
		}
	}
	return degree
}

// neighbors yields the neighbors of a node: those of the graph, then the added ones.
func (d *draft) neighbors(v int32) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		ns := d.g.Neighbors(int(v))
		for k := range ns.Len() {
			w := int32(ns.At(k))
			if !d.removed[ordered(v, w)] && !yield(w) {
				return
			}
		}
		for _, w := range d.beside[v] {
			if !yield(w) {
				return
			}
		}
	}
}

// reaches reports whether a path leads from a to b.
func (d *draft) reaches(a, b int32) bool {
	seen := make([]bool, d.g.Len())
	seen[a] = true
	queue := []int32{a}
	for head := 0; head < len(queue) && !seen[b]; head++ {
		for w := range d.neighbors(queue[head]) {
			if !seen[w] {
				seen[w] = true
				queue = append(queue, w)
			}
		}
	}
	return seen[b]
}

// changes returns the edges that were added and removed in the end, as ids, ascending.
func (d *draft) changes() (added, removed [][2]int) {
	list := func(edges map[[2]int32]bool) [][2]int {
		ids := make([][2]int, 0, len(edges))
		for e := range edges {
			ids = append(ids, [2]int{d.g.ID(int(e[0])), d.g.ID(int(e[1]))})
		}
		slices.SortFunc(ids, func(a, b [2]int) int { return cmp.Or(a[0]-b[0], a[1]-b[1]) })
		return ids
	}
	return list(d.added), list(d.removed)
}

// cycleEdges returns the edges of g that are not in a spanning forest of it. Each lies on a cycle
// with edges of the forest, so removing them all cuts nothing off.
func cycleEdges(g *Graph) [][2]int32 {
	var edges [][2]int32
	up := make([]int32, g.Len()) // the node before in the forest
	seen := make([]bool, g.Len())
	for root := range g.Len() {
		if seen[root] {
			continue
		}
		seen[root], up[root] = true, -1
		queue := []int32{int32(root)}
		for head := 0; head < len(queue); head++ {
			v := queue[head]
			for _, w := range g.row(int(v)) {
				switch {
				case !seen[w]:
					seen[w], up[w] = true, v
					queue = append(queue, w)
				case v < w && up[v] != w && up[w] != v:
					edges = append(edges, [2]int32{v, w})
				}
			}
		}
	}
	return edges
}
