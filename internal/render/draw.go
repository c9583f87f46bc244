package render

import (
	"fmt"
	"io"

	"gossip/topology"
)

// Options say how to draw; the zero value is good.
type Options struct {
	// Title stands above the picture; empty for none.
	Title string

	// Kind is the name of the topology kind, which picks the layout; empty if it is not known: then
	// the shape of the graph does.
	Kind string

	// Groups gives the partition of each node, by index, where the topology has partitions (see
	// topology.Groups); nil otherwise. It picks the colors, and the columns of a Turán graph.
	Groups []int

	// Hollow lists the ids of nodes to draw as rings: those that don't answer, for instance.
	Hollow []int

	// Seed decides between equally good pictures. The same graph, options and seed give the same
	// bytes.
	Seed uint64

	// Size is the width in units (pixels of SVG, points of PDF; a PNG has two pixels per unit); 0
	// for one that suits the number of nodes. The height follows from the picture.
	Size int

	// NoLabels leaves the ids out, which else are drawn wherever they can be read.
	NoLabels bool
}

const (
	// maxNodes bounds a drawing: beyond, a node would be smaller than a pixel.
	maxNodes = 20_000

	minSize, maxSize = 200, 4000
)

// Draw writes a drawing of the graph. It fails on a graph without nodes or with too many, on options
// that don't fit the graph, and when w does. Of more than 20,000 edges it draws a random sample and
// says so in the picture.
func Draw(w io.Writer, g *topology.Graph, format Format, opts Options) error {
	if err := check(g, opts); err != nil {
		return err
	}
	s := newScene(input{graph: g, kind: opts.Kind, groups: opts.Groups, seed: opts.Seed}, opts)
	var err error
	switch format {
	case SVG:
		err = writeSVG(w, s)
	case PNG:
		err = writePNG(w, s)
	case PDF:
		err = writePDF(w, s)
	default:
		return fmt.Errorf("draw network: no such format: %d", int(format))
	}
	if err != nil {
		return fmt.Errorf("draw network as %s: %w", format, err)
	}
	return nil
}

// check reports what is wrong with the graph or the options.
func check(g *topology.Graph, opts Options) error {
	n := g.Len()
	switch {
	case n == 0:
		return fmt.Errorf("cannot draw a network without nodes")
	case n > maxNodes:
		return fmt.Errorf("cannot draw %d nodes: more than %d would be smaller than a pixel each; "+
			"export the graph (.gexf, .graphml) to a program for large graphs instead", n, maxNodes)
	case opts.Groups != nil && len(opts.Groups) != n:
		return fmt.Errorf("cannot draw %d nodes with the partitions of %d", n, len(opts.Groups))
	case opts.Size != 0 && (opts.Size < minSize || opts.Size > maxSize):
		return fmt.Errorf("cannot draw %d units wide: a width is %d to %d, or 0 for one that suits",
			opts.Size, minSize, maxSize)
	}
	return nil
}
