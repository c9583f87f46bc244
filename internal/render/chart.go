package render

import (
	"fmt"
	"io"
	"math"
)

// A Chart is a picture of curves over one pair of axes: what was measured, against what was varied
// or against time.
type Chart struct {
	// Title stands above the picture and Subtitle, smaller, below the title; empty for none. What is
	// too long for the picture is cut.
	Title, Subtitle string

	X, Y Axis

	// Series are the curves, in the order of the legend and of the colors.
	Series []Series

	// Points marks the points of the curves: they were measured, and what lies between was not.
	// Without it only a point that has no neighbor to be joined with is marked, and where there are
	// more than six curves a few points of some, to tell them apart.
	Points bool
}

// An Axis says how numbers become places. The zero value is a linear axis without a label, with ends
// that suit the data.
type Axis struct {
	// Label says what the numbers are, with their unit: "time (s)".
	Label string

	// Log makes equal factors equally long. A value that is not above 0 has no place on such an axis
	// and leaves a gap.
	Log bool

	// Min and Max are the ends of the axis, and what lies beyond is cut off; nil for an end that suits
	// the data.
	Min, Max *float64
}

// A Series is one curve: the points (X[i], Y[i]), joined in their order. A point with a number that is
// not finite, or that the axis has no place for, is left out and leaves a gap.
type Series struct {
	// Name stands in the legend; if no series has one, there is no legend.
	Name string

	X, Y []float64

	// Low and High are the ends of the band around the curve at each X, a confidence interval for
	// instance; nil for none. The band has gaps of its own. An end beyond what a logarithmic axis can
	// show, a Low of 0 for instance, lies at the end of the axis.
	Low, High []float64
}

const (
	// maxSeries bounds a chart: there are twelve styles, and each is used twice at most.
	maxSeries = 24

	// hugest bounds what counts as finite, so that no difference of two values overflows; and what is
	// smaller than its inverse counts as 0, so that none underflows.
	hugest = 1e290
)

// DrawChart writes a chart. The same chart gives the same bytes. It fails on a chart without a series,
// or with more than 24; on a series whose slices differ in length; on axes with ends that contradict
// each other; where there is not one point to draw; and when w does.
func DrawChart(w io.Writer, c Chart, format Format) error {
	if err := c.check(); err != nil {
		return err
	}
	f, _, err := layOut(c)
	if err != nil {
		return fmt.Errorf("draw chart: %w", err)
	}
	switch format {
	case SVG:
		err = f.writeSVG(w)
	case PNG:
		err = f.writePNG(w)
	case PDF:
		err = f.writePDF(w)
	default:
		return fmt.Errorf("draw chart: no such format: %d", int(format))
	}
	if err != nil {
		return fmt.Errorf("draw chart as %s: %w", format, err)
	}
	return nil
}

// check reports what is wrong with the chart.
func (c Chart) check() error {
	switch {
	case len(c.Series) == 0:
		return fmt.Errorf("cannot draw a chart without a series")
	case len(c.Series) > maxSeries:
		return fmt.Errorf("cannot draw %d curves in one chart: more than %d nobody tells apart; draw several charts",
			len(c.Series), maxSeries)
	}
	if err := c.X.check("x"); err != nil {
		return err
	}
	if err := c.Y.check("y"); err != nil {
		return err
	}
	drawable := false
	for i, s := range c.Series {
		if err := s.check(i); err != nil {
			return err
		}
		for k := range s.X {
			drawable = drawable || c.X.holds(s.X[k]) && c.Y.holds(s.Y[k])
		}
	}
	switch {
	case drawable:
		return nil
	case c.X.Log || c.Y.Log:
		return fmt.Errorf("cannot draw a chart without a point that is finite and, on a logarithmic axis, above 0; " +
			"a linear axis shows 0 too")
	}
	return fmt.Errorf("cannot draw a chart without a point that is finite")
}

// check reports what is wrong with the series, the one with the given index.
func (s Series) check(index int) error {
	name := fmt.Sprintf("series %d", index+1)
	if s.Name != "" {
		name += fmt.Sprintf(" (%q)", s.Name)
	}
	switch {
	case len(s.X) != len(s.Y):
		return fmt.Errorf("cannot draw %s: %d values of x and %d of y", name, len(s.X), len(s.Y))
	case (s.Low == nil) != (s.High == nil):
		return fmt.Errorf("cannot draw %s: a band needs Low and High, or neither", name)
	case s.Low != nil && (len(s.Low) != len(s.X) || len(s.High) != len(s.X)):
		return fmt.Errorf("cannot draw %s: %d points, but %d low and %d high ends of their band",
			name, len(s.X), len(s.Low), len(s.High))
	}
	return nil
}

// check reports what is wrong with the axis, which is called x or y.
func (a Axis) check(name string) error {
	const most = hugest / 1e10 // leaves room on the other side of it
	for _, end := range [...]*float64{a.Min, a.Max} {
		switch {
		case end == nil:
		case !(math.Abs(*end) <= most): // NaN too
			return fmt.Errorf("cannot end the %s axis at %v: give a finite number, %v at most", name, *end, most)
		case a.Log && *end < 1/most:
			return fmt.Errorf("cannot end the logarithmic %s axis at %v: give a number above 0, %v at least, or make it linear",
				name, *end, 1/most)
		}
	}
	if a.Min == nil || a.Max == nil {
		return nil
	}
	low, high := *a.Min, *a.Max
	switch {
	case low >= high:
		return fmt.Errorf("cannot draw the %s axis from %v to %v: its minimum must be below its maximum", name, low, high)
	case high-low <= max(1/hugest, closest*max(math.Abs(low), math.Abs(high))):
		return fmt.Errorf("cannot draw the %s axis from %v to %v: its ends are too close to each other", name, low, high)
	}
	return nil
}

// holds reports whether a value has a place on the axis, or on its continuation.
func (a Axis) holds(v float64) bool { return finite(v) && (!a.Log || v > 1/hugest) }

// finite reports whether v is a number that can be drawn.
func finite(v float64) bool { return math.Abs(v) <= hugest } // false for NaN
