package render

import "math"

const (
	margin = 28.0 // around the picture

	// maxRadius is the radius of a node where there is room; else it is at most nodeShare of the
	// smallest distance, so that circles stay well apart, and spacingShare of the mean distance, so
	// that the edges remain to be seen.
	maxRadius    = 19.0
	nodeShare    = 0.36
	spacingShare = 0.17

	// maxAspect and minAspect bound the height of the picture, in its width.
	maxAspect, minAspect = 1.05, 0.16

	// maxScale is the greatest number of units between two neighbors: two nodes need not stand at
	// opposite ends of the canvas.
	maxScale = 240.0
)

// fit scales the points to the canvas, by one factor for both axes, and sets the canvas's size: the
// width is given, or else grows with the number of nodes; the height follows from the picture.
func (s *scene) fit(points []point, size int) []point {
	s.width = float64(size)
	if size == 0 {
		s.width = math.Round(min(1600, 560+20*math.Sqrt(float64(len(points)))))
	}
	s.titleSize = 17 * min(1.8, max(0.7, s.width/640))
	border := margin + maxRadius
	top := border + s.headerHeight()
	low, high := bounds(points)
	extent := high.minus(low)
	across := s.width - 2*border
	down, scale := across*0.3, 1.0 // for a single node
	if extent.x > 0 || extent.y > 0 {
		down = across * min(maxAspect, max(minAspect, extent.y/max(extent.x, 1e-9)))
		scale = min(maxScale, across/max(extent.x, 1e-9), down/max(extent.y, 1e-9))
	}
	s.height = math.Round(top + down + border)

	middle, center := low.between(high), point{s.width / 2, (top + s.height - border) / 2}
	placed := make([]point, len(points))
	for i, p := range points {
		placed[i] = center.plus(p.minus(middle).times(scale))
	}
	return placed
}

// baseRadius returns the radius of a node of ordinary size.
func (s *scene) baseRadius(points []point) float64 {
	area := s.width * s.height
	spacing := math.Sqrt(area / float64(len(points)))
	return min(maxRadius, nodeShare*minDistance(points), spacingShare*spacing)
}

// growHubs gives each node an area that grows with its degree, within bounds and as far as its
// neighbors on paper leave room.
func (s *scene) growHubs(in input) {
	mean := 2 * float64(in.graph.EdgeCount()) / float64(in.graph.Len())
	base := s.nodes[0].radius
	points := make([]point, len(s.nodes))
	for i := range s.nodes {
		points[i] = s.nodes[i].at
	}
	r := newRaster(points, 5*base)
	for i := range s.nodes {
		n := &s.nodes[i]
		n.radius = base * min(1.9, max(0.85, math.Sqrt(float64(in.graph.Degree(i))/max(mean, 1))))
		r.near(n.at, func(j int) {
			if j != i {
				n.radius = min(n.radius, 0.46*n.at.distance(points[j]))
			}
		})
	}
}

// weighEdges makes the lines thinner and then paler the more of them there are: the width keeps
// them apart where there is room, the opacity keeps a dense picture from turning black.
func (s *scene) weighEdges(points []point) {
	length := 0.0
	for _, e := range s.edges {
		length += points[e.a].distance(points[e.b])
	}
	density := length / (s.width * s.height) // its inverse is the mean distance between two lines
	thinnest := max(0.6, 1.1-0.1*math.Log2(float64(len(points))/8))
	s.edgeWidth = min(1.8, max(thinnest, 0.035/max(density, 1e-9)))
	coverage := max(density*s.edgeWidth, 1e-9)
	s.edgeOpacity = min(0.75, max(0.05, 0.24*math.Pow(coverage, -0.6)))
}

// digitWidth and digitHeight measure a digit of Helvetica, Arial and Liberation Sans alike, in the
// font size.
const (
	digitWidth  = 0.556
	digitHeight = 0.72
	minFontSize = 7.0
	maxFontSize = 15.0
)

// labelSize returns the font size with which every label fits into its circle, 0 if that would be
// too small to read. Circles never overlap, so neither do labels.
func (s *scene) labelSize() float64 {
	size := maxFontSize
	for _, n := range s.nodes {
		half := math.Hypot(digitWidth*float64(len(n.label())), digitHeight) / 2
		size = min(size, 0.9*n.radius/half)
	}
	if size < minFontSize {
		return 0
	}
	return size
}

// The text above the picture: the title, and smaller the subtitle. The lines give the baselines.
func (s *scene) subtitleSize() float64 { return 0.7 * s.titleSize }
func (s *scene) titleLine() float64    { return margin + 0.75*s.titleSize }

func (s *scene) subtitleLine() float64 {
	if s.title == "" {
		return margin + 0.75*s.subtitleSize()
	}
	return s.titleLine() + 1.6*s.subtitleSize()
}

// headerHeight returns what the text takes from the picture.
func (s *scene) headerHeight() float64 {
	switch {
	case s.title != "":
		return s.subtitleLine()
	case s.subtitle != "":
		return s.subtitleLine() - margin/2
	}
	return 0
}

// shortTitle returns as much of the title as has room.
func (s *scene) shortTitle() string {
	const letterWidth = 0.62 // of bold letters on average, in the font size
	runes := []rune(s.title)
	room := int((s.width - 2*margin) / (letterWidth * s.titleSize))
	if len(runes) <= room {
		return s.title
	}
	return string(runes[:max(0, room-1)]) + "…"
}

// baseline returns how far under the middle of its circle the baseline of a label is.
func (s *scene) baseline() float64 { return digitHeight / 2 * s.fontSize }
