package render

import (
	"bytes"
	"io"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/text/encoding/unicode"
)

// writePDF writes the scene as a PDF of one page: vectors only, and text in a font of which the file
// holds those letters that occur.
func writePDF(w io.Writer, s *scene) error {
	p := &page{newSheet(s.width, s.height), s}
	p.describe(s.name(), s.summary)
	p.pdf.AddPage()
	p.edges()
	p.nodes()
	p.text(s.lines())
	return p.pdf.Output(w) // fpdf keeps its first error until here
}

// A sheet is the one page of a PDF. fpdf too counts from the upper left corner.
type sheet struct{ pdf *fpdf.Fpdf }

func newSheet(width, height float64) sheet {
	return sheet{fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: width, Ht: height}})}
}

// A page draws a scene on a sheet.
type page struct {
	sheet
	s *scene
}

// describe sets what the file says of itself. Its dates are always the same, so that the same scene
// gives the same bytes; to have none is not possible.
func (p *sheet) describe(name, summary string) {
	p.pdf.SetTitle(p.utf16(name), false)
	p.pdf.SetSubject(p.utf16(summary), false)
	never := time.Unix(0, 0).UTC()
	p.pdf.SetCreationDate(never)
	p.pdf.SetModificationDate(never)
	p.pdf.SetCatalogSort(true) // or else fonts stand in the order of a map
}

// utf16 encodes text for the description of the file. fpdf would do it, but reads past the end of
// text that is no UTF-8, and garbles what takes four bytes in it.
func (p *sheet) utf16(text string) string {
	encoded, err := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(text)
	p.pdf.SetError(err)
	return encoded
}

func (p *page) edges() {
	c := edgeColor()
	p.pdf.SetAlpha(p.s.edgeOpacity, "Normal")
	p.pdf.SetDrawColor(int(c.R), int(c.G), int(c.B))
	p.pdf.SetLineWidth(p.s.edgeWidth)
	for _, e := range p.s.edges {
		a, b := p.s.nodes[e.a].at, p.s.nodes[e.b].at
		if !e.bent {
			p.pdf.Line(a.x, a.y, b.x, b.y)
			continue
		}
		// PDF knows only cubic curves, and fpdf's Curve does not make one of a quadratic one.
		c1 := a.plus(e.control.times(2)).times(1.0 / 3)
		c2 := b.plus(e.control.times(2)).times(1.0 / 3)
		p.pdf.CurveBezierCubic(a.x, a.y, c1.x, c1.y, c2.x, c2.y, b.x, b.y, "D")
	}
}

func (p *page) nodes() {
	p.pdf.SetAlpha(1, "Normal")
	for _, n := range p.s.nodes {
		fill, outline, width := n.fill(), n.outline(), n.outlineWidth()
		p.pdf.SetFillColor(int(fill.R), int(fill.G), int(fill.B))
		p.pdf.SetDrawColor(int(outline.R), int(outline.G), int(outline.B))
		p.pdf.SetLineWidth(width)
		p.pdf.Circle(n.at.x, n.at.y, n.radius-width/2, "FD")
	}
}

func (p *sheet) text(lines []line) {
	var last line
	for _, l := range lines {
		if l.bold != last.bold || l.size != last.size {
			p.setFont(l)
			last = l
		}
		text := l.printable()
		x := l.at.x - l.anchor.share()*p.pdf.GetStringWidth(text)
		p.pdf.SetTextColor(int(l.ink.R), int(l.ink.G), int(l.ink.B))
		if l.upward {
			p.pdf.TransformBegin()
			p.pdf.TransformRotate(90, l.at.x, l.at.y)
		}
		p.pdf.Text(x, l.at.y, text)
		if l.upward {
			p.pdf.TransformEnd()
		}
	}
}

// setFont selects the font of the line, and adds it first where the file doesn't have it yet. It
// passes a copy: fpdf may write into the slice that it is given.
func (p *sheet) setFont(l line) {
	style := ""
	if l.bold {
		style = "B"
	}
	p.pdf.AddUTF8FontFromBytes("Liberation Sans", style, bytes.Clone(l.font()))
	p.pdf.SetFont("Liberation Sans", style, l.size)
}

// printable returns the text of the line with an empty box, which is how the font draws U+FFFD, in
// place of what fpdf can't draw: it panics on runes beyond 16 bits, and on text that is no UTF-8.
func (l line) printable() string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > 0xFFFF {
			return '\uFFFD'
		}
		return r
	}, l.text)
}
