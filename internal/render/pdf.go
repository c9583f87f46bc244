package render

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
)

// writePDF writes the scene as a PDF of one page: vectors only, and text in Helvetica, which every
// reader brings along. It is written by hand, since it takes no more than this, and because it then
// holds no date: the same scene gives the same bytes.
func writePDF(w io.Writer, s *scene) error {
	page, err := deflate(s.pageContent())
	if err != nil {
		return err
	}
	title := s.title
	if title == "" {
		title = "Gossip network"
	}
	font := "<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>"
	objects := []string{ // numbered from 1
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %s %s] /Contents 4 0 R /Resources << "+
			"/Font << /F1 5 0 R /F2 6 0 R >> /ExtGState << /Edges << /CA %s >> /Solid << /CA 1 >> >> >> >>",
			decimal(s.width), decimal(s.height), decimal(s.edgeOpacity)),
		fmt.Sprintf("<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream", len(page), page),
		fmt.Sprintf(font, "Helvetica"),
		fmt.Sprintf(font, "Helvetica-Bold"),
		fmt.Sprintf("<< /Title %s /Subject %s >>", textString(title), textString(s.summary)),
	}
	var out bytes.Buffer
	out.WriteString("%PDF-1.4\n%\xE2\xE3\xCF\xD3\n") // four high bytes: this file is not text
	offsets := make([]int, len(objects))
	for i, object := range objects {
		offsets[i] = out.Len()
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	table := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n",
		len(objects)+1, len(objects), table)
	_, err = out.WriteTo(w)
	return err
}

// pageContent returns the drawing operators. The first turns the page over: PDF counts from the
// lower left corner, the scene from the upper left.
func (s *scene) pageContent() []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "1 0 0 -1 0 %s cm\n/Edges gs %s RG %s w\n", decimal(s.height), edgeColor().pdf(), decimal(s.edgeWidth))
	for _, e := range s.edges {
		a, b := s.nodes[e.a].at, s.nodes[e.b].at
		fmt.Fprintf(&out, "%s m ", a.pdf())
		if e.bent { // a quadratic curve as a cubic one
			c1 := a.plus(e.control.times(2)).times(1.0 / 3)
			c2 := b.plus(e.control.times(2)).times(1.0 / 3)
			fmt.Fprintf(&out, "%s %s %s c S\n", c1.pdf(), c2.pdf(), b.pdf())
		} else {
			fmt.Fprintf(&out, "%s l S\n", b.pdf())
		}
	}
	fmt.Fprintln(&out, "/Solid gs")
	for _, n := range s.nodes {
		line := n.outlineWidth()
		fmt.Fprintf(&out, "%s rg %s RG %s w ", n.fill().pdf(), n.outline().pdf(), decimal(line))
		writeCircle(&out, n.at, n.radius-line/2)
	}
	if s.title != "" {
		writeText(&out, "F2", s.titleSize, titleColor(), point{margin, s.titleLine()}, s.shortTitle())
	}
	if s.subtitle != "" {
		writeText(&out, "F1", s.subtitleSize(), subtitleColor(), point{margin, s.subtitleLine()}, s.subtitle)
	}
	if s.fontSize > 0 {
		for _, n := range s.nodes {
			text := n.label()
			left := n.at.x - digitWidth*s.fontSize*float64(len(text))/2
			writeText(&out, "F1", s.fontSize, n.ink(), point{left, n.at.y + s.baseline()}, text)
		}
	}
	return out.Bytes()
}

// writeCircle fills and strokes a circle of four Bézier curves, which come within 0.03 % of it.
func writeCircle(out *bytes.Buffer, at point, r float64) {
	const k = 0.5522847498
	right, down := point{r, 0}, point{0, r}
	fmt.Fprintf(out, "%s m ", at.plus(right).pdf())
	for range 4 {
		c1, c2 := right.plus(down.times(k)), down.plus(right.times(k))
		fmt.Fprintf(out, "%s %s %s c ", at.plus(c1).pdf(), at.plus(c2).pdf(), at.plus(down).pdf())
		right, down = down, right.times(-1)
	}
	fmt.Fprintln(out, "b")
}

// writeText writes one line; the text matrix turns the letters upright again.
func writeText(out *bytes.Buffer, font string, size float64, c RGB, at point, text string) {
	fmt.Fprintf(out, "BT /%s %s Tf %s rg 1 0 0 -1 %s Tm <%X> Tj ET\n",
		font, decimal(size), c.pdf(), at.pdf(), windows1252(text))
}

// windows1252 encodes text for the fonts of the page; what they don't have becomes a question mark.
func windows1252(text string) []byte {
	var out []byte
	for _, r := range text {
		b, ok := charmap.Windows1252.EncodeRune(r)
		if !ok || b < ' ' {
			b = '?'
		}
		out = append(out, b)
	}
	return out
}

// textString returns text as the file's description holds it, in any script.
func textString(text string) string {
	var out strings.Builder
	out.WriteString("<FEFF")
	for _, unit := range utf16.Encode([]rune(text)) {
		fmt.Fprintf(&out, "%04X", unit)
	}
	out.WriteString(">")
	return out.String()
}

func (p point) pdf() string { return decimal(p.x) + " " + decimal(p.y) }

func (c RGB) pdf() string {
	part := func(v uint8) string { return fmt.Sprintf("%.3f", float64(v)/255) }
	return part(c.R) + " " + part(c.G) + " " + part(c.B)
}

func deflate(data []byte) ([]byte, error) {
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	if _, err := z.Write(data); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
