package topology

import (
	"bufio"
	"encoding/xml"
	"errors"
	"strconv"
)

// readGraphML reads GraphML (U. Brandes and others, GraphML progress report: structural layer
// proposal, GD 2001): one graph that is neither directed nor nested, without hyperedges. The weight of
// an edge is the data of a key for edges whose name is weight. Other keys and data, ports and the
// extensions of other programs are skipped.
func readGraphML(r *bufio.Reader) (*Graph, error) {
	g := graphML{stream: newXMLStream(r), fallback: 1}
	graphs := 0
	err := g.stream.elements("graphml", func(e xml.StartElement) error {
		switch e.Name.Local {
		case "graphml":
			return nil
		case "key":
			return g.key(e)
		case "graph":
			if graphs++; graphs > 1 {
				return errSecondGraph
			}
			if attribute(e, "edgedefault") == "directed" {
				return errors.New("the graph is directed: only undirected graphs are taken")
			}
			return nil
		case "node":
			return g.graph.xmlNode(e)
		case "edge":
			if attribute(e, "directed") == "true" {
				return errors.New("the edge is directed: only undirected graphs are taken")
			}
			return g.edge(e)
		case "hyperedge":
			return errors.New("an edge of more than two nodes is not taken")
		}
		return errSkipElement
	})
	if err != nil {
		return nil, err
	}
	return g.graph.graph()
}

var errSecondGraph = errors.New("there is more than one graph, or one inside another")

// graphML is a GraphML file that is being read.
type graphML struct {
	stream   *xmlStream
	graph    collector
	weight   string  // the id of the key for weights; "" if there is none
	fallback float64 // the weight of an edge that has none of its own
}

// key takes a key, with the default that may be in it, if it is that for weights.
func (g *graphML) key(e xml.StartElement) error {
	owner := attribute(e, "for")
	if attribute(e, "attr.name") != "weight" || owner != "edge" && owner != "all" && owner != "" {
		return errSkipElement
	}
	g.weight = attribute(e, "id")
	return g.stream.inside(func(child xml.StartElement) error {
		if child.Name.Local != "default" {
			return nil
		}
		return g.value(&g.fallback)
	})
}

// edge takes an edge with what is in it.
func (g *graphML) edge(e xml.StartElement) error {
	a, b, err := xmlEnds(e)
	if err != nil {
		return err
	}
	weight := g.fallback
	err = g.stream.inside(func(child xml.StartElement) error {
		switch {
		case child.Name.Local == "graph":
			return errSecondGraph
		case child.Name.Local == "data" && g.weight != "" && attribute(child, "key") == g.weight:
			return g.value(&weight)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return g.graph.edge(a, b, weight)
}

// value reads the weight that the open element holds.
func (g *graphML) value(weight *float64) error {
	text, err := g.stream.text()
	if err == nil {
		*weight, err = parseWeight(text)
	}
	return err
}

// graphMLNamespace is the XML namespace of GraphML.
const graphMLNamespace = "http://graphml.graphdrawing.org/xmlns"

// writeGraphML writes the color of a node twice: as text, and as the numbers r, g and b, which are
// what Gephi looks for.
func writeGraphML(w *bufio.Writer, g *Graph, opts WriteOptions) error {
	x := newXMLWriter(w)
	x.open("graphml", "xmlns", graphMLNamespace)
	key := func(owner, name string, kind valueKind) {
		x.leaf(nil, "key", "id", owner+"_"+name, "for", owner, "attr.name", name, "attr.type", string(kind))
	}
	facts := opts.facts()
	for _, a := range facts {
		v, err := valueOf(a.Value)
		if err != nil {
			return err
		}
		key("graph", a.Key, v.kind)
	}
	if opts.Label != nil {
		key("node", "label", aString)
	}
	if opts.Group != nil {
		key("node", "group", aLong)
	}
	if opts.Color != nil {
		key("node", "color", aString)
		for _, name := range []string{"r", "g", "b"} {
			key("node", name, "int")
		}
	}
	if g.Weighted() {
		key("edge", "weight", aDouble)
	}
	x.open("graph", "edgedefault", "undirected")
	for _, a := range facts {
		v, err := valueOf(a.Value)
		if err != nil {
			return err
		}
		x.leaf(v.text, "data", "key", "graph_"+a.Key)
	}
	for id := range g.IDs() {
		if err := opts.graphMLNode(x, id); err != nil {
			return err
		}
	}
	for e := range g.edges() {
		ends := []string{"source", strconv.Itoa(e.a), "target", strconv.Itoa(e.b)}
		if g.Weighted() {
			x.open("edge", ends...)
			x.leaf(weightText(e.weight), "data", "key", "edge_weight")
			x.close("edge")
		} else {
			x.leaf(nil, "edge", ends...)
		}
		if x.err != nil {
			break
		}
	}
	x.close("graph")
	x.close("graphml")
	return x.end()
}

func (o WriteOptions) graphMLNode(x *xmlWriter, id int) error {
	color, err := o.colorOf(id)
	if err != nil {
		return err
	}
	x.open("node", "id", strconv.Itoa(id))
	data := func(name, text string) { x.leaf(text, "data", "key", "node_"+name) }
	if o.Label != nil {
		data("label", o.Label(id))
	}
	if o.Group != nil {
		data("group", strconv.Itoa(o.Group(id)))
	}
	if color != nil {
		data("color", o.Color(id))
		data("r", strconv.Itoa(int(color.r)))
		data("g", strconv.Itoa(int(color.g)))
		data("b", strconv.Itoa(int(color.b)))
	}
	x.close("node")
	return x.err
}

// facts is the attributes of the graph with its name as the first.
func (o WriteOptions) facts() []Attribute {
	if o.Name == "" {
		return o.Attributes
	}
	return append([]Attribute{{Key: "name", Value: o.Name}}, o.Attributes...)
}
