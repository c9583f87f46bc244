package topology

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func allFormats() []Format { return []Format{EdgeList, NodeLink, DOT, GEXF, GraphML} }

func TestFormatFromPath(t *testing.T) {
	for path, want := range map[string]Format{
		"a.txt": EdgeList, "a.edges": EdgeList, "dir.json/a.CSV": EdgeList,
		"net.json": NodeLink, "x.y.dot": DOT, "x.gv": DOT, "x.gexf": GEXF, "/tmp/X.GraphML": GraphML,
	} {
		got, err := FormatFromPath(path)
		require.NoError(t, err)
		assert.Equal(t, want, got, path)
	}
	_, err := FormatFromPath("net.xlsx")
	assert.EqualError(t, err, `the ending ".xlsx" names no graph format: use one of `+
		`.txt .edges .edgelist .el .csv .tsv .json .dot .gv .gexf .graphml`)
	_, err = FormatFromPath("net")
	assert.ErrorContains(t, err, `"net" has no ending that names a graph format: use one of .txt`)
}

// What is written comes back, whatever the format.
func TestRoundTrip(t *testing.T) {
	for _, format := range allFormats() {
		t.Run(string(format), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				g := drawWeights(t, drawGraph(t, 1, 12))
				var file bytes.Buffer
				require.NoError(t, Write(&file, g, format, drawOptions(t)))
				back, err := Read(bytes.NewReader(file.Bytes()), format)
				require.NoError(t, err, file.String())
				require.Equal(t, slices.Collect(g.IDs()), slices.Collect(back.IDs()))
				require.Equal(t, slices.Collect(g.edges()), slices.Collect(back.edges()))
				require.Equal(t, g.Weighted(), back.Weighted())
			})
		})
	}
}

func edgesOf(g *Graph) [][2]int {
	var edges [][2]int
	for a, b := range g.Pairs() {
		edges = append(edges, [2]int{a, b})
	}
	return edges
}

// drawOptions draws attributes that make it hard for a writer.
func drawOptions(t *rapid.T) WriteOptions {
	text := rapid.SampledFrom([]string{"", "plain", `"quoted"`, `back\slash\`, "<b>", "a & b", "}];", "two\nlines",
		"größer", "🦀", "--", "->", "/* x */", "// y", "# z", "strict", "node", "3", "'", "]]>"})
	var o WriteOptions
	o.Name = text.Draw(t, "name")
	if rapid.Bool().Draw(t, "attributes") {
		o.Attributes = []Attribute{{"kind", text.Draw(t, "kind")}, {"seed", uint64(1<<64 - 1)}, {"degree", 3},
			{"p", 0.1}, {"random", true}}
	}
	if rapid.Bool().Draw(t, "labels") {
		label := text.Draw(t, "label")
		o.Label = func(id int) string { return fmt.Sprint(label, id, label) }
	}
	if rapid.Bool().Draw(t, "groups") {
		o.Group = func(id int) int { return id%3 - 1 }
	}
	if rapid.Bool().Draw(t, "colors") {
		o.Color = func(id int) string { return []string{"", "#0072b2", "#FFFFFF"}[id%3] }
	}
	return o
}

// drawWeights gives the edges of a graph weights, or leaves it as it is.
func drawWeights(t *rapid.T, g *Graph) *Graph {
	if rapid.Bool().Draw(t, "without weights") {
		return g
	}
	weight := rapid.OneOf(rapid.Float64Range(MinWeight, MaxWeight), rapid.SampledFrom([]float64{1, MinWeight, MaxWeight, 0.1, 1.0 / 3}))
	weighted, err := g.WithWeights(func(int, int) float64 { return weight.Draw(t, "weight") })
	require.NoError(t, err)
	return weighted
}

// The files as they are written: see testdata/formats. networkx reads all of them but DOT, for which
// it asks another library, with attributes and types as they should be.
func TestWrite(t *testing.T) {
	g, err := NewGraphWithIDs([]int{1, 3, 4}, [][2]int32{{1, 4}})
	require.NoError(t, err)
	opts := WriteOptions{
		Name:       "default",
		Attributes: []Attribute{{"kind", "file"}, {"seed", uint64(7)}},
		Label:      func(id int) string { return fmt.Sprintf("Gossip-Node-%d", id) },
		Group:      func(id int) int { return id % 2 },
		Color:      func(id int) string { return "#0072b2" },
	}
	for _, format := range allFormats() {
		t.Run(string(format), func(t *testing.T) {
			var got bytes.Buffer
			require.NoError(t, Write(&got, g, format, opts))
			name := filepath.Join("testdata", "formats", "written."+strings.ReplaceAll(string(format), " ", "-"))
			want, err := os.ReadFile(name)
			require.NoError(t, err)
			assert.Equal(t, string(want), got.String())
		})
	}
}

func TestWriteRefuses(t *testing.T) {
	g := pathShape(t, 2)
	tests := []struct {
		name string
		opts WriteOptions
		want string
	}{
		{"name", WriteOptions{Name: "a\x00"}, `the name of the graph: "a\x00" has a control character`},
		{"label", WriteOptions{Label: func(int) string { return "\xff" }}, `the label of node 1: "\xff" is not UTF-8`},
		{"color", WriteOptions{Color: func(int) string { return "red" }}, `the color of node 1: "red" is not a color such as #0072b2`},
		{"color digits", WriteOptions{Color: func(int) string { return "#00zz00" }}, `the color of node 1: "#00zz00" is not a color such as #0072b2`},
		{"key", WriteOptions{Attributes: []Attribute{{"a b", 1}}},
			`attribute "a b": a key is letters, digits and underscores, and does not begin with a digit`},
		{"twice", WriteOptions{Attributes: []Attribute{{"a", 1}, {"a", 2}}}, `attribute "a" stands twice`},
		{"value", WriteOptions{Attributes: []Attribute{{"a", []int{1}}}}, `attribute "a": a []int is neither text nor number`},
		{"no value", WriteOptions{Attributes: []Attribute{{"a", nil}}}, `attribute "a": the value is missing`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			assert.EqualError(t, Write(&bytes.Buffer{}, g, GraphML, test.opts), test.want)
		})
	}
	assert.EqualError(t, Write(&bytes.Buffer{}, g, "GML", WriteOptions{}), `"GML" is not a graph format`)
	assert.EqualError(t, Write(&bytes.Buffer{}, complete(10_000), DOT, WriteOptions{}),
		"49995000 edges are too many for DOT, which takes up to 10000000: write another format")
	_, err := Read(strings.NewReader("1 2"), "GML")
	assert.EqualError(t, err, `"GML" is not a graph format`)
}

// A full disk must not go unnoticed, nor make a large graph go on for long.
func TestWriteFails(t *testing.T) {
	for _, format := range allFormats() {
		assert.ErrorIs(t, Write(fullDisk{}, gridShape(t, 100, 100), format, WriteOptions{}), os.ErrClosed, format)
	}
	assert.ErrorIs(t, Write(fullDisk{}, complete(1_000_000), EdgeList, WriteOptions{}), os.ErrClosed)
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, os.ErrClosed }

func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	for name, text := range map[string]string{
		"a.txt":      "1 2\n2 3",
		"b.json":     `{"nodes": [{"id": 1}, {"id": 2}, {"id": 3}], "edges": [{"source": 1, "target": 2}, {"source": 3, "target": 2}]}`,
		"c.dot":      "graph { 1 -- 2 -- 3 }",
		"noending":   "1 2\n2 3",
		"json":       " \n" + `{"nodes": [{"id": 1}, {"id": 2}, {"id": 3}], "links": [{"source": 1, "target": 2}, {"source": 3, "target": 2}]}`,
		"other.dat":  "\ufeff1 2\n2 3",
		"marked.csv": "\ufeff1,2\r\n2,3\r\n",
	} {
		g, err := ReadFile(write(name, text))
		require.NoError(t, err, name)
		assert.Equal(t, [][2]int{{1, 2}, {2, 3}}, edgesOf(g), name)
	}

	_, err := ReadFile(filepath.Join(dir, "missing.txt"))
	assert.ErrorIs(t, err, os.ErrNotExist)
	assert.EqualError(t, err, "read graph: open "+dir+"/missing.txt: no such file or directory")
	_, err = ReadFile(dir)
	assert.EqualError(t, err, "read graph: "+dir+": is a directory, not a file with a graph")
	_, err = ReadFile(write("empty", ""))
	assert.EqualError(t, err, "read graph: "+dir+"/empty: there is nothing in it")
	_, err = ReadFile(write("empty.json", ""))
	assert.EqualError(t, err, "read graph: "+dir+"/empty.json: there is nothing in it")
	_, err = ReadFile(write("bad.txt", "1 2\n1 1\n"))
	assert.EqualError(t, err, "read graph: "+dir+"/bad.txt: line 2: the edge 1-1 joins a node to itself: such loops are not taken")
}

// What plot exports can be read back: the largest networks that run, of a hundred thousand links, stay
// below the limit.
func TestDOTOfALargeNetworkIsBelowTheLimit(t *testing.T) {
	g, err := Generate(Spec{Kind: Random, N: 10_000, Values: map[string]float64{"degree": 20}})
	require.NoError(t, err)
	var file bytes.Buffer
	require.NoError(t, Write(&file, g, DOT, WriteOptions{
		Name:  "default",
		Label: func(id int) string { return fmt.Sprintf("Gossip-Node-%d", id) },
		Group: func(id int) int { return id },
		Color: func(id int) string { return "#0072b2" },
	}))
	assert.Less(t, file.Len(), dotLimit)
}
