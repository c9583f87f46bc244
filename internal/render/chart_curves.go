package render

import (
	"math"
	"slices"
)

// A plot is the rectangle in which the curves of a chart are drawn; what would be outside of it is
// cut off.
type plot struct {
	at            point // the upper left corner
	width, height float64
	x, y          scale
}

// on returns the point of the figure for a place, given as 0 to 1 on either axis.
func (p plot) on(place point) point {
	return point{p.at.x + place.x*p.width, p.at.y + (1-place.y)*p.height}
}

// A span is one point of a curve, or its band from end to end, by their places on the axes.
type span struct {
	x, low, high float64
	index        int // in the series
}

func (s span) middle() point { return point{s.x, (s.low + s.high) / 2} }

// curve returns the places of the points of a series, in runs between which there are gaps.
func (p plot) curve(s Series) [][]span {
	return runs(len(s.X), func(k int) (span, bool) {
		if !p.x.axis.holds(s.X[k]) || !p.y.axis.holds(s.Y[k]) {
			return span{}, false
		}
		y := p.y.place(s.Y[k])
		return span{p.x.place(s.X[k]), y, y, k}, true
	})
}

// band returns the places of the ends of a band.
func (p plot) band(s Series) [][]span {
	return runs(len(s.Low), func(k int) (span, bool) {
		if !p.x.axis.holds(s.X[k]) || !finite(s.Low[k]) || !p.y.axis.holds(s.High[k]) {
			return span{}, false
		}
		return span{p.x.place(s.X[k]), p.y.placeBound(s.Low[k]), p.y.place(s.High[k]), k}, true
	})
}

// runs collects what is there in unbroken runs.
func runs(n int, of func(k int) (span, bool)) [][]span {
	var all [][]span
	joined := false
	for k := range n {
		s, ok := of(k)
		switch {
		case ok && joined:
			all[len(all)-1] = append(all[len(all)-1], s)
		case ok:
			all = append(all, []span{s})
		}
		joined = ok
	}
	return all
}

const (
	// stripes is how many vertical ones of a plot can be told apart, two for each unit.
	stripes = 1040

	// maxSpans bounds a run that thinning by stripes does not shorten, because it goes to and fro.
	maxSpans = 20_000
)

// thin leaves out points of a run that nobody would see: of those that follow each other within one
// stripe it keeps the first, the last, the lowest and the highest. A run of few points stays whole.
func thin(run []span) []span {
	if len(run) <= stripes {
		return run
	}
	var kept []span
	for from := 0; from < len(run); {
		column, to := math.Floor(run[from].x*stripes), from+1
		lowest, highest := from, from
		for ; to < len(run) && math.Floor(run[to].x*stripes) == column; to++ {
			if run[to].low < run[lowest].low {
				lowest = to
			}
			if run[to].high > run[highest].high {
				highest = to
			}
		}
		chosen := []int{from, lowest, highest, to - 1}
		slices.Sort(chosen)
		for _, k := range slices.Compact(chosen) {
			kept = append(kept, run[k])
		}
		from = to
	}
	if len(kept) <= maxSpans {
		return kept
	}
	few := make([]span, maxSpans)
	for k := range few {
		few[k] = kept[k*len(kept)/maxSpans]
	}
	return few
}

// cutLine returns the parts of a run, each a line of points, that lie on the plot.
func cutLine(run []span) [][]point {
	var lines [][]point
	joined := false
	for k := 1; k < len(run); k++ {
		a, b, ok := cutSegment(run[k-1].middle(), run[k].middle())
		if !ok {
			joined = false
			continue
		}
		if !joined {
			lines = append(lines, []point{a})
		}
		last := &lines[len(lines)-1]
		*last = append(*last, b)
		joined = b.distance(run[k].middle()) < 1e-9
	}
	return lines
}

// cutSegment returns the part of a straight line that lies in the unit square (Liang and Barsky, "A
// new concept and method for line clipping", 1984).
func cutSegment(a, b point) (point, point, bool) {
	d := b.minus(a)
	first, last := 0.0, 1.0
	for _, side := range [...]struct{ toward, room float64 }{
		{-d.x, a.x}, {d.x, 1 - a.x}, {-d.y, a.y}, {d.y, 1 - a.y},
	} {
		room := side.room
		if math.Abs(room) < 1e-9 {
			room = 0
		}
		switch {
		case side.toward == 0 && room < 0:
			return a, b, false
		case side.toward < 0:
			first = max(first, room/side.toward)
		case side.toward > 0:
			last = min(last, room/side.toward)
		}
	}
	if first > last {
		return a, b, false
	}
	inside := func(p point) point { return point{min(1, max(0, p.x)), min(1, max(0, p.y))} } // whatever the rounding
	from, to := a, b
	if first > 0 {
		from = a.plus(d.times(first))
	}
	if last < 1 {
		to = a.plus(d.times(last))
	}
	return inside(from), inside(to), true
}

// cutBand returns the corners of the band of a run, as far as it lies on the plot: there along its
// high end and back along the low one (Sutherland and Hodgman, "Reentrant polygon clipping", 1974).
func cutBand(run []span) []point {
	corners := make([]point, 0, 2*len(run))
	for _, s := range run {
		corners = append(corners, point{s.x, s.high})
	}
	for _, s := range slices.Backward(run) {
		corners = append(corners, point{s.x, s.low})
	}
	for _, room := range [...]func(p point) float64{
		func(p point) float64 { return p.x }, func(p point) float64 { return 1 - p.x },
		func(p point) float64 { return p.y }, func(p point) float64 { return 1 - p.y },
	} {
		var inside []point
		for k, b := range corners {
			a := corners[(k+len(corners)-1)%len(corners)]
			ra, rb := room(a), room(b)
			if (ra < 0) != (rb < 0) {
				inside = append(inside, a.plus(b.minus(a).times(ra/(ra-rb))))
			}
			if rb >= 0 {
				inside = append(inside, b)
			}
		}
		corners = inside
	}
	return corners
}

// onPlot reports whether a place lies on the plot, its border included.
func onPlot(p point) bool {
	return p.x >= -1e-9 && p.x <= 1+1e-9 && p.y >= -1e-9 && p.y <= 1+1e-9
}
