package render

import (
	"fmt"
	"strconv"
)

// drawBand returns the shapes of the band of a series: a translucent area, or a bar where the band
// consists of one point.
func (p plot) drawBand(s Series, style curveStyle) []shape {
	var all []shape
	for _, run := range p.band(s) {
		if len(run) == 1 {
			all = append(all, p.drawBar(run[0], style)...)
			continue
		}
		corners := cutBand(thin(run))
		if len(corners) < 3 {
			continue
		}
		for k := range corners {
			corners[k] = p.on(corners[k])
		}
		all = append(all, shape{class: "band", points: corners, closed: true, fill: paint{style.color, bandOpacity}})
	}
	return all
}

// drawBar returns an error bar.
func (p plot) drawBar(s span, style curveStyle) []shape {
	low, high, ok := cutSegment(point{s.x, s.low}, point{s.x, s.high})
	if !ok {
		return nil
	}
	a, b := p.on(low), p.on(high)
	bar := shape{class: "bar", stroke: paint{style.color.mix(RGB{0xFF, 0xFF, 0xFF}, 0.35), 1}, width: 1.2}
	const half = 5 // of the caps, which stand only where the bar ends and not where it is cut
	paths := [][]point{{a, b}}
	if s.low >= 0 && s.low <= 1 {
		paths = append(paths, []point{{a.x - half, a.y}, {a.x + half, a.y}})
	}
	if s.high >= 0 && s.high <= 1 {
		paths = append(paths, []point{{b.x - half, b.y}, {b.x + half, b.y}})
	}
	var all []shape
	for _, points := range paths {
		bar.points = points
		all = append(all, bar)
	}
	return all
}

// drawCurve returns the lines of a series.
func (p plot) drawCurve(s Series, style curveStyle) []shape {
	var all []shape
	for _, run := range p.curve(s) {
		for _, line := range cutLine(thin(run)) {
			for k := range line {
				line[k] = p.on(line[k])
			}
			all = append(all, shape{class: "curve", title: s.Name, points: line,
				stroke: paint{style.color, 1}, width: curveWidth, dash: style.dash})
		}
	}
	return all
}

const (
	// markerRoom is the least mean distance at which all points of a curve are marked; where they are
	// closer, markers are at least markerGap apart, and sparseGap where they only tell curves apart.
	markerRoom, markerGap, sparseGap = 5.0, 26.0, 90.0
)

// drawMarks returns the markers of a series: of all points if points are to be marked, or of so many
// as have room; else of those that no line leads to, and of a few others if the style asks for it.
func (p plot) drawMarks(s Series, style curveStyle, points bool) []shape {
	apart := 0.0
	switch {
	case !points:
		apart = sparseGap
	case p.width/float64(max(1, len(s.X))) < markerRoom:
		apart = markerGap
	}
	var all []shape
	last := point{-farthest, -farthest}
	for _, run := range p.curve(s) {
		alone := len(run) == 1
		if !points && !alone {
			if !style.sparse {
				continue
			}
			last = p.on(run[0].middle()) // where many curves begin, no marker would tell them apart
		}
		for _, at := range run {
			place := p.on(at.middle())
			if onPlot(at.middle()) && (alone || place.distance(last) >= apart) {
				last = place
				all = append(all, style.mark(place, pointTitle(s.Name, s.X[at.index], s.Y[at.index])))
			}
		}
	}
	return all
}

// pointTitle says where a point is.
func pointTitle(name string, x, y float64) string {
	title := fmt.Sprintf("(%s, %s)", strconv.FormatFloat(x, 'g', 6, 64), strconv.FormatFloat(y, 'g', 6, 64))
	if name != "" {
		return name + " " + title
	}
	return title
}
