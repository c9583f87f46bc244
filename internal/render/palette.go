package render

import (
	"fmt"
	"math"
)

// An RGB is an opaque color in sRGB.
type RGB struct{ R, G, B uint8 }

// paletteSize is the number of distinct hues, and so of groups that Color tells apart by hue.
const paletteSize = 8

// palette returns the hues: those of Okabe and Ito ("Color Universal Design", 2008), which stay
// apart under every common form of color blindness. The order begins with the four that differ
// most, because four partitions are the default. Their black became a gray, for black on a dark
// terminal is nothing at all; this gray is the lightest that color-blind eyes still tell from
// the reddish purple.
func palette() [paletteSize]RGB {
	return [paletteSize]RGB{
		{0x00, 0x72, 0xB2}, // blue
		{0xE6, 0x9F, 0x00}, // orange
		{0x00, 0x9E, 0x73}, // bluish green
		{0xCC, 0x79, 0xA7}, // reddish purple
		{0x56, 0xB4, 0xE9}, // sky blue
		{0xD5, 0x5E, 0x00}, // vermilion
		{0xF0, 0xE4, 0x42}, // yellow
		{0x60, 0x60, 0x60}, // gray
	}
}

// NodeGroup returns the color group of a node: its partition where the topology has partitions
// (Turán), else its id counted through the palette. A negative partition counts as none.
func NodeGroup(id int, partition ...int) int {
	if len(partition) > 0 && partition[0] >= 0 {
		return partition[0]
	}
	return (max(id, 1) - 1) % paletteSize
}

// Color returns the color of a group. Groups 0 to 7 have eight hues; 8 to 15 the same hues
// lightened, 16 to 23 darkened, and from 24 on it begins again: more colors than that nobody
// tells apart, and position must say the rest (in a drawing each partition is a column).
func Color(group int) RGB {
	group = max(group, 0)
	c := palette()[group%paletteSize]
	switch group / paletteSize % 3 {
	case 1:
		return c.mix(RGB{0xFF, 0xFF, 0xFF}, 0.5)
	case 2:
		return c.mix(RGB{0, 0, 0}, 0.45)
	}
	return c
}

// ANSI returns the escape sequence that makes a terminal write in color c, on terminals with
// 24-bit color. ANSIReset ends it.
func ANSI(c RGB) string { return fmt.Sprintf("\x1b[38;2;%d;%d;%dm", c.R, c.G, c.B) }

// ANSI256 returns the escape sequence for the nearest of the 256 indexed colors, for terminals
// without 24-bit color.
func ANSI256(c RGB) string { return fmt.Sprintf("\x1b[38;5;%dm", c.indexed()) }

// ANSIReset ends the effect of ANSI and ANSI256.
const ANSIReset = "\x1b[0m"

// String returns the color as CSS writes it: #0072B2.
func (c RGB) String() string { return fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B) }

// indexed returns the nearest color of the 6x6x6 cube (16 to 231) and the gray ramp (232 to 255).
// The first 16 are left out, for every user has his own.
func (c RGB) indexed() int {
	best, bestDistance := 16, math.MaxInt
	consider := func(index int, r, g, b uint8) {
		dr, dg, db := int(r)-int(c.R), int(g)-int(c.G), int(b)-int(c.B)
		if d := dr*dr + dg*dg + db*db; d < bestDistance {
			best, bestDistance = index, d
		}
	}
	levels := [6]uint8{0, 95, 135, 175, 215, 255}
	for i := range 216 {
		consider(16+i, levels[i/36], levels[i/6%6], levels[i%6])
	}
	for i := range 24 {
		gray := uint8(8 + 10*i)
		consider(232+i, gray, gray, gray)
	}
	return best
}

// mix returns c moved toward other by the given share, 0 to 1.
func (c RGB) mix(other RGB, share float64) RGB {
	part := func(a, b uint8) uint8 {
		return uint8(math.Round(float64(a)*(1-share) + float64(b)*share))
	}
	return RGB{part(c.R, other.R), part(c.G, other.G), part(c.B, other.B)}
}

// onIt returns the color of text written on c: black or white, whichever contrasts more. The
// better of the two never falls below 4.5 to 1, the minimum for text of WCAG 2.
func (c RGB) onIt() RGB {
	black, white := RGB{0, 0, 0}, RGB{0xFF, 0xFF, 0xFF}
	if contrast(c, black) >= contrast(c, white) {
		return black
	}
	return white
}

// contrast returns the contrast ratio of two colors as WCAG 2 defines it, 1 to 21.
func contrast(a, b RGB) float64 {
	la, lb := a.luminance(), b.luminance()
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// luminance returns the relative luminance as WCAG 2 defines it, 0 to 1.
func (c RGB) luminance() float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}
