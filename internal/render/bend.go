package render

import "math"

// maxBending is the number of edges up to which they are bent around nodes; in a denser picture
// nobody follows a single line, and curves are only noise.
const maxBending = 600

// bendEdges bends every edge that would run under a node that isn't its own, for that would look
// like two edges: the chords of a torus, the random links of an imperfect grid, three nodes in a
// row.
func (s *scene) bendEdges(points []point) {
	if len(points) < 3 {
		return
	}
	widest := 0.0
	for _, n := range s.nodes {
		widest = max(widest, n.radius)
	}
	r := newRaster(points, widest+2*s.edgeWidth)
	var blocked []int
	for k, e := range s.edges {
		if s.meets(r, e, 0.9) > 0 {
			blocked = append(blocked, k)
		}
		if len(blocked) > maxBending {
			return
		}
	}
	unit := minDistance(points)
	for _, k := range blocked {
		s.edges[k] = s.around(r, s.edges[k], unit)
	}
}

// around returns the edge with the slightest of some bends that clears all nodes, or else with the
// one that meets the fewest, if that is fewer than the straight line meets. Of two alike it takes
// the one toward the middle of the picture. The unit is the distance between neighbors.
func (s *scene) around(r *raster, straight edge, unit float64) edge {
	best, fewest := straight, s.meets(r, straight, 0.9)
	for _, amount := range [...]float64{0.3, -0.3, 0.5, -0.5, 0.75, -0.75, 1.05, -1.05, 1.4, -1.4} {
		bent, ok := s.bend(straight, amount*unit)
		if !ok {
			continue
		}
		if met := s.meets(r, bent, 1.15); met < fewest {
			best, fewest = bent, met
		}
		if fewest == 0 {
			break
		}
	}
	return best
}

// bend returns the edge as a curve that passes the middle of the straight line at the given
// distance, toward the middle of the picture or, if it is negative, away from it. It is not ok to
// bend an edge by more than three tenths of its length, or out of the picture.
func (s *scene) bend(e edge, amount float64) (bent edge, ok bool) {
	a, b := s.nodes[e.a].at, s.nodes[e.b].at
	along := b.minus(a)
	if math.Abs(amount) > 0.3*along.length() {
		return e, false
	}
	aside, middle := point{-along.y, along.x}.times(1/along.length()), a.between(b)
	if aside.dot(point{s.width / 2, s.height / 2}.minus(middle)) < -1e-6 {
		aside = aside.times(-1)
	}
	top := middle.plus(aside.times(amount))
	if min(top.x, top.y, s.width-top.x, s.height-top.y) < margin/2 {
		return e, false
	}
	e.bent, e.control = true, middle.plus(aside.times(2*amount))
	return e, true
}

// meets returns how many times the edge comes upon a node that isn't its own, or so close to it that
// the distance from the center is less than the given share of the radius.
func (s *scene) meets(r *raster, e edge, share float64) int {
	a, b := s.nodes[e.a].at, s.nodes[e.b].at
	steps := int(math.Ceil(a.distance(b) / (0.5 * r.cell)))
	met, last := 0, -1
	for k := 1; k < steps; k++ {
		p := e.point(a, b, float64(k)/float64(steps))
		r.near(p, func(i int) {
			clear := share*s.nodes[i].radius + 0.5*s.edgeWidth
			if i != e.a && i != e.b && i != last && p.distance(s.nodes[i].at) < clear {
				met++
				last = i
			}
		})
	}
	return met
}

// point returns the point of the edge at t, 0 at node a and 1 at node b.
func (e edge) point(a, b point, t float64) point {
	if !e.bent {
		return a.times(1 - t).plus(b.times(t))
	}
	return a.times((1 - t) * (1 - t)).plus(e.control.times(2 * t * (1 - t))).plus(b.times(t * t))
}
