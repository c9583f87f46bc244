package render

import (
	"bufio"
	"fmt"
	"image/color"
	"io"
	"math"
	"strings"
)

// A figure is a picture made of paths and lines of text before it is written in some format: every
// measure is known and stands in units, as in a scene.
type figure struct {
	width, height float64
	name, summary string // for those who don't see the picture

	shapes []shape // the later lie upon the earlier
	lines  []line
}

// A shape is a path that is filled, or stroked, or both.
type shape struct {
	class  string // what it is, for those who style an SVG or look into it
	title  string // what an SVG shows under the mouse; empty for nothing
	points []point
	closed bool
	fill   paint
	stroke paint
	width  float64   // of the stroke
	dash   []float64 // lengths of dashes and gaps in turn; nil for a solid line
}

// A paint is a color with an opacity, 0 to 1; the zero value paints nothing.
type paint struct {
	RGB
	opacity float64
}

func (p paint) visible() bool { return p.opacity > 0 }

// color returns the paint as the standard library knows it.
func (p paint) color() color.Color {
	return color.NRGBA{p.R, p.G, p.B, uint8(math.Round(255 * p.opacity))}
}

// writeSVG writes the figure as an SVG document that stands by itself.
func (f *figure) writeSVG(w io.Writer) error {
	out := bufio.NewWriter(w)
	openSVG(out, f.width, f.height, f.name, f.summary)
	fmt.Fprintf(out, "<style>\n.paper{fill:#FFFFFF}\ntext{font-family:%s}\npath{stroke-linejoin:round}\n</style>\n", fontFamily)
	fmt.Fprintf(out, `<rect class="paper" width="%s" height="%s"/>`+"\n", decimal(f.width), decimal(f.height))
	for _, s := range f.shapes {
		s.writeSVG(out)
	}
	for _, l := range f.lines {
		l.writeSVG(out)
	}
	fmt.Fprintln(out, "</svg>")
	return out.Flush() // a bufio.Writer keeps its first error until here
}

func (s shape) writeSVG(out *bufio.Writer) {
	fmt.Fprintf(out, `<path class="%s" d="`, s.class)
	for i, p := range s.points {
		command := " "
		if i == 0 {
			command = "M"
		} else if i == 1 {
			command = "L"
		}
		fmt.Fprintf(out, "%s%s %s", command, decimal(p.x), decimal(p.y))
	}
	if s.closed {
		out.WriteString("Z")
	}
	out.WriteString(`"`)
	writePaint(out, "fill", s.fill)
	if s.stroke.visible() {
		writePaint(out, "stroke", s.stroke)
		fmt.Fprintf(out, ` stroke-width="%s"`, decimal(s.width))
	}
	if s.dash != nil {
		lengths := make([]string, len(s.dash))
		for i, d := range s.dash {
			lengths[i] = decimal(d)
		}
		fmt.Fprintf(out, ` stroke-dasharray="%s"`, strings.Join(lengths, " "))
	}
	if s.title != "" {
		fmt.Fprintf(out, "><title>%s</title></path>\n", escape(s.title))
		return
	}
	out.WriteString("/>\n")
}

// writePaint writes the attributes of a filling or of a stroke.
func writePaint(out *bufio.Writer, what string, p paint) {
	if !p.visible() {
		fmt.Fprintf(out, ` %s="none"`, what)
		return
	}
	fmt.Fprintf(out, ` %s="%s"`, what, p.RGB)
	if p.opacity < 1 {
		fmt.Fprintf(out, ` %s-opacity="%s"`, what, decimal(p.opacity))
	}
}

// writeSVG writes a line of text with all that it needs, for in a figure few lines look alike.
func (l line) writeSVG(out *bufio.Writer) {
	fmt.Fprintf(out, `<text x="%s" y="%s" font-size="%s" fill="%s"`, decimal(l.at.x), decimal(l.at.y), decimal(l.size), l.ink)
	if l.bold {
		out.WriteString(` font-weight="bold"`)
	}
	switch l.anchor {
	case middle:
		out.WriteString(` text-anchor="middle"`)
	case end:
		out.WriteString(` text-anchor="end"`)
	}
	if l.upward {
		fmt.Fprintf(out, ` transform="rotate(-90 %s %s)"`, decimal(l.at.x), decimal(l.at.y))
	}
	fmt.Fprintf(out, ">%s</text>\n", escape(l.text))
}

// writePNG paints the figure and encodes it.
func (f *figure) writePNG(w io.Writer) error {
	e := newEasel(f.width, f.height)
	for _, s := range f.shapes {
		e.shape(s)
	}
	if err := e.text(f.lines); err != nil {
		return err
	}
	return e.gg.EncodePNG(w)
}

func (e *easel) shape(s shape) {
	trace := func() {
		for i, p := range s.points {
			if i == 0 {
				e.gg.MoveTo(p.x*e.scale, p.y*e.scale)
				continue
			}
			e.gg.LineTo(p.x*e.scale, p.y*e.scale)
		}
		if s.closed {
			e.gg.ClosePath()
		}
	}
	if s.fill.visible() {
		e.gg.SetColor(s.fill.color())
		trace()
		e.gg.Fill()
	}
	if s.stroke.visible() {
		e.gg.SetColor(s.stroke.color())
		e.gg.SetLineWidth(s.width * e.scale)
		e.gg.SetLineCapButt()
		e.gg.SetLineJoinRound()
		dash := make([]float64, len(s.dash))
		for i, d := range s.dash {
			dash[i] = d * e.scale
		}
		e.gg.SetDash(dash...)
		trace()
		e.gg.Stroke()
	}
}

// writePDF writes the figure as a PDF of one page.
func (f *figure) writePDF(w io.Writer) error {
	t := newSheet(f.width, f.height)
	t.describe(f.name, f.summary)
	t.pdf.AddPage()
	t.pdf.SetLineJoinStyle("round")
	for _, s := range f.shapes {
		t.shape(s)
	}
	t.pdf.SetAlpha(1, "Normal")
	t.text(f.lines)
	return t.pdf.Output(w) // fpdf keeps its first error until here
}

func (p *sheet) shape(s shape) {
	trace := func(how string) {
		for i, at := range s.points {
			if i == 0 {
				p.pdf.MoveTo(at.x, at.y)
				continue
			}
			p.pdf.LineTo(at.x, at.y)
		}
		if s.closed {
			p.pdf.ClosePath()
		}
		p.pdf.DrawPath(how)
	}
	if s.fill.visible() {
		p.pdf.SetAlpha(s.fill.opacity, "Normal")
		p.pdf.SetFillColor(int(s.fill.R), int(s.fill.G), int(s.fill.B))
		trace("F")
	}
	if s.stroke.visible() {
		p.pdf.SetAlpha(s.stroke.opacity, "Normal")
		p.pdf.SetDrawColor(int(s.stroke.R), int(s.stroke.G), int(s.stroke.B))
		p.pdf.SetLineWidth(s.width)
		p.pdf.SetDashPattern(s.dash, 0)
		trace("D")
	}
}
