package render

import "math"

// A scale maps the numbers of an axis to the stretch from 0 to 1.
type scale struct {
	axis      Axis
	low, high float64 // the ends of the axis
	whole     bool    // all values are whole numbers, so there is no tick between two of these
	ticks     []tick
}

// farthest bounds places beyond the ends: so far out the slope of a line no longer shows, and
// nothing overflows.
const farthest = 1e6

// place returns where v is: 0 at the low end, 1 at the high end. The axis must hold v.
func (s scale) place(v float64) float64 {
	at := 0.0
	if s.axis.Log {
		low := math.Log10(s.low)
		at = (math.Log10(v) - low) / (math.Log10(s.high) - low)
	} else {
		at = (v - s.low) / (s.high - s.low)
	}
	return min(farthest, max(-farthest, at))
}

// placeBound returns where the end of a band is. What a logarithmic axis cannot show is far below it.
func (s scale) placeBound(v float64) float64 {
	if !s.axis.holds(v) {
		return -farthest
	}
	return s.place(v)
}

// newXScale ends the axis where the data end, or at a tick very near; with a margin if it shows
// points, so that none is cut.
func newXScale(c Chart, most int) scale {
	whole := true
	low, high := c.extent(func(s Series, k int) (float64, float64) {
		whole = whole && s.X[k] == math.Trunc(s.X[k])
		return s.X[k], s.X[k]
	}, c.X)
	alone := low == high
	low, high = c.X.apart(low, high, false)
	switch {
	case c.Points && !alone:
		low, high = c.X.widened(low, high, 0.04)
	case !c.X.Log:
		const near = 0.025 // of the axis
		first, last := looseLinear(low, high, most)
		if low-first < near*(high-low) {
			low = first
		}
		if last-high < near*(high-low) {
			high = last
		}
	}
	return c.X.scale(low, high, most, whole)
}

// newYScale ends the axis at ticks, and begins it at 0 where that is not far off.
func newYScale(c Chart, most int) scale {
	low, high := c.extent(func(s Series, k int) (float64, float64) {
		if s.Low == nil || !finite(s.Low[k]) || !finite(s.High[k]) || c.Y.Log && !c.Y.holds(s.High[k]) {
			return s.Y[k], s.Y[k]
		}
		low, high := min(s.Y[k], s.Low[k], s.High[k]), max(s.Y[k], s.Low[k], s.High[k])
		if !c.Y.holds(low) {
			low = min(s.Y[k], high) // a band down to 0 has no lower end on a logarithmic axis
		}
		return low, high
	}, c.Y)
	low, high = c.Y.apart(low, high, true)
	if c.Y.Log {
		low, high = looseLog(low, high)
	} else {
		if low != 0 && c.marked() { // a marker or the end of a bar on the x axis is hard to see
			low -= 0.03 * (high - low)
		}
		low, high = looseLinear(low, high, most)
	}
	return c.Y.scale(low, high, most, false)
}

// marked reports whether the chart consists of marked points.
func (c Chart) marked() bool {
	lone := true
	for _, s := range c.Series {
		lone = lone && len(s.X) <= 1
	}
	return c.Points || lone
}

// extent returns the least and the greatest of what the function tells of every drawable point;
// points that the other axis cuts off count only if there are no others.
func (c Chart) extent(of func(s Series, k int) (low, high float64), a Axis) (low, high float64) {
	for _, inside := range [...]bool{true, false} {
		low, high = math.Inf(1), math.Inf(-1)
		for _, s := range c.Series {
			for k := range s.X {
				if !c.X.holds(s.X[k]) || !c.Y.holds(s.Y[k]) || inside && (c.X.cuts(s.X[k]) || c.Y.cuts(s.Y[k])) {
					continue
				}
				least, greatest := of(s, k)
				low, high = min(low, least), max(high, greatest)
			}
		}
		if low <= high {
			break
		}
	}
	return low, high
}

// cuts reports whether v lies beyond an end that was asked for.
func (a Axis) cuts(v float64) bool {
	return a.Min != nil && v < *a.Min || a.Max != nil && v > *a.Max
}

// apart moves two ends apart that are equal, or as good as equal. Else the low end of an axis from
// zero on becomes 0, if it is wanted and near.
func (a Axis) apart(low, high float64, fromZero bool) (float64, float64) {
	size := max(math.Abs(low), math.Abs(high))
	same := high-low <= closest*size || size < 1/hugest
	center := low + (high-low)/2
	switch {
	case same && a.Log:
		return max(center/3, 2/hugest), min(center*3, hugest)
	case same && size < 1/hugest && fromZero:
		return 0, 1
	case same && size < 1/hugest:
		return -1, 1
	case same && fromZero:
		return min(0, center), max(0, center)
	case same:
		return center - size/2, center + size/2
	case a.Log || !fromZero:
		return low, high
	case low > 0 && low < 0.5*high:
		return 0, high
	case high < 0 && high > 0.5*low:
		return low, 0
	}
	return low, high
}

// closest is the least distance of two ends of an axis, in the greater of them: numbers closer than
// that differ only by rounding.
const closest = 1e-9

// widened moves both ends outward by a share of the axis.
func (a Axis) widened(low, high, share float64) (float64, float64) {
	if a.Log {
		factor := math.Pow(high/low, share)
		if math.IsInf(high/low, 0) { // beyond 300 decades nobody sees a margin
			factor = 1
		}
		return max(low/factor, 2/hugest), min(high*factor, hugest)
	}
	margin := share * (high - low)
	return max(low-margin, -hugest), min(high+margin, hugest)
}

// looseLinear moves the ends outward to the next ticks.
func looseLinear(low, high float64, most int) (float64, float64) {
	digit, power := niceStep((high - low) / float64(most))
	step := timesPower(digit, power)
	return timesPower(math.Floor(low/step+1e-6)*digit, power), timesPower(math.Ceil(high/step-1e-6)*digit, power)
}

// looseLog moves the ends outward to powers of ten where these are near, else to 1, 2 or 5 times one.
func looseLog(low, high float64) (float64, float64) {
	near := max(0.16, 0.25*(math.Log10(high)-math.Log10(low)))
	down, up := math.Floor(math.Log10(low)+1e-9), math.Ceil(math.Log10(high)-1e-9)
	newLow, newHigh := math.Pow10(int(down)), math.Pow10(int(up))
	if math.Log10(low)-down > near {
		for _, digit := range [...]float64{2, 5} {
			if v := timesPower(digit, int(down)); v <= low*(1+1e-9) {
				newLow = v
			}
		}
	}
	if up-math.Log10(high) > near {
		for _, digit := range [...]float64{5, 2} {
			if v := timesPower(digit, int(up)-1); v >= high*(1-1e-9) {
				newHigh = v
			}
		}
	}
	return max(newLow, 2/hugest), min(newHigh, hugest)
}

// scale returns the axis from low to high, or to the ends that were asked for.
func (a Axis) scale(low, high float64, most int, whole bool) scale {
	s := scale{axis: a, low: low, high: high, whole: whole}
	if a.Min != nil {
		s.low = *a.Min
	}
	if a.Max != nil {
		s.high = *a.Max
	}
	least := closest * max(math.Abs(s.low), math.Abs(s.high))
	if !a.Log {
		least = max(least, 1/hugest)
	}
	if s.high-s.low <= least { // all data lie beyond the end
		s.low, s.high = a.beyond(s.low, s.high)
	}
	s.setTicks(most)
	return s
}

// beyond returns an axis where one end was asked for and all data lie on the other side of it.
func (a Axis) beyond(low, high float64) (float64, float64) {
	switch {
	case a.Log && a.Min != nil:
		return low, min(10*low, hugest)
	case a.Log:
		low = max(high/10, 2/hugest)
		return low, max(high, 2*low) // at the end of what can be shown, high/10 cannot
	case a.Min != nil:
		return low, low + max(1, math.Abs(low))
	}
	return high - max(1, math.Abs(high)), high
}

// setTicks puts ticks on the axis, at most so many that have a label.
func (s *scale) setTicks(most int) {
	if s.axis.Log {
		s.ticks = logTicks(s.low, s.high, most)
		return
	}
	least := 0.0
	if s.whole && s.high-s.low >= 1 { // shorter ones were asked for
		least = 1
	}
	s.ticks = linearTicks(s.low, s.high, most, least)
}
