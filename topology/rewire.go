package topology

import (
	"math/rand/v2"
	"slices"
)

// A Plan says which edges to change, as pairs of node ids a < b in ascending order. It does not look
// at weights: an edge that stays keeps its own, and one that is added has none, which is 1.
type Plan struct {
	Add    [][2]int `json:"add"`
	Remove [][2]int `json:"remove"`
	// Unrestored lists the orphans that remain without a new neighbor: one if their number is odd,
	// more where no change could help them.
	Unrestored []int `json:"unrestored"`
	// Raised lists the orphans that get two new neighbors, one more than they lost, because the
	// network could not be kept in one piece otherwise.
	Raised []int `json:"raised"`
}

// PlanRewire plans how to mend a network from which a node was removed. g is the graph without that
// node; the orphans are the ids of its former neighbors, each of which lost one neighbor. (Ids that
// are not in g, and repetitions, are ignored.) The same arguments and the same generator state give
// the same plan; rng chooses among equals.
//
// What the plan guarantees, with k orphans in c connected components of g:
//
//   - The components that hold orphans become one, whatever that takes. (Others were cut off
//     before; the plan never cuts anything off.)
//   - The graph stays simple, and every node that is no orphan keeps its degree.
//   - Every orphan gets one new neighbor, except those in Unrestored (none) and in Raised (two).
//     Never are there both.
//   - To join c components takes c-1 edges. If that is more than k orphans have ends for, edges that
//     lie on cycles are rewired: a-b is removed, and orphans of two other components take its ends
//     as neighbors. Only where the cycles do not suffice, or one end is missing, orphans are raised;
//     the number of raised orphans is the smallest of all plans.
//   - Otherwise as many orphans as possible are joined among each other. The rest, which are all
//     neighbors of each other, are restored in pairs by rewiring an edge: u-v is removed, a-u and
//     b-v are added. The plan ends when there is no such edge for any two of the rest. (A longer
//     chain of such changes is not looked for, though there are graphs where one would help.)
//   - An odd number of orphans leaves one unrestored, or raises one: the sum of all degrees is even.
//
// The time is quadratic in the number of orphans, and for orphans that cannot be helped it may be
// quadratic times the number of edges.
func PlanRewire(g *Graph, orphans []int, rng *rand.Rand) Plan {
	m := newMend(g, orphans, rng)
	m.joinByCycles()
	if m.surplus() > 0 {
		m.joinByRaising()
	} else {
		m.joinAmongOrphans()
		m.restoreBySwaps()
	}
	return m.plan()
}

// mend is a plan in the making. It speaks of indexes.
type mend struct {
	g       *Graph
	draft   *draft
	rng     *rand.Rand
	orphans []int32
	parts   []part  // those that hold orphans
	spare   []int32 // orphans that could not be joined among each other
	raised  []int32
}

// A part is a set of nodes that are connected already, those of one component at first.
type part struct {
	lonely []int32    // its orphans that lack a neighbor
	cycles [][2]int32 // edges that may all be removed without cutting the part
}

func newMend(g *Graph, orphans []int, rng *rand.Rand) *mend {
	m := &mend{g: g, draft: newDraft(g), rng: rng}
	for _, id := range orphans {
		if i, ok := g.Index(id); ok {
			m.orphans = append(m.orphans, int32(i))
		}
	}
	slices.Sort(m.orphans)
	m.orphans = slices.Compact(m.orphans)
	label, count := labelParts(g, -1)
	all := make([]part, count)
	for _, o := range m.orphans {
		all[label[o]].lonely = append(all[label[o]].lonely, o)
	}
	if 2*(count-1) > len(m.orphans) { // else no cycle is rewired
		for _, e := range cycleEdges(g) {
			all[label[e[0]]].cycles = append(all[label[e[0]]].cycles, e)
		}
	}
	m.parts = slices.DeleteFunc(all, func(p part) bool { return len(p.lonely) == 0 })
	return m
}

// surplus is how many ends the edges that join all parts have beyond one for each lonely orphan.
func (m *mend) surplus() int {
	lonely := 0
	for _, p := range m.parts {
		lonely += len(p.lonely)
	}
	return 2*(len(m.parts)-1) - lonely
}

// joinByCycles joins three parts at a time: an edge a-b on a cycle of one makes room for an orphan of
// each of two others, while nobody's degree grows but theirs. It ends when the rest can be joined
// without raising more than one orphan, or there are no cycles left.
func (m *mend) joinByCycles() {
	for m.surplus() >= 2 {
		at := slices.IndexFunc(m.parts, func(p part) bool { return len(p.cycles) > 0 })
		if at < 0 {
			return
		}
		last := len(m.parts) - 1
		m.parts[at], m.parts[last] = m.parts[last], m.parts[at]
		m.rng.Shuffle(last, func(i, j int) { m.parts[i], m.parts[j] = m.parts[j], m.parts[i] })
		left, right, middle := &m.parts[last-2], &m.parts[last-1], &m.parts[last]
		edge := take(&middle.cycles, m.rng)
		m.draft.remove(edge[0], edge[1])
		m.draft.add(take(&left.lonely, m.rng), edge[0])
		m.draft.add(take(&right.lonely, m.rng), edge[1])
		left.lonely = slices.Concat(left.lonely, right.lonely, middle.lonely)
		left.cycles = slices.Concat(left.cycles, right.cycles, middle.cycles)
		m.parts = m.parts[:last-1]
	}
}

// take removes one element of a list and returns it.
func take[T any](list *[]T, rng *rand.Rand) T {
	at := rng.IntN(len(*list))
	last := len(*list) - 1
	taken := (*list)[at]
	(*list)[at] = (*list)[last]
	*list = (*list)[:last]
	return taken
}

// joinByRaising joins all parts into a tree in which every lonely orphan gets one new neighbor, and
// the surplus goes to as many different orphans as a second one.
func (m *mend) joinByRaising() {
	var all []int32
	for _, p := range m.parts {
		all = append(all, p.lonely...)
	}
	m.shuffle(all)
	m.raised = all[:m.surplus()]
	ends := make([][]int32, len(m.parts))
	for i, p := range m.parts {
		ends[i] = slices.Clone(p.lonely)
		for _, o := range m.raised {
			if slices.Contains(p.lonely, o) {
				ends[i] = append(ends[i], o)
			}
		}
		m.shuffle(ends[i])
	}
	// A part with one end left is a leaf of the tree: join it to a part with more, which may become
	// a leaf by that. Two leaves are left at the end.
	var hubs, leaves [][]int32
	for _, e := range ends {
		if len(e) > 1 {
			hubs = append(hubs, e)
		} else {
			leaves = append(leaves, e)
		}
	}
	for len(hubs) > 0 {
		hub := hubs[len(hubs)-1]
		m.draft.add(leaves[0][0], hub[0])
		leaves = leaves[1:]
		if hub = hub[1:]; len(hub) > 1 {
			hubs[len(hubs)-1] = hub
		} else {
			hubs, leaves = hubs[:len(hubs)-1], append(leaves, hub)
		}
	}
	m.draft.add(leaves[0][0], leaves[1][0])
}

func (m *mend) shuffle(xs []int32) {
	m.rng.Shuffle(len(xs), func(i, j int) { xs[i], xs[j] = xs[j], xs[i] })
}

// plan returns what was drafted.
func (m *mend) plan() Plan {
	add, remove := m.draft.changes()
	ids := func(indexes []int32) []int {
		list := make([]int, len(indexes))
		for i, v := range indexes {
			list[i] = m.g.ID(int(v))
		}
		slices.Sort(list)
		return list
	}
	return Plan{Add: add, Remove: remove, Unrestored: ids(m.spare), Raised: ids(m.raised)}
}
