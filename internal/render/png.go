package render

import (
	"fmt"
	"image/color"
	"io"
	"math"

	"git.sr.ht/~sbinet/gg"
)

// maxPixels bounds the width of an image, which takes four bytes a pixel while it is drawn.
const maxPixels = 4000

// writePNG paints the scene and encodes it.
func writePNG(w io.Writer, s *scene) error {
	p := newPainter(s)
	p.edges()
	p.nodes()
	if err := p.text(s.lines()); err != nil {
		return err
	}
	return p.gg.EncodePNG(w)
}

// An easel holds the image that is painted, and scales to its pixels.
type easel struct {
	scale float64 // pixels per unit
	gg    *gg.Context
}

func newEasel(width, height float64) easel {
	scale := min(2, maxPixels/max(width, height))
	e := easel{scale: scale, gg: gg.NewContext(int(math.Ceil(width*scale)), int(math.Ceil(height*scale)))}
	e.gg.SetColor(color.White)
	e.gg.Clear()
	return e
}

// A painter paints a scene.
type painter struct {
	easel
	s *scene
}

func newPainter(s *scene) *painter { return &painter{newEasel(s.width, s.height), s} }

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

// text loads each font when it is needed: the process of a node shall not pay for it.
func (e *easel) text(lines []line) error {
	var last line
	for _, l := range lines {
		if l.bold != last.bold || l.size != last.size {
			if err := e.gg.LoadFontFaceFromBytes(l.font(), l.size*e.scale); err != nil {
				return fmt.Errorf("load the embedded font: %w", err)
			}
			last = l
		}
		at := l.at.times(e.scale)
		e.gg.SetColor(l.ink.color())
		e.gg.Push()
		if l.upward {
			e.gg.RotateAbout(-math.Pi/2, at.x, at.y)
		}
		e.gg.DrawStringAnchored(l.text, at.x, at.y, l.anchor.share(), 0)
		e.gg.Pop()
	}
	return nil
}

func (c RGB) color() color.Color { return color.NRGBA{c.R, c.G, c.B, 0xFF} }
