package render

import (
	"bytes"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// anyFloat draws what breaks arithmetic as readily as what people measure.
func anyFloat() *rapid.Generator[float64] {
	return rapid.OneOf(
		rapid.Float64(), rapid.Float64Range(0, 1), rapid.Float64Range(-1000, 1000),
		rapid.Map(rapid.IntRange(-3, 1000), func(n int) float64 { return float64(n) }),
		rapid.SampledFrom([]float64{0, math.Copysign(0, -1), math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64,
			-math.MaxFloat64, math.SmallestNonzeroFloat64, hugest, -hugest, 1 / hugest, 2 / hugest, 1, math.Nextafter(1, 2),
			1e15, 1e15 + 1, 0.1 + 0.2}),
	)
}

func anyAxis() *rapid.Generator[Axis] {
	return rapid.Custom(func(t *rapid.T) Axis {
		end := rapid.OneOf(rapid.Just[*float64](nil), rapid.Just[*float64](nil), rapid.Just[*float64](nil), rapid.Ptr(anyFloat(), false))
		return Axis{Label: rapid.String().Draw(t, "label"), Log: rapid.Bool().Draw(t, "log"),
			Min: end.Draw(t, "min"), Max: end.Draw(t, "max")}
	})
}

func anyChart() *rapid.Generator[Chart] {
	return rapid.Custom(func(t *rapid.T) Chart {
		c := Chart{Title: rapid.String().Draw(t, "title"), X: anyAxis().Draw(t, "x"), Y: anyAxis().Draw(t, "y"),
			Points: rapid.Bool().Draw(t, "points")}
		for range rapid.IntRange(1, 3).Draw(t, "series") {
			n := rapid.IntRange(0, 12).Draw(t, "n")
			values := rapid.SliceOfN(anyFloat(), n, n)
			s := Series{Name: rapid.StringN(0, 40, -1).Draw(t, "name"), X: values.Draw(t, "X"), Y: values.Draw(t, "Y")}
			if rapid.Bool().Draw(t, "band") {
				s.Low, s.High = values.Draw(t, "Low"), values.Draw(t, "High")
			}
			c.Series = append(c.Series, s)
		}
		return c
	})
}

// TestAnyFloatsDraw: whatever the numbers are, a chart is drawn or refused, and what is drawn stays
// on the page, with the curves in their plot.
func TestAnyFloatsDraw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { requireDrawn(t, anyChart().Draw(t, "chart")) })
}

func TestChartsThatWereNotDrawn(t *testing.T) {
	at := func(v float64) *float64 { return &v }
	for name, c := range map[string]Chart{
		"whole numbers on an axis that ends before the next one": {
			X: Axis{Min: at(4e-25), Max: at(8e-25)}, Series: []Series{{X: []float64{1}, Y: []float64{1}}}},
		"numbers at the end of what a logarithmic axis can show": {
			Y: Axis{Log: true}, Series: []Series{{X: []float64{1, 0}, Y: []float64{1.3 / hugest, 2 / hugest}}}},
	} {
		t.Run(name, func(t *testing.T) { requireDrawn(t, c) })
	}
}

func requireDrawn(t require.TestingT, c Chart) {
	var file bytes.Buffer
	if err := DrawChart(&file, c, SVG); err != nil {
		return
	}
	require.NotContains(t, file.String(), `="NaN`)
	require.NotContains(t, file.String(), "Inf ")
	f, p, err := layOut(c)
	require.NoError(t, err)
	for _, axis := range [...]scale{p.x, p.y} {
		require.Less(t, axis.low, axis.high)
		require.Less(t, len(axis.ticks), 200)
		for _, tick := range axis.ticks {
			require.InDelta(t, 0.5, axis.place(tick.at), 0.5+1e-6, "tick %v from %v to %v", tick.at, axis.low, axis.high)
		}
	}
	for _, s := range f.shapes {
		for _, at := range s.points {
			require.True(t, onPage(f, at), "%s at %v", s.class, at)
			if s.class == "curve" || s.class == "band" {
				require.True(t, inPlot(p, at), "%s at %v", s.class, at)
			}
		}
	}
	for _, l := range f.lines {
		require.True(t, onPage(f, l.at), "%q at %v", l.text, l.at)
	}
}

// TestAnyFloatsDrawInEveryFormat asks the two libraries whether they bear it too.
func TestAnyFloatsDrawInEveryFormat(t *testing.T) {
	for format, examples := range map[Format]int{PNG: 4, PDF: 20} {
		for seed := range examples {
			c := anyChart().Example(seed)
			var file bytes.Buffer
			if err := DrawChart(&file, c, format); err == nil {
				require.NotZero(t, file.Len())
			}
		}
	}
}

func onPage(f *figure, at point) bool {
	return at.x >= 0 && at.x <= f.width && at.y >= 0 && at.y <= f.height
}

func inPlot(p plot, at point) bool {
	const slack = 1e-3
	return at.x >= p.at.x-slack && at.x <= p.at.x+p.width+slack && at.y >= p.at.y-slack && at.y <= p.at.y+p.height+slack
}
