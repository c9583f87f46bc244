package render

import (
	"math"
	"math/rand/v2"

	"gossip/topology"
)

// A term wants the nodes i and j to lie d apart; weight says how firmly. If fixed is set, only i
// moves. Drawing a graph is shuffling and reading half a million of these: 12 bytes each instead of
// 20 make it twice as fast. 16 bits hold any index and distance, see maxNodes.
type term struct {
	i, j, d uint16
	fixed   bool
	weight  float32
}

func newTerm(i, j int, d int32, weight float64, fixed bool) term {
	return term{uint16(i), uint16(j), uint16(d), fixed, float32(weight / float64(d*d))}
}

const (
	// Up to exactTerms pairs of nodes, and as long as measuring them all takes no more than
	// exactSteps steps along edges, every pair is a term; beyond, pivots stand for the rest.
	exactTerms = 600_000
	exactSteps = 60_000_000

	// The sparse model may have so many terms and take so many steps.
	sparseTerms = 1_500_000
	sparseSteps = 60_000_000
	minPivots   = 8
	maxPivots   = 200
)

// terms returns the wishes of a connected graph: nodes that are d hops apart shall lie d units
// apart, weighted by 1/d². This is the stress model of Kamada and Kawai (1989).
func terms(g *topology.Graph, rng *rand.Rand) []term {
	n, arcs := g.Len(), g.Len()+2*g.EdgeCount()
	if n*(n-1)/2 <= exactTerms && n*arcs <= exactSteps {
		return exact(g)
	}
	pivots := min(maxPivots, sparseTerms/n, sparseSteps/arcs)
	return sparse(g, max(minPivots, pivots), rng)
}

// exact returns a term for every pair of nodes.
func exact(g *topology.Graph) []term {
	n := g.Len()
	all := make([]term, 0, n*(n-1)/2)
	hops, queue := make([]int32, n), make([]int32, 0, n)
	for i := range n {
		queue = distances(g, i, hops, queue)
		for j := i + 1; j < n; j++ {
			all = append(all, newTerm(i, j, hops[j], 1, false))
		}
	}
	return all
}

// sparse returns a term for every edge, and one for every node and pivot, as Ortmann, Klimenta and
// Brandes proposed (A Sparse Stress Model, 2016): a pivot p pulls node i with the weight of those
// nodes of its region that are at least twice as near to p as to i, whom it stands for.
func sparse(g *topology.Graph, pivots int, rng *rand.Rand) []term {
	n := g.Len()
	var all []term
	for i := range n {
		ns := g.Neighbors(i)
		for k := range ns.Len() {
			if j := ns.At(k); j > i {
				all = append(all, newTerm(i, j, 1, 1, false))
			}
		}
	}
	chosen, hops, region := choosePivots(g, pivots, rng)
	for k, p := range chosen {
		within := make([]int, n+1) // nodes of the region at most that far from p
		for j, d := range hops[k] {
			if region[j] == k {
				within[d]++
			}
		}
		for d := range n {
			within[d+1] += within[d]
		}
		for i, h := range hops[k] {
			if h > 1 {
				all = append(all, newTerm(i, p, h, float64(within[h/2]), true))
			}
		}
	}
	return all
}

// choosePivots takes nodes one by one, each as far from the others as can be, from a random first. It
// returns them with the hops from each to every node, and for every node the pivot, by its place in
// the list, to whose region it belongs: the nearest.
func choosePivots(g *topology.Graph, count int, rng *rand.Rand) (pivots []int, hops [][]int32, region []int) {
	n := g.Len()
	nearest := make([]int32, n)
	for i := range nearest {
		nearest[i] = math.MaxInt32
	}
	region = make([]int, n)
	queue := make([]int32, 0, n)
	next := rng.IntN(n)
	for k := range min(count, n) {
		row := make([]int32, n)
		queue = distances(g, next, row, queue)
		pivots, hops = append(pivots, next), append(hops, row)
		for i, d := range row {
			if d < nearest[i] {
				nearest[i], region[i] = d, k
			}
		}
		for i, d := range nearest {
			if d > nearest[next] {
				next = i
			}
		}
	}
	return pivots, hops, region
}

// sgdRounds is how often every term is satisfied, ever more gently; the paper finds 15 enough for
// most graphs, and 30 for all.
const sgdRounds = 30

// descend moves the points until the terms are satisfied as well as may be: stochastic gradient
// descent (Zheng, Pawar and Goodman, Graph Drawing by Stochastic Gradient Descent, 2019). One term
// at a time, in random order, the two points go the same way to or from each other; at first all
// the way, then less and less, along the paper's exponential schedule. Unlike forces, this needs no
// good start: it untangles a random one.
func descend(points []point, all []term, rng *rand.Rand) {
	low, high := math.Inf(1), 0.0
	for _, t := range all {
		low, high = min(low, float64(t.weight)), max(high, float64(t.weight))
	}
	step := 1 / low
	cool := math.Pow(0.1/high/step, 1.0/(sgdRounds-1))
	for range sgdRounds {
		rng.Shuffle(len(all), func(a, b int) { all[a], all[b] = all[b], all[a] })
		for _, t := range all {
			a, b := &points[t.i], &points[t.j]
			dx, dy := a.x-b.x, a.y-b.y
			length := math.Sqrt(dx*dx + dy*dy)
			if length < 1e-9 {
				dx, length = 1e-9, 1e-9
			}
			pull := min(1, step*float64(t.weight)) * (length - float64(t.d)) / (2 * length)
			a.x, a.y = a.x-pull*dx, a.y-pull*dy
			if !t.fixed {
				b.x, b.y = b.x+pull*dx, b.y+pull*dy
			}
		}
		step *= cool
	}
}
