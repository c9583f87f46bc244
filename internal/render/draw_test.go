package render

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/topology"
)

// bytesOf draws and returns the file.
func bytesOf(t testing.TB, g *topology.Graph, format Format, opts Options) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, Draw(&out, g, format, opts))
	return out.Bytes()
}

func TestDrawIsDeterministic(t *testing.T) {
	for _, d := range drawings(t) {
		if d.graph.Len() > 100 {
			continue
		}
		for _, format := range []Format{SVG, PDF, PNG} {
			if format == PNG {
				d.opts.Size = minSize // quick to paint
			}
			first, second := bytesOf(t, d.graph, format, d.opts), bytesOf(t, d.graph, format, d.opts)
			assert.True(t, bytes.Equal(first, second), "%s as %s", d.name, format)
		}
	}
}

// drawInto names the variable that makes the test below draw into a directory and end.
const drawInto = "GOSSIP_RENDER_TEST_DRAW_INTO"

// TestSecondRunDrawsTheSame compares drawings with those of another process, which has other hash
// seeds, clocks and time zones.
func TestSecondRunDrawsTheSame(t *testing.T) {
	g, opts := regular(t, 16, 1), Options{Title: "Gossip network é", Kind: "random", Seed: 7}
	formats := []Format{SVG, PDF, PNG}
	if dir := os.Getenv(drawInto); dir != "" {
		for _, format := range formats {
			file := filepath.Join(dir, format.String())
			require.NoError(t, os.WriteFile(file, bytesOf(t, g, format, opts), 0o644))
		}
		return
	}
	dir := t.TempDir()
	again := exec.Command(os.Args[0], "-test.run=^TestSecondRunDrawsTheSame$")
	again.Env = append(os.Environ(), drawInto+"="+dir, "TZ=Asia/Tokyo")
	out, err := again.CombinedOutput()
	require.NoError(t, err, "%s", out)
	for _, format := range formats {
		second, err := os.ReadFile(filepath.Join(dir, format.String()))
		require.NoError(t, err)
		assert.True(t, bytes.Equal(bytesOf(t, g, format, opts), second), "%s", format)
	}
}

func TestDrawErrors(t *testing.T) {
	nobody, err := topology.NewGraph(0, nil)
	require.NoError(t, err)
	crowd, err := topology.NewGraph(maxNodes+1, nil)
	require.NoError(t, err)
	three := path(t, 3)
	for _, tc := range []struct {
		name   string
		graph  *topology.Graph
		format Format
		opts   Options
		want   string
	}{
		{"no nodes", nobody, SVG, Options{}, "without nodes"},
		{"too many nodes", crowd, SVG, Options{}, "more than 20000"},
		{"partitions of another graph", three, SVG, Options{Groups: []int{0, 1}}, "partitions of 2"},
		{"too small", three, SVG, Options{Size: 100}, "200 to 4000"},
		{"negative", three, SVG, Options{Size: -1}, "200 to 4000"},
		{"too large", three, SVG, Options{Size: 4001}, "200 to 4000"},
		{"no such format", three, Format(9), Options{}, "no such format"},
	} {
		var out bytes.Buffer
		err := Draw(&out, tc.graph, tc.format, tc.opts)
		assert.ErrorContains(t, err, tc.want, tc.name)
		assert.Zero(t, out.Len(), tc.name)
	}
}

// brokenWriter fails after some bytes, like a full disk.
type brokenWriter struct{ left int }

var errFull = errors.New("disk full")

func (w *brokenWriter) Write(p []byte) (int, error) {
	if len(p) > w.left {
		return 0, errFull
	}
	w.left -= len(p)
	return len(p), nil
}

func TestDrawReportsAWriterThatFails(t *testing.T) {
	for _, format := range []Format{SVG, PNG, PDF} {
		err := Draw(&brokenWriter{left: 500}, cycle(t, 50), format, Options{})
		assert.ErrorIs(t, err, errFull, format.String())
	}
}

// TestHugeCompleteGraph: 499,500 edges make a picture of bounded size, which says that it is a
// sample.
func TestHugeCompleteGraph(t *testing.T) {
	d := drawing{graph: complete(t, 1000), opts: Options{Kind: "full"}}
	s := d.scene()
	assert.Len(t, s.edges, maxEdges)
	assert.Contains(t, s.subtitle, "1000 nodes, 499500 edges (20000 of them drawn, a random sample)")
	assert.Less(t, len(bytesOf(t, d.graph, SVG, d.opts)), 4<<20)
}

// TestDenseGraphEnds: a graph with 250,000 edges that no layout knows goes the way of force.
func TestDenseGraphEnds(t *testing.T) {
	dense, _ := turan(t, 1000, 2)
	d := drawing{graph: dense, opts: Options{Kind: "file"}}
	assert.Equal(t, "force", choose(d.input()).name)
	assert.Len(t, d.scene().edges, maxEdges)
}

func TestSampleIsFairAndWithoutRepetition(t *testing.T) {
	g := complete(t, 400) // 79,800 edges, a quarter of which are drawn
	edges := sample(g, 1)
	require.Len(t, edges, maxEdges)
	seen := make(map[[2]int]bool)
	ends := make([]int, g.Len())
	for _, e := range edges {
		require.Less(t, e.a, e.b)
		require.False(t, seen[[2]int{e.a, e.b}])
		seen[[2]int{e.a, e.b}] = true
		ends[e.a]++
		ends[e.b]++
	}
	for i, n := range ends { // 100 expected, deviation 8.7
		assert.InDelta(t, 100, n, 45, "node %d", i)
	}
	assert.Equal(t, edges, sample(g, 1))
	assert.NotEqual(t, edges, sample(g, 2))
}

func TestTorusEdgesAreBentAroundNodes(t *testing.T) {
	d := drawing{graph: gridOf(t, 8, true), opts: Options{Kind: "torus"}}
	s := d.scene()
	bent := 0
	r := newRaster(positions(s), s.nodes[0].radius+2*s.edgeWidth)
	for _, e := range s.edges {
		if e.bent {
			bent++
		}
		assert.Zero(t, s.meets(r, e, 0.9), "edge %d-%d runs under a node", s.nodes[e.a].id, s.nodes[e.b].id)
	}
	assert.Equal(t, 16, bent, "the edges that close the torus, and no others")
}

func positions(s *scene) []point {
	points := make([]point, len(s.nodes))
	for i, n := range s.nodes {
		points[i] = n.at
	}
	return points
}

func TestEdgesGrowPalerWithTheirNumber(t *testing.T) {
	last := math.Inf(1)
	for _, n := range []int{10, 30, 100, 200} {
		d := drawing{graph: complete(t, n), opts: Options{}}
		s := d.scene()
		assert.Less(t, s.edgeWidth*s.edgeOpacity, last, "full %d", n)
		last = s.edgeWidth * s.edgeOpacity
	}
}

func TestDescribe(t *testing.T) {
	one := drawing{graph: path(t, 1), opts: Options{Title: "x"}}
	assert.Equal(t, "1 node, 0 edges", one.scene().subtitle)
	assert.Equal(t, "no peers", one.scene().nodes[0].peers)
	many := drawing{graph: starOf(t, 40)}
	s := many.scene()
	assert.Empty(t, s.subtitle, "without a title the picture stands alone")
	assert.Equal(t, "A network of 40 nodes, 39 edges. Layout: star.", s.summary)
	assert.Equal(t, "1 peer: 1", s.nodes[1].peers)
	assert.Regexp(t, `^39 peers: 2, 3, .*, 31 and 9 more$`, s.nodes[0].peers)
}

func TestLongTitlesAreCut(t *testing.T) {
	title := fmt.Sprintf("%0200d", 7)
	s := drawing{graph: path(t, 3), opts: Options{Title: title}}.scene()
	assert.Less(t, len(s.shortTitle()), 80)
	assert.Contains(t, s.shortTitle(), "…")
}

func BenchmarkDraw(b *testing.B) {
	g := regular(b, 1000, 1)
	for _, format := range []Format{SVG, PNG, PDF} {
		b.Run(format.String(), func(b *testing.B) {
			for b.Loop() {
				bytesOf(b, g, format, Options{})
			}
		})
	}
}
