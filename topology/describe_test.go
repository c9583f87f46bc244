package topology

import (
	"encoding/json"
	"math"
	"math/bits"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/graph/path"
	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

func TestDescribe(t *testing.T) {
	apart, err := NewGraphWithIDs([]int{1, 2, 4, 5, 6, 9}, [][2]int32{{1, 2}, {4, 5}, {5, 6}})
	require.NoError(t, err)
	type figures struct {
		edges, components                                           int
		degrees                                                     []DegreeCount
		diameter, path, clustering, transitivity, connectivity, gap float64
	}
	tests := []struct {
		name string
		g    *Graph
		want figures
	}{
		{"nothing", shape(t, 0), figures{degrees: []DegreeCount{}}},
		{"one node", shape(t, 1), figures{components: 1, degrees: []DegreeCount{{0, 1}}}},
		{"two nodes", pathShape(t, 2), figures{1, 1, []DegreeCount{{1, 2}}, 1, 1, 0, 0, 1, 2}},
		{"path", pathShape(t, 4), figures{3, 1, []DegreeCount{{1, 2}, {2, 2}}, 3, 5. / 3, 0, 0, 1, 1 - math.Cos(math.Pi/3)}},
		{"cycle", cycleShape(t, 6), figures{6, 1, []DegreeCount{{2, 6}}, 3, 1.8, 0, 0, 2, 1 - math.Cos(math.Pi/3)}},
		{"star", starShape(t, 5), figures{4, 1, []DegreeCount{{1, 4}, {4, 1}}, 2, 1.6, 0, 0, 1, 1}},
		{"triangle", cycleShape(t, 3), figures{3, 1, []DegreeCount{{2, 3}}, 1, 1, 1, 1, 2, 1.5}},
		{"complete, stored", partsShape(t, 5, 5), figures{10, 1, []DegreeCount{{4, 5}}, 1, 1, 1, 1, 4, 1.25}},
		{"complete, implicit", complete(5), figures{10, 1, []DegreeCount{{4, 5}}, 1, 1, 1, 1, 4, 1.25}},
		{"Petersen", petersenShape(t), figures{15, 1, []DegreeCount{{3, 10}}, 2, 5. / 3, 0, 0, 3, 2. / 3}},
		// The gap is a root of x^2 - 11/6 x + 1/3.
		{"two triangles", twoTrianglesShape(t), figures{7, 1, []DegreeCount{{2, 4}, {3, 2}}, 3, 1.8, 7. / 9, .6, 1,
			(11. - math.Sqrt(73)) / 12}},
		{"grid", gridShape(t, 3, 3), figures{12, 1, []DegreeCount{{2, 4}, {3, 4}, {4, 1}}, 4, 2, 0, 0, 2, 1 - math.Sqrt(1./3)}},
		{"octahedron", partsShape(t, 6, 3), figures{12, 1, []DegreeCount{{4, 6}}, 2, 1.2, 2. / 3, 2. / 3, 4, 1}},
		{"Turan", partsShape(t, 13, 4), figures{63, 1, []DegreeCount{{9, 4}, {10, 9}}, 2, 1 + 15./78, (4*27./36 + 9*33./45) / 13,
			405. / 549, 9, 1}},
		{"apart", apart, figures{3, 3, []DegreeCount{{0, 1}, {1, 4}, {2, 1}}, 2, 1.25, 0, 0, 0, 0}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := Describe(test.g, DescribeOptions{})
			assert.Equal(t, test.g.Len(), d.Nodes)
			assert.Equal(t, test.want.edges, d.Edges)
			assert.Equal(t, test.want.components, d.Components)
			assert.Equal(t, test.want.degrees, d.Degree.Counts)
			for name, pair := range map[string][2]float64{
				"diameter":         {test.want.diameter, d.Diameter.Value},
				"mean path length": {test.want.path, d.MeanPathLength.Value},
				"clustering":       {test.want.clustering, d.Clustering.Value},
				"transitivity":     {test.want.transitivity, d.Transitivity.Value},
				"connectivity":     {test.want.connectivity, d.Connectivity.Value},
				"spectral gap":     {test.want.gap, d.SpectralGap.Value},
			} {
				assert.InDelta(t, pair[0], pair[1], 1e-9, name)
			}
			for _, f := range []Figure{d.Diameter, d.MeanPathLength, d.Clustering, d.Transitivity, d.Connectivity, d.SpectralGap} {
				assert.True(t, f.Exact)
			}
		})
	}
}

func TestDescribeApart(t *testing.T) {
	d := Describe(shape(t, 5, [2]int32{1, 2}, [2]int32{3, 4}, [2]int32{4, 5}), DescribeOptions{})
	assert.Equal(t, 2, d.Components)
	assert.Equal(t, 3, d.LargestComponent)
	assert.Equal(t, "over the pairs within each of 2 components", d.Diameter.How)
	assert.Equal(t, "over the pairs within each of 2 components", d.MeanPathLength.How)
	assert.Equal(t, Figure{Exact: true, How: "the graph is disconnected"}, d.Connectivity)
}

func TestDescribeImplicitComplete(t *testing.T) {
	d := Describe(complete(1_000_000), DescribeOptions{})
	assert.Equal(t, 499_999_500_000, d.Edges)
	assert.Equal(t, []DegreeCount{{999_999, 1_000_000}}, d.Degree.Counts)
	assert.Equal(t, 999_999., d.Connectivity.Value)
	assert.Equal(t, 1., d.MeanPathLength.Value)
	assert.InDelta(t, 1.000001, d.SpectralGap.Value, 1e-9)
}

func TestDescriptionJSON(t *testing.T) {
	got, err := json.Marshal(Describe(cycleShape(t, 4), DescribeOptions{}))
	require.NoError(t, err)
	assert.JSONEq(t, `{"nodes": 4, "edges": 4,
		"degree": {"min": 2, "max": 2, "mean": 2, "counts": [{"degree": 2, "nodes": 4}]},
		"components": 1, "largest_component": 4,
		"diameter": {"value": 2, "exact": true},
		"mean_path_length": {"value": 1.3333333333333333, "exact": true},
		"clustering": {"value": 0, "exact": true},
		"transitivity": {"value": 0, "exact": true},
		"connectivity": {"value": 2, "exact": true},
		"spectral_gap": {"value": 1, "exact": true}}`, string(got))
}

// Every figure against gonum's algorithms, or against the definition itself.
func TestDescribeAgainstGonum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t, 2, 9)
		d := Describe(g, DescribeOptions{Workers: rapid.IntRange(1, 3).Draw(t, "workers")})
		diameter, mean := distancesByGonum(g)
		require.Equal(t, diameter, d.Diameter.Value)
		require.InDelta(t, mean, d.MeanPathLength.Value, 1e-12)
		local, global := clusteringByDefinition(g)
		require.InDelta(t, local, d.Clustering.Value, 1e-12)
		require.InDelta(t, global, d.Transitivity.Value, 1e-12)
		require.Equal(t, float64(connectivityByDefinition(g)), d.Connectivity.Value)
		if Connected(g) {
			require.InDelta(t, gapByGonum(t, g), d.SpectralGap.Value, 1e-6)
		} else {
			require.Zero(t, d.SpectralGap.Value)
		}
	})
}

// A description that has no patience at all must still keep what it says of its bounds.
func TestImpatientDescription(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t, 3, 14)
		_, components := labelParts(g, -1)
		if g.EdgeCount() == g.Len()*(g.Len()-1)/2 {
			return
		}
		e := newEffort(DescribeOptions{Samples: rapid.IntRange(1, 14).Draw(t, "samples"), Workers: 2})
		e.patience = 0
		exact := Describe(g, DescribeOptions{Exact: true})

		diameter, mean := distances(g, components, e)
		require.LessOrEqual(t, diameter.Value, exact.Diameter.Value)
		if diameter.Exact {
			require.Equal(t, exact.Diameter.Value, diameter.Value)
		}
		if mean.Exact {
			require.InDelta(t, exact.MeanPathLength.Value, mean.Value, 1e-12)
		}
		gap := spectralGap(g, components, e)
		require.GreaterOrEqual(t, gap.Value, exact.SpectralGap.Value-1e-9)
		require.GreaterOrEqual(t, connectivity(g, components, e).Value, exact.Connectivity.Value)
	})
}

func TestSampledClustering(t *testing.T) {
	for _, g := range []*Graph{twoTrianglesShape(t), starShape(t, 5), partsShape(t, 13, 4), shape(t, 3)} {
		exact := Describe(g, DescribeOptions{})
		local, global := sampledClustering(g)
		assert.InDelta(t, exact.Clustering.Value, local.Value, 0.003) // six standard errors
		assert.InDelta(t, exact.Transitivity.Value, global.Value, 0.003)
		assert.False(t, local.Exact || global.Exact)
	}
}

func TestDescribeIsRepeatable(t *testing.T) {
	g := gridShape(t, 150, 150)
	e := newEffort(DescribeOptions{Workers: 1})
	e.patience = 0
	want := []Figure{spectralGap(g, 1, e)}
	diameter, mean := distances(g, 1, e)
	want = append(want, diameter, mean)
	e.workers = 4
	got := []Figure{spectralGap(g, 1, e)}
	diameter, mean = distances(g, 1, e)
	got = append(got, diameter, mean)
	assert.Equal(t, want, got, "one worker and four")
	for _, f := range got {
		assert.False(t, f.Exact)
		assert.NotEmpty(t, f.How)
	}
}

func distancesByGonum(g *Graph) (diameter, mean float64) {
	all, _ := path.FloydWarshall(g)
	sum, pairs := 0., 0.
	for a := range g.IDs() {
		for b := range g.IDs() {
			if d := all.Weight(int64(a), int64(b)); a != b && !math.IsInf(d, 0) {
				diameter = max(diameter, d)
				sum += d
				pairs++
			}
		}
	}
	return diameter, sum / max(pairs, 1)
}

func clusteringByDefinition(g *Graph) (local, global float64) {
	triangles, wedges := 0., 0.
	for v := range g.Len() {
		ns := g.Neighbors(v)
		joined, all := 0., 0.
		for k := range ns.Len() {
			for l := range k {
				all++
				if g.hasEdge(ns.At(k), ns.At(l)) {
					joined++
				}
			}
		}
		local += joined / max(all, 1)
		triangles += joined
		wedges += all
	}
	return local / float64(g.Len()), triangles / max(wedges, 1)
}

// connectivityByDefinition tries to remove every set of nodes.
func connectivityByDefinition(g *Graph) int {
	n := g.Len()
	least := n - 1
	for gone := range uint(1) << n {
		if size := bits.OnesCount(gone); size < least && splitWithout(g, gone) {
			least = size
		}
	}
	return least
}

// splitWithout reports whether the nodes whose bit is not set fall into several parts.
func splitWithout(g *Graph, gone uint) bool {
	left := (uint(1)<<g.Len() - 1) &^ gone
	reached := left & -left
	for before := uint(0); before != reached; {
		before = reached
		for v := range g.Len() {
			if reached>>v&1 == 1 {
				for _, w := range g.row(v) {
					reached |= 1 << w & left
				}
			}
		}
	}
	return reached != left
}

func gapByGonum(t require.TestingT, g *Graph) float64 {
	n := g.Len()
	laplacian := mat.NewSymDense(n, nil)
	for i := range n {
		laplacian.SetSym(i, i, 1)
		for _, j := range g.row(i) {
			laplacian.SetSym(i, int(j), -1/math.Sqrt(float64(g.Degree(i)*g.Degree(int(j)))))
		}
	}
	var eigen mat.EigenSym
	require.True(t, eigen.Factorize(laplacian, false))
	return eigen.Values(nil)[1]
}
