package render

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// unitPlot maps numbers from 0 to 1 to themselves.
func unitPlot() plot {
	return plot{width: 100, height: 100, x: scale{high: 1}, y: scale{high: 1}}
}

func TestGaps(t *testing.T) {
	nan, p := math.NaN(), unitPlot()
	lengths := func(runs [][]span) (all []int) {
		for _, run := range runs {
			all = append(all, len(run))
		}
		return all
	}
	x := []float64{0, 0.1, 0.2, 0.3, 0.4, 0.5, math.Inf(1)}
	s := Series{X: x, Y: []float64{1, 1, nan, 1, 0, 1, 1},
		Low: []float64{0, 0, 0, 0, nan, 0, 0}, High: []float64{1, 1, 1, 1, 1, nan, 1}}
	assert.Equal(t, []int{2, 3}, lengths(p.curve(s)), "not a number")
	assert.Equal(t, []int{4}, lengths(p.band(s)), "a band has gaps of its own")
	p.y = scale{axis: Axis{Log: true}, low: 0.1, high: 1}
	assert.Equal(t, []int{2, 1, 1}, lengths(p.curve(s)), "0 on a logarithmic axis")
	assert.Equal(t, -farthest, p.band(s)[0][0].low, "where a band has no lower end")
	assert.Empty(t, p.band(Series{X: x, Y: x}), "no band")
}

func TestThinKeepsWhatShows(t *testing.T) {
	run := make([]span, 100_000)
	for k := range run {
		y := 0.5 + 0.4*math.Sin(float64(k)/5000)
		run[k] = span{x: float64(k) / 99_999, low: y, high: y, index: k}
	}
	run[54_321].low, run[54_321].high = 0.01, 0.99
	thinned := thin(run)
	assert.Less(t, len(thinned), 4*stripes+8)
	assert.Equal(t, run[0], thinned[0])
	assert.Equal(t, run[99_999], thinned[len(thinned)-1])
	assert.Contains(t, thinned, run[54_321], "a lone spike")
	for k := range thinned[1:] {
		require.Less(t, thinned[k].index, thinned[k+1].index, "in order")
	}
	assert.Equal(t, run[:stripes], thin(run[:stripes]), "what is short stays whole")
	for k := range run {
		run[k].x = float64(k % 2)
	}
	assert.Len(t, thin(run), maxSpans, "to and fro")
}

func TestCutLine(t *testing.T) {
	line := func(points ...point) (run []span) {
		for _, p := range points {
			run = append(run, span{x: p.x, low: p.y, high: p.y})
		}
		return run
	}
	for _, tc := range []struct {
		name string
		run  []span
		want [][]point
	}{
		{"inside", line(point{0, 0}, point{0.5, 1}, point{1, 0}), [][]point{{{0, 0}, {0.5, 1}, {1, 0}}}},
		{"outside", line(point{2, 0}, point{2, 1}), nil},
		{"past a corner", line(point{-1, 0.5}, point{0.5, 2}), nil},
		{"through", line(point{-1, 0.5}, point{2, 0.5}), [][]point{{{0, 0.5}, {1, 0.5}}}},
		{"along the border", line(point{-1, 1}, point{2, 1}), [][]point{{{0, 1}, {1, 1}}}},
		{"out and in again", line(point{0.25, 0.5}, point{0.5, 1.5}, point{0.75, 0.5}),
			[][]point{{{0.25, 0.5}, {0.375, 1}}, {{0.625, 1}, {0.75, 0.5}}}},
		{"from far away", line(point{0.5, -farthest}, point{0.5, farthest}), [][]point{{{0.5, 0}, {0.5, 1}}}},
		{"a point", line(point{0.5, 0.5}), nil},
		{"twice the same point", line(point{0.5, 0.5}, point{0.5, 0.5}), [][]point{{{0.5, 0.5}, {0.5, 0.5}}}},
	} {
		got := cutLine(tc.run)
		require.Len(t, got, len(tc.want), tc.name)
		for i := range tc.want {
			require.Len(t, got[i], len(tc.want[i]), tc.name)
			for k, p := range tc.want[i] {
				assert.InDelta(t, 0, p.distance(got[i][k]), 1e-9, "%s: %v is not %v", tc.name, got[i][k], p)
			}
		}
	}
}

func TestCutBand(t *testing.T) {
	area := func(run []span) (sum float64) {
		corners := cutBand(run)
		for k, a := range corners {
			b := corners[(k+1)%len(corners)]
			assert.True(t, onPlot(a), "%v", a)
			sum += (a.x*b.y - b.x*a.y) / 2
		}
		return math.Abs(sum)
	}
	assert.InDelta(t, 0.2, area([]span{{x: 0, low: 0.4, high: 0.6}, {x: 1, low: 0.4, high: 0.6}}), 1e-9, "inside")
	assert.InDelta(t, 0.1, area([]span{{x: -1, low: -1, high: 0.1}, {x: 2, low: -1, high: 0.1}}), 1e-9, "reaches beyond three sides")
	assert.InDelta(t, 1, area([]span{{x: -1, low: -farthest, high: farthest}, {x: 2, low: -farthest, high: farthest}}), 1e-6, "covers all")
	assert.InDelta(t, 0, area([]span{{x: 0, low: 2, high: 3}, {x: 1, low: 4, high: 5}}), 1e-9, "outside")
	assert.InDelta(t, 0.5, area([]span{{x: 0, low: 0, high: 0}, {x: 1, low: 0, high: 1}}), 1e-9, "begins in a point")
}

func TestMarkers(t *testing.T) {
	count := func(n int, points bool) int {
		s := Series{}
		for k := range n {
			s.X, s.Y = append(s.X, float64(k)/float64(max(1, n-1))), append(s.Y, 0.5)
		}
		return len(unitPlot().drawMarks(s, styleOf(0, points), points))
	}
	assert.Equal(t, 10, count(10, true))
	assert.Equal(t, 0, count(10, false), "a line says it all")
	assert.Equal(t, 1, count(1, false), "or else nothing would be seen")
	assert.Equal(t, 4, count(1000, true), "where points are dense, some of them")
	outside := Series{X: []float64{2, 0.5}, Y: []float64{0.5, -1}}
	assert.Empty(t, unitPlot().drawMarks(outside, styleOf(0, true), true), "none beyond the axes")
}

func TestLoneBandIsABar(t *testing.T) {
	p, style := unitPlot(), styleOf(0, false)
	bar := func(low, high float64) int {
		return len(p.drawBand(Series{X: []float64{0.5}, Y: []float64{0.5}, Low: []float64{low}, High: []float64{high}}, style))
	}
	assert.Equal(t, 3, bar(0.4, 0.6), "a line and two caps")
	assert.Equal(t, 2, bar(0.4, 6), "no cap where the bar is cut")
	assert.Equal(t, 0, bar(4, 6), "out of sight")
}
