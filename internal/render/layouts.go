package render

import (
	"slices"

	"gossip/topology"
)

// A layout is one way to place the nodes of a graph. It is a pure function: the same input gives
// the same points, in the order of the node indexes, in any unit, all finite and no two alike.
type layout struct {
	name string

	// kinds are the topology kinds that the layout is made for.
	kinds []string

	// fits says whether the layout can show a graph of those kinds, which may have been taken
	// apart since it was generated; nil means always.
	fits func(in input) bool

	// shape recognizes the layout's graphs whatever their kind, a graph from a file for instance;
	// nil means never.
	shape func(in input) bool

	place func(in input) []point

	// sized says that a node's area shall grow with its degree.
	sized bool
}

// input is what a layout may look at.
type input struct {
	graph  *topology.Graph
	kind   string
	groups []int // partition by node index; nil where there are none
	seed   uint64
}

// layouts is the table of all layouts. The first row that names the kind and fits is taken; if
// none is, the first that recognizes the shape; and else the last row.
func layouts() []layout {
	return []layout{
		{name: "circle", kinds: []string{"circular", "full"}, shape: isCircle, place: placeCircle},
		{name: "circle", kinds: []string{"smallworld"}, fits: isSmall, place: placeCircle},
		{name: "shells", kinds: []string{"powerlaw"}, place: placeShells, sized: true},
		{name: "columns", kinds: []string{"turan"}, fits: hasColumns, place: placeColumns},
		{name: "grid", kinds: []string{"grid", "torus", "imp2d"}, fits: isLattice, place: placeGrid},
		{name: "line", kinds: []string{"line"}, fits: arePaths, shape: arePaths, place: packed(placeLine)},
		{name: "star", kinds: []string{"star"}, shape: isStar, place: packed(placeStar)},
		{name: "tree", kinds: []string{"tree"}, fits: areTrees, shape: areTrees, place: packed(placeTree)},
		{name: "force", place: packed(placeForce)},
	}
}

// choose returns the layout for the input.
func choose(in input) layout {
	table := layouts()
	for _, l := range table {
		if slices.Contains(l.kinds, in.kind) && (l.fits == nil || l.fits(in)) {
			return l
		}
	}
	for _, l := range table {
		if l.shape != nil && l.shape(in) {
			return l
		}
	}
	return table[len(table)-1]
}
