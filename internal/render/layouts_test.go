package render

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"gossip/topology"
)

// drawing is one picture that the tests draw.
type drawing struct {
	name   string
	layout string
	graph  *topology.Graph
	opts   Options
}

// drawings returns pictures of every kind, some of them of networks that lost nodes.
func drawings(t testing.TB) []drawing {
	partite, groups := turan(t, 16, 4)
	many, manyGroups := turan(t, 16, 8)
	singles, singlesGroups := turan(t, 6, 6)
	broken := without(t, regular(t, 40, 7), 1, 2, 4, 5, 8, 9, 13, 20, 21, 22, 23, 28, 30, 31, 33, 38)
	all := []drawing{
		{"circular 16", "circle", cycle(t, 16), Options{Kind: "circular"}},
		{"circular less two", "circle", without(t, cycle(t, 16), 3, 9), Options{Kind: "circular"}},
		{"cycle from a file", "circle", cycle(t, 30), Options{Kind: "file"}},
		{"full 16", "circle", complete(t, 16), Options{Kind: "full"}},
		{"random that is complete", "circle", complete(t, 4), Options{Kind: "random"}},
		{"small world 20", "circle", regular(t, 20, 1), Options{Kind: "smallworld"}},
		{"small world 100", "force", regular(t, 100, 1), Options{Kind: "smallworld"}},
		{"power law 16", "shells", hubs(t, 16, 1), Options{Kind: "powerlaw"}},
		{"power law 100", "shells", hubs(t, 100, 1), Options{Kind: "powerlaw"}},
		{"power law 1000", "shells", hubs(t, 1000, 1), Options{Kind: "powerlaw"}},
		{"turan 16", "columns", partite, Options{Kind: "turan", Groups: groups}},
		{"turan with more columns than rows", "columns", many, Options{Kind: "turan", Groups: manyGroups}},
		{"turan of single nodes", "circle", singles, Options{Kind: "turan", Groups: singlesGroups}},
		{"grid 100", "grid", gridOf(t, 10, false), Options{Kind: "grid"}},
		{"torus 100", "grid", gridOf(t, 10, true), Options{Kind: "torus"}},
		{"grid less a row", "grid", without(t, gridOf(t, 5, false), 1, 2, 3, 4, 5, 13), Options{Kind: "grid"}},
		{"line 16", "line", path(t, 16), Options{Kind: "line"}},
		{"line 100 cut", "line", without(t, path(t, 100), 40), Options{Kind: "line"}},
		{"star 16", "star", starOf(t, 16), Options{Kind: "star"}},
		{"star without its hub", "star", without(t, starOf(t, 16), 1), Options{Kind: "star"}},
		{"tree 31", "tree", treeOf(t, 31, 2), Options{Kind: "tree"}},
		{"tree 1000", "tree", treeOf(t, 1000, 3), Options{Kind: "file"}},
		{"tree cut", "tree", without(t, treeOf(t, 31, 2), 2, 6), Options{Kind: "tree"}},
		{"random 16", "force", regular(t, 16, 7), Options{Kind: "random", Seed: 7, Title: "random"}},
		{"random 100", "force", regular(t, 100, 7), Options{Kind: "random", Seed: 7}},
		{"random in pieces", "force", broken, Options{Kind: "random"}},
		{"one node", "line", path(t, 1), Options{}},
		{"two nodes", "line", path(t, 2), Options{}},
		{"two strangers", "line", without(t, path(t, 3), 2), Options{Kind: "random"}},
		{"small canvas", "force", regular(t, 60, 3), Options{Size: minSize, Title: "small"}},
	}
	return all
}

func (d drawing) scene() *scene { return newScene(d.input(), d.opts) }

func (d drawing) input() input {
	return input{graph: d.graph, kind: d.opts.Kind, groups: d.opts.Groups, seed: d.opts.Seed}
}

func TestChoose(t *testing.T) {
	for _, d := range drawings(t) {
		assert.Equal(t, d.layout, choose(d.input()).name, d.name)
	}
}

func TestScenes(t *testing.T) {
	for _, d := range drawings(t) {
		t.Run(d.name, func(t *testing.T) { checkScene(t, d) })
	}
}

// requireT is what checkScene needs of testing.T and rapid.T.
type requireT interface {
	require.TestingT
	Helper()
}

// checkScene holds a scene to what all must fulfill: everything on the canvas, circles apart, labels
// in their circles.
func checkScene(t requireT, d drawing) {
	t.Helper()
	s := d.scene()
	require.Len(t, s.nodes, d.graph.Len())
	require.Len(t, s.edges, min(maxEdges, d.graph.EdgeCount()))
	for i, n := range s.nodes {
		require.Equal(t, d.graph.ID(i), n.id)
		require.False(t, math.IsNaN(n.at.x+n.at.y+n.radius), "node %d is nowhere", n.id)
		require.Greater(t, n.radius, 0.0)
		require.GreaterOrEqual(t, min(n.at.x, n.at.y)-n.radius, 0.0, "node %d", n.id)
		require.LessOrEqual(t, n.at.x+n.radius, s.width, "node %d", n.id)
		require.LessOrEqual(t, n.at.y+n.radius, s.height, "node %d", n.id)
		for _, m := range s.nodes[:i] {
			if n.at.distance(m.at) <= n.radius+m.radius { // a million times: require would be slow
				require.Fail(t, "circles overlap", "nodes %d and %d", n.id, m.id)
			}
		}
	}
	for _, e := range s.edges {
		for k := range 21 {
			p := e.point(s.nodes[e.a].at, s.nodes[e.b].at, float64(k)/20)
			if p.x < 0 || p.y < 0 || p.x > s.width || p.y > s.height {
				require.Fail(t, "edge leaves the canvas", "%d-%d", s.nodes[e.a].id, s.nodes[e.b].id)
			}
		}
	}
	checkLabels(t, s)
}

// checkLabels tests the boxes of all labels against each other.
func checkLabels(t requireT, s *scene) {
	t.Helper()
	if s.fontSize == 0 {
		return
	}
	half := func(n node) point {
		return point{digitWidth * float64(len(n.label())), digitHeight}.times(s.fontSize / 2)
	}
	for i, n := range s.nodes {
		require.LessOrEqual(t, half(n).length(), n.radius, "label %d sticks out", n.id)
		for _, m := range s.nodes[:i] {
			apart, reach := n.at.minus(m.at), half(n).plus(half(m))
			if math.Abs(apart.x) <= reach.x && math.Abs(apart.y) <= reach.y {
				require.Fail(t, "labels overlap", "%d and %d", n.id, m.id)
			}
		}
	}
}

// TestAnyGraphOfAnyKind draws graphs that no generator makes, with gaps in their ids, under kinds
// that they don't belong to.
func TestAnyGraphOfAnyKind(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(rt, "n")
		pair := rapid.Custom(func(rt *rapid.T) [2]int {
			return [2]int{rapid.IntRange(1, n).Draw(rt, "a"), rapid.IntRange(1, n).Draw(rt, "b")}
		})
		pairs := rapid.SliceOfN(pair, 0, 2*n).Draw(rt, "edges")
		g := graphOf(t, n, func(add func(a, b int)) {
			for _, p := range pairs {
				add(p[0], p[1])
			}
		})
		gone := rapid.SliceOfN(rapid.IntRange(2, 40), 0, 5).Draw(rt, "gone")
		g = without(t, g, gone...)
		opts := Options{Kind: rapid.SampledFrom(allKinds()).Draw(rt, "kind")}
		if opts.Kind == "turan" {
			opts.Groups = rapid.SliceOfN(rapid.IntRange(-1, 5), g.Len(), g.Len()).Draw(rt, "groups")
		}
		checkScene(rt, drawing{graph: g, opts: opts})
	})
}

func allKinds() []string {
	kinds := []string{"", "random"}
	for _, l := range layouts() {
		kinds = append(kinds, l.kinds...)
	}
	return kinds
}

func TestLabelsVanishBeforeTheyAreIllegible(t *testing.T) {
	for _, tc := range []struct {
		n       int
		visible bool
	}{{16, true}, {100, true}, {1000, false}} {
		for name, g := range map[string]*topology.Graph{"random": regular(t, tc.n, 1), "powerlaw": hubs(t, tc.n, 1),
			"circular": cycle(t, tc.n)} {
			d := drawing{graph: g, opts: Options{Kind: name}}
			assert.Equal(t, tc.visible, d.scene().fontSize > 0, "%s %d", name, tc.n)
		}
	}
	off := drawing{graph: cycle(t, 16), opts: Options{NoLabels: true}}
	assert.Zero(t, off.scene().fontSize)
}

func TestCircleFollowsTheCycle(t *testing.T) {
	g := graphOf(t, 6, func(add func(a, b int)) { // 1 4 2 6 3 5
		for _, e := range [][2]int{{1, 4}, {4, 2}, {2, 6}, {6, 3}, {3, 5}, {5, 1}} {
			add(e[0], e[1])
		}
	})
	points := placeCircle(input{graph: g})
	for a, b := range g.Pairs() {
		assert.InDelta(t, 1, points[a-1].distance(points[b-1]), 1e-9, "edge %d-%d", a, b)
	}
}

func TestShellsPutHubsInside(t *testing.T) {
	in := input{graph: hubs(t, 200, 3)}
	points := placeShells(in)
	for i := range points {
		for j := range points {
			if in.graph.Degree(i) > in.graph.Degree(j) {
				require.LessOrEqual(t, points[i].length(), points[j].length()+1e-9)
			}
		}
	}
	var sizes []int
	for _, ring := range shells(in) {
		sizes = append(sizes, len(ring))
	}
	assert.Equal(t, []int{1, 6, 12, 18, 24, 30, 36, 42, 31}, sizes)
}

func TestHubsAreDrawnLarger(t *testing.T) {
	d := drawing{graph: hubs(t, 100, 3), opts: Options{Kind: "powerlaw"}}
	s, in := d.scene(), d.input()
	least := 0
	for i := range d.graph.Len() {
		if d.graph.Degree(i) < d.graph.Degree(least) {
			least = i
		}
	}
	assert.Greater(t, s.nodes[hub(in)].radius, 1.5*s.nodes[least].radius)
}

func TestColumnsStandByPartition(t *testing.T) {
	for _, partitions := range []int{2, 3, 4, 8} {
		g, groups := turan(t, 16, partitions)
		points := placeColumns(input{graph: g, groups: groups})
		at := make(map[int]float64)
		for i, p := range points {
			if x, ok := at[groups[i]]; ok {
				require.Equal(t, x, p.x, "partition %d of %d", groups[i], partitions)
			}
			at[groups[i]] = p.x
		}
		for p := 1; p < partitions; p++ {
			require.Greater(t, at[p], at[p-1])
		}
	}
}

func TestGridFindsItsWidth(t *testing.T) {
	square := gridOf(t, 6, false)
	rectangle := graphOf(t, 12, func(add func(a, b int)) { // 3 rows of 4
		for i := range 12 {
			if i%4 < 3 {
				add(i+1, i+2)
			}
			if i < 8 {
				add(i+1, i+5)
			}
		}
	})
	for _, tc := range []struct {
		name  string
		graph *topology.Graph
		width int
	}{
		{"square", square, 6},
		{"torus", gridOf(t, 6, true), 6},
		{"torus of 9", gridOf(t, 3, true), 3},
		{"square of 4", gridOf(t, 2, false), 2},
		{"rectangle", rectangle, 4},
		{"less its last two rows", without(t, square, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36), 6},
		{"less some in the middle", without(t, square, 8, 9, 21, 22, 28), 6},
	} {
		_, width, _ := lattice(input{graph: tc.graph})
		assert.Equal(t, tc.width, width, tc.name)
	}
}

// TestGridOverGaps lays a grid over a network whose ids have gaps: there it is the index that counts.
func TestGridOverGaps(t *testing.T) {
	grid := gridOf(t, 4, false)
	ids := []int{1, 2, 5, 6, 7, 9, 12, 13, 14, 15, 16, 20, 21, 22, 23, 30}
	var edges [][2]int32
	for a, b := range grid.Pairs() {
		edges = append(edges, [2]int32{int32(ids[a-1]), int32(ids[b-1])})
	}
	g, err := topology.NewGraphWithIDs(ids, edges)
	require.NoError(t, err)
	for i, p := range placeGrid(input{graph: g}) {
		assert.Equal(t, point{float64(i % 4), float64(i / 4)}, p)
	}
}

func TestTreeHangsFromItsRoot(t *testing.T) {
	for _, n := range []int{31, 200} {
		g := treeOf(t, n, 2)
		points := placeTree(input{graph: g})
		depth := func(i int) float64 {
			if n == 31 {
				return points[i].y
			}
			return points[i].length()
		}
		for i := 1; i < n; i++ {
			require.Greater(t, depth(i), depth((i-1)/2), "node %d of %d", i+1, n)
		}
	}
}

func TestLineTurnsAtTheEdge(t *testing.T) {
	g := path(t, 50)
	points := placeLine(input{graph: g})
	for i := 1; i < 50; i++ {
		require.InDelta(t, 1, points[i].distance(points[i-1]), 1e-9)
	}
	low, high := bounds(points)
	assert.Equal(t, point{8, 5}, high.minus(low))
}

func TestPackedComponentsStayApart(t *testing.T) {
	g := without(t, regular(t, 60, 5), 2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 10, 20, 30, 40)
	parts := components(g)
	require.Greater(t, len(parts), 3, "the test needs pieces")
	points := packed(placeForce)(input{graph: g})
	boxes := make([][2]point, len(parts))
	for c, part := range parts {
		var own []point
		for _, i := range part {
			own = append(own, points[i])
		}
		boxes[c][0], boxes[c][1] = bounds(own)
	}
	for a := range boxes {
		for b := range a {
			apartX := max(boxes[a][0].x-boxes[b][1].x, boxes[b][0].x-boxes[a][1].x)
			apartY := max(boxes[a][0].y-boxes[b][1].y, boxes[b][0].y-boxes[a][1].y)
			require.GreaterOrEqual(t, max(apartX, apartY), packGap-1e-9, "components %d and %d", a, b)
		}
	}
}

func TestTableNamesNoKindTwice(t *testing.T) {
	var kinds []string
	for _, l := range layouts() {
		require.NotNil(t, l.place, l.name)
		kinds = append(kinds, l.kinds...)
	}
	slices.Sort(kinds)
	assert.Equal(t, slices.Compact(slices.Clone(kinds)), kinds, fmt.Sprint(kinds))
}
