package experiment

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/sim"
)

func statOf(values ...float64) Stat {
	var s Sample
	for _, v := range values {
		s.Add(v)
	}
	return s.Stat()
}

func TestStatByHand(t *testing.T) {
	// The mean is 5 and the squares about it sum up to 32, over 7 degrees of freedom.
	s := statOf(2, 4, 4, 4, 5, 5, 7, 9)
	assert.InDelta(t, 5, s.Mean, 1e-12)
	assert.InDelta(t, math.Sqrt(32.0/7), *s.SD, 1e-12)
	assert.InDelta(t, 2.364624*math.Sqrt(32.0/7)/math.Sqrt(8), *s.CI95, 1e-6, "t of 7 degrees of freedom is 2.364624")
	assert.Equal(t, 2.0, s.Min)
	assert.Equal(t, 9.0, s.Max)

	two := statOf(1, 3)
	assert.InDelta(t, math.Sqrt2, *two.SD, 1e-12)
	assert.InDelta(t, 12.7062, *two.CI95, 1e-4, "with two runs almost nothing is known")

	one := statOf(7)
	assert.Equal(t, Stat{Mean: 7, Min: 7, Max: 7}, one, "one run has no deviation, and none is claimed")

	same := statOf(0.1, 0.1, 0.1)
	assert.Equal(t, 0.1, same.Mean)
	assert.Zero(t, *same.SD)
	assert.Zero(t, *same.CI95)

	negative := statOf(-3, -5)
	assert.Equal(t, []float64{-5, -3}, []float64{negative.Min, negative.Max})
}

// Large means do not drown small deviations.
func TestStatIsStable(t *testing.T) {
	s := statOf(1e9+4, 1e9+7, 1e9+13, 1e9+16)
	assert.Equal(t, 1e9+10, s.Mean)
	assert.InDelta(t, math.Sqrt(30), *s.SD, 1e-9)
}

// The squares of large values are beyond all numbers: then no deviation is claimed, and JSON can be written.
func TestStatOfLargeValues(t *testing.T) {
	s := statOf(1e300, 3e300)
	assert.Equal(t, Stat{Mean: 2e300, Min: 1e300, Max: 3e300}, s)
}

func TestCurveInRounds(t *testing.T) {
	curves := [][]sim.Point{
		{{Time: 0, Value: 0.25}, {Time: 1, Value: 0.5}, {Time: 3, Value: 1}},
		{{Time: 0, Value: 0.25}, {Time: 2, Value: 0.75}},
	}
	got := Curve(curves, true)
	require.Len(t, got, 4, "rounds 0 to 3")
	means := []float64{0.25, (0.5 + 0.25) / 2, (0.5 + 0.75) / 2, (1 + 0.75) / 2}
	for round, want := range means {
		assert.Equal(t, float64(round), got[round].Time)
		assert.InDelta(t, want, got[round].Mean, 1e-12)
	}
	assert.Zero(t, got[0].CI95)
	assert.InDelta(t, 12.7062*0.125, got[3].CI95, 1e-4)
}

func TestCurveInTime(t *testing.T) {
	got := Curve([][]sim.Point{{{Time: 0, Value: 0.1}, {Time: 0.5, Value: 1}}, {{Time: 0, Value: 0.1}, {Time: 2, Value: 1}}}, false)
	require.Len(t, got, curveSteps+1)
	assert.Equal(t, CurvePoint{Time: 0, Mean: 0.1}, got[0])
	assert.Equal(t, CurvePoint{Time: 2, Mean: 1}, got[curveSteps], "the end of the longest curve")
	assert.InDelta(t, 0.55, got[curveSteps/2].Mean, 1e-12)

	assert.Nil(t, Curve(nil, false))
	assert.Nil(t, Curve([][]sim.Point{nil, nil}, false), "no run has a curve")
	some := []sim.Point{{Time: 0, Value: 0.5}, {Time: 2, Value: 1}}
	assert.Equal(t, Curve([][]sim.Point{some, some}, false), Curve([][]sim.Point{some, nil, some}, false), "one run has none")
}
