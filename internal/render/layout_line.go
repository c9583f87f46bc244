package render

import "math"

// lineMax is the number of nodes up to which a path is one straight line; a longer one turns at
// the edge of the paper, like the ox that plows.
const lineMax = 20

// arePaths reports whether every component is a path.
func arePaths(in input) bool {
	g := in.graph
	for i := range g.Len() {
		if g.Degree(i) > 2 {
			return false
		}
	}
	return g.EdgeCount() == g.Len()-len(components(g))
}

// placeLine places a path, from its end with the lower id.
func placeLine(in input) []point {
	g, start := in.graph, 0
	for g.Degree(start) > 1 {
		start++
	}
	n := g.Len()
	columns := n
	if n > lineMax {
		columns = int(math.Ceil(1.2 * math.Sqrt(float64(n))))
	}
	points := make([]point, n)
	for k, i := range walk(g, start) {
		row, column := k/columns, k%columns
		if row%2 == 1 {
			column = columns - 1 - column
		}
		points[i] = point{float64(column), float64(row)}
	}
	return points
}
