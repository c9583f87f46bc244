package render

import "math"

// isStar recognizes a star: one hub, and every other node knows the hub alone.
func isStar(in input) bool {
	g := in.graph
	return g.Len() >= 4 && g.EdgeCount() == g.Len()-1 && g.Degree(hub(in)) == g.Len()-1
}

// hub returns the index of the node with the most neighbors, the first of them.
func hub(in input) int {
	best := 0
	for i := range in.graph.Len() {
		if in.graph.Degree(i) > in.graph.Degree(best) {
			best = i
		}
	}
	return best
}

// placeStar puts the hub in the middle and all others on a circle around it.
func placeStar(in input) []point {
	n, center := in.graph.Len(), hub(in)
	points := make([]point, n)
	radius := max(1, 0.5/math.Sin(math.Pi/float64(max(2, n-1))))
	at := 0
	for i := range n {
		if i == center {
			continue
		}
		points[i] = polar(radius, 2*math.Pi*float64(at)/float64(n-1)-math.Pi/2)
		at++
	}
	return points
}
