package trace

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// DOT names what stands in a drawing for graphviz.
type DOT struct {
	Title string
	Node  func(id int) string  // the label of a node
	Edge  func(at Copy) string // the label of a delivery
	Color func(id int) string  // of the outline, as graphviz writes colors; nil: black
}

// WriteDOT draws what happened as a directed graph in the language of graphviz: deliveries are solid,
// redundant arrivals dashed gray, one edge for each link and direction. A node that carried the message
// but does not hold it now, or holds it by another copy, has a dotted edge to it; living nodes without
// the message are dashed.
func WriteDOT(w io.Writer, s Summary, roots []*Branch, d DOT) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "digraph %s {\n  node [shape=ellipse];\n", quote(d.Title))
	written := make(map[int]bool, s.Nodes)
	for _, c := range s.Deliveries {
		written[c.Node] = true
		d.writeNode(out, c.Node, "")
	}
	for _, id := range s.Missing {
		written[id] = true
		d.writeNode(out, id, ", style=dashed")
	}
	dot := dotEdges{DOT: d, out: out, written: written}
	for _, root := range roots {
		dot.below(root)
	}
	dot.redundant(s.Redundant)
	fmt.Fprintln(out, "}")
	return out.Flush()
}

func (d DOT) writeNode(out *bufio.Writer, id int, style string) {
	color := ""
	if d.Color != nil {
		color = ", color=" + quote(d.Color(id))
	}
	fmt.Fprintf(out, "  %d [label=%s%s%s];\n", id, quote(d.Node(id)), color, style)
}

// dotEdges writes the edges of one drawing.
type dotEdges struct {
	DOT
	out     *bufio.Writer
	written map[int]bool // the nodes that have been
}

// below writes the edges below a branch.
func (d *dotEdges) below(b *Branch) {
	if !d.written[b.Node] {
		d.written[b.Node] = true
		d.writeNode(d.out, b.Node, ", style=dotted")
	}
	for _, child := range b.Children {
		d.below(child)
		if child.Delivery != nil {
			fmt.Fprintf(d.out, "  %d -> %d [label=%s];\n", b.Node, child.Node, quote(d.Edge(*child.Delivery)))
		} else {
			fmt.Fprintf(d.out, "  %d -> %d [style=dotted];\n", b.Node, child.Node)
		}
	}
}

// redundant writes an edge for each link over which copies came in vain, in the order of the first.
func (d *dotEdges) redundant(copies []Copy) {
	type link struct{ from, to int }
	count := make(map[link]int)
	var links []link
	for _, c := range copies {
		if c.From == 0 {
			continue // from a client
		}
		l := link{c.From, c.Node}
		if count[l] == 0 {
			links = append(links, l)
		}
		count[l]++
	}
	for _, l := range links {
		label := ""
		if count[l] > 1 {
			label = fmt.Sprintf(`, label="×%d"`, count[l])
		}
		fmt.Fprintf(d.out, "  %d -> %d [style=dashed, color=gray, constraint=false%s];\n", l.from, l.to, label)
	}
}

// quote writes a string of the DOT language, in which only the quote and the backslash are special.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}
