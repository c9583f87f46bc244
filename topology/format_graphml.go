package topology

import (
	"bufio"
	"encoding/xml"
	"errors"
	"strconv"
)

// readGraphML reads GraphML (U. Brandes and others, GraphML progress report: structural layer
// proposal, GD 2001): one graph that is neither directed nor nested, without hyperedges. Keys, data,
// ports and the extensions of other programs are skipped.
func readGraphML(r *bufio.Reader) (*Graph, error) {
	var c collector
	graphs := 0
	err := newXMLStream(r).elements("graphml", func(e xml.StartElement) error {
		switch e.Name.Local {
		case "graphml":
			return nil
		case "graph":
			if graphs++; graphs > 1 {
				return errors.New("there is more than one graph, or one inside another")
			}
			if attribute(e, "edgedefault") == "directed" {
				return errors.New("the graph is directed: only undirected graphs are taken")
			}
			return nil
		case "node":
			return c.xmlNode(e)
		case "edge":
			if attribute(e, "directed") == "true" {
				return errors.New("the edge is directed: only undirected graphs are taken")
			}
			return c.xmlEdge(e)
		case "hyperedge":
			return errors.New("an edge of more than two nodes is not taken")
		}
		return errSkipElement
	})
	if err != nil {
		return nil, err
	}
	return c.graph()
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
	for a, b := range g.Pairs() {
		if x.leaf(nil, "edge", "source", strconv.Itoa(a), "target", strconv.Itoa(b)); x.err != nil {
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
