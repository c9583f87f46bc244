package topology

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestWithWeights(t *testing.T) {
	g, err := NewGraphWithIDs([]int{2, 5, 9}, [][2]int32{{9, 2}, {5, 9}})
	require.NoError(t, err)
	assert.False(t, g.Weighted())
	w, ok := g.WeightBetween(9, 5)
	assert.True(t, ok)
	assert.Equal(t, 1.0, w, "without weights an edge weighs 1")

	var asked [][2]int
	weighted, err := g.WithWeights(func(a, b int) float64 {
		asked = append(asked, [2]int{a, b})
		return float64(10*a + b)
	})
	require.NoError(t, err)
	assert.Equal(t, [][2]int{{2, 9}, {5, 9}}, asked)
	assert.True(t, weighted.Weighted())
	assert.False(t, g.Weighted(), "the graph itself does not change")
	assert.Equal(t, []edge{{2, 9, 29}, {5, 9, 59}}, slices.Collect(weighted.edges()))
	assert.Equal(t, 29.0, weighted.Weight(2, 0))
	assert.Equal(t, 59.0, weighted.Weight(2, 1))
	assert.Equal(t, 59.0, weighted.Weight(1, 0))
	for _, pair := range [][2]int{{2, 5}, {2, 2}, {2, 3}, {0, 2}} {
		_, ok = weighted.WeightBetween(pair[0], pair[1])
		assert.False(t, ok, "%v is no edge", pair)
	}

	plain, err := weighted.WithWeights(func(int, int) float64 { return 1 })
	require.NoError(t, err)
	assert.False(t, plain.Weighted(), "weights of 1 are none")
}

func TestWithWeightsRefuses(t *testing.T) {
	g := pathShape(t, 3)
	for _, bad := range []float64{0, -1, MinWeight / 2, MaxWeight * 2, math.NaN(), math.Inf(1), math.Inf(-1)} {
		_, err := g.WithWeights(func(a, _ int) float64 { return []float64{1, bad}[a-1] })
		assert.ErrorContains(t, err, "the edge 2-3: ")
		assert.ErrorContains(t, err, "is not a weight: weights are numbers from 0.000001 to 1000000")
	}
	_, err := complete(MaxNodes).WithWeights(func(int, int) float64 { return 2 })
	assert.ErrorContains(t, err, "too many to have weights")
}

// Both ends of an edge, and both ways to ask, give the same weight; a complete graph with weights is
// still complete.
func TestWeightsAreSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t, 0, 10)
		if rapid.Bool().Draw(t, "complete") {
			g = complete(g.Len())
		}
		weights := map[[2]int]float64{}
		weighted, err := g.WithWeights(func(a, b int) float64 {
			w := rapid.Float64Range(MinWeight, MaxWeight).Draw(t, "weight")
			weights[[2]int{a, b}] = w
			return w
		})
		require.NoError(t, err)
		require.Equal(t, pairList(g), pairList(weighted))
		require.Len(t, weights, g.EdgeCount())
		for i := range weighted.Len() {
			ns := weighted.Neighbors(i)
			require.Equal(t, g.Degree(i), ns.Len())
			for k := range ns.Len() {
				a, b := weighted.ID(i), weighted.ID(ns.At(k))
				want := weights[[2]int{min(a, b), max(a, b)}]
				require.Equal(t, want, weighted.Weight(i, k))
				got, ok := weighted.WeightBetween(a, b)
				require.True(t, ok)
				require.Equal(t, want, got)
			}
		}
	})
}

func TestReadWeights(t *testing.T) {
	const key = `<key id="w" for="edge" attr.name="weight" attr.type="double">`
	tests := []struct {
		name   string
		format Format
		text   string
		want   []edge
	}{
		{"column", EdgeList, "1 2 0.5\n2;3;1e3\n3, 4 ,7 # seven\n4 5\n", []edge{{1, 2, 0.5}, {2, 3, 1000}, {3, 4, 7}, {4, 5, 1}}},
		{"both directions", EdgeList, "1 2 0.5\n2 1 .5\n", []edge{{1, 2, 0.5}}},
		{"late weights", EdgeList, "3 4\n2 3\n1 2 2\n", []edge{{1, 2, 2}, {2, 3, 1}, {3, 4, 1}}},
		{"dictionaries", EdgeList, "1 2 {'weight': 0.5}\n2 3 {\"a\": {'weight': 9}, 'b': 'weight', 'c': (1, 2), 'weight': 3, 'd': 4}\n3 4 {}\n" +
			"4 5 {'it\\'s, ': 'weight: 3'}", []edge{{1, 2, 0.5}, {2, 3, 3}, {3, 4, 1}, {4, 5, 1}}},
		{"numbers and strings", NodeLink, `{"links":[{"source":1,"target":2,"weight":0.5},{"source":3,"target":1,"weight":"2e1"},
			{"source":2,"target":3,"weight":null}],"nodes":[{"id":1},{"id":2},{"id":3}]}`, []edge{{1, 2, 0.5}, {1, 3, 20}, {2, 3, 1}}},
		{"attributes", DOT, `graph { 1 -- 2 [weight=0.5, x=y]; 2 -- 3 -- 4 ["weight"="2"]; 4 -- 5; edge [weight=7]; 5 -- 6; { edge [weight=8] 6 -- 7 } 7 -- 8 }`,
			[]edge{{1, 2, 0.5}, {2, 3, 2}, {3, 4, 2}, {4, 5, 1}, {5, 6, 7}, {6, 7, 8}, {7, 8, 7}}},
		{"strict", DOT, `strict graph { 1 -- 2 [weight=3]; 2 -- 1 [weight=3] }`, []edge{{1, 2, 3}}},
		{"attribute", GEXF, gexf(`<edges><edge source="2" target="1" weight="0.25"/></edges>`), []edge{{1, 2, 0.25}}},
		{"data", GraphML, `<graphml>` + key + `</key><key id="x" for="edge" attr.name="y"/><key id="v" for="node" attr.name="weight"/>
			<graph><node id="1"><data key="v">9</data></node><node id="2"/><node id="3"/>
			<edge source="1" target="2"><desc>d</desc><data key="x">8</data><data key="w"> 0.5 </data></edge><edge source="3" target="2"/></graph></graphml>`,
			[]edge{{1, 2, 0.5}, {2, 3, 1}}},
		{"default", GraphML, `<graphml>` + key + `<desc>d</desc><default>4</default></key><graph><node id="1"/><node id="2"/><node id="3"/>
			<edge source="1" target="2"><data key="w">1</data></edge><edge source="3" target="2"/></graph></graphml>`,
			[]edge{{1, 2, 1}, {2, 3, 4}}},
	}
	for _, test := range tests {
		t.Run(string(test.format)+"/"+test.name, func(t *testing.T) {
			g, err := Read(strings.NewReader(test.text), test.format)
			require.NoError(t, err)
			assert.Equal(t, test.want, slices.Collect(g.edges()))
		})
	}
}

func TestReadRefusesWeights(t *testing.T) {
	const numbers = " is not a weight: weights are numbers from 0.000001 to 1000000, such as 2.5"
	link := func(weight string) string {
		return `{"nodes":[{"id":1},{"id":2}],"links":[{"source":1,"target":2,"weight":` + weight + `}]}`
	}
	data := func(text string) string {
		return "<graphml><key id='w' for='edge' attr.name='weight'/><graph>\n<node id='1'/><node id='2'/>" +
			"<edge source='1' target='2'><data key='w'>" + text + "</data></edge></graph></graphml>"
	}
	tests := []struct {
		name   string
		format Format
		text   string
		want   string
	}{
		{"zero", EdgeList, "1 2\n1 3 0\n", `line 2: "0"` + numbers},
		{"negative", EdgeList, "1 3 -2", `line 1: "-2"` + numbers},
		{"too small", EdgeList, "1 3 1e-7", `line 1: "1e-7"` + numbers},
		{"too large", EdgeList, "1 3 1000001", `line 1: "1000001"` + numbers},
		{"not a number", EdgeList, "1 3 NaN", `line 1: "NaN"` + numbers},
		{"infinite", EdgeList, "1 3 inf", `line 1: "inf"` + numbers},
		{"word", EdgeList, "1 3 heavy", `line 1: "heavy"` + numbers},
		{"dictionary", EdgeList, "1 3 {'weight': None}", `line 1: "None"` + numbers},
		{"dictionary cut", EdgeList, "1 3 {'weight':}", `line 1: ""` + numbers},
		{"two weights", EdgeList, "1 3 2\n3 1 4\n", "the edge 1-3 stands twice, with the weights 2 and 4: give it the same one both times (a missing one is 1)"},
		{"one weight", EdgeList, "1 3\n3 1 4\n", "the edge 1-3 stands twice, with the weights 1 and 4"},
		{"zero", NodeLink, link("0"), `element 1 of "links": "weight": "0"` + numbers},
		{"list", NodeLink, link("[1]"), `element 1 of "links": "weight": "[1]"` + numbers},
		{"word", NodeLink, link(`"heavy"`), `element 1 of "links": "weight": "heavy"` + numbers},
		{"empty", NodeLink, link(`""`), `element 1 of "links": "weight": ""` + numbers},
		{"zero", DOT, "graph { 1 -- 2 [weight=0] }", `the edge from node 1: "0"` + numbers},
		{"word for all", DOT, `graph { edge [weight="x"] }`, `"x"` + numbers},
		{"two weights", DOT, `strict graph { 1 -- 2 [weight=2] 1 -- 2 }`, "the edge 1-2 stands twice, with the weights 1 and 2"},
		{"zero", GEXF, gexf("\n" + `<edges><edge source="1" target="2" weight="0.0"/></edges>`), `line 2, <edge>: "0.0"` + numbers},
		{"word", GraphML, data("heavy"), `line 2, <edge>: "heavy"` + numbers},
		{"nothing", GraphML, data(""), `line 2, <edge>: ""` + numbers},
		{"default", GraphML, "<graphml>\n<key id='w' for='edge' attr.name='weight'><default>-1</default></key></graphml>", `line 2, <key>: "-1"` + numbers},
		{"graph in an edge", GraphML, graphml(`<node id="1"/><node id="2"/><edge source="1" target="2"><graph/></edge>`),
			"there is more than one graph, or one inside another"},
		{"cut", GraphML, "<graphml><graph><node id='1'/><node id='2'/><edge source='1' target='2'><data>", "XML syntax error on line 1"},
		{"twice", GEXF, gexf(`<edges><edge source="1" target="2" weight="2"/><edge source="1" target="2" weight="2"/></edges>`),
			"the edge 1-2 stands twice: multigraphs are not taken"},
	}
	for _, test := range tests {
		t.Run(string(test.format)+"/"+test.name, func(t *testing.T) {
			_, err := Read(strings.NewReader(test.text), test.format)
			assert.ErrorContains(t, err, test.want)
		})
	}
}

// Weights are written where other programs look for them.
func TestWriteWeights(t *testing.T) {
	g, err := pathShape(t, 3).WithWeights(func(a, _ int) float64 { return []float64{MinWeight, 1}[a-1] })
	require.NoError(t, err)
	for format, want := range map[Format]string{
		EdgeList: "1 2 0.000001\n2 3 1\n",
		NodeLink: `{"source": 1, "target": 2, "weight": 0.000001}`,
		DOT:      "1 -- 2 [weight=0.000001];\n\t2 -- 3 [weight=1];",
		GEXF:     `<edge id="1" source="2" target="3" weight="1">`,
		GraphML:  `<key id="edge_weight" for="edge" attr.name="weight" attr.type="double"></key>`,
	} {
		var text strings.Builder
		require.NoError(t, Write(&text, g, format, WriteOptions{}))
		assert.Contains(t, text.String(), want, format)
	}
}

// The nodes of a file with gaps are numbered anew; their edges keep their weights, and the graph
// knows what they were.
func TestFileKeepsWeights(t *testing.T) {
	g, err := Generate(Spec{Kind: File, Path: writeEdges(t, "2 9 0.5\n9 5 2\n40 5\n")})
	require.NoError(t, err)
	assert.Equal(t, []edge{{1, 3, 0.5}, {2, 3, 2}, {2, 4, 1}}, slices.Collect(g.edges()))
	assert.Equal(t, []int{2, 5, 9, 40}, g.Renumbered())

	g, err = Generate(Spec{Kind: File, Path: writeEdges(t, "1 2 3\n")})
	require.NoError(t, err)
	assert.Nil(t, g.Renumbered(), "there were no gaps")
}
