package render

import (
	"fmt"
	"strings"

	"git.sr.ht/~sbinet/gg"
)

// A ruler measures text in the fonts that PNG and PDF bring along, which are as wide as those that an
// SVG asks for.
type ruler struct{ regular, bold *gg.Context }

// rulerSize is the font size at which a ruler measures.
const rulerSize = 64

func newRuler() (ruler, error) {
	r := ruler{gg.NewContext(1, 1), gg.NewContext(1, 1)}
	if err := r.regular.LoadFontFaceFromBytes(line{}.font(), rulerSize); err != nil {
		return r, fmt.Errorf("load the embedded font: %w", err)
	}
	if err := r.bold.LoadFontFaceFromBytes(line{bold: true}.font(), rulerSize); err != nil {
		return r, fmt.Errorf("load the embedded bold font: %w", err)
	}
	return r, nil
}

// width returns how wide the line is.
func (r ruler) width(l line) float64 {
	face := r.regular
	if l.bold {
		face = r.bold
	}
	width, _ := face.MeasureString(l.text)
	return width * l.size / rulerSize
}

// cut returns the line with as much of its text as the room has place for, and an ellipsis for the
// rest. Line breaks and tabs become spaces, for it is one line.
func (r ruler) cut(l line, room float64) line {
	const most = 400 // letters: no line is that long
	l.text = strings.Join(strings.Fields(l.text), " ")
	letters := []rune(l.text)
	if len(letters) <= most && r.width(l) <= room {
		return l
	}
	for n := min(most, len(letters)); n >= 0; n-- {
		l.text = strings.TrimRight(string(letters[:n]), " ") + "…"
		if r.width(l) <= room {
			break
		}
	}
	return l
}

const (
	// raisedSize and raise are the size of an exponent and how far it stands above the baseline, in
	// the font size.
	raisedSize, raise = 0.72, 0.4
)

// label returns the lines of a tick's label, which is two where it has an exponent.
func (r ruler) label(text string, l line) []line {
	base, exponent, raised := strings.Cut(text, "^")
	l.text = base
	if !raised {
		return []line{l}
	}
	above := line{text: exponent, size: raisedSize * l.size, ink: l.ink}
	total := r.width(l) + r.width(above)
	l.at.x -= l.anchor.share() * total
	l.anchor = start
	above.at = point{l.at.x + r.width(l), l.at.y - raise*l.size}
	return []line{l, above}
}

// labelWidth returns how wide the label of a tick is.
func (r ruler) labelWidth(text string, size float64) float64 {
	base, exponent, _ := strings.Cut(text, "^")
	return r.width(line{text: base, size: size}) + r.width(line{text: exponent, size: raisedSize * size})
}
