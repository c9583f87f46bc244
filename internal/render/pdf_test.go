package render

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/unicode"
	"rsc.io/pdf"
)

// openPDF reads a file with a library that has nothing in common with the one that wrote it, and
// that panics on a table of contents or an object that is wrong.
func openPDF(t *testing.T, file []byte) *pdf.Reader {
	t.Helper()
	r, err := pdf.NewReader(bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	require.Equal(t, 1, r.NumPage())
	return r
}

// An operation is a drawing operator with its operands.
type operation struct {
	name     string
	operands []pdf.Value
}

func operations(r *pdf.Reader) []operation {
	var all []operation
	pdf.Interpret(r.Page(1).V.Key("Contents"), func(stack *pdf.Stack, name string) {
		operands := make([]pdf.Value, stack.Len())
		for i := len(operands) - 1; i >= 0; i-- {
			operands[i] = stack.Pop()
		}
		all = append(all, operation{name, operands})
	})
	return all
}

// countOf counts the operations of one name.
func countOf(all []operation, name string) (n int) {
	for _, o := range all {
		if o.name == name {
			n++
		}
	}
	return n
}

// texts returns what the page shows in letters.
func texts(t *testing.T, r *pdf.Reader) []string {
	t.Helper()
	var all []string
	for _, o := range operations(r) {
		if o.name == "Tj" {
			text, err := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder().String(o.operands[0].RawString())
			require.NoError(t, err)
			all = append(all, text)
		}
	}
	return all
}

func TestPDFHoldsEveryNodeAndEdgeAsVectors(t *testing.T) {
	for _, d := range drawings(t) {
		file := bytesOf(t, d.graph, PDF, d.opts)
		all := operations(openPDF(t, file))
		assert.Equal(t, d.graph.EdgeCount(), countOf(all, "S"), "%s: edges", d.name)
		assert.Equal(t, d.graph.Len(), countOf(all, "B"), "%s: circles", d.name)
		assert.Zero(t, countOf(all, "Do"), "%s: no image", d.name)
		assert.NotContains(t, string(file), "NaN", d.name)
	}
}

// TestPDFShowsTheScene: the page has the size of the scene, and lines begin and end at their nodes.
func TestPDFShowsTheScene(t *testing.T) {
	d := drawing{graph: gridOf(t, 8, true), opts: Options{Kind: "torus"}}
	s := d.scene()
	r := openPDF(t, bytesOf(t, d.graph, PDF, d.opts))
	box := r.Page(1).V.Key("Parent").Key("MediaBox")
	assert.Equal(t, []float64{s.width, s.height}, []float64{box.Index(2).Float64(), box.Index(3).Float64()})

	place := func(o operation) point { // the last two operands
		n := len(o.operands)
		return point{o.operands[n-2].Float64(), s.height - o.operands[n-1].Float64()}
	}
	var start, end point
	var drawn int
	for _, o := range operations(r) {
		switch o.name {
		case "m":
			start = place(o)
		case "l", "c":
			end = place(o)
		case "S":
			e := s.edges[drawn]
			drawn++
			assert.InDelta(t, 0, start.distance(s.nodes[e.a].at), 0.02, "edge %d", drawn)
			assert.InDelta(t, 0, end.distance(s.nodes[e.b].at), 0.02, "edge %d", drawn)
		}
	}
	straight := countOf(operations(r), "l")
	assert.Equal(t, len(s.edges)-16, straight, "and 16 are bent, those that close the torus")
}

func TestPDFEdgesAreTransparentAndNodesAreNot(t *testing.T) {
	d := drawing{graph: complete(t, 40), opts: Options{}}
	r := openPDF(t, bytesOf(t, d.graph, PDF, d.opts))
	states, seen := r.Page(1).V.Key("Resources").Key("ExtGState"), []float64(nil)
	for _, o := range operations(r) {
		if o.name == "gs" {
			seen = append(seen, states.Key(o.operands[0].Name()).Key("CA").Float64())
		}
	}
	require.Len(t, seen, 2)
	assert.InDelta(t, d.scene().edgeOpacity, seen[0], 0.001)
	assert.Equal(t, 1.0, seen[1])
}

func TestPDFShowsItsText(t *testing.T) {
	r := openPDF(t, bytesOf(t, path(t, 3), PDF, Options{Title: `café (ü) \ Ωж`}))
	assert.Equal(t, []string{`café (ü) \ Ωж`, "3 nodes, 2 edges", "1", "2", "3"}, texts(t, r))
	fonts := r.Page(1).V.Key("Resources").Key("Font")
	require.Len(t, fonts.Keys(), 2, "regular and bold")
	for _, name := range fonts.Keys() {
		descriptor := fonts.Key(name).Key("DescendantFonts").Index(0).Key("FontDescriptor")
		letters, err := io.ReadAll(descriptor.Key("FontFile2").Reader())
		require.NoError(t, err)
		assert.True(t, bytes.HasPrefix(letters, []byte{0, 1, 0, 0}), "a TrueType font comes with it")
	}
	bare := openPDF(t, bytesOf(t, path(t, 3), PDF, Options{NoLabels: true}))
	assert.Empty(t, texts(t, bare))
	assert.Empty(t, bare.Page(1).V.Key("Resources").Key("Font").Keys(), "and no font that nothing needs")
}

// TestPDFTakesAnyTitle: left to itself, fpdf panics on some of these.
func TestPDFTakesAnyTitle(t *testing.T) {
	for name, tc := range map[string]struct{ title, shown, named string }{
		"emoji":                {"a🙂b", "a\uFFFDb", "a🙂b"},
		"first beyond 16 bits": {"\U00010000", "\uFFFD", "\U00010000"},
		"last of 16 bits":      {"\uFFFF", "\uFFFF", "\uFFFF"},
		"no UTF-8":             {"a\xff\xc3b", "a\uFFFD\uFFFDb", "a\uFFFD\uFFFDb"},
		"cut UTF-8":            {"ab\xe2\x82", "ab\uFFFD\uFFFD", "ab\uFFFD\uFFFD"},
		"control characters":   {"a\x00\x1b\r\nb", "a\uFFFD\uFFFD\uFFFD\uFFFDb", "a\x00\x1b\r\nb"},
		"brackets":             {`)) (\( endstream`, `)) (\( endstream`, `)) (\( endstream`},
		"not in the font":      {"漢字", "漢字", "漢字"},
		"composed letters":     {"ǻẞǭ", "ǻẞǭ", "ǻẞǭ"},
	} {
		t.Run(name, func(t *testing.T) {
			r := openPDF(t, bytesOf(t, path(t, 2), PDF, Options{Title: tc.title}))
			assert.Equal(t, tc.shown, texts(t, r)[0])
			assert.Equal(t, tc.named, r.Trailer().Key("Info").Key("Title").Text())
		})
	}
}

func TestPDFDescribesItself(t *testing.T) {
	info := openPDF(t, bytesOf(t, path(t, 3), PDF, Options{})).Trailer().Key("Info")
	assert.Equal(t, "Gossip network", info.Key("Title").Text())
	assert.Equal(t, "A network of 3 nodes, 2 edges. Layout: line.", info.Key("Subject").Text())
	for _, date := range []string{"CreationDate", "ModDate"} {
		assert.Equal(t, "D:19700101000000", info.Key(date).RawString(), "the same whenever and wherever")
	}
}

// TestPDFIsSmall: of the fonts, which are 400 KB each, it holds only the letters that occur.
func TestPDFIsSmall(t *testing.T) {
	file := bytesOf(t, regular(t, 16, 1), PDF, Options{Title: "Gossip network default: random 3, seed 7"})
	assert.Less(t, len(file), 32<<10)
	assert.Equal(t, 1, strings.Count(string(file), "%%EOF"))
}

// TestPDFsAtTheSameTime is for the race detector: all drawings share the fonts in the binary.
func TestPDFsAtTheSameTime(t *testing.T) {
	g := regular(t, 16, 1)
	want := bytesOf(t, g, PDF, Options{Title: "é"})
	for range 4 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			assert.True(t, bytes.Equal(want, bytesOf(t, g, PDF, Options{Title: "é"})))
		})
	}
}
