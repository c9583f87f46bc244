package render

import (
	"math/rand/v2"

	"gossip/topology"
)

// maxEdges is the greatest number of edges that a drawing shows. A picture of more is a uniform
// gray, and the complete graph of 1,000 nodes would make an SVG of 50 MB.
const maxEdges = 20_000

// sample returns the edges to draw: all, or where there are too many, a random maxEdges of them,
// every choice equally likely (Knuth, The Art of Computer Programming, volume 2, 3.4.2, algorithm
// S). The same seed makes the same choice.
func sample(g *topology.Graph, seed uint64) []edge {
	left := g.EdgeCount()
	need := min(left, maxEdges)
	edges := make([]edge, 0, need)
	rng := rand.New(rand.NewPCG(seed, uint64(left)))
	for i := range g.Len() {
		ns := g.Neighbors(i)
		for k := range ns.Len() {
			j := ns.At(k)
			if j < i {
				continue
			}
			if need == left || rng.IntN(left) < need {
				edges = append(edges, edge{a: i, b: j})
				need--
			}
			left--
		}
	}
	return edges
}
