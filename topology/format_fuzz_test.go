package topology

import (
	"bytes"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func FuzzReadEdgeList(f *testing.F) {
	fuzzRead(f, EdgeList, "1 2\n2 3 0.5\n# c\n7\n1,4 {'weight': 2, 'a': [1]}", "1 1", "0", "a b", "\x00", "1;2;3;4", "9999999999 1")
}

func FuzzReadNodeLink(f *testing.F) {
	fuzzRead(f, NodeLink, `{"directed":false,"graph":{"a":[1]},"nodes":[{"id":1},{"id":"2"}],"links":[{"source":1,"target":2,"weight":0.5}]}`,
		`{"multigraph":true}`, `{"nodes":[1,null,{}]}`, `{"nodes":[{"id":1}],"edges":[{"source":1,"target":1}]}`, `[`)
}

func FuzzReadDOT(f *testing.F) {
	fuzzRead(f, DOT, "strict graph a { 1 -- 2 [x=\"y\", weight=2.5]; edge [weight=.5]; {3 -- 4} -- 5:n; subgraph s {6} node [a=b]; c=<d<e>> }",
		"graph{1--1}", "graph{/*", "graph{\"1\\\"\"}", "digraph{1->2}", "#\ngraph{//\n-1}", "graph{{{{{}}}}}", "graph{1--2--1}")
}

func FuzzReadGEXF(f *testing.F) {
	fuzzRead(f, GEXF, gexf(`<edges><edge source="1" target="2" type="undirected" weight="0.5"/></edges>`), gexf(`<nodes><node id="0"/></nodes>`),
		gexf(`<edges><edge source="1" target="1"/></edges>`), "<gexf>", "<gexf/><gexf/>")
}

func FuzzReadGraphML(f *testing.F) {
	fuzzRead(f, GraphML, graphml(`<node id="1"><data key="a">b</data></node><node id="2"/><edge source="1" target="2"/>`),
		`<graphml><key id="w" for="edge" attr.name="weight"><default>2</default></key><graph><node id="1"/><node id="2"/>`+
			`<edge source="1" target="2"><data key="w">3</data></edge></graph></graphml>`,
		graphml(`<node id="n1"/>`), graphml("<hyperedge/>"), "<graphml><graph edgedefault='directed'/>", "<!DOCTYPE x><graphml>")
}

// fuzzRead checks that a reader takes any input without panic, and that what it returns is a graph
// as promised, which survives being written and read again.
func fuzzRead(f *testing.F, format Format, seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		g, err := Read(bytes.NewReader(data), format)
		if err != nil {
			return
		}
		require.Positive(t, g.Len())
		for a, b := range g.Pairs() {
			require.Less(t, a, b)
		}
		last := 0
		for id := range g.IDs() {
			require.Greater(t, id, last)
			require.LessOrEqual(t, id, MaxID)
			last = id
		}
		var again bytes.Buffer
		require.NoError(t, Write(&again, g, format, WriteOptions{}))
		back, err := Read(&again, format)
		require.NoError(t, err)
		require.Equal(t, slices.Collect(g.edges()), slices.Collect(back.edges()))
		require.Equal(t, g.Len(), back.Len())
	})
}
