package render

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func decode(t *testing.T, file []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(file))
	require.NoError(t, err)
	return img
}

// at returns the color of the pixel at a point of the scene.
func at(img image.Image, p point) RGB {
	c := color.NRGBAModel.Convert(img.At(int(2*p.x), int(2*p.y))).(color.NRGBA)
	return RGB{c.R, c.G, c.B}
}

func TestPNGShowsTheScene(t *testing.T) {
	for _, d := range drawings(t) {
		if d.graph.Len() > 40 { // the same code, only slower
			continue
		}
		t.Run(d.name, func(t *testing.T) {
			d.opts.NoLabels, d.opts.Size = true, 300 // small is quick to paint
			s, img := d.scene(), decode(t, bytesOf(t, d.graph, PNG, d.opts))
			assert.Equal(t, image.Pt(int(2*s.width), int(2*s.height)), img.Bounds().Size(), "two pixels per unit")
			for _, n := range s.nodes {
				assert.Equal(t, Color(n.group), at(img, n.at), "node %d", n.id)
			}
			assert.Equal(t, RGB{255, 255, 255}, at(img, point{2, 2}))
			for _, e := range s.edges[:min(1, len(s.edges))] {
				// The first edge, short of half way, unless it lies under a circle there.
				p := e.point(s.nodes[e.a].at, s.nodes[e.b].at, 0.47)
				assert.NotEqual(t, RGB{255, 255, 255}, at(img, p))
			}
		})
	}
}

func TestPNGDrawsHollowNodesAndLabels(t *testing.T) {
	d := drawing{graph: cycle(t, 5), opts: Options{Hollow: []int{2}, NoLabels: true, Title: "title", Size: 300}}
	plain := decode(t, bytesOf(t, d.graph, PNG, d.opts))
	assert.Equal(t, RGB{255, 255, 255}, at(plain, d.scene().nodes[1].at))
	assert.NotEqual(t, RGB{255, 255, 255}, at(plain, d.scene().nodes[0].at))
	d.opts.NoLabels = false
	labeled := decode(t, bytesOf(t, d.graph, PNG, d.opts))
	for _, n := range d.scene().nodes {
		assert.Positive(t, differences(plain, labeled, n.at, n.radius), "label of node %d", n.id)
	}
}

// differences counts the pixels around a point in which two images differ.
func differences(a, b image.Image, center point, radius float64) int {
	count := 0
	for y := center.y - radius; y < center.y+radius; y += 0.5 {
		for x := center.x - radius; x < center.x+radius; x += 0.5 {
			if at(a, point{x, y}) != at(b, point{x, y}) {
				count++
			}
		}
	}
	return count
}

func TestPNGIsBounded(t *testing.T) {
	d := drawing{graph: cycle(t, 5), opts: Options{Size: maxSize}}
	size := newPainter(d.scene()).gg.Image().Bounds().Size()
	assert.LessOrEqual(t, max(size.X, size.Y), maxPixels)
	assert.Greater(t, max(size.X, size.Y), maxPixels-3)
}
