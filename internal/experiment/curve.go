package experiment

import (
	"math"
	"slices"

	"gossip/internal/sim"
)

// CurvePoint is the mean coverage of several runs at one time, and how well it is known.
type CurvePoint struct {
	Time float64
	Mean float64
	CI95 float64 // half the width of the 95 % interval of the mean; 0 with one run
}

// curveSteps is how many points a curve over continuous time has.
const curveSteps = 200

// Curve returns the mean of the curves of runs, which are steps: each value holds until the next one.
// A curve keeps its last value for ever. Runs without a curve, which accepted no message, have no part in
// it, as in the mean of the coverage; nil if all are. In rounds there is a point for each round, else
// curveSteps of them.
func Curve(curves [][]sim.Point, rounds bool) []CurvePoint {
	curves = slices.DeleteFunc(slices.Clone(curves), func(c []sim.Point) bool { return len(c) == 0 })
	if len(curves) == 0 {
		return nil
	}
	times := grid(curves, rounds)
	errors := 0.0
	if len(curves) > 1 {
		errors = tQuantile(len(curves) - 1)
	}
	points := make([]CurvePoint, len(times))
	next := make([]int, len(curves)) // first point of each curve that is still to come
	for i, t := range times {
		var s Sample
		for k, c := range curves {
			for next[k] < len(c) && c[next[k]].Time <= t {
				next[k]++
			}
			value := 0.0
			if next[k] > 0 {
				value = c[next[k]-1].Value
			}
			s.Add(value)
		}
		points[i] = CurvePoint{Time: t, Mean: s.mean}
		if s.n > 1 {
			points[i].CI95 = s.halfWidth(errors)
		}
	}
	return points
}

// grid returns the times at which curves are compared, from 0 to the end of the longest one.
func grid(curves [][]sim.Point, rounds bool) []float64 {
	end := 0.0
	for _, c := range curves {
		end = math.Max(end, c[len(c)-1].Time)
	}
	width, steps := end/curveSteps, curveSteps
	if rounds || end == 0 {
		width, steps = 1, int(math.Ceil(end))
	}
	times := make([]float64, steps+1)
	for i := range times {
		times[i] = float64(i) * width
	}
	times[steps] = math.Max(times[steps], end) // whatever rounding made of it
	return times
}
