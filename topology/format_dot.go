package topology

import (
	"bufio"
	"fmt"
	"strconv"

	"gonum.org/v1/gonum/graph"
	"gonum.org/v1/gonum/graph/encoding"
	"gonum.org/v1/gonum/graph/encoding/dot"
)

// dotEdges is the largest number of edges that is written as DOT.
const dotEdges = 10_000_000

// writeDOT writes the language of Graphviz by gonum's encoder, which builds the whole text in memory
// first: about 500 bytes an edge.
func writeDOT(w *bufio.Writer, g *Graph, opts WriteOptions) error {
	if g.EdgeCount() > dotEdges {
		return fmt.Errorf("%d edges are too many for DOT, which takes up to %d: write another format", g.EdgeCount(), dotEdges)
	}
	d := dotGraph{Graph: g, opts: opts}
	for _, a := range opts.Attributes {
		v, err := valueOf(a.Value)
		if err != nil {
			return err
		}
		d.facts = append(d.facts, encoding.Attribute{Key: a.Key, Value: strconv.Quote(v.text)})
	}
	name := ""
	if opts.Name != "" {
		name = strconv.Quote(opts.Name)
	}
	text, err := dot.Marshal(d, name, "", "\t")
	if err != nil {
		return fmt.Errorf("encode DOT: %w", err)
	}
	if _, err := w.Write(text); err != nil {
		return err
	}
	return w.WriteByte('\n')
}

// dotGraph is a graph with attributes, as gonum's encoder asks for them.
type dotGraph struct {
	*Graph
	opts  WriteOptions
	facts dotAttributes
}

// Nodes implements graph.Graph.
func (d dotGraph) Nodes() graph.Nodes { return dotNodes{d.Graph.Nodes(), d.opts} }

// Edge implements graph.Graph. The encoder asks it for the attributes of an edge.
func (d dotGraph) Edge(a, b int64) graph.Edge {
	e := d.Graph.Edge(a, b)
	weight, ok := d.WeightBetween(int(a), int(b))
	if !ok || !d.Weighted() {
		return e
	}
	return dotEdge{e, weight}
}

type dotEdge struct {
	graph.Edge
	weight float64
}

// Attributes implements encoding.Attributer.
func (e dotEdge) Attributes() []encoding.Attribute {
	return []encoding.Attribute{{Key: "weight", Value: weightText(e.weight)}}
}

// DOTAttributers implements dot.Attributers.
func (d dotGraph) DOTAttributers() (graph, node, edge encoding.Attributer) {
	return d.facts, dotAttributes{}, dotAttributes{}
}

type dotAttributes []encoding.Attribute

// Attributes implements encoding.Attributer.
func (a dotAttributes) Attributes() []encoding.Attribute { return a }

// dotNodes yields nodes with attributes.
type dotNodes struct {
	graph.Nodes
	opts WriteOptions
}

// Node implements graph.Nodes.
func (n dotNodes) Node() graph.Node { return dotNode{n.Nodes.Node(), n.opts} }

type dotNode struct {
	graph.Node
	opts WriteOptions
}

// DOTID implements dot.Node.
func (n dotNode) DOTID() string { return strconv.FormatInt(n.ID(), 10) }

// Attributes implements encoding.Attributer. Strings are quoted here: gonum's encoder would take a
// text in angle brackets for HTML.
func (n dotNode) Attributes() []encoding.Attribute {
	id := int(n.ID())
	var all []encoding.Attribute
	if n.opts.Label != nil {
		all = append(all, encoding.Attribute{Key: "label", Value: strconv.Quote(n.opts.Label(id))})
	}
	if n.opts.Group != nil {
		all = append(all, encoding.Attribute{Key: "group", Value: strconv.Itoa(n.opts.Group(id))})
	}
	if n.opts.Color != nil && n.opts.Color(id) != "" {
		all = append(all,
			encoding.Attribute{Key: "style", Value: "filled"},
			encoding.Attribute{Key: "fillcolor", Value: strconv.Quote(n.opts.Color(id))})
	}
	return all
}
