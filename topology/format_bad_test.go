package topology

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// graphml and gexf wrap elements into a document, in one line.
func graphml(elements string) string {
	return `<graphml xmlns="` + graphMLNamespace + `"><graph edgedefault="undirected">` + elements + `</graph></graphml>`
}

func gexf(elements string) string {
	return `<gexf version="1.3"><graph><nodes><node id="1"/><node id="2"/></nodes>` + elements + `</graph></gexf>`
}

func TestReadAccepts(t *testing.T) {
	tests := []struct {
		name   string
		format Format
		text   string
		ids    []int
		edges  [][2]int
	}{
		{"comments", EdgeList, "# SNAP\n% KONECT\n\n1\t2 # here\n 2  3\r\n", []int{1, 2, 3}, [][2]int{{1, 2}, {2, 3}}},
		{"both directions", EdgeList, "1 2\n2 1\n1 2\n", []int{1, 2}, [][2]int{{1, 2}}},
		{"weights", EdgeList, "1 2 0.5\n2;3;1e3\n3, 4 ,7\n", []int{1, 2, 3, 4}, [][2]int{{1, 2}, {2, 3}, {3, 4}}},
		{"dictionaries", EdgeList, "1 2 {}\n2 3 {'color': '#fff', 'weight': 3}\n", []int{1, 2, 3}, [][2]int{{1, 2}, {2, 3}}},
		{"isolated nodes", EdgeList, "7\n1 2\n1000000000\n7\n2", []int{1, 2, 7, 1000000000}, [][2]int{{1, 2}}},
		{"zeros in front", EdgeList, "007 1", []int{1, 7}, [][2]int{{1, 7}}},

		{"strings", NodeLink, `{"nodes":[{"id":"1"},{"id":2}],"links":[{"source":"2","target":1}]}`, []int{1, 2}, [][2]int{{1, 2}}},
		{"edges first", NodeLink, `{"edges":[{"source":1,"target":2,"value":[[{}]]}],"multigraph":false,
			"nodes":[{"id":2,"x":{"y":[1,2]}},{"id":1}],"graph":{"a":[{"b":[]}]},"directed":false,"z":null}`,
			[]int{1, 2}, [][2]int{{1, 2}}},
		{"no links", NodeLink, `{"nodes":[{"id":4}]}`, []int{4}, nil},

		{"attributes", DOT, "# pre\nstrict graph \"a b\" { graph [x=1]; node [y=\"}\", z=<b<i>>] [w=2]\n rankdir=LR; \"1\" [label=\"--\"]\n1--2--3[a=b]; /* c -- */ 4 // d\n edge[q=1]}",
			[]int{1, 2, 3, 4}, [][2]int{{1, 2}, {2, 3}}},
		{"ports", DOT, `graph{1:p:n--2:s 3:"x"}`, []int{1, 2, 3}, [][2]int{{1, 2}}},
		{"long chain", DOT, "strict graph { 1" + strings.Repeat(" -- 2 -- 1", 1<<16) + "}", []int{1, 2}, [][2]int{{1, 2}}},
		{"groups", DOT, `GRAPH g {1 -- {2; 3 -- 4} -- subgraph x {5} subgraph cluster { 6 } {7}}`, []int{1, 2, 3, 4, 5, 6, 7},
			[][2]int{{1, 2}, {1, 3}, {1, 4}, {2, 5}, {3, 4}, {3, 5}, {4, 5}}},
		{"strict", DOT, `strict graph {1--2 2--1 1--2}`, []int{1, 2}, [][2]int{{1, 2}}},
		{"escapes", DOT, `graph { name="a\"}\\"; "1" -- "\
2" }`, []int{1, 2}, [][2]int{{1, 2}}},
		{"no blanks", DOT, `graph{1--2[a="]"]3}`, []int{1, 2, 3}, [][2]int{{1, 2}}},

		{"Gephi's", GEXF, `<?xml version="1.0" encoding="UTF-8"?><!-- c --><gexf xmlns="http://www.gexf.net/1.3"
			xmlns:viz="http://www.gexf.net/1.3/viz"><meta><node id="x"/></meta><graph defaultedgetype="directed"><nodes>
			<node id="1"><viz:color r="1"/><nodes><node id="3"/></nodes></node><node id="2" label="b"><attvalues/></node></nodes>
			<edges><edge id="0" source="1" target="2" type="undirected"/></edges></graph></gexf>`, []int{1, 2, 3}, [][2]int{{1, 2}}},

		{"networkx's", GraphML, `<?xml version='1.0' encoding='utf-8'?>
			<graphml xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><key id="d0" for="node"><default>n7</default></key>
			<graph edgedefault="undirected"><node id="1"><data key="d0"><y:node xmlns:y="z" id="q"/></data><port name="p"/></node>
			<node id="2"/><edge source="1" target="2" id="0"/></graph></graphml>`, []int{1, 2}, [][2]int{{1, 2}}},
	}
	for _, test := range tests {
		t.Run(string(test.format)+"/"+test.name, func(t *testing.T) {
			g, err := Read(strings.NewReader(test.text), test.format)
			require.NoError(t, err)
			var ids []int
			for id := range g.IDs() {
				ids = append(ids, id)
			}
			assert.Equal(t, test.ids, ids)
			assert.Equal(t, test.edges, edgesOf(g))
		})
	}
}

func TestReadRefuses(t *testing.T) {
	tests := []struct {
		name   string
		format Format
		text   string
		want   string
	}{
		{"name", EdgeList, "1 2\n1 n3\n", `line 2: "n3" is not a node id: ids are whole numbers from 1, such as 3 or "3"; number the nodes first`},
		{"fraction", EdgeList, "1 2.0", `line 1: "2.0" is not a node id`},
		{"zero", EdgeList, "0 1", "line 1: 0 is not a node id: ids begin with 1; add 1 to all of them"},
		{"negative", EdgeList, "1 -3", "line 1: -3 is not a node id: ids are whole numbers from 1"},
		{"huge", EdgeList, "1 1000000001", "line 1: 1000000001 is too large for a node id: the largest is 1000000000"},
		{"beyond 64 bits", EdgeList, "1 99999999999999999999", "line 1: 99999999999999999999 is too large"},
		{"very long", EdgeList, "1 " + strings.Repeat("9", 100), "line 1: " + strings.Repeat("9", 40) + "... is too large"},
		{"loop", EdgeList, "\n\n3 3", "line 3: the edge 3-3 joins a node to itself"},
		{"adjacency list", EdgeList, "1 2 3 4", "line 1: there are more than two ids and a weight: write one edge on each line"},
		{"word for weight", EdgeList, "1 2 heavy", `line 1: "heavy" is not a weight: weights are numbers from 0.000001 to 1000000, such as 2.5`},
		{"comma alone", EdgeList, "1,,2", "line 1: a node id is missing before the comma"},
		{"comma first", EdgeList, ",1", "line 1: a node id is missing before the comma"},
		{"comments only", EdgeList, "# nothing\n\n", "there are no nodes in it"},
		{"binary", EdgeList, "1 2\n\x7fELF\x02\x00\x01", "line 2: it holds binary data: this is not an edge list"},
		{"Latin 1", EdgeList, "gr\xfc 2", "line 1: it is not UTF-8 text: this is not an edge list"},
		{"XML", EdgeList, "<graphml>", `a file in another format is recognized by its ending: .json, .dot, .gexf or .graphml`},
		{"one long line", EdgeList, strings.Repeat("1 ", 1<<20), "line 1 is longer than 65536 bytes: this is not an edge list"},

		{"not JSON", NodeLink, "graph {}", "it is not JSON at byte 1: invalid character 'g' looking for beginning of value"},
		{"binary", NodeLink, "\x00\x01\x02", "it is not JSON at byte 1: invalid character '\\x00'"},
		{"list", NodeLink, "[1, 2]", `it is no object {...}: node-link JSON has the keys "nodes" and "links"`},
		{"other JSON", NodeLink, `{"id": 3}`, `it has no "nodes": node-link JSON has the keys "nodes" and "links"`},
		{"cut", NodeLink, `{"nodes": [{"id": 1}, {"id"`, "it ends in the middle of the graph"},
		{"cut at the end", NodeLink, `{"nodes": [{"id": 1}]`, "it ends in the middle of the graph"},
		{"more", NodeLink, `{"nodes": [{"id": 1}]} {}`, "more follows after the graph"},
		{"no nodes", NodeLink, `{"nodes": [], "links": []}`, "there are no nodes in it"},
		{"nodes no list", NodeLink, `{"nodes": {}}`, `"nodes" is not a list [...]`},
		{"node no object", NodeLink, `{"nodes": [{"id": 1}, 2]}`, `element 2 of "nodes": it is no object {...}`},
		{"no id", NodeLink, `{"nodes": [{"name": 1}]}`, `element 1 of "nodes": it has no "id"`},
		{"null id", NodeLink, `{"nodes": [{"id": null}]}`, `element 1 of "nodes": "id": "null" is not a node id`},
		{"name", NodeLink, `{"nodes": [{"id": "n3"}]}`, `element 1 of "nodes": "id": "n3" is not a node id: ids are whole numbers from 1`},
		{"fraction", NodeLink, `{"nodes": [{"id": 1.5}]}`, `element 1 of "nodes": "id": "1.5" is not a node id`},
		{"zero", NodeLink, `{"nodes": [{"id": 0}]}`, `element 1 of "nodes": "id": 0 is not a node id: ids begin with 1`},
		{"huge", NodeLink, `{"nodes": [{"id": 5000000000}]}`, `element 1 of "nodes": "id": 5000000000 is too large`},
		{"node twice", NodeLink, `{"nodes": [{"id": 1}, {"id": 1}]}`, "node 1 stands twice"},
		{"loop", NodeLink, `{"nodes": [{"id": 1}], "links": [{"source": 1, "target": 1}]}`, `element 1 of "links": the edge 1-1 joins a node to itself`},
		{"edge twice", NodeLink, `{"nodes": [{"id": 1}, {"id": 2}], "edges": [{"source": 1, "target": 2}, {"source": 2, "target": 1}]}`,
			"the edge 1-2 stands twice: multigraphs are not taken"},
		{"no target", NodeLink, `{"nodes": [{"id": 1}], "links": [{"source": 1}]}`, `element 1 of "links": it has no "target"`},
		{"unknown end", NodeLink, `{"nodes": [{"id": 1}], "links": [{"source": 1, "target": 2}]}`, "edge 1-2 names a node that does not exist"},
		{"directed", NodeLink, `{"directed": true}`, "the graph is directed: only undirected graphs are taken"},
		{"multigraph", NodeLink, `{"multigraph": true}`, "the graph is a multigraph: only simple graphs are taken"},
		{"directed?", NodeLink, `{"directed": "no"}`, `"directed" is neither true nor false`},
		{"links and edges", NodeLink, `{"links": [], "edges": []}`, `"edges" stands twice (the links may also be called edges)`},
		{"deep", NodeLink, `{"x": ` + strings.Repeat("[", 2000), "items are nested more than a thousand deep"},
		{"deep in a node", NodeLink, `{"nodes": [{"x": ` + strings.Repeat("[", 20000), "exceeded max depth"},
		{"long string", NodeLink, `{"x": "` + strings.Repeat("a", 3<<20), "a single item is longer than a megabyte"},

		{"directed", DOT, "digraph { 1 -> 2 }", "the graph is directed: only undirected graphs are taken"},
		{"arrow", DOT, "graph {\n 1 -> 2 }", `it is not DOT of an undirected graph: undirected graph "" contains directed edge from "1" to "2"`},
		{"not DOT", DOT, "1 2", `it is not DOT of an undirected graph: 1:1: error: expected one of`},
		{"no brace", DOT, "graph g 1 -- 2", `1:9: error: expected "{"; got: "1"`},
		{"no brace in a subgraph", DOT, "graph { subgraph a b }", `1:20: error: expected "{"; got: "b"`},
		{"cut", DOT, "graph {\n1 -- 2\n", `3:1: error: expected one of`},
		{"cut edge", DOT, "graph { 1 -- ", `got: end-of-file`},
		{"cut string", DOT, "graph { \"1" + strings.Repeat("x", 1000), `1:9: error: expected one of`},
		{"cut HTML", DOT, "graph { a=<<b>", "unknown/invalid token"},
		{"cut comment", DOT, "graph { /* 1", "unknown/invalid token"},
		{"cut attributes", DOT, "graph { 1 [a=b }", `1:16: error: expected one of ";", "]", ",", or id; got: "}"`},
		{"cut assignment", DOT, "graph { a = }", `1:13: error: expected id; got: "}"`},
		{"name", DOT, "graph {\n1\nn3 -- 2}", `"n3" is not a node id`},
		{"zero", DOT, "graph { 0 }", "0 is not a node id: ids begin with 1"},
		{"negative", DOT, "graph { -1 }", "-1 is not a node id"},
		{"huge", DOT, "graph { 1000000001 }", "1000000001 is too large"},
		{"loop", DOT, "graph { 1 -- {2 1} }", "the edge 1-1 joins a node to itself"},
		{"edge twice", DOT, "graph { 1 -- 2; 2 -- 1 }", "the edge 1-2 stands twice: multigraphs are not taken"},
		{"two graphs", DOT, "graph { 1 } graph { 2 }", `there are 2 graphs in it, and only one is taken`},
		{"no nodes", DOT, "graph { }", "there are no nodes in it"},
		{"binary", DOT, "graph {\n\x00", `2:1: error: expected one of`},
		{"strange sign", DOT, "graph { @ }", `unknown/invalid token "@"`},
		{"deep", DOT, "graph " + strings.Repeat("{", 1<<16) + strings.Repeat("}", 1<<16), "braces are nested more than 100 deep"},
		{"deep edges", DOT, "graph {" + strings.Repeat("1--{", 1<<14) + "2" + strings.Repeat("}", 1<<14) + "}", "braces are nested more than 100 deep"},
		{"explosion", DOT, "graph { {" + numbers(1, 4000) + "} -- {" + numbers(4001, 8000) + "} }",
			"edges between groups in braces make more than 10000000 edges"},
		{"long", DOT, `graph { a="` + strings.Repeat("a", dotLimit) + `" }`, "it is longer than 4 MiB, which is the limit for DOT: use an edge list or JSON"},

		{"not XML", GEXF, "graph { 1 -- 2 }", "it is not XML: there is no <gexf> in it"},
		{"other XML", GEXF, "<svg></svg>", "line 1, <svg>: the outermost element should be <gexf>"},
		{"cut", GEXF, "<gexf>\n<graph>", "XML syntax error on line 2: unexpected EOF"},
		{"directed", GEXF, gexf(`<edges><edge source="1" target="2" type="directed"/></edges>`), "line 1, <edge>: the edge is directed"},
		{"mutual", GEXF, gexf(`<edges><edge source="1" target="2" type="mutual"/></edges>`), "line 1, <edge>: the edge is mutual"},
		{"name", GEXF, gexf("\n" + `<nodes><node id="n3"/></nodes>`), `line 2, <node>: "n3" is not a node id`},
		{"no id", GEXF, gexf(`<nodes><node label="3"/></nodes>`), `line 1, <node>: a node id is missing`},
		{"no source", GEXF, gexf(`<edges><edge target="1"/></edges>`), `line 1, <edge>: the source: a node id is missing`},
		{"no target", GEXF, gexf(`<edges><edge source="1"/></edges>`), `line 1, <edge>: the target: a node id is missing`},
		{"loop", GEXF, gexf(`<edges><edge source="1" target="1"/></edges>`), "line 1, <edge>: the edge 1-1 joins a node to itself"},
		{"unknown end", GEXF, gexf(`<edges><edge source="1" target="3"/></edges>`), "edge 1-3 names a node that does not exist"},
		{"node twice", GEXF, gexf(`<nodes><node id="1"/></nodes>`), "node 1 stands twice"},
		{"two graphs", GEXF, "<gexf><graph/><graph/></gexf>", "line 1, <graph>: there is more than one graph"},
		{"two files", GEXF, "<gexf></gexf>\n<gexf></gexf>", "line 2, <gexf>: more follows after the graph"},
		{"no nodes", GEXF, "<gexf><graph/></gexf>", "there are no nodes in it"},

		{"not XML", GraphML, "\x00\x01", "XML syntax error on line 1: illegal character code U+0000"},
		{"blank", GraphML, "  ", "it is not XML: there is no <graphml> in it"},
		{"directed", GraphML, `<graphml><graph edgedefault="directed"/></graphml>`, "line 1, <graph>: the graph is directed"},
		{"directed edge", GraphML, graphml(`<node id="1"/><node id="2"/><edge source="1" target="2" directed="true"/>`),
			"line 1, <edge>: the edge is directed: only undirected graphs are taken"},
		{"edge twice", GraphML, graphml(`<node id="1"/><node id="2"/><edge source="1" target="2"/><edge source="2" target="1"/>`),
			"the edge 1-2 stands twice: multigraphs are not taken"},
		{"hyperedge", GraphML, graphml(`<hyperedge/>`), "line 1, <hyperedge>: an edge of more than two nodes is not taken"},
		{"nested", GraphML, graphml(`<node id="1"><graph/></node>`), "line 1, <graph>: there is more than one graph, or one inside another"},
		{"name", GraphML, graphml(`<node id="n0"/>`), `line 1, <node>: "n0" is not a node id: ids are whole numbers from 1`},
		{"deep", GraphML, "<graphml>" + strings.Repeat("<a>", 2000), "items are nested more than a thousand deep"},
		{"long text", GraphML, "<graphml>" + strings.Repeat("a", 3<<20), "a single item is longer than a megabyte"},
		{"other letters", GraphML, `<?xml version="1.0" encoding="latin1"?><graphml/>`, `encoding "latin1"`},
	}
	for _, test := range tests {
		t.Run(string(test.format)+"/"+test.name, func(t *testing.T) {
			_, err := Read(strings.NewReader(test.text), test.format)
			assert.ErrorContains(t, err, test.want)
		})
	}
}

func numbers(from, to int) string {
	var b bytes.Buffer
	for ; from <= to; from++ {
		b.WriteString(" ")
		b.WriteString(strings.Repeat("0", 3))
		b.WriteString(strconv.Itoa(from))
	}
	return b.String()
}
