package render

import (
	"cmp"
	"math"
	"slices"
)

// packGap is the space between two components, in the unit of the layouts, where neighbors are
// about one unit apart.
const packGap = 1.2

// packed makes a layout for connected graphs into one for all: it places every component by itself
// and sets them side by side.
func packed(place func(in input) []point) func(in input) []point {
	return func(in input) []point {
		parts := components(in.graph)
		if len(parts) == 1 {
			return place(in)
		}
		boxes := make([]box, len(parts))
		for c, part := range parts {
			boxes[c] = newBox(part, placePart(in, part, place))
		}
		pack(boxes)
		points := make([]point, in.graph.Len())
		for _, b := range boxes {
			for k, i := range b.part {
				points[i] = b.points[k].plus(b.at)
			}
		}
		return points
	}
}

// placePart places the component with the given node indexes.
func placePart(in input, part []int, place func(in input) []point) []point {
	if len(part) == 1 {
		return []point{{}}
	}
	g, err := subgraph(in.graph, part)
	if err != nil { // a part of a graph is a graph
		panic(err)
	}
	inner := input{graph: g, kind: in.kind, seed: in.seed}
	if in.groups != nil {
		inner.groups = make([]int, len(part))
		for k, i := range part {
			inner.groups[k] = in.groups[i]
		}
	}
	return place(inner)
}

// A box is a component that has been placed; its points begin at the origin, and at is where the
// box goes.
type box struct {
	part   []int
	points []point
	size   point
	at     point
}

func newBox(part []int, points []point) box {
	low, high := bounds(points)
	for i := range points {
		points[i] = points[i].minus(low)
	}
	return box{part: part, points: points, size: high.minus(low)}
}

// pack sets the boxes on shelves from the top down, tall ones first, every shelf centered: the
// component that holds nearly all nodes comes to lie above the few that fell off.
func pack(boxes []box) {
	slices.SortStableFunc(boxes, func(a, b box) int {
		return cmp.Or(cmp.Compare(b.size.y, a.size.y), cmp.Compare(b.size.x, a.size.x))
	})
	area, width := 0.0, 0.0
	for _, b := range boxes {
		area += (b.size.x + packGap) * (b.size.y + packGap)
		width = max(width, b.size.x+packGap)
	}
	width = max(width, math.Sqrt(area*1.2))

	y := 0.0
	for first := 0; first < len(boxes); {
		end, x, height := first, 0.0, 0.0
		for end < len(boxes) && (end == first || x+boxes[end].size.x+packGap <= width) {
			boxes[end].at.x = x
			x += boxes[end].size.x + packGap
			height = max(height, boxes[end].size.y)
			end++
		}
		for b := first; b < end; b++ {
			boxes[b].at.x += (width - x) / 2
			boxes[b].at.y = y + (height-boxes[b].size.y)/2
		}
		y += height + packGap
		first = end
	}
}
