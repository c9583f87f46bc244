package topology

import (
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
