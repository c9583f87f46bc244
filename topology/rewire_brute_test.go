package topology

import (
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// On small graphs all plans can be looked at. Where components must be joined none brings the degrees
// nearer to what they were; elsewhere, very rarely, a chain of changes does.
func TestPlanRewireAgainstAllPlans(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	better, all := 0, 0
	for range 3000 {
		n, percent := 3+rng.IntN(4), 20+rng.IntN(80)
		var edges [][2]int32
		for b := range int32(n) {
			for a := range b {
				if rng.IntN(100) < percent {
					edges = append(edges, [2]int32{a + 1, b + 1})
				}
			}
		}
		before := shape(t, n, edges...)
		gone := 1 + rng.IntN(n)
		g, orphans := withoutNode(t, before, gone), before.NeighborIDs(gone)
		plan := PlanRewire(g, orphans, rng)
		checkPlan(t, g, orphans, plan)
		least, got := leastDeviation(g, orphans), len(plan.Unrestored)+len(plan.Raised)
		if surplus, _ := balance(g, orphans); surplus > 0 {
			require.Equal(t, least, got, "%v without %d", edges, gone)
		}
		require.LessOrEqual(t, least, got)
		all++
		if least < got {
			better++
		}
	}
	assert.Less(t, better, all/200, "of %d plans", all)
}

// balance returns how many ends are missing to join the components of the orphans, and how many
// edges these components can spare.
func balance(g *Graph, orphans []int) (surplus, cycles int) {
	parts := 0
	for _, c := range Components(g) {
		if !slices.ContainsFunc(c, func(id int) bool { return slices.Contains(orphans, id) }) {
			continue
		}
		parts++
		ends := 0
		for _, id := range c {
			i, _ := g.Index(id)
			ends += g.Degree(i)
		}
		cycles += ends/2 - len(c) + 1
	}
	return 2*(parts-1) - len(orphans), cycles
}

// largestMatching tries all ways to pair orphans that are not neighbors.
func largestMatching(g *Graph, orphans []int) int {
	if len(orphans) == 0 {
		return 0
	}
	first, rest := orphans[0], orphans[1:]
	best := largestMatching(g, rest)
	for i, other := range rest {
		if !g.HasEdgeBetween(int64(first), int64(other)) {
			best = max(best, 1+largestMatching(g, slices.Concat(rest[:i], rest[i+1:])))
		}
	}
	return best
}

// swapHelps reports whether an edge u-v can be replaced by a-u and b-v without cutting anything off.
func swapHelps(t require.TestingT, g *Graph, a, b int) bool {
	for u, v := range g.Pairs() {
		for _, e := range [][2]int{{u, v}, {v, u}} {
			u, v := e[0], e[1]
			if u == a || v == b || u == b || v == a ||
				g.HasEdgeBetween(int64(a), int64(u)) || g.HasEdgeBetween(int64(b), int64(v)) {
				continue
			}
			edges := [][2]int32{{int32(a), int32(u)}, {int32(b), int32(v)}}
			for x, y := range g.Pairs() {
				if x != min(u, v) || y != max(u, v) {
					edges = append(edges, [2]int32{int32(x), int32(y)})
				}
			}
			swapped, err := NewGraphWithIDs(slices.Collect(g.IDs()), edges)
			require.NoError(t, err)
			if len(Components(swapped)) <= len(Components(g)) {
				return true
			}
		}
	}
	return false
}

// leastDeviation looks at all graphs on the same nodes that keep the degrees of those who are no
// orphans, and connect what is connected and the orphans: how near do the degrees of the orphans
// come to one more than they have?
func leastDeviation(g *Graph, orphans []int) int {
	n := g.Len()
	var all [][2]int
	for i := range n {
		for j := range i {
			all = append(all, [2]int{j, i})
		}
	}
	want := make([]int, n)
	isOrphan := make([]bool, n)
	for i := range n {
		isOrphan[i] = slices.Contains(orphans, g.ID(i))
		want[i] = g.Degree(i)
		if isOrphan[i] {
			want[i]++
		}
	}
	best := n * n
	for set := range uint(1) << len(all) {
		neighbors := make([]uint, n)
		for k, e := range all {
			if set>>k&1 == 1 {
				neighbors[e[0]] |= 1 << e[1]
				neighbors[e[1]] |= 1 << e[0]
			}
		}
		off := 0
		for i := range n {
			gained := bits.OnesCount(neighbors[i]) - want[i]
			if gained != 0 && !isOrphan[i] {
				off = best
				break
			}
			off += max(gained, -gained)
		}
		if off < best && joins(neighbors, g, isOrphan) {
			best = off
		}
	}
	return best
}

// joins reports whether the graph with these neighbors connects all orphans, and what g connects.
func joins(neighbors []uint, g *Graph, isOrphan []bool) bool {
	reached := make([]uint, len(neighbors))
	for i := range neighbors {
		reached[i] = 1 << i
		for range neighbors {
			for j := range neighbors {
				if reached[i]>>j&1 == 1 {
					reached[i] |= neighbors[j]
				}
			}
		}
	}
	for i := range neighbors {
		for j := range i {
			if (g.hasEdge(i, j) || isOrphan[i] && isOrphan[j]) && reached[i]>>j&1 == 0 {
				return false
			}
		}
	}
	return true
}
