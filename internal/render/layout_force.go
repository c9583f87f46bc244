package render

import (
	"math"
	"math/rand/v2"
)

// placeForce draws any connected graph so that distances on paper are like distances in hops: the
// stress model, see stress.go. The seed decides between pictures that are equally good.
func placeForce(in input) []point {
	n := in.graph.Len()
	if n == 2 {
		return []point{{0, 0}, {1.5, 0}}
	}
	rng := rand.New(rand.NewPCG(in.seed, uint64(n)))
	points := make([]point, n)
	side := math.Sqrt(float64(n))
	for i := range points {
		points[i] = point{side * rng.Float64(), side * rng.Float64()}
	}
	descend(points, terms(in.graph, rng), rng)
	level(points)
	separate(points, meanEdge(in, points))
	return points
}

// meanEdge returns the mean length of an edge.
func meanEdge(in input, points []point) float64 {
	sum := 0.0
	for i, p := range points {
		ns := in.graph.Neighbors(i)
		for k := range ns.Len() {
			sum += p.distance(points[ns.At(k)])
		}
	}
	return sum / float64(2*in.graph.EdgeCount())
}

// level turns the points about their center until they extend along the x axis most, and mirrors
// them so that the first lies in the upper left quarter.
func level(points []point) {
	var center point
	for _, p := range points {
		center = center.plus(p.times(1 / float64(len(points))))
	}
	var xx, xy, yy float64
	for i, p := range points {
		p = p.minus(center)
		points[i] = p
		xx, xy, yy = xx+p.x*p.x, xy+p.x*p.y, yy+p.y*p.y
	}
	sin, cos := math.Sincos(-0.5 * math.Atan2(2*xy, xx-yy))
	for i, p := range points {
		points[i] = point{cos*p.x - sin*p.y, sin*p.x + cos*p.y}
	}
	flip := point{1, 1}
	if points[0].x > 0 {
		flip.x = -1
	}
	if points[0].y > 0 {
		flip.y = -1
	}
	for i, p := range points {
		points[i] = point{flip.x * p.x, flip.y * p.y}
	}
}

const (
	// separation is the distance that separate makes, in units of the mean spacing (the side of the
	// square that each node would have to itself) or the edge length, whichever is less.
	separation = 0.55
	// separateRounds bounds separate; it is done long before.
	separateRounds = 100
)

// separate pushes apart what lies too close for two circles to be told apart, and scales the whole
// so that the closest two are one unit apart. Stress does not forbid that: it may put two leaves of
// one hub in the same place. In a thread of a graph, which has hardly any area, the edge length
// tells how close is too close.
func separate(points []point, edge float64) {
	low, high := bounds(points)
	size := high.minus(low)
	thin := max(size.x, size.y) / 4
	area := max(size.x, thin) * max(size.y, thin)
	want := separation * min(edge, math.Sqrt(area/float64(len(points))))
	if want == 0 {
		want = 1 // all in one place
	}
	for range separateRounds {
		if !push(points, want) {
			break
		}
	}
	scale := 1 / minDistance(points)
	for i := range points {
		points[i] = points[i].times(scale)
	}
}

// push moves every two points that are closer than want to that distance, once and one pair after
// the other; it reports whether there was such a pair.
func push(points []point, want float64) (moved bool) {
	r := newRaster(points, want)
	for i := range points {
		r.near(points[i], func(j int) {
			if j <= i {
				return
			}
			apart := points[i].minus(points[j])
			length := apart.length()
			if length >= want*0.999 {
				return
			}
			moved = true
			if tiny := want * 1e-6; length < tiny { // in one place: each pair parts its own way
				apart, length = polar(tiny, float64(i)+2*float64(j)), tiny
			}
			shift := apart.times((want - length) / (2 * length))
			points[i], points[j] = points[i].plus(shift), points[j].minus(shift)
		})
	}
	return moved
}
