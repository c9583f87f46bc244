package render

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestNodeGroup(t *testing.T) {
	assert.Equal(t, 0, NodeGroup(1))
	assert.Equal(t, 7, NodeGroup(8))
	assert.Equal(t, 0, NodeGroup(9), "the palette begins again")
	assert.Equal(t, 3, NodeGroup(9, 3), "a partition goes before the id")
	assert.Equal(t, 12, NodeGroup(9, 12), "partitions are not wrapped: Color goes on")
	assert.Equal(t, 0, NodeGroup(9, -1), "no partition")
	assert.Equal(t, 0, NodeGroup(0), "not an id, but no reason to panic")
}

func TestColorsGoOnBeyondThePalette(t *testing.T) {
	seen := make(map[RGB]int)
	for group := range 3 * paletteSize {
		c := Color(group)
		assert.NotContains(t, seen, c, "groups %d and %d", seen[c], group)
		seen[c] = group
	}
	assert.Equal(t, Color(0), Color(3*paletteSize))
	assert.Equal(t, Color(0), Color(-1))
}

func TestLabelsContrastWithEveryColor(t *testing.T) {
	for group := range 3 * paletteSize {
		c := Color(group)
		assert.GreaterOrEqual(t, contrast(c, c.onIt()), 4.5, "group %d, %s", group, c)
	}
}

func TestColorsShowOnDarkTerminals(t *testing.T) {
	for group := range paletteSize {
		assert.GreaterOrEqual(t, contrast(Color(group), RGB{}), 3.0, "group %d", group)
	}
}

// TestColorBlindEyesTellThePaletteApart simulates the three kinds of dichromacy with the matrices of
// Machado, Oliveira and Fernandes (2009) and measures distances in CIELAB, where 2.3 is just
// noticeable.
func TestColorBlindEyesTellThePaletteApart(t *testing.T) {
	sights := map[string][3][3]float64{
		"all cones":    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
		"protanopia":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
		"deuteranopia": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
		"tritanopia":   {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
	}
	for sight, matrix := range sights {
		for a := range paletteSize {
			for b := range a {
				la, lb := lab(Color(a), matrix), lab(Color(b), matrix)
				distance := math.Hypot(math.Hypot(la[0]-lb[0], la[1]-lb[1]), la[2]-lb[2])
				assert.Greater(t, distance, 15.0, "%s: groups %d and %d", sight, a, b)
			}
		}
	}
}

// lab returns the CIELAB coordinates of a color as an eye sees it that a matrix on linear RGB
// describes.
func lab(c RGB, matrix [3][3]float64) [3]float64 {
	linear := [3]float64{}
	for i, v := range [3]uint8{c.R, c.G, c.B} {
		linear[i] = RGB{v, v, v}.luminance()
	}
	seen := [3]float64{}
	for i, row := range matrix {
		seen[i] = min(1, max(0, row[0]*linear[0]+row[1]*linear[1]+row[2]*linear[2]))
	}
	f := func(v float64) float64 {
		if v > 0.008856 {
			return math.Cbrt(v)
		}
		return 7.787*v + 16.0/116
	}
	x := f((0.4124*seen[0] + 0.3576*seen[1] + 0.1805*seen[2]) / 0.9505)
	y := f(0.2126*seen[0] + 0.7152*seen[1] + 0.0722*seen[2])
	z := f((0.0193*seen[0] + 0.1192*seen[1] + 0.9505*seen[2]) / 1.089)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

func TestANSI(t *testing.T) {
	blue := Color(0)
	assert.Equal(t, "#0072B2", blue.String())
	assert.Equal(t, "\x1b[38;2;0;114;178m", ANSI(blue))
	assert.Equal(t, "\x1b[38;5;25m", ANSI256(blue), "25 is #005FAF")
	assert.Equal(t, "\x1b[38;5;59m", ANSI256(Color(7)), "59 is #5F5F5F")
	assert.Equal(t, "\x1b[38;5;16m", ANSI256(RGB{}))
	assert.Equal(t, "\x1b[38;5;231m", ANSI256(RGB{255, 255, 255}))
}

func TestIndexedColorsDiffer(t *testing.T) {
	seen := make(map[string]int)
	for group := range paletteSize {
		code := ANSI256(Color(group))
		assert.NotContains(t, seen, code, "groups %d and %d", seen[code], group)
		seen[code] = group
	}
}
