package render

import "math"

// A curveStyle tells a curve from the others twice over: by its color, and by its dashes or, where
// its points are marked, by its markers.
type curveStyle struct {
	color  RGB
	dash   []float64
	marker marker
	hollow bool
	sparse bool // has a marker here and there, where points are not marked
}

const (
	curveWidth   = 1.8
	markerRadius = 3.6
	styles       = 12 // how many curves differ in color
)

// styleOf returns the style of the curve with the given index. The first eight have the hues of the
// palette, yellow darkened, for a yellow line on white is none; then follow darker ones. There are six
// sorts of dashes that eyes tell apart, so the next six curves have markers besides.
func styleOf(index int, points bool) curveStyle {
	groups := [styles]int{0, 5, 2, 3, 1, 4, 7, 2*paletteSize + 6,
		2 * paletteSize, 2*paletteSize + 5, 2*paletteSize + 2, 2*paletteSize + 3}
	dashes := [...][]float64{nil, {7, 3}, {2, 2.4}, {8, 2.6, 2, 2.6}, {13, 4}, {8, 2.4, 2, 2.4, 2, 2.4}}
	again := index / styles
	s := curveStyle{color: Color(groups[index%styles]), marker: marker(index % int(markers)), hollow: index/int(markers)%2 == 1}
	if points {
		s.dash = dashes[again%len(dashes)]
	} else {
		s.dash = dashes[(index+again)%len(dashes)]
		s.sparse = s.hollow
	}
	return s
}

// A marker is the form of a marked point.
type marker int

const (
	disc marker = iota
	square
	triangle
	diamond
	wedge // a triangle on its tip
	cross
	markers // how many there are
)

// outline returns the corners of the marker about a place.
func (m marker) outline(at point, radius float64) []point {
	corners := func(n int, radius, turn float64) []point {
		all := make([]point, n)
		for k := range all {
			all[k] = at.plus(polar(radius, turn+2*math.Pi*float64(k)/float64(n)))
		}
		return all
	}
	switch m {
	case square:
		return corners(4, 1.25*radius, math.Pi/4)
	case triangle:
		return corners(3, 1.35*radius, -math.Pi/2)
	case diamond:
		return corners(4, 1.3*radius, 0)
	case wedge:
		return corners(3, 1.35*radius, math.Pi/2)
	case cross:
		arm := 0.38 * radius
		var all []point
		for k := range 4 {
			along, aside := polar(1.3*radius, math.Pi/4+math.Pi/2*float64(k)), polar(arm, 3*math.Pi/4+math.Pi/2*float64(k))
			inner := polar(math.Sqrt2*arm, math.Pi/2+math.Pi/2*float64(k))
			all = append(all, at.plus(along).minus(aside), at.plus(along).plus(aside), at.plus(inner))
		}
		return all
	}
	return corners(24, radius, 0)
}

// mark returns the marker of a curve at a place.
func (s curveStyle) mark(at point, title string) shape {
	white := paint{RGB{0xFF, 0xFF, 0xFF}, 1}
	m := shape{class: "point", title: title, closed: true, points: s.marker.outline(at, markerRadius)}
	if s.hollow {
		m.fill, m.stroke, m.width = white, paint{s.color, 1}, 1.4
		return m
	}
	m.fill, m.stroke, m.width = paint{s.color, 1}, white, 0.7
	return m
}

// The colors of what is no curve.
func gridColor() RGB { return RGB{0xE4, 0xE8, 0xEC} }
func axisColor() RGB { return RGB{0x6B, 0x76, 0x84} }

// bandOpacity leaves the line upon the band darker than it, and other curves to be seen through it.
const bandOpacity = 0.17
