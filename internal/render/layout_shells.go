package render

import (
	"cmp"
	"math"
	"slices"
)

// shellSweeps is how often the order within the shells is revised; more changes next to nothing.
const shellSweeps = 12

// placeShells puts the nodes on concentric rings by degree: the greatest hub in the middle, then
// ring after ring, each holding as many nodes as its circumference has room for. Within its ring a
// node stands on the side where its neighbors are.
func placeShells(in input) []point {
	rings := shells(in)
	points := make([]point, in.graph.Len())
	for r, ring := range rings {
		occupy(points, ring, shellRadius(r), 0)
	}
	for range shellSweeps {
		for r := 1; r < len(rings); r++ {
			arrange(in, points, rings[r], shellRadius(r))
		}
	}
	return points
}

// shells returns the node indexes of each ring, from the middle outward.
func shells(in input) [][]int {
	g := in.graph
	order := make([]int, g.Len())
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(g.Degree(b), g.Degree(a)) })
	rings := [][]int{order[:1]}
	for r, at := 1, 1; at < len(order); r++ {
		end := min(at+6*r, len(order))
		rings = append(rings, order[at:end])
		at = end
	}
	return rings
}

// shellRadius returns the radius of ring r. The rings lie one unit apart; the first keeps a little
// more distance, for the hubs inside are drawn larger.
func shellRadius(r int) float64 {
	if r == 0 {
		return 0
	}
	return float64(r) + 0.6
}

// arrange orders the nodes of a ring by the direction in which their neighbors lie, and then turns
// the ring to where it fits best.
func arrange(in input, points []point, ring []int, radius float64) {
	direction := make([]float64, len(points))
	for _, i := range ring {
		var pull point
		ns := in.graph.Neighbors(i)
		for k := range ns.Len() {
			pull = pull.plus(points[ns.At(k)])
		}
		if pull.length() < 1e-9 { // no neighbors, or all around: stay
			pull = points[i]
		}
		direction[i] = math.Atan2(pull.y, pull.x)
	}
	slices.SortStableFunc(ring, func(a, b int) int { return cmp.Compare(direction[a], direction[b]) })
	var turn point
	for k, i := range ring {
		turn = turn.plus(polar(1, direction[i]-2*math.Pi*float64(k)/float64(len(ring))))
	}
	occupy(points, ring, radius, math.Atan2(turn.y, turn.x))
}

// occupy puts the nodes of a ring evenly on it, the first at the given angle.
func occupy(points []point, ring []int, radius, first float64) {
	for k, i := range ring {
		points[i] = polar(radius, first+2*math.Pi*float64(k)/float64(len(ring)))
	}
}
