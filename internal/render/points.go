package render

import (
	"math"
	"slices"
)

// A point is a place on the plane; x grows to the right and y downward, as on a screen. Layouts
// choose their own unit, the scene scales it to the canvas.
type point struct{ x, y float64 }

func (p point) plus(q point) point       { return point{p.x + q.x, p.y + q.y} }
func (p point) minus(q point) point      { return point{p.x - q.x, p.y - q.y} }
func (p point) times(f float64) point    { return point{p.x * f, p.y * f} }
func (p point) length() float64          { return math.Hypot(p.x, p.y) }
func (p point) between(q point) point    { return point{(p.x + q.x) / 2, (p.y + q.y) / 2} }
func (p point) dot(q point) float64      { return p.x*q.x + p.y*q.y }
func polar(r, angle float64) point       { return point{r * math.Cos(angle), r * math.Sin(angle)} }
func (p point) distance(q point) float64 { return p.minus(q).length() }

// bounds returns the corners of the smallest upright rectangle around the points.
func bounds(points []point) (low, high point) {
	if len(points) == 0 {
		return point{}, point{}
	}
	low, high = points[0], points[0]
	for _, p := range points[1:] {
		low = point{min(low.x, p.x), min(low.y, p.y)}
		high = point{max(high.x, p.x), max(high.y, p.y)}
	}
	return low, high
}

// A raster sorts points into square cells, so that the neighborhood of a place is found without
// looking at all points.
type raster struct {
	origin        point
	cell          float64
	columns, rows int
	// The points in cell c, counted row by row, are members[first[c]:first[c+1]], ascending.
	first   []int32
	members []int32
}

// newRaster sorts the points into cells of the given side, or wider ones where those would be many
// more than there are points.
func newRaster(points []point, cell float64) *raster {
	low, high := bounds(points)
	size := high.minus(low)
	enough := 4*float64(len(points)) + 16
	cell = max(cell, math.Sqrt(size.x*size.y/enough), max(size.x, size.y)/enough)
	r := &raster{origin: low, cell: cell, columns: 1, rows: 1}
	if cell > 0 {
		r.columns, r.rows = int(size.x/cell)+1, int(size.y/cell)+1
	}
	r.first = make([]int32, r.columns*r.rows+1)
	for _, p := range points {
		r.first[r.index(p)+1]++
	}
	for c := range r.columns * r.rows {
		r.first[c+1] += r.first[c]
	}
	r.members = make([]int32, len(points))
	next := slices.Clone(r.first)
	for i, p := range points {
		c := r.index(p)
		r.members[next[c]] = int32(i)
		next[c]++
	}
	return r
}

// at returns the column and row of a place, which may lie outside.
func (r *raster) at(p point) (column, row int) {
	if r.cell == 0 { // all points in one place
		return 0, 0
	}
	p = p.minus(r.origin).times(1 / r.cell)
	return int(math.Floor(p.x)), int(math.Floor(p.y))
}

// index returns the cell of one of the points. The last ones are in reach whatever the rounding.
func (r *raster) index(p point) int {
	column, row := r.at(p)
	return min(max(row, 0), r.rows-1)*r.columns + min(max(column, 0), r.columns-1)
}

// near calls visit for every point in the cell of p and the eight around it: all that are closer
// than a cell's side, and some that are farther. The order is always the same.
func (r *raster) near(p point, visit func(i int)) {
	column, row := r.at(p)
	left, right := max(column-1, 0), min(column+1, r.columns-1)
	for y := max(row-1, 0); y <= min(row+1, r.rows-1); y++ {
		if left > right {
			return
		}
		for _, i := range r.members[r.first[y*r.columns+left]:r.first[y*r.columns+right+1]] {
			visit(int(i))
		}
	}
}

// minDistance returns the smallest distance between two of the points, +Inf if there are fewer
// than two.
func minDistance(points []point) float64 {
	if len(points) < 2 {
		return math.Inf(1)
	}
	low, high := bounds(points)
	size := high.minus(low)
	// By the pigeonhole principle two of the points lie within such a cell's reach.
	cell := 2 * max(size.x, size.y) / math.Sqrt(float64(len(points)))
	if cell == 0 {
		return 0
	}
	r, best := newRaster(points, cell), math.Inf(1)
	for i, p := range points {
		r.near(p, func(j int) {
			if j > i {
				best = min(best, p.distance(points[j]))
			}
		})
	}
	return best
}
