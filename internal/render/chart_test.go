package render

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// chartBytes draws a chart and returns the file.
func chartBytes(t testing.TB, c Chart, format Format) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, DrawChart(&out, c, format))
	return out.Bytes()
}

// smallChart has one of everything: a line with a band, a gap, a curve on a logarithmic axis, markers.
func smallChart() Chart {
	return Chart{Title: "Residue <s>", Subtitle: "1,000 nodes", X: Axis{Label: "k"}, Y: Axis{Label: "residue", Log: true},
		Points: true, Series: []Series{
			{Name: "feedback & counter", X: []float64{1, 2, 3}, Y: []float64{0.18, 0.037, 0.011},
				Low: []float64{0.15, 0.03, 0.009}, High: []float64{0.2, 0.045, 0.013}},
			{Name: "blind, coin", X: []float64{1, 2, 3, 4}, Y: []float64{0.96, 0.2, 0, 0.021}},
		}}
}

// TestChartGolden compares a small chart with the one that was looked at. Run the tests with -update
// after a change that is meant, and look at it again.
func TestChartGolden(t *testing.T) {
	got := chartBytes(t, smallChart(), SVG)
	golden := filepath.Join("testdata", "chart.svg")
	if *update {
		require.NoError(t, os.WriteFile(golden, got, 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got))
}

func TestChartSVGHoldsEverySeries(t *testing.T) {
	all := parse(t, chartBytes(t, smallChart(), SVG))
	assert.Equal(t, "Residue <s>", all[1].text)
	assert.Equal(t, "A chart of 2 curves: feedback & counter, blind, coin. x axis (k) from 0.88 to 4.12; "+
		"y axis (residue), logarithmic, from 0.005 to 1.", all[2].text)
	assert.Len(t, pick(all, "band"), 1)
	assert.Len(t, pick(all, "curve"), 2, "and none through the gap")
	var points []string
	for _, e := range pick(all, "point") {
		points = append(points, e.text)
	}
	assert.Equal(t, []string{"feedback & counter (1, 0.18)", "feedback & counter (2, 0.037)", "feedback & counter (3, 0.011)",
		"blind, coin (1, 0.96)", "blind, coin (2, 0.2)", "blind, coin (4, 0.021)"}, points)
}

func TestChartsAreDeterministic(t *testing.T) {
	same := func(name string, c Chart, format Format) {
		assert.True(t, bytes.Equal(chartBytes(t, c, format), chartBytes(t, c, format)), "%s as %s", name, format)
	}
	for name, c := range sampleCharts() {
		same(name, c, SVG)
		same(name, c, PDF)
	}
	same("small", smallChart(), PNG) // slow to paint
}

func TestChartErrors(t *testing.T) {
	nan, one, two, zero := math.NaN(), 1.0, 2.0, 0.0
	good := []Series{{X: []float64{1}, Y: []float64{1}}}
	for _, tc := range []struct {
		name  string
		chart Chart
		want  string
	}{
		{"no series", Chart{}, "cannot draw a chart without a series"},
		{"too many series", Chart{Series: make([]Series, maxSeries+1)}, "more than 24"},
		{"x and y of different lengths", Chart{Series: []Series{good[0], {Name: "b", X: []float64{1, 2}, Y: []float64{1}}}},
			`cannot draw series 2 ("b"): 2 values of x and 1 of y`},
		{"half a band", Chart{Series: []Series{{X: []float64{1}, Y: []float64{1}, Low: []float64{1}}}},
			"cannot draw series 1: a band needs Low and High"},
		{"a band of another length", Chart{Series: []Series{{X: []float64{1}, Y: []float64{1}, Low: []float64{1, 2}, High: []float64{1}}}},
			"cannot draw series 1: 1 points, but 2 low and 1 high ends"},
		{"no point", Chart{Series: []Series{{}}}, "without a point that is finite"},
		{"no finite point", Chart{Series: []Series{{X: []float64{1, math.Inf(1)}, Y: []float64{nan, 1}}}}, "without a point that is finite"},
		{"no point for a logarithmic axis", Chart{Y: Axis{Log: true}, Series: []Series{{X: []float64{1}, Y: []float64{0}}}},
			"a linear axis shows 0 too"},
		{"an axis upside down", Chart{X: Axis{Min: &two, Max: &one}, Series: good}, "cannot draw the x axis from 2 to 1"},
		{"an axis of no length", Chart{Y: Axis{Min: &two, Max: &two}, Series: good}, "cannot draw the y axis from 2 to 2"},
		{"an end that is no number", Chart{Y: Axis{Max: &nan}, Series: good}, "cannot end the y axis at NaN"},
		{"a logarithmic axis from zero", Chart{X: Axis{Log: true, Min: &zero}, Series: good}, "cannot end the logarithmic x axis at 0"},
	} {
		for _, format := range []Format{SVG, PNG, PDF} {
			var out bytes.Buffer
			assert.ErrorContains(t, DrawChart(&out, tc.chart, format), tc.want, tc.name)
			assert.Zero(t, out.Len(), tc.name)
		}
	}
	assert.ErrorContains(t, DrawChart(&bytes.Buffer{}, Chart{Series: good}, Format(9)), "no such format: 9")
	for _, format := range []Format{SVG, PNG, PDF} {
		assert.ErrorIs(t, DrawChart(&brokenWriter{left: 500}, smallChart(), format), errFull, format.String())
	}
}

// TestPNGChartShowsTheBandUnderItsLine: a band is lighter than its line, the grid lighter than the
// axes, and around the plot there is nothing but paper and text.
func TestPNGChartShowsTheBandUnderItsLine(t *testing.T) {
	low, high := 0.0, 1.0
	c := Chart{X: Axis{Min: &low, Max: &high}, Y: Axis{Min: &low, Max: &high}, Series: []Series{{
		X: []float64{-3, 4}, Y: []float64{0.5, 0.5}, Low: []float64{0.3, 0.3}, High: []float64{0.7, 5},
	}}}
	_, p, err := layOut(c)
	require.NoError(t, err)
	img := decode(t, chartBytes(t, c, PNG))
	white := RGB{0xFF, 0xFF, 0xFF}
	line, band, above := at(img, p.on(point{0.33, 0.5})), at(img, p.on(point{0.33, 0.45})), at(img, p.on(point{0.33, 0.1}))
	assert.Equal(t, styleOf(0, false).color, line)
	assert.Equal(t, white, above)
	assert.Greater(t, band.luminance(), line.luminance()+0.3)
	assert.Less(t, band.luminance(), white.luminance())
	assert.Greater(t, at(img, p.on(point{0.2, 0.1})).luminance(), 0.7, "the grid is light")
	for y := p.at.y; y < p.at.y+p.height; y++ {
		assert.Equal(t, white, at(img, point{p.at.x + p.width + 3, y}), "beyond the right end, at %v", y)
	}
	for x := p.at.x; x < p.at.x+p.width; x++ {
		assert.Equal(t, white, at(img, point{x, p.at.y - 3}), "above the upper end, at %v", x)
	}
}

func TestChartPDFIsWhatTheSVGIs(t *testing.T) {
	for name, c := range sampleCharts() {
		f, _, err := layOut(c)
		require.NoError(t, err)
		r := openPDF(t, chartBytes(t, c, PDF))
		box := r.Page(1).V.Key("Parent").Key("MediaBox")
		assert.InDelta(t, f.width, box.Index(2).Float64(), 0.01, name)
		assert.InDelta(t, f.height, box.Index(3).Float64(), 0.01, name)
		var want []string
		fills, strokes := 0, 0
		for _, l := range f.lines {
			want = append(want, l.text)
		}
		for _, s := range f.shapes {
			if s.fill.visible() {
				fills++
			}
			if s.stroke.visible() {
				strokes++
			}
		}
		all := operations(r)
		assert.Equal(t, want, texts(t, r), name)
		assert.Equal(t, fills, countOf(all, "f"), "%s: fillings", name)
		assert.Equal(t, strokes, countOf(all, "S"), "%s: strokes", name)
	}
	info := openPDF(t, chartBytes(t, smallChart(), PDF)).Trailer().Key("Info")
	assert.Equal(t, "Residue <s>", info.Key("Title").Text())
}

func TestLabelsOfTheXAxisNeverTouch(t *testing.T) {
	r, err := newRuler()
	require.NoError(t, err)
	for _, c := range sampleCharts() {
		_, p, err := layOut(c)
		require.NoError(t, err)
		last := math.Inf(-1)
		for _, tick := range p.x.ticks {
			if tick.label == "" {
				continue
			}
			at, half := p.x.place(tick.at)*p.width, r.labelWidth(tick.label, tickSize)/2
			assert.Greater(t, at-half, last+3, "%s: %s", c.Title, tick.label)
			last = at + half
		}
	}
}

func TestLegendStandsBesideTheCurves(t *testing.T) {
	for _, n := range []int{1, 2, 4, 5, 12, 17, 18, 24} {
		for _, name := range []string{"a", "grid3d", "feedback, counter", strings.Repeat("long ", 8), strings.Repeat("very long ", 300)} {
			c := Chart{}
			for i := range n {
				c.Series = append(c.Series, Series{Name: fmt.Sprint(i, name), X: []float64{1, 2}, Y: []float64{0, float64(i)}})
			}
			f, p, err := layOut(c)
			require.NoError(t, err)
			r, err := newRuler()
			require.NoError(t, err)
			for _, l := range f.lines {
				left := l.at.x - l.anchor.share()*r.width(l)
				require.GreaterOrEqual(t, left, 0.0, "%d %q", n, l.text)
				require.LessOrEqual(t, left+r.width(l), f.width, "%d %q", n, l.text)
				require.LessOrEqual(t, l.at.y, f.height, "%d %q", n, l.text)
			}
			samples := 0
			for _, s := range f.shapes {
				if s.class != "sample" {
					continue
				}
				if !s.closed {
					samples++
				}
				for _, at := range s.points {
					require.True(t, at.x > p.at.x+p.width || at.y > p.at.y+p.height, "%d: a sample at %v", n, at)
				}
			}
			require.Equal(t, n, samples)
		}
	}
}

func TestNoNamesNoLegend(t *testing.T) {
	f, _, err := layOut(Chart{Series: []Series{{X: []float64{1}, Y: []float64{1}}, {X: []float64{1}, Y: []float64{2}}}})
	require.NoError(t, err)
	for _, s := range f.shapes {
		assert.NotEqual(t, "sample", s.class)
	}
}

func TestLongNamesEndInAnEllipsis(t *testing.T) {
	r, err := newRuler()
	require.NoError(t, err)
	short := r.cut(line{text: "a\tname\nof two lines", size: 10}, 500)
	assert.Equal(t, "a name of two lines", short.text)
	for _, text := range []string{strings.Repeat("long ", 100), strings.Repeat("é", 1<<20), strings.Repeat("🙂", 500), "\xff\xfe" + strings.Repeat("x", 99)} {
		cut := r.cut(line{text: text, size: 10}, 120)
		assert.True(t, strings.HasSuffix(cut.text, "…"))
		assert.LessOrEqual(t, r.width(cut), 120.0)
		assert.Greater(t, r.width(cut), 95.0, "and uses the room")
	}
}

// TestStylesDiffer: of twelve curves no two are alike in color, nor in dashes and markers, and of
// twenty-four no two in both.
func TestStylesDiffer(t *testing.T) {
	for _, points := range []bool{false, true} {
		colors, forms, both := make(map[RGB]bool), make(map[string]bool), make(map[string]bool)
		for i := range maxSeries {
			s := styleOf(i, points)
			form := fmt.Sprint(s.dash)
			if points || s.sparse {
				form += fmt.Sprint(s.marker, s.hollow)
			}
			if i < styles {
				colors[s.color] = true
				forms[form] = true
			}
			both[s.color.String()+form] = true
			assert.Greater(t, contrast(s.color, RGB{0xFF, 0xFF, 0xFF}), 2.0, "curve %d on white", i)
		}
		assert.Len(t, colors, styles)
		assert.Len(t, forms, styles)
		assert.Len(t, both, maxSeries)
	}
}

func BenchmarkDrawChart(b *testing.B) {
	for name, c := range map[string]Chart{"small": smallChart(), "200000 points": manyPointsChart()} {
		for _, format := range []Format{SVG, PNG, PDF} {
			b.Run(name+"/"+format.String(), func(b *testing.B) {
				for b.Loop() {
					chartBytes(b, c, format)
				}
			})
		}
	}
}
