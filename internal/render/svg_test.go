package render

import (
	"bytes"
	"encoding/xml"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite the files in testdata")

// element is one element of a parsed document.
type element struct {
	name       string
	attributes map[string]string
	text       string // all character data in it
}

// parse returns the elements in the order of their start tags; it fails on anything that is not
// well-formed XML.
func parse(t *testing.T, document []byte) []*element {
	t.Helper()
	decoder := xml.NewDecoder(bytes.NewReader(document))
	var all, open []*element
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			require.Empty(t, open)
			return all
		}
		require.NoError(t, err)
		switch token := token.(type) {
		case xml.StartElement:
			e := &element{name: token.Name.Local, attributes: make(map[string]string)}
			for _, a := range token.Attr {
				require.NotContains(t, e.attributes, a.Name.Local)
				e.attributes[a.Name.Local] = a.Value
			}
			all, open = append(all, e), append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			for _, e := range open {
				e.text += string(token)
			}
		}
	}
}

// pick returns the elements that have all the given classes.
func pick(all []*element, classes ...string) []*element {
	var found []*element
	for _, e := range all {
		own, has := strings.Fields(e.attributes["class"]), true
		for _, c := range classes {
			has = has && slices.Contains(own, c)
		}
		if has {
			found = append(found, e)
		}
	}
	return found
}

func TestSVGHoldsEveryNodeAndEdge(t *testing.T) {
	for _, d := range drawings(t) {
		t.Run(d.name, func(t *testing.T) {
			document := bytesOf(t, d.graph, SVG, d.opts)
			all := parse(t, document)
			require.Equal(t, "svg", all[0].name)
			assert.Len(t, pick(all, "node"), d.graph.Len())
			assert.Len(t, pick(all, "edge"), d.graph.EdgeCount())
			for _, e := range pick(all, "node") {
				require.Equal(t, "circle", e.name)
				require.Regexp(t, "^Gossip-Node-"+e.attributes["data-id"]+": (no|[0-9]+) peer", e.text)
			}
			for _, e := range pick(all, "edge") {
				require.Contains(t, []string{"line", "path"}, e.name)
			}
			assert.NotContains(t, string(document), "NaN")
			assert.NotContains(t, string(document), "Inf")
		})
	}
}

func TestSVGNamesWhoKnowsWhom(t *testing.T) {
	g := without(t, cycle(t, 6), 5)
	all := parse(t, bytesOf(t, g, SVG, Options{Kind: "circular"}))
	var nodes, edges []string
	for _, e := range pick(all, "node") {
		nodes = append(nodes, e.text)
	}
	for _, e := range pick(all, "edge") {
		edges = append(edges, e.attributes["data-a"]+"-"+e.attributes["data-b"])
	}
	assert.Equal(t, []string{"Gossip-Node-1: 2 peers: 2, 6", "Gossip-Node-2: 2 peers: 1, 3",
		"Gossip-Node-3: 2 peers: 2, 4", "Gossip-Node-4: 1 peer: 3", "Gossip-Node-6: 1 peer: 1"}, nodes)
	assert.Equal(t, []string{"1-2", "1-6", "2-3", "3-4"}, edges)
}

func TestSVGColorsByPartition(t *testing.T) {
	g, groups := turan(t, 12, 3)
	document := bytesOf(t, g, SVG, Options{Kind: "turan", Groups: groups})
	all := parse(t, document)
	for _, class := range []string{"g0", "g1", "g2"} {
		assert.Len(t, pick(all, "node", class), 4)
		assert.Len(t, pick(all, "label", class), 4)
	}
	assert.Contains(t, string(document), ".node.g1{fill:#E69F00;")
	assert.NotContains(t, string(document), ".node.g3{", "no rule that nothing needs")
}

func TestSVGMarksHollowNodes(t *testing.T) {
	all := parse(t, bytesOf(t, cycle(t, 5), SVG, Options{Hollow: []int{2, 4, 77}}))
	hollow := pick(all, "node", "hollow")
	require.Len(t, hollow, 2)
	assert.Equal(t, "2", hollow[0].attributes["data-id"])
	assert.Equal(t, "4", hollow[1].attributes["data-id"])
}

func TestSVGEscapesTitles(t *testing.T) {
	title := "a<b> & \"c\" ]]> \x00\x1b[31m\xff é 🙂"
	all := parse(t, bytesOf(t, cycle(t, 16), SVG, Options{Title: title}))
	want := "a<b> & \"c\" ]]> \uFFFD\uFFFD[31m\uFFFD é 🙂"
	assert.Equal(t, "title", all[1].name)
	assert.Equal(t, want, all[1].text)
	require.Len(t, pick(all, "title"), 1)
	assert.Equal(t, want, pick(all, "title")[0].text)
}

func TestSVGIsAccessible(t *testing.T) {
	all := parse(t, bytesOf(t, cycle(t, 4), SVG, Options{}))
	assert.Equal(t, "img", all[0].attributes["role"])
	assert.Equal(t, "title desc", all[0].attributes["aria-labelledby"])
	assert.Equal(t, "Gossip network", all[1].text)
	assert.Equal(t, "A network of 4 nodes, 4 edges. Layout: circle.", all[2].text)
	assert.Regexp(t, `^0 0 \d+ \d+$`, all[0].attributes["viewBox"])
}

// TestSVGGolden compares a small drawing with the one that was looked at. Run the tests with -update
// after a change that is meant, and look at it again.
func TestSVGGolden(t *testing.T) {
	got := bytesOf(t, cycle(t, 4), SVG, Options{Title: "Four", Kind: "circular", Hollow: []int{3}})
	golden := filepath.Join("testdata", "circular4.svg")
	if *update {
		require.NoError(t, os.WriteFile(golden, got, 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got))
}

func TestDecimal(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 10: "10", 1.5: "1.5", 1.256: "1.26", -0.001: "0", -3.1: "-3.1", 100: "100"} {
		assert.Equal(t, want, decimal(v))
	}
}
