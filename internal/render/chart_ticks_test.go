package render

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// labels returns the labels of the ticks, in one line.
func labels(ticks []tick) string {
	var all []string
	for _, t := range ticks {
		if t.label != "" {
			all = append(all, t.label)
		}
	}
	return strings.Join(all, " ")
}

// minors returns how many ticks have no label.
func minors(ticks []tick) (n int) {
	for _, t := range ticks {
		if t.label == "" {
			n++
		}
	}
	return n
}

func TestLinearTicks(t *testing.T) {
	for _, tc := range []struct {
		name      string
		low, high float64
		most      int
		least     float64
		want      string
	}{
		{"a share", 0, 1, 6, 0, "0 0.2 0.4 0.6 0.8 1.0"},
		{"rounds", 0, 18, 10, 0, "0 2 4 6 8 10 12 14 16 18"},
		{"between whole numbers", 1, 5, 10, 0, "1.0 1.5 2.0 2.5 3.0 3.5 4.0 4.5 5.0"},
		{"whole numbers", 1, 5, 10, 1, "1 2 3 4 5"},
		{"steps of five", 3, 28, 6, 0, "5 10 15 20 25"},
		{"thousands", 0, 40_000, 5, 0, "0 10,000 20,000 30,000 40,000"},
		{"below zero", -2, 2, 5, 0, "−2 −1 0 1 2"},
		{"three tenths", 0, 0.5, 6, 0, "0 0.1 0.2 0.3 0.4 0.5"},
		{"thousandths", 0, 0.005, 6, 0, "0 0.001 0.002 0.003 0.004 0.005"},
		{"millions", 0, 3e6, 4, 0, "0 1×10^6 2×10^6 3×10^6"},
		{"halves of millions", 0, 1.5e6, 4, 0, "0 0.5×10^6 1.0×10^6 1.5×10^6"},
		{"millionths", 0, 4e-6, 4, 0, "0 1×10^−6 2×10^−6 3×10^−6 4×10^−6"},
		{"far from zero", 1_000_000, 1_000_004, 4, 0, "1,000,000 1,000,001 1,000,002 1,000,003 1,000,004"},
		{"ends that were rounded", 0.1 + 0.2, 0.6000000000000001, 3, 0, "0.3 0.4 0.5 0.6"},
		{"ends between ticks", 0.13, 0.87, 4, 0, "0.2 0.4 0.6 0.8"},
		{"huge", -2e290, 2e290, 4, 0, "−2×10^290 −1×10^290 0 1×10^290 2×10^290"},
	} {
		assert.Equal(t, tc.want, labels(linearTicks(tc.low, tc.high, tc.most, tc.least)), tc.name)
	}
}

func TestLogTicks(t *testing.T) {
	for _, tc := range []struct {
		name      string
		low, high float64
		most      int
		want      string
		minors    int
	}{
		{"decades", 0.001, 10, 6, "0.001 0.01 0.1 1 10", 32},
		{"large numbers", 1, 100_000, 6, "1 10 100 1,000 10,000 100,000", 40},
		{"larger ones", 1, 1e6, 7, "1 10 10^2 10^3 10^4 10^5 10^6", 48},
		{"small ones", 1e-6, 1e-2, 6, "10^−6 10^−5 10^−4 10^−3 10^−2", 32},
		{"ends between decades", 0.0005, 2, 6, "0.001 0.01 0.1 1", 30},
		{"few decades", 0.5, 20, 6, "0.5 1 2 5 10 20", 10},
		{"few and small", 2e-5, 5e-4, 6, "2×10^−5 5×10^−5 10^−4 2×10^−4 5×10^−4", 8},
		{"less than one", 20, 70, 6, "20 30 40 50 60 70", 0},
		{"next to nothing", 0.101, 0.103, 4, "0.1010 0.1015 0.1020 0.1025 0.1030", 0},
		{"very many", 1e-17, 1, 6, "10^−15 10^−10 10^−5 1", 14},
		{"all that there are", 2e-290, 1e290, 6, "10^−200 10^−100 1 10^100 10^200", 0},
	} {
		ticks := logTicks(tc.low, tc.high, tc.most)
		assert.Equal(t, tc.want, labels(ticks), tc.name)
		assert.Equal(t, tc.minors, minors(ticks), "%s: minor ticks", tc.name)
	}
}

func TestEndsOfTheYAxis(t *testing.T) {
	for _, tc := range []struct {
		name      string
		log       bool
		y         []float64
		low, high float64
	}{
		{"a share", false, []float64{0.001, 0.999}, 0, 1},
		{"exactly one", false, []float64{0, 1}, 0, 1},
		{"near zero", false, []float64{3, 11}, 0, 12},
		{"far from zero", false, []float64{0.961, 0.969}, 0.96, 0.97},
		{"constant", false, []float64{0.37, 0.37}, 0, 0.4},
		{"constant zero", false, []float64{0, 0}, 0, 1},
		{"constant but for rounding", false, []float64{0.3, 0.1 + 0.2}, 0, 0.3},
		{"below zero", false, []float64{-8, -1}, -8, 0},
		{"both sides", false, []float64{-3, 4}, -4, 4},
		{"decades", true, []float64{0.0012, 0.9}, 0.001, 1},
		{"to the next 1, 2 or 5", true, []float64{0.0031, 0.13}, 0.002, 0.2},
		{"constant, logarithmic", true, []float64{5, 5}, 1, 20},
	} {
		c := Chart{Y: Axis{Log: tc.log}, Series: []Series{{X: []float64{1, 2}, Y: tc.y}}}
		s := newYScale(c, mostYTicks)
		assert.InDelta(t, tc.low, s.low, 1e-12, "%s: low", tc.name)
		assert.InDelta(t, tc.high, s.high, 1e-12, "%s: high", tc.name)
	}
}

func TestEndsOfTheXAxis(t *testing.T) {
	ends := func(c Chart) [2]float64 {
		s := newXScale(c, mostXTicks)
		return [2]float64{s.low, s.high}
	}
	series := func(x ...float64) []Series { return []Series{{X: x, Y: x}} }
	ten := 10.0
	assert.Equal(t, [2]float64{1, 19}, ends(Chart{Series: series(1, 19)}), "where the data end")
	assert.Equal(t, [2]float64{0, 10}, ends(Chart{Series: series(0.1, 9.9)}), "at a tick that is near")
	assert.Equal(t, [2]float64{0.84, 5.16}, ends(Chart{Points: true, Series: series(1, 5)}), "room for a marker")
	assert.Equal(t, [2]float64{500, 1500}, ends(Chart{Series: series(1000)}), "a single point stands in the middle")
	assert.Equal(t, [2]float64{-1, 1}, ends(Chart{Series: series(0)}), "and so at 0")
	assert.Equal(t, [2]float64{0, 10}, ends(Chart{X: Axis{Max: &ten}, Series: series(0, 5, 50)}), "as asked for")
	assert.Equal(t, [2]float64{10, 20}, ends(Chart{X: Axis{Min: &ten}, Series: series(1, 2)}), "even if nothing is there")
}

// TestTicksAreFewAndInOrder: whatever the range, the ticks with labels ascend, lie in it, and are not
// more than asked for by more than two.
func TestTicksAreFewAndInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.Float64Range(-1e9, 1e9).Draw(t, "low")
		high := low + rapid.Float64Range(1e-3, 1e9).Draw(t, "extent")
		most := rapid.IntRange(2, 12).Draw(t, "most")
		ticks := linearTicks(low, high, most, 0)
		assert.LessOrEqual(t, len(ticks), most+1)
		seen := make(map[string]bool)
		for k, tick := range ticks {
			assert.False(t, seen[tick.label], "two ticks are called %s", tick.label)
			seen[tick.label] = true
			assert.GreaterOrEqual(t, tick.at, low-1e-5*(high-low))
			assert.LessOrEqual(t, tick.at, high+1e-5*(high-low))
			assert.True(t, k == 0 || ticks[k-1].at < tick.at)
		}
	})
}
