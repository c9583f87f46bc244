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
	if err := p.text(); err != nil {
		return err
	}
	return p.gg.EncodePNG(w)
}

// A painter paints a scene, scaled to pixels.
type painter struct {
	s     *scene
	scale float64 // pixels per unit
	gg    *gg.Context
}

func newPainter(s *scene) *painter {
	scale := min(2, maxPixels/max(s.width, s.height))
	p := &painter{s: s, scale: scale,
		gg: gg.NewContext(int(math.Ceil(s.width*scale)), int(math.Ceil(s.height*scale)))}
	p.gg.SetColor(color.White)
	p.gg.Clear()
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

// text loads each font when it is needed: the process of a node shall not pay for it.
func (p *painter) text() error {
	var last line
	for _, l := range p.s.lines() {
		if l.bold != last.bold || l.size != last.size {
			if err := p.gg.LoadFontFaceFromBytes(l.font(), l.size*p.scale); err != nil {
				return fmt.Errorf("load the embedded font: %w", err)
			}
			last = l
		}
		anchor := 0.0
		if l.centered {
			anchor = 0.5
		}
		at := l.at.times(p.scale)
		p.gg.SetColor(l.ink.color())
		p.gg.DrawStringAnchored(l.text, at.x, at.y, anchor, 0)
	}
	return nil
}

func (c RGB) color() color.Color { return color.NRGBA{c.R, c.G, c.B, 0xFF} }
