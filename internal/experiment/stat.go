package experiment

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Stat is what the values of one metric come to over the runs that have one.
type Stat struct {
	Mean float64  `json:"mean"`
	SD   *float64 `json:"sd"`   // of the sample; nil with one run, or if it is beyond all numbers
	CI95 *float64 `json:"ci95"` // the mean is known to this much above and below; nil where SD is
	Min  float64  `json:"min"`
	Max  float64  `json:"max"`
	Runs int      `json:"runs,omitempty"` // how many had a value, if not all
}

// Sample gathers values one after the other. It keeps the sum of squares about the running mean
// (Welford 1962), which large means do not drown.
type Sample struct {
	n        int
	mean, m2 float64
	min, max float64
}

// Add adds a value.
func (s *Sample) Add(x float64) {
	s.n++
	if s.n == 1 {
		s.min, s.max = x, x
	}
	s.min, s.max = math.Min(s.min, x), math.Max(s.max, x)
	delta := x - s.mean
	s.mean += delta / float64(s.n)
	s.m2 += float64(delta * (x - s.mean)) // rounded here, so that no machine fuses the two
}

// Len returns the number of values.
func (s *Sample) Len() int { return s.n }

// Stat returns what the values come to; there must be one.
func (s *Sample) Stat() Stat {
	st := Stat{Mean: s.mean, Min: s.min, Max: s.max}
	if s.n > 1 {
		sd, ci := s.sd(), s.halfWidth(tQuantile(s.n-1))
		if finite(sd) && finite(ci) {
			st.SD, st.CI95 = &sd, &ci
		}
	}
	return st
}

// finite reports whether x is a number that can be written down: squares of large ones may be none.
func finite(x float64) bool { return math.Abs(x) <= math.MaxFloat64 }

func (s *Sample) sd() float64 { return math.Sqrt(s.m2 / float64(s.n-1)) }

// halfWidth is a number of standard errors of the mean.
func (s *Sample) halfWidth(errors float64) float64 {
	return errors * s.sd() / math.Sqrt(float64(s.n))
}

// tQuantile is the factor by which the standard error of a mean gives its 95 % interval.
func tQuantile(freedom int) float64 {
	return distuv.StudentsT{Sigma: 1, Nu: float64(freedom)}.Quantile(0.975)
}
