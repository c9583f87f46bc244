package topology

// A fan is the largest set of paths from one node to different targets that share nothing but that
// node. It is a maximum flow in which every node but the source lets one unit pass, found by
// augmenting paths, each as short as can be; the flow is kept as what it is, a set of paths.
type fan struct {
	g *Graph

	// The targets are the nodes whose rank is below the limit. No path enters the blocked node
	// (-1: none).
	rank    []int32
	limit   int32
	blocked int32
	near    []int32 // a rank of its own, see aimAt

	source int32
	found  int
	prev   []int32 // on a path: the node before; else none
	next   []int32 // on a path and not its end: the node after; else none
	onPath []int32 // every node that was on a path

	// The search for an augmenting path may arrive at a node on a path (then the only way on is
	// back along that path) and leave a node. viaIn and viaOut say how it arrived at, and left,
	// each node.
	viaIn   []int32 // the node it came from; backOut: from leaving the node itself; none: not yet
	viaOut  []int32 // through: by arriving at it; backAlong: from its successor; none: not yet
	visited []int32
	queue   []int32

	steps int64 // neighbors looked at, in all searches
}

const (
	none      = int32(-1)
	backOut   = int32(-2)
	through   = int32(-3)
	backAlong = int32(-4)
)

func newFan(g *Graph) *fan {
	f := &fan{g: g}
	for _, s := range []*[]int32{&f.prev, &f.next, &f.viaIn, &f.viaOut} {
		*s = make([]int32, g.Len())
		for i := range *s {
			(*s)[i] = none
		}
	}
	return f
}

// count returns how many paths a fan from the source has, at most the given number.
func (f *fan) count(source int32, atMost int) int {
	f.source, f.found = source, 0
	f.takeNeighbors(atMost)
	f.takeSecondNeighbors(atMost)
	for f.found < atMost && f.augment() {
		f.found++
	}
	for _, v := range f.onPath {
		f.prev[v], f.next[v] = none, none
	}
	f.onPath = f.onPath[:0]
	return f.found
}

func (f *fan) isTarget(v int32) bool { return f.rank[v] < f.limit }
func (f *fan) isUsed(v int32) bool   { return f.prev[v] != none }

// extend puts v on a path, after u.
func (f *fan) extend(u, v int32) {
	f.prev[v] = u
	if u != f.source {
		f.next[u] = v
	}
	f.onPath = append(f.onPath, v)
}

// takeNeighbors takes the paths of one edge.
func (f *fan) takeNeighbors(atMost int) {
	for _, w := range f.g.row(int(f.source)) {
		if f.found == atMost {
			return
		}
		f.steps++
		if f.isTarget(w) && w != f.blocked {
			f.extend(f.source, w)
			f.found++
		}
	}
}

// takeSecondNeighbors takes paths of two edges, as they come. In a dense graph these are nearly all,
// and a search for each would be far slower; where they were badly chosen the searches correct it.
func (f *fan) takeSecondNeighbors(atMost int) {
	for _, w := range f.g.row(int(f.source)) {
		if f.found == atMost {
			return
		}
		if f.isUsed(w) || w == f.blocked {
			continue
		}
		if x := f.freeTarget(w); x != none {
			f.extend(f.source, w)
			f.extend(w, x)
			f.found++
		}
	}
}

// freeTarget returns an unused target beside w, or none. It begins at a place in the row that
// differs from node to node: always at the front, it would meet those taken before.
func (f *fan) freeTarget(w int32) int32 {
	row := f.g.row(int(w))
	at := int(uint32(w) * 0x9e3779b1 % uint32(len(row)))
	for range row {
		f.steps++
		x := row[at]
		if f.isTarget(x) && !f.isUsed(x) && x != f.source && x != f.blocked {
			return x
		}
		if at++; at == len(row) {
			at = 0
		}
	}
	return none
}

// augment finds one more path by a breadth-first search, rerouting those that there are.
func (f *fan) augment() bool {
	end := f.search()
	if end != none {
		f.reroute(end)
	}
	for _, v := range f.visited {
		f.viaIn[v], f.viaOut[v] = none, none
	}
	f.visited = f.visited[:0]
	return end != none
}

// search returns an unused target that an augmenting path reaches, or none.
func (f *fan) search() int32 {
	f.queue = append(f.queue[:0], f.source)
	for head := 0; head < len(f.queue); head++ {
		u := f.queue[head]
		if u != f.source && f.isUsed(u) && f.viaIn[u] == none {
			f.arrive(u, backOut)
		}
		row := f.g.row(int(u))
		f.steps += int64(len(row))
		for _, w := range row {
			if f.viaIn[w] != none || w == f.source || w == f.blocked || f.prev[w] == u {
				continue
			}
			if f.isUsed(w) {
				f.arrive(w, u)
				continue
			}
			f.viaIn[w] = u
			f.visited = append(f.visited, w)
			if f.isTarget(w) {
				return w
			}
			f.viaOut[w] = through
			f.queue = append(f.queue, w)
		}
	}
	return none
}

// arrive comes to a node on a path: the search goes on from the node before it, which would be free
// to take another way if this one is taken over.
func (f *fan) arrive(w, from int32) {
	f.viaIn[w] = from
	f.visited = append(f.visited, w)
	if p := f.prev[w]; p != f.source && f.viaOut[p] == none {
		f.viaOut[p] = backAlong
		f.visited = append(f.visited, p)
		f.queue = append(f.queue, p)
	}
}

// reroute makes the augmenting path that ends here, and the paths it crosses, one path more.
func (f *fan) reroute(end int32) {
	var added, dropped [][2]int32
	for v := end; v != f.source; {
		// The search arrived at v. Walk back to where it came from.
		u := f.viaIn[v]
		if u == backOut {
			u = v
		} else {
			added = append(added, [2]int32{u, v})
		}
		// It left u.
		if u != f.source && f.viaOut[u] == backAlong {
			dropped = append(dropped, [2]int32{u, f.next[u]})
			u = f.next[u]
		}
		v = u
	}
	for _, d := range dropped {
		f.next[d[0]], f.prev[d[1]] = none, none
	}
	for _, a := range added {
		f.extend(a[0], a[1])
	}
}
