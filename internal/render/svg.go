package render

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
)

const fontFamily = "Helvetica, Arial, 'Liberation Sans', sans-serif"

// writeSVG writes the scene as an SVG document that stands by itself. Every node is a circle of
// class "node" with its id in data-id and a title that browsers show under the mouse; every edge is
// a line, or a path if it is bent, of class "edge" with the ids of its ends in data-a and data-b.
func writeSVG(w io.Writer, s *scene) error {
	out := bufio.NewWriter(w)
	openSVG(out, s.width, s.height, s.name(), s.summary)
	s.writeStyle(out)
	fmt.Fprintf(out, `<rect class="paper" width="%s" height="%s"/>`+"\n", decimal(s.width), decimal(s.height))
	if s.title != "" {
		fmt.Fprintf(out, `<text class="title" x="%s" y="%s">%s</text>`+"\n", decimal(margin),
			decimal(s.titleLine()), escape(s.shortTitle()))
	}
	if s.subtitle != "" {
		fmt.Fprintf(out, `<text class="subtitle" x="%s" y="%s">%s</text>`+"\n", decimal(margin),
			decimal(s.subtitleLine()), escape(s.subtitle))
	}
	s.writeEdges(out)
	s.writeNodes(out)
	s.writeLabels(out)
	fmt.Fprintln(out, "</svg>")
	return out.Flush() // a bufio.Writer keeps its first error until here
}

// openSVG writes the beginning of a document: its size, and what it says to those who don't see it.
func openSVG(out *bufio.Writer, width, height float64, name, summary string) {
	fmt.Fprintf(out, `<svg xmlns="http://www.w3.org/2000/svg" width="%[1]s" height="%[2]s" viewBox="0 0 %[1]s %[2]s" `+
		`role="img" aria-labelledby="title desc">`+"\n", decimal(width), decimal(height))
	fmt.Fprintf(out, "<title id=\"title\">%s</title>\n<desc id=\"desc\">%s</desc>\n", escape(name), escape(summary))
}

// writeStyle writes the style sheet, with a rule for every sort of node that occurs.
func (s *scene) writeStyle(out *bufio.Writer) {
	fmt.Fprintln(out, "<style>")
	fmt.Fprintln(out, ".paper{fill:#FFFFFF}")
	fmt.Fprintf(out, "text{font-family:%s}\n", fontFamily)
	fmt.Fprintf(out, ".title{font-size:%spx;font-weight:bold;fill:%s}\n", decimal(s.titleSize), titleColor())
	fmt.Fprintf(out, ".subtitle{font-size:%spx;fill:%s}\n", decimal(s.subtitleSize()), subtitleColor())
	fmt.Fprintf(out, ".edge{fill:none;stroke:%s;stroke-width:%s;stroke-opacity:%s}\n",
		edgeColor(), decimal(s.edgeWidth), decimal(s.edgeOpacity))
	if s.fontSize > 0 {
		fmt.Fprintf(out, ".label{font-size:%spx;text-anchor:middle;pointer-events:none}\n", decimal(s.fontSize))
	}
	styled := make(map[string]bool)
	for _, n := range s.nodes {
		class := strings.ReplaceAll(n.classes(), " ", ".")
		if !styled[class] {
			styled[class] = true
			fmt.Fprintf(out, ".node.%s{fill:%s;stroke:%s}.label.%s{fill:%s}\n",
				class, n.fill(), n.outline(), class, n.ink())
		}
	}
	fmt.Fprintln(out, ".edge:hover{stroke-opacity:1}.node:hover{stroke:#000000}") // last, so that it wins
	fmt.Fprintln(out, "</style>")
}

func (s *scene) writeEdges(out *bufio.Writer) {
	fmt.Fprintln(out, `<g class="edges">`)
	for _, e := range s.edges {
		a, b := s.nodes[e.a], s.nodes[e.b]
		if e.bent {
			fmt.Fprintf(out, `<path class="edge" data-a="%d" data-b="%d" d="M%s %sQ%s %s %s %s"/>`+"\n", a.id, b.id,
				decimal(a.at.x), decimal(a.at.y), decimal(e.control.x), decimal(e.control.y), decimal(b.at.x), decimal(b.at.y))
			continue
		}
		fmt.Fprintf(out, `<line class="edge" data-a="%d" data-b="%d" x1="%s" y1="%s" x2="%s" y2="%s"/>`+"\n", a.id, b.id,
			decimal(a.at.x), decimal(a.at.y), decimal(b.at.x), decimal(b.at.y))
	}
	fmt.Fprintln(out, "</g>")
}

func (s *scene) writeNodes(out *bufio.Writer) {
	fmt.Fprintln(out, `<g class="nodes">`)
	for _, n := range s.nodes {
		line := n.outlineWidth()
		fmt.Fprintf(out, `<circle class="node %s" data-id="%d" cx="%s" cy="%s" r="%s" stroke-width="%s">`+
			"<title>Gossip-Node-%d: %s</title></circle>\n", n.classes(), n.id,
			decimal(n.at.x), decimal(n.at.y), decimal(n.radius-line/2), decimal(line), n.id, n.peers)
	}
	fmt.Fprintln(out, "</g>")
}

func (s *scene) writeLabels(out *bufio.Writer) {
	if s.fontSize == 0 {
		return
	}
	fmt.Fprintln(out, `<g class="labels">`)
	for _, n := range s.nodes {
		fmt.Fprintf(out, `<text class="label %s" x="%s" y="%s">%s</text>`+"\n", n.classes(),
			decimal(n.at.x), decimal(n.at.y+s.baseline()), n.label())
	}
	fmt.Fprintln(out, "</g>")
}

// classes returns the classes of a node beside its own: its group, and whether it is hollow.
func (n node) classes() string {
	if n.hollow {
		return fmt.Sprintf("g%d hollow", n.group)
	}
	return fmt.Sprintf("g%d", n.group)
}

// decimal writes a measure with two decimals at most: finer is not to be seen.
func decimal(v float64) string {
	text := strconv.FormatFloat(v, 'f', 2, 64)
	text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	if text == "-0" {
		return "0"
	}
	return text
}

// escape makes any string into XML character data; what XML cannot hold, which is control characters
// and bytes that are not UTF-8, becomes U+FFFD.
func escape(text string) string {
	var out strings.Builder
	if err := xml.EscapeText(&out, []byte(text)); err != nil { // a Builder takes everything
		panic(err)
	}
	return out.String()
}
