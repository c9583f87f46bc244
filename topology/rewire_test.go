package topology

import (
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestPlanRewire(t *testing.T) {
	tests := []struct {
		name   string
		before *Graph
		gone   int
		want   Plan
	}{
		{"ring", cycleShape(t, 5), 3, Plan{Add: [][2]int{{2, 4}}}},
		{"end of a line", pathShape(t, 4), 4, Plan{Unrestored: []int{3}}},
		{"middle of a line", pathShape(t, 5), 3, Plan{Add: [][2]int{{2, 4}}}},
		{"triangle: they are joined already", cycleShape(t, 3), 1, Plan{Unrestored: []int{2, 3}}},
		{"complete", complete(5), 2, Plan{Unrestored: []int{1, 3, 4, 5}}},
		{"two nodes", pathShape(t, 2), 1, Plan{Unrestored: []int{2}}},
		{"one node", shape(t, 1), 1, Plan{}},
		{"star of three", starShape(t, 3), 1, Plan{Add: [][2]int{{2, 3}}}},
		// 1 and 2 are neighbors; 3-4 lies elsewhere, and so 1-3 and 2-4, or 1-4 and 2-3, replace it.
		{"neighbors", shape(t, 6, [2]int32{6, 1}, [2]int32{6, 2}, [2]int32{1, 2}, [2]int32{2, 5}, [2]int32{5, 1},
			[2]int32{5, 3}, [2]int32{5, 4}, [2]int32{3, 4}), 6, Plan{Add: [][2]int{{1, 3}, {2, 4}}, Remove: [][2]int{{3, 4}}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			g := withoutNode(t, test.before, test.gone)
			got := PlanRewire(g, test.before.NeighborIDs(test.gone), rand.New(rand.NewPCG(1, 1)))
			assert.ElementsMatch(t, test.want.Add, got.Add)
			assert.ElementsMatch(t, test.want.Remove, got.Remove)
			assert.ElementsMatch(t, test.want.Unrestored, got.Unrestored)
			assert.ElementsMatch(t, test.want.Raised, got.Raised)
			assert.NotNil(t, got.Add, "JSON shows a list")
		})
	}
}

func TestPlanRewireStar(t *testing.T) {
	g := withoutNode(t, starShape(t, 1000), 1)
	orphans := slices.Collect(g.IDs())
	plan := PlanRewire(g, orphans, rand.New(rand.NewPCG(1, 1)))
	after := checkPlan(t, g, orphans, plan)
	assert.True(t, Connected(after))
	assert.Len(t, plan.Raised, 997, "a path has two ends")
	assert.Empty(t, plan.Unrestored)
}

// Two rings and two more nodes hung on a hub: an edge of a ring makes room, so that nobody is raised.
func TestPlanRewireByCycles(t *testing.T) {
	g, err := NewGraphWithIDs([]int{1, 2, 3, 4, 5, 6, 7, 8}, [][2]int32{{1, 2}, {2, 3}, {1, 3}, {4, 5}, {5, 6}, {4, 6}})
	require.NoError(t, err)
	orphans := []int{1, 4, 7, 8}
	plan := PlanRewire(g, orphans, rand.New(rand.NewPCG(1, 1)))
	after := checkPlan(t, g, orphans, plan)
	assert.True(t, Connected(after))
	assert.Len(t, plan.Remove, 1)
	assert.Len(t, plan.Add, 3)
	assert.Empty(t, plan.Raised)
	assert.Empty(t, plan.Unrestored)
}

func TestPlanRewireIgnoresStrangers(t *testing.T) {
	g := shape(t, 3, [2]int32{1, 2})
	rng := rand.New(rand.NewPCG(1, 1))
	assert.Equal(t, Plan{Add: [][2]int{{2, 3}}, Remove: [][2]int{}, Unrestored: []int{}, Raised: []int{}},
		PlanRewire(g, []int{3, 2, 77, -1, 3}, rng))
}

// Everything that PlanRewire promises.
func TestPlanRewireProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := drawGraph(t, 1, 12)
		gone := before.ID(rapid.IntRange(0, before.Len()-1).Draw(t, "gone"))
		g, orphans := withoutNode(t, before, gone), before.NeighborIDs(gone)
		seed := rapid.Uint64().Draw(t, "seed")
		plan := PlanRewire(g, orphans, rand.New(rand.NewPCG(seed, 1)))
		require.Equal(t, plan, PlanRewire(g, orphans, rand.New(rand.NewPCG(seed, 1))), "it can be repeated")
		after := checkPlan(t, g, orphans, plan)

		surplus, cycles := balance(g, orphans)
		if surplus > 0 {
			rewired := min(surplus/2, cycles)
			require.Empty(t, plan.Unrestored)
			require.Len(t, plan.Remove, rewired)
			require.Len(t, plan.Raised, surplus-2*rewired)
			return
		}
		require.Empty(t, plan.Raised)
		pairs := (len(orphans)-len(plan.Unrestored))/2 - len(plan.Remove)
		require.Equal(t, largestMatching(g, orphans), pairs, "as many as can be are joined to each other")
		for i, a := range plan.Unrestored {
			for _, b := range plan.Unrestored[:i] {
				require.True(t, after.HasEdgeBetween(int64(a), int64(b)), "%d and %d could be joined", a, b)
				require.False(t, swapHelps(t, after, a, b), "%d and %d could be restored", a, b)
				require.False(t, swapHelps(t, after, b, a), "%d and %d could be restored", a, b)
			}
		}
	})
}

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

// checkPlan carries out a plan and checks what holds for every one.
func checkPlan(t require.TestingT, g *Graph, orphans []int, plan Plan) *Graph {
	edges := map[[2]int]bool{}
	for a, b := range g.Pairs() {
		edges[[2]int{a, b}] = true
	}
	for _, e := range plan.Remove {
		require.True(t, edges[e], "%v is removed and was not there", e)
		delete(edges, e)
	}
	for _, e := range plan.Add {
		require.Less(t, e[0], e[1])
		require.False(t, edges[e] || g.HasEdgeBetween(int64(e[0]), int64(e[1])), "%v is added and was there", e)
		edges[e] = true
	}
	var list [][2]int32
	for e := range edges {
		list = append(list, [2]int32{int32(e[0]), int32(e[1])})
	}
	after, err := NewGraphWithIDs(slices.Collect(g.IDs()), list)
	require.NoError(t, err)

	require.False(t, len(plan.Raised) > 0 && len(plan.Unrestored) > 0)
	for i := range g.Len() {
		id, gained := g.ID(i), after.Degree(i)-g.Degree(i)
		switch {
		case !slices.Contains(orphans, id):
			require.Zero(t, gained, "node %d is no orphan", id)
		case slices.Contains(plan.Unrestored, id):
			require.Zero(t, gained, "node %d is not restored", id)
		case slices.Contains(plan.Raised, id):
			require.Equal(t, 2, gained, "node %d is raised", id)
		default:
			require.Equal(t, 1, gained, "node %d is restored", id)
		}
	}
	label, _ := labelParts(after, -1)
	for a, b := range g.Pairs() {
		i, _ := g.Index(a)
		j, _ := g.Index(b)
		require.Equal(t, label[i], label[j], "%d and %d were connected", a, b)
	}
	for _, o := range orphans {
		i, _ := g.Index(o)
		j, _ := g.Index(orphans[0])
		require.Equal(t, label[i], label[j], "%d and %d are orphans", o, orphans[0])
	}
	return after
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
