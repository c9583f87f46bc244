package sim

import (
	"math"
	"time"
)

// Result is what one run came to. Times are in rounds in the synchronous model, in seconds otherwise.
type Result struct {
	Seed     uint64
	End      End
	Time     float64 // at which the run ended
	Living   int     // nodes at the end
	Hops     []int   // Hops[h] is the number of deliveries at hop h, over all messages
	Curve    []Point // with Config.Curve: the mean coverage of the messages by the time since their origin; nil if none was accepted
	values   [metricCount]float64
	measured [metricCount]bool
	Elapsed  time.Duration // of the real clock; no part of what is determined by the seed
}

// Point is one point of a curve.
type Point struct {
	Time  float64
	Value float64
}

// Value returns the value of a metric, and whether the run has one: the time to full coverage has no
// value in a run that does not cover everyone.
func (r *Result) Value(name string) (float64, bool) {
	for i, m := range Metrics() {
		if m.Name == name {
			return r.values[i], r.measured[i]
		}
	}
	return 0, false
}

// Values calls yield with the position in Metrics and the value of each metric that the run has.
func (r *Result) Values(yield func(metric int, value float64)) {
	for i, ok := range r.measured {
		if ok {
			yield(i, r.values[i])
		}
	}
}

// set sets a metric. What is no finite number is no value: nothing could be made of it, and JSON has no
// word for it.
func (r *Result) set(m metricIndex, value float64) {
	if !math.IsNaN(value) && !math.IsInf(value, 0) {
		r.values[m], r.measured[m] = value, true
	}
}
