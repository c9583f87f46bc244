package render

import "math"

// isLattice reports whether enough edges are those of a lattice for a grid to show it.
func isLattice(in input) bool {
	_, _, explained := lattice(in)
	return 2*explained >= in.graph.EdgeCount()
}

// placeGrid puts the nodes in rows, as they are numbered. Gaps in the numbers stay gaps in the
// picture. Edges that don't join next neighbors (those that close a torus, the random ones of an
// imperfect grid) are bent around the nodes in between when the scene is made.
func placeGrid(in input) []point {
	number, width, _ := lattice(in)
	points := make([]point, in.graph.Len())
	for i := range points {
		points[i] = point{float64(number(i) % width), float64(number(i) / width)}
	}
	return points
}

// lattice finds how the nodes are numbered through the grid, from 0 and row by row, and how wide a
// row is. No graph carries that, but its edges tell: most of them join numbers that differ by one,
// or by the width. A network that lost nodes keeps its ids as numbers; one whose nodes had gaps
// before the grid was laid over them is numbered by index. Explained counts the edges that the
// better of the two accounts for.
func lattice(in input) (number func(i int) int, width, explained int) {
	byID := func(i int) int { return in.graph.ID(i) - 1 }
	byIndex := func(i int) int { return i }
	widthByID, countByID := rowWidth(in, byID)
	widthByIndex, countByIndex := rowWidth(in, byIndex)
	if countByID >= countByIndex {
		return byID, widthByID, countByID
	}
	return byIndex, widthByIndex, countByIndex
}

// rowWidth returns the width of a row under a numbering: the commonest difference along an edge
// but one, and of equally common ones that which makes the grid squarest. With it comes the number
// of edges that then join next neighbors.
func rowWidth(in input, number func(i int) int) (width, explained int) {
	g := in.graph
	count := make(map[int]int)
	for i := range g.Len() {
		ns := g.Neighbors(i)
		for k := range ns.Len() {
			if j := ns.At(k); j > i {
				count[number(j)-number(i)]++
			}
		}
	}
	square := math.Ceil(math.Sqrt(float64(number(g.Len()-1) + 1)))
	off := func(w int) float64 { return math.Abs(float64(w) - square) }
	width = max(1, int(square))
	for w, c := range count {
		switch {
		case w == 1 || c < count[width]:
		case c > count[width] || off(w) < off(width) || off(w) == off(width) && w < width:
			width = w
		}
	}
	explained = count[1]
	if width > 1 {
		explained += count[width]
	}
	return width, explained
}
