package topology

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/graph/formats/gexf12"
)

// readGEXF reads GEXF of any version, with nodes that may lie in each other (which is ignored) but
// without directed or mutual edges; an edge may have a weight. Values, times and looks are skipped.
func readGEXF(r *bufio.Reader) (*Graph, error) {
	var c collector
	graphs, fallback := 0, ""
	err := newXMLStream(r).elements("gexf", func(e xml.StartElement) error {
		switch e.Name.Local {
		case "gexf", "nodes", "edges":
			return nil
		case "graph":
			if graphs++; graphs > 1 {
				return errors.New("there is more than one graph")
			}
			fallback = attribute(e, "defaultedgetype")
			return nil
		case "node":
			return c.xmlNode(e)
		case "edge":
			kind := attribute(e, "type")
			if kind == "" {
				kind = fallback
			}
			if kind != "" && kind != "undirected" {
				return fmt.Errorf("the edge is %s: only undirected graphs are taken", short(kind))
			}
			return c.gexfEdge(e)
		}
		return errSkipElement
	})
	if err != nil {
		return nil, err
	}
	return c.graph()
}

// gexfEdge takes the edge of an element.
func (c *collector) gexfEdge(e xml.StartElement) error {
	a, b, err := xmlEnds(e)
	if err != nil {
		return err
	}
	weight := 1.0
	if text := attribute(e, "weight"); text != "" {
		if weight, err = parseWeight(text); err != nil {
			return err
		}
	}
	return c.edge(a, b, weight)
}

// writeGEXF writes GEXF 1.2 by the types of gonum's gexf12, an element at a time: as one document, a
// million nodes would need a gigabyte. GEXF has no attributes for the graph, so these are in its
// description.
func writeGEXF(w *bufio.Writer, g *Graph, opts WriteOptions) error {
	var about []string
	for _, a := range opts.facts() {
		v, err := valueOf(a.Value)
		if err != nil {
			return err
		}
		about = append(about, a.Key+"="+v.text)
	}
	x := newXMLWriter(w)
	x.open("gexf", "xmlns", "http://www.gexf.net/1.2draft", "version", "1.2")
	x.leaf(&gexf12.Meta{Creator: "gossip", Description: strings.Join(about, " ")}, "meta")
	x.open("graph", "defaultedgetype", "undirected", "mode", "static", "idtype", "integer")
	if opts.Group != nil {
		x.leaf(gexf12.Attributes{Class: "node", Attributes: []gexf12.Attribute{
			{ID: "group", Title: "group", Type: "integer"}}}, "attributes")
	}
	x.open("nodes", "count", strconv.Itoa(g.Len()))
	for id := range g.IDs() {
		node, err := opts.gexfNode(id)
		if err != nil {
			return err
		}
		x.leaf(node, "node")
	}
	x.close("nodes")
	x.open("edges", "count", strconv.Itoa(g.EdgeCount()))
	number := 0
	for e := range g.edges() {
		edge := gexf12.Edge{ID: strconv.Itoa(number), Source: strconv.Itoa(e.a), Target: strconv.Itoa(e.b)}
		if g.Weighted() {
			edge.Weight = e.weight
		}
		x.leaf(edge, "edge")
		if number++; x.err != nil {
			break
		}
	}
	x.close("edges")
	x.close("graph")
	x.close("gexf")
	return x.end()
}

func (o WriteOptions) gexfNode(id int) (gexf12.Node, error) {
	node := gexf12.Node{ID: strconv.Itoa(id), Label: strconv.Itoa(id)} // GEXF wants a label
	if o.Label != nil {
		node.Label = o.Label(id)
	}
	if o.Group != nil {
		node.AttValues = &gexf12.AttValues{AttValues: []gexf12.AttValue{
			{For: "group", Value: strconv.Itoa(o.Group(id))}}}
	}
	color, err := o.colorOf(id)
	if color != nil {
		node.Color = &gexf12.Color{R: color.r, G: color.g, B: color.b}
	}
	return node, err
}
