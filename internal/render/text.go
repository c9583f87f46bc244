package render

import (
	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
)

// A line is one line of text in the picture, for formats that bring their own font: Liberation
// Sans, whose letters are as wide as those of Helvetica and Arial, which an SVG asks for.
type line struct {
	text   string
	at     point // on the baseline, where the anchor says
	anchor anchor
	upward bool // turned to the left by 90 degrees about its place: read from below
	bold   bool
	size   float64
	ink    RGB
}

// An anchor is the part of a line that stands at its place.
type anchor int

const (
	start anchor = iota
	middle
	end
)

// share returns how much of the line's width lies before its place.
func (a anchor) share() float64 { return float64(a) / 2 }

// lines returns the title, the subtitle and the labels, as far as there are any.
func (s *scene) lines() []line {
	var all []line
	if s.title != "" {
		all = append(all, line{text: s.shortTitle(), at: point{margin, s.titleLine()}, bold: true,
			size: s.titleSize, ink: titleColor()})
	}
	if s.subtitle != "" {
		all = append(all, line{text: s.subtitle, at: point{margin, s.subtitleLine()},
			size: s.subtitleSize(), ink: subtitleColor()})
	}
	if s.fontSize == 0 {
		return all
	}
	for _, n := range s.nodes {
		all = append(all, line{text: n.label(), at: point{n.at.x, n.at.y + s.baseline()}, anchor: middle,
			size: s.fontSize, ink: n.ink()})
	}
	return all
}

// font returns the font file of the line, which is part of the binary.
func (l line) font() []byte {
	if l.bold {
		return liberationsansbold.TTF
	}
	return liberationsansregular.TTF
}
