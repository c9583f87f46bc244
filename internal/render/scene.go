package render

import (
	"fmt"
	"strconv"
)

// A scene is the drawing before it is written in some format: every measure is known and stands in
// units (pixels of SVG, points of PDF), from the upper left corner.
type scene struct {
	width, height   float64
	title, subtitle string // above the picture; empty for none
	titleSize       float64
	summary         string // for those who don't see the picture

	edges       []edge
	edgeWidth   float64
	edgeOpacity float64

	nodes    []node
	fontSize float64 // of the labels; 0 if there are none
}

// A node is one circle.
type node struct {
	id     int
	at     point
	radius float64
	group  int
	hollow bool
	peers  string // "3 peers: 1, 4, 9"
}

// An edge joins two nodes, given by index; it is straight, or bent toward the control point of a
// quadratic Bézier curve.
type edge struct {
	a, b    int
	bent    bool
	control point
}

// maxListed is how many peers the title of a node names.
const maxListed = 30

// newScene places and measures everything.
func newScene(in input, opts Options) *scene {
	g, l := in.graph, choose(in)
	s := &scene{title: opts.Title}
	drawn := sample(g, opts.Seed)
	s.describe(in, l, len(drawn))

	points := s.fit(l.place(in), opts.Size)
	base := s.baseRadius(points)
	hollow := make(map[int]bool, len(opts.Hollow))
	for _, id := range opts.Hollow {
		hollow[id] = true
	}
	s.nodes = make([]node, g.Len())
	for i := range s.nodes {
		id := g.ID(i)
		s.nodes[i] = node{id: id, at: points[i], radius: base, hollow: hollow[id],
			group: groupOf(in, i), peers: peerList(in, i)}
	}
	if l.sized {
		s.growHubs(in)
	}
	s.edges = drawn
	s.weighEdges(points)
	s.bendEdges(points)
	if !opts.NoLabels {
		s.fontSize = s.labelSize()
	}
	return s
}

// label returns what stands in the circle.
func (n node) label() string { return strconv.Itoa(n.id) }

// groupOf returns the color group of the node with index i.
func groupOf(in input, i int) int {
	if in.groups == nil {
		return NodeGroup(in.graph.ID(i))
	}
	return NodeGroup(in.graph.ID(i), in.groups[i])
}

// describe writes the words around the picture. A picture that leaves edges out says so, with or
// without a title.
func (s *scene) describe(in input, l layout, drawn int) {
	g := in.graph
	counts := count(g.Len(), "node") + ", " + count(g.EdgeCount(), "edge")
	if drawn < g.EdgeCount() {
		counts += fmt.Sprintf(" (%d of them drawn, a random sample)", drawn)
	}
	if s.title != "" || drawn < g.EdgeCount() {
		s.subtitle = counts
	}
	s.summary = "A network of " + counts + ". Layout: " + l.name + "."
}

// name returns what a file calls itself where no one sees the picture.
func (s *scene) name() string {
	if s.title == "" {
		return "Gossip network"
	}
	return s.title
}

// count returns "1 node", "2 nodes".
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// peerList returns "3 peers: 1, 4, 9"; of a great many it names the first.
func peerList(in input, i int) string {
	ns := in.graph.Neighbors(i)
	if ns.Len() == 0 {
		return "no peers"
	}
	text := count(ns.Len(), "peer") + ": "
	for k := range min(ns.Len(), maxListed) {
		if k > 0 {
			text += ", "
		}
		text += strconv.Itoa(in.graph.ID(ns.At(k)))
	}
	if more := ns.Len() - maxListed; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}
