package render

import "math"

// layeredLeaves is the number of leaves up to which a tree hangs from its root in layers; a wider
// one is bent around its root, where the outer layers have more room.
const layeredLeaves = 32

// areTrees reports whether every component is a tree, and none so deep and narrow that it would
// make a thread of a picture.
func areTrees(in input) bool {
	g := in.graph
	parts := components(g)
	if g.EdgeCount() != g.Len()-len(parts) {
		return false
	}
	hops, queue := make([]int32, g.Len()), []int32(nil)
	for _, part := range parts {
		queue = distances(g, part[0], hops, queue)
		depth, leaves := int(hops[queue[len(queue)-1]]), 0
		for _, i := range part {
			if g.Degree(i) == 1 {
				leaves++
			}
		}
		if depth > 3*leaves+2 {
			return false
		}
	}
	return true
}

// placeTree draws a tree with its lowest id as the root: leaves evenly spaced, every other node
// over the middle of its children.
func placeTree(in input) []point {
	t := &tree{in: in, across: make([]float64, in.graph.Len()), depth: make([]int, in.graph.Len())}
	deepest := t.place()
	if t.leaves > layeredLeaves {
		return t.bent()
	}
	points := make([]point, len(t.across))
	height := min(2, max(1, 0.7*float64(t.leaves)/float64(max(1, deepest))))
	for i := range points {
		points[i] = point{t.across[i], height * float64(t.depth[i])}
	}
	return points
}

// tree holds where each node stands: across in leaves from the left, and depth in hops.
type tree struct {
	in     input
	across []float64
	depth  []int
	leaves int
}

// place fills the tree in and returns the greatest depth. It goes depth first without recursion,
// since a tree may be as deep as it has nodes.
func (t *tree) place() (deepest int) {
	g := t.in.graph
	parent := make([]int, g.Len())
	parent[0] = -1
	var order []int // parents before children, and siblings in the order of their ids
	for stack := []int{0}; len(stack) > 0; {
		i := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		order = append(order, i)
		ns := g.Neighbors(i)
		for k := ns.Len() - 1; k >= 0; k-- {
			if j := ns.At(k); j != parent[i] {
				parent[j], t.depth[j] = i, t.depth[i]+1
				deepest = max(deepest, t.depth[j])
				stack = append(stack, j)
			}
		}
		if g.Degree(i) == 0 || i != 0 && g.Degree(i) == 1 {
			t.across[i] = float64(t.leaves)
			t.leaves++
		}
	}
	first, last := make([]float64, g.Len()), make([]float64, g.Len())
	for i := range first {
		first[i], last[i] = math.Inf(1), math.Inf(-1)
	}
	for k := len(order) - 1; k >= 0; k-- {
		i := order[k]
		if first[i] <= last[i] {
			t.across[i] = (first[i] + last[i]) / 2
		}
		if p := parent[i]; p >= 0 {
			first[p], last[p] = min(first[p], t.across[i]), max(last[p], t.across[i])
		}
	}
	return deepest
}

// bent lays the layers around the root: across becomes the angle, depth the distance.
func (t *tree) bent() []point {
	points := make([]point, len(t.across))
	for i := range points {
		angle := 2*math.Pi*t.across[i]/float64(t.leaves) - math.Pi/2
		points[i] = polar(float64(t.depth[i]), angle)
	}
	return points
}
