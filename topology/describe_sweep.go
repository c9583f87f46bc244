package topology

import "math/bits"

// lanes is how many searches a sweep makes side by side.
const lanes = 64

// A sweep is a breadth-first search from up to 64 sources at a time, one bit each: where searches
// are at one node in one level they share the walk over its neighbors, which in a graph of small
// diameter is nearly always. M. Then and others, The more the merrier: efficient multi-source graph
// traversal, VLDB 2014, section 3.
type sweep struct {
	g     *Graph
	at    []lane
	fresh []uint64 // by node: the searches that arrived in this level
	front []int32  // the nodes with a bit in fresh
	next  []int32  // the nodes where searches arrive in the next level
}

// A lane is what an edge walk looks at in one node, side by side because memory is what it waits
// for.
type lane struct {
	seen   uint64 // the searches that have been here
	coming uint64 // those that arrive in the next level
}

func newSweep(g *Graph) *sweep {
	return &sweep{g: g, at: make([]lane, g.Len()), fresh: make([]uint64, g.Len())}
}

// from searches from at most 64 sources.
func (s *sweep) from(sources []int32) searched {
	clear(s.at)
	s.front = s.front[:0]
	ends := make([]searchEnd, len(sources))
	for i, v := range sources {
		ends[i].node = v
		s.at[v].seen |= 1 << i
		s.fresh[v] |= 1 << i
		s.front = append(s.front, v)
	}
	var total searched
	for depth := 1; len(s.front) > 0; depth++ {
		s.walk()
		found := s.arrive(depth, ends)
		total.pairs += found
		total.distance += found * int64(depth)
	}
	total.ends = ends
	return total
}

// walk sends every search along the edges from where it is.
func (s *sweep) walk() {
	s.next = s.next[:0]
	for _, v := range s.front {
		here := s.fresh[v]
		s.fresh[v] = 0
		for _, w := range s.g.row(int(v)) {
			there := &s.at[w]
			news := here &^ there.seen
			if news == 0 {
				continue
			}
			if there.coming == 0 {
				s.next = append(s.next, w)
			}
			there.coming |= news
		}
	}
	s.front, s.next = s.next, s.front
	if n := len(s.at); len(s.front) > n/8 { // walk through memory in its order
		s.front = s.front[:0]
		for w := range s.at {
			if s.at[w].coming != 0 {
				s.front = append(s.front, int32(w))
			}
		}
	}
}

// arrive brings every search to where it was sent, and returns how many (search, node) there are.
func (s *sweep) arrive(depth int, ends []searchEnd) int64 {
	found := 0
	var placed uint64 // the searches whose end is known to be at least this deep
	for _, w := range s.front {
		there := &s.at[w]
		arrived := there.coming
		there.coming = 0
		there.seen |= arrived
		s.fresh[w] = arrived
		found += bits.OnesCount64(arrived)
		for news := arrived &^ placed; news != 0; news &= news - 1 {
			ends[bits.TrailingZeros64(news)] = searchEnd{node: w, depth: depth}
		}
		placed |= arrived
	}
	return int64(found)
}
