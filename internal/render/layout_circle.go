package render

import "math"

// smallRing is the number of nodes up to which a small world is drawn as the ring with chords that
// it was made from. With more nodes the chords fill the circle, and the force layout shows more.
const smallRing = 64

func isSmall(in input) bool { return in.graph.Len() <= smallRing }

// isCircle recognizes what is best drawn on a circle whatever made it: a single cycle, and the
// complete graph.
func isCircle(in input) bool {
	n := in.graph.Len()
	return n >= 3 && (isCycle(in) || in.graph.EdgeCount() == n*(n-1)/2)
}

// isCycle reports whether the graph is one cycle through all nodes.
func isCycle(in input) bool {
	g := in.graph
	if g.Len() < 3 || g.EdgeCount() != g.Len() {
		return false
	}
	for i := range g.Len() {
		if g.Degree(i) != 2 {
			return false
		}
	}
	return len(components(g)) == 1
}

// placeCircle puts the nodes evenly on a circle, clockwise from the top: in the order of the cycle
// if the graph is one, else in the order of their ids.
func placeCircle(in input) []point {
	order := make([]int, in.graph.Len())
	for i := range order {
		order[i] = i
	}
	if isCycle(in) {
		order = walk(in.graph, 0)
	}
	return ring(order)
}

// ring puts the nodes evenly on a circle, in the given order, two neighbors one unit apart.
func ring(order []int) []point {
	n := len(order)
	points := make([]point, n)
	if n == 1 {
		return points
	}
	radius := 0.5 / math.Sin(math.Pi/float64(n))
	for k, i := range order {
		points[i] = polar(radius, 2*math.Pi*float64(k)/float64(n)-math.Pi/2)
	}
	return points
}
