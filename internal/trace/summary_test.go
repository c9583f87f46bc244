package trace

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"gossip/internal/gossip"
)

// copyBy is an arrival after some ms by a path.
func copyBy(ms int, path ...gossip.NodeID) Arrival {
	return Arrival{Path: gossip.NewPath(path), At: time.Duration(ms) * time.Millisecond}
}

// perfectTree is 1 over 2 and 3, and 2 over 4.
func perfectTree() []Node {
	return []Node{
		{ID: 1, Arrivals: []Arrival{copyBy(0, 1)}},
		{ID: 2, Arrivals: []Arrival{copyBy(1, 1, 2)}},
		{ID: 3, Arrivals: []Arrival{copyBy(2, 1, 3)}},
		{ID: 4, Arrivals: []Arrival{copyBy(3, 1, 2, 4)}},
	}
}

// triangle is flooded: each node sends to all but the one that the copy came from.
func triangle() []Node {
	return []Node{
		{ID: 1, Arrivals: []Arrival{copyBy(0, 1), copyBy(3, 1, 2, 3, 1), copyBy(3, 1, 3, 2, 1)}},
		{ID: 2, Arrivals: []Arrival{copyBy(1, 1, 2), copyBy(2, 1, 3, 2)}},
		{ID: 3, Arrivals: []Arrival{copyBy(1, 1, 3), copyBy(2, 1, 2, 3)}},
	}
}

func line() []Node {
	return []Node{
		{ID: 1, Arrivals: []Arrival{copyBy(1, 3, 2, 1)}},
		{ID: 2, Arrivals: []Arrival{copyBy(1, 3, 2)}},
		{ID: 3, Arrivals: []Arrival{copyBy(-1, 3)}}, // its acceptance was rounded up
		{ID: 4, Arrivals: []Arrival{copyBy(2, 3, 4)}},
		{ID: 5, Arrivals: []Arrival{copyBy(4, 3, 4, 5)}},
	}
}

func TestSummarize(t *testing.T) {
	tests := map[string]struct {
		origin   int
		living   []Node
		reached  int
		coverage float64
		relays   int
		rmr      float64
		ldh      int
		hops     []int
		missing  []int
	}{
		"a perfect tree":           {1, perfectTree(), 4, 1, 3, 0, 2, []int{1, 2, 1}, []int{}},
		"a triangle":               {1, triangle(), 3, 1, 6, 2, 1, []int{1, 2}, []int{}},
		"a line, from its middle":  {3, line(), 5, 1, 4, 0, 2, []int{1, 2, 2}, []int{}},
		"only the origin":          {1, perfectTree()[:1], 1, 1, 0, 0, 0, []int{1}, []int{}},
		"nobody":                   {1, nil, 0, 0, 0, 0, 0, []int{}, []int{}},
		"one, which has nothing":   {1, []Node{{ID: 1}}, 0, 0, 0, -1, 0, []int{}, []int{1}},
		"half of them":             {1, []Node{{ID: 4}, {ID: 3}, perfectTree()[1], perfectTree()[0]}, 2, 0.5, 1, 1.0/3 - 1, 1, []int{1, 1}, []int{3, 4}},
		"the origin is gone":       {1, perfectTree()[1:], 3, 1, 3, 0, 2, []int{0, 2, 1}, []int{}},
		"a carrier is gone":        {1, append(perfectTree()[:1], perfectTree()[2:]...), 3, 1, 2, 0, 2, []int{1, 1, 1}, []int{}},
		"a carrier is empty again": {1, []Node{perfectTree()[0], {ID: 2}, perfectTree()[3]}, 2, 2.0 / 3, 1, -0.5, 2, []int{1, 0, 1}, []int{2}},
		"the origin was restarted and got it back": {
			1, append([]Node{{ID: 1, Arrivals: []Arrival{copyBy(9000, 1, 2, 1)}}}, perfectTree()[1:]...),
			4, 1, 4, 0, 2, []int{0, 2, 2}, []int{}},
		"arrivals that nobody kept": {1, []Node{perfectTree()[0], {ID: 2, Arrivals: []Arrival{copyBy(1, 1, 2)}, Unkept: 5}},
			2, 1, 6, 5, 1, []int{1, 1}, []int{}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := Summarize(test.origin, test.living)
			assert.Equal(t, test.origin, s.Origin)
			assert.Equal(t, len(test.living), s.Nodes)
			assert.Equal(t, test.reached, s.Reached)
			assert.InDelta(t, test.coverage, s.Coverage, 1e-12)
			assert.Equal(t, test.relays, s.Relays)
			assert.InDelta(t, test.rmr, s.RMR, 1e-12)
			assert.Equal(t, test.ldh, s.LDH)
			assert.Equal(t, test.hops, s.Hops)
			assert.Equal(t, test.missing, s.Missing)
		})
	}
}

func TestDeliveriesAndRedundantCopies(t *testing.T) {
	s := Summarize(1, triangle())
	assert.Equal(t, []Copy{
		{Node: 1, From: 0, Hop: 0},
		{Node: 2, From: 1, Hop: 1, Time: 1, TimeNS: 1e6},
		{Node: 3, From: 1, Hop: 1, Time: 1, TimeNS: 1e6},
	}, s.Deliveries)
	assert.Equal(t, []Copy{
		{Node: 1, From: 3, Hop: 3, Time: 3, TimeNS: 3e6},
		{Node: 1, From: 2, Hop: 3, Time: 3, TimeNS: 3e6},
		{Node: 2, From: 3, Hop: 2, Time: 2, TimeNS: 2e6},
		{Node: 3, From: 2, Hop: 2, Time: 2, TimeNS: 2e6},
	}, s.Redundant)

	assert.Equal(t, Copy{Node: 3}, Summarize(3, line()).Deliveries[0], "a time before the acceptance counts as 0")
}

func TestMilestones(t *testing.T) {
	at := func(percent, nodes, ms int) Milestone {
		return Milestone{Percent: percent, Nodes: nodes, Time: float64(ms), TimeNS: int64(ms) * 1e6}
	}
	assert.Equal(t, []Milestone{at(50, 2, 1), at(90, 4, 3), at(99, 4, 3), at(100, 4, 3)}, Summarize(1, perfectTree()).Milestones)
	assert.Equal(t, []Milestone{at(50, 3, 1), at(90, 5, 4), at(99, 5, 4), at(100, 5, 4)}, Summarize(3, line()).Milestones)

	var living []Node
	for id := 1; id <= 200; id++ {
		living = append(living, Node{ID: id, Arrivals: []Arrival{copyBy(id, 1, gossip.NodeID(id))}})
	}
	living[199].Arrivals = nil
	assert.Equal(t, []Milestone{at(50, 100, 100), at(90, 180, 180), at(99, 198, 198)}, Summarize(1, living).Milestones)
}

func TestJSONHasNoNull(t *testing.T) {
	text, err := json.Marshal(Summarize(1, nil))
	require.NoError(t, err)
	assert.NotContains(t, string(text), "null")
}

// TestAnyTree holds the figures of random trees with redundant copies to what went into them.
func TestAnyTree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(t, "nodes")
		paths := []*gossip.Path{gossip.NewPath([]gossip.NodeID{1})}
		living := []Node{{ID: 1, Arrivals: []Arrival{{Path: paths[0]}}}}
		extra := 0
		for id := 2; id <= n; id++ {
			parent := rapid.IntRange(0, id-2).Draw(t, "parent")
			path := paths[parent].Append(gossip.NodeID(id))
			paths = append(paths, path)
			node := Node{ID: id, Arrivals: []Arrival{{Path: path, At: time.Duration(id)}}}
			for range rapid.IntRange(0, 3).Draw(t, "copies") {
				node.Arrivals = append(node.Arrivals, Arrival{Path: path, At: time.Duration(id)})
				extra++
			}
			living = append(living, node)
		}
		s := Summarize(1, living)
		assert.Equal(t, 1.0, s.Coverage)
		assert.Len(t, s.Redundant, extra)
		assert.InDelta(t, float64(extra)/float64(max(n-1, 1)), s.RMR, 1e-9)

		roots := Tree(living)
		require.Len(t, roots, 1)
		below := 0
		walk(roots, func(parent int, b *Branch) {
			below++
			require.NotNil(t, b.Delivery)
			assert.Equal(t, parent, b.Delivery.From)
		})
		assert.Equal(t, n, below)
	})
}

// walk visits every branch with the node above it.
func walk(roots []*Branch, visit func(parent int, b *Branch)) {
	var down func(parent int, b *Branch)
	down = func(parent int, b *Branch) {
		visit(parent, b)
		for _, child := range b.Children {
			down(b.Node, child)
		}
	}
	for _, root := range roots {
		down(0, root)
	}
}
