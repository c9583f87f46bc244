package render

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/topology"
)

// stretch returns how well the picture keeps the graph's distances: the stress per pair of nodes,
// after the scale that makes it least. 0 is perfect; points at random get about 0.3.
func stretch(g *topology.Graph, points []point) float64 {
	var wd, ww, pairs float64
	each := func(visit func(drawn, hops float64)) {
		hops := make([]int32, g.Len())
		for i := range g.Len() {
			distances(g, i, hops, nil)
			for j := range i {
				visit(points[i].distance(points[j]), float64(hops[j]))
			}
		}
	}
	each(func(drawn, hops float64) {
		wd += drawn / hops
		ww += drawn * drawn / (hops * hops)
		pairs++
	})
	scale, sum := wd/ww, 0.0
	each(func(drawn, hops float64) {
		sum += (scale*drawn/hops - 1) * (scale*drawn/hops - 1)
	})
	return sum / pairs
}

func TestForceKeepsDistances(t *testing.T) {
	for _, tc := range []struct {
		name  string
		graph *topology.Graph
		most  float64
	}{
		{"grid", gridOf(t, 10, false), 0.03},
		{"cycle", cycle(t, 60), 0.06},
		{"path", path(t, 60), 0.02},
		{"tree", treeOf(t, 127, 2), 0.12},
		{"random regular", regular(t, 100, 1), 0.13},
	} {
		t.Run(tc.name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(1, 1))
			random := make([]point, tc.graph.Len())
			for i := range random {
				random[i] = point{rng.Float64(), rng.Float64()}
			}
			for seed := range uint64(5) {
				got := stretch(tc.graph, placeForce(input{graph: tc.graph, seed: seed}))
				assert.Less(t, got, tc.most, "seed %d", seed)
				assert.Less(t, got, 0.6*stretch(tc.graph, random), "seed %d", seed)
			}
		})
	}
}

// TestForceDrawsEdgesShort holds for any graph that isn't nearly complete, and is what one sees
// first.
func TestForceDrawsEdgesShort(t *testing.T) {
	for name, g := range map[string]*topology.Graph{
		"random 100": regular(t, 100, 1), "random 500": regular(t, 500, 1), "grid 400": gridOf(t, 20, false),
	} {
		points := placeForce(input{graph: g})
		var edges, pairs, count float64
		for a, b := range g.Pairs() {
			edges += points[a-1].distance(points[b-1]) / float64(g.EdgeCount())
		}
		for i := range points {
			for j := range i {
				pairs += points[i].distance(points[j])
				count++
			}
		}
		assert.Less(t, edges, 0.6*pairs/count, name)
	}
}

// TestSparseModelComesNearTheExact draws one graph both ways.
func TestSparseModelComesNearTheExact(t *testing.T) {
	g := gridOf(t, 15, false)
	place := func(wishes func(rng *rand.Rand) []term) float64 {
		rng := rand.New(rand.NewPCG(1, 2))
		points := make([]point, g.Len())
		for i := range points {
			points[i] = point{15 * rng.Float64(), 15 * rng.Float64()}
		}
		descend(points, wishes(rng), rng)
		return stretch(g, points)
	}
	whole := place(func(*rand.Rand) []term { return exact(g) })
	few := place(func(rng *rand.Rand) []term { return sparse(g, 20, rng) })
	assert.Less(t, whole, 0.03)
	assert.Less(t, few, 2*whole+0.01)
}

func TestPivotsLieFarApart(t *testing.T) {
	g := path(t, 50)
	pivots, hops, region := choosePivots(g, 3, rand.New(rand.NewPCG(3, 3)))
	require.Len(t, pivots, 3)
	end := 0
	if pivots[0] < 25 {
		end = 49
	}
	assert.Equal(t, end, pivots[1], "the farther end of the path")
	for i := range g.Len() {
		for k := range pivots {
			assert.LessOrEqual(t, hops[region[i]][i], hops[k][i], "node %d has a nearer pivot", i)
		}
	}
	all, _, _ := choosePivots(g, 90, rand.New(rand.NewPCG(3, 3)))
	assert.Len(t, all, 50, "no more pivots than nodes")
}

func TestForceIsDeterministic(t *testing.T) {
	g := regular(t, 300, 1)
	first := placeForce(input{graph: g, seed: 4})
	assert.Equal(t, first, placeForce(input{graph: g, seed: 4}))
	assert.NotEqual(t, first, placeForce(input{graph: g, seed: 5}), "the seed decides")
}

func TestForceKeepsNodesApart(t *testing.T) {
	for name, g := range map[string]*topology.Graph{
		"star, whose leaves are all alike": starOf(t, 200),
		"random":                           regular(t, 300, 3),
		"three":                            path(t, 3),
		"complete":                         complete(t, 60),
	} {
		points := placeForce(input{graph: g})
		low, high := bounds(points)
		size := high.minus(low)
		spacing := math.Sqrt(max(size.x*size.y, size.x*size.x/8) / float64(len(points)))
		assert.InDelta(t, 1, minDistance(points), 1e-9, name)
		assert.Less(t, spacing, 3.0, "%s: the closest two are far closer than most", name)
	}
}

func TestSeparatePartsWhatCoincides(t *testing.T) {
	points := make([]point, 50)
	separate(points, 0)
	assert.InDelta(t, 1, minDistance(points), 1e-9)
}

// TestLevelLaysThePictureDown turns a tilted line; the mirror puts its first point on the left.
func TestLevelLaysThePictureDown(t *testing.T) {
	points := []point{{10, 10.1}, {5, 5}, {0, 0}}
	level(points)
	low, high := bounds(points)
	assert.Greater(t, high.x-low.x, 14.0)
	assert.Less(t, high.y-low.y, 0.1)
	assert.Negative(t, points[0].x)
}

func BenchmarkForce(b *testing.B) {
	for _, n := range []int{100, 1000, 10_000} {
		g := regular(b, n, 1)
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			for b.Loop() {
				placeForce(input{graph: g})
			}
		})
	}
}
