package render

// The colors of what is neither node nor label.
func edgeColor() RGB     { return RGB{0x3B, 0x48, 0x5A} }
func titleColor() RGB    { return RGB{0x1F, 0x29, 0x33} }
func subtitleColor() RGB { return RGB{0x5F, 0x6B, 0x7A} }

// fill and outline return the colors of the circle, and ink that of the label in it.
func (n node) fill() RGB {
	if n.hollow {
		return RGB{0xFF, 0xFF, 0xFF}
	}
	return Color(n.group)
}

func (n node) outline() RGB {
	if n.hollow {
		return Color(n.group).mix(RGB{0, 0, 0}, 0.15) // for yellow on white
	}
	return Color(n.group).mix(RGB{0, 0, 0}, 0.4)
}

func (n node) ink() RGB {
	if n.hollow {
		return RGB{0x60, 0x60, 0x60}
	}
	return Color(n.group).onIt()
}

// outlineWidth returns the width of the circle's line, which lies inside its radius.
func (n node) outlineWidth() float64 {
	if n.hollow {
		return min(2.6, 0.3*n.radius)
	}
	return min(1.2, 0.16*n.radius)
}
