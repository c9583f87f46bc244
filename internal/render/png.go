package render

import (
	"bufio"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"git.sr.ht/~sbinet/gg"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// maxPixels bounds the width of an image, which takes four bytes a pixel while it is drawn.
const maxPixels = 4000

// writePNG paints the scene and encodes it.
func writePNG(w io.Writer, s *scene) error {
	p := newPainter(s)
	p.edges()
	p.nodes()
	if err := p.text(); err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	if err := png.Encode(out, p.image); err != nil {
		return err
	}
	return out.Flush()
}

// A painter paints a scene, scaled to pixels.
type painter struct {
	s     *scene
	scale float64 // pixels per unit
	image *image.RGBA
	gg    *gg.Context
}

func newPainter(s *scene) *painter {
	scale := min(2, maxPixels/max(s.width, s.height))
	size := image.Rect(0, 0, int(math.Ceil(s.width*scale)), int(math.Ceil(s.height*scale)))
	p := &painter{s: s, scale: scale, image: image.NewRGBA(size)}
	draw.Draw(p.image, size, image.White, image.Point{}, draw.Src)
	p.gg = gg.NewContextForRGBA(p.image)
	return p
}

func (p *painter) edges() {
	c := edgeColor()
	p.gg.SetColor(color.NRGBA{c.R, c.G, c.B, uint8(math.Round(255 * p.s.edgeOpacity))})
	p.gg.SetLineWidth(p.s.edgeWidth * p.scale)
	p.gg.SetLineCapButt()
	for _, e := range p.s.edges {
		a, b := p.s.nodes[e.a].at.times(p.scale), p.s.nodes[e.b].at.times(p.scale)
		p.gg.MoveTo(a.x, a.y)
		if c := e.control.times(p.scale); e.bent {
			p.gg.QuadraticTo(c.x, c.y, b.x, b.y)
		} else {
			p.gg.LineTo(b.x, b.y)
		}
		p.gg.Stroke()
	}
}

// nodes paints each circle as two discs, one on the other: the outline, and the filling within.
func (p *painter) nodes() {
	for _, n := range p.s.nodes {
		at := n.at.times(p.scale)
		p.gg.SetColor(n.outline().color())
		p.gg.DrawCircle(at.x, at.y, n.radius*p.scale)
		p.gg.Fill()
		p.gg.SetColor(n.fill().color())
		p.gg.DrawCircle(at.x, at.y, (n.radius-n.outlineWidth())*p.scale)
		p.gg.Fill()
	}
}

func (p *painter) text() error {
	s := p.s
	if s.title != "" {
		face, err := p.face(liberationsansbold.TTF, s.titleSize)
		if err != nil {
			return err
		}
		p.write(face, titleColor(), s.shortTitle(), point{margin, s.titleLine()}, false)
	}
	if s.subtitle != "" {
		face, err := p.face(liberationsansregular.TTF, s.subtitleSize())
		if err != nil {
			return err
		}
		p.write(face, subtitleColor(), s.subtitle, point{margin, s.subtitleLine()}, false)
	}
	if s.fontSize == 0 {
		return nil
	}
	face, err := p.face(liberationsansregular.TTF, s.fontSize)
	if err != nil {
		return err
	}
	for _, n := range s.nodes {
		p.write(face, n.ink(), n.label(), point{n.at.x, n.at.y + s.baseline()}, true)
	}
	return nil
}

// face loads a font. It is done only when a PNG is drawn: the font is embedded in the binary, and
// the process of a node shall not pay for it.
func (p *painter) face(ttf []byte, size float64) (font.Face, error) {
	parsed, err := opentype.Parse(ttf)
	if err != nil {
		return nil, fmt.Errorf("parse the embedded font: %w", err)
	}
	return opentype.NewFace(parsed, &opentype.FaceOptions{Size: size * p.scale, DPI: 72})
}

// write writes one line of text, from the given point of the baseline or centered on it.
func (p *painter) write(face font.Face, c RGB, text string, at point, centered bool) {
	at = at.times(p.scale)
	line := font.Drawer{Dst: p.image, Src: image.NewUniform(c.color()), Face: face}
	line.Dot = fixed.Point26_6{X: fixed.Int26_6(math.Round(at.x * 64)), Y: fixed.Int26_6(math.Round(at.y * 64))}
	if centered {
		line.Dot.X -= line.MeasureString(text) / 2
	}
	line.DrawString(text)
}

func (c RGB) color() color.Color { return color.NRGBA{c.R, c.G, c.B, 0xFF} }
