package topology

import (
	"fmt"
	"math"
	"math/bits"
)

// Erdos is the random graph G(n,p): each of the n(n-1)/2 pairs of nodes is an edge with probability
// p, independently of all others.
//
// E. N. Gilbert: Random graphs, Annals of Mathematical Statistics 30, 1959; named after P. Erdős and A.
// Rényi: On random graphs I, Publicationes Mathematicae Debrecen 6, 1959, as in networkx'
// erdos_renyi_graph(n, p). Connectivity has a sharp threshold at p = ln n / n: with p = (ln n + c)/n
// the graph is connected with a probability that tends to e^(-e^(-c)), so about 0.37 at the threshold,
// nearly 0 a little below it and nearly 1 a little above.
//
// The default is p = 2 ln n / n, where one graph in n is disconnected. A disconnected graph is drawn
// again. p below the threshold is an error. Threshold and default are rounded to four significant
// digits, so that they are the same on every machine whatever the last bit of its logarithm.
//
// The edges are found by skipping from one to the next (V. Batagelj and U. Brandes: Efficient
// generation of large random networks, Physical Review E 71, 036113, 2005), in time and memory in
// proportion to nodes and edges.
const Erdos = "erdos"

func erdosKind() Kind {
	return Kind{
		Name:    Erdos,
		Summary: "each pair is joined with the same probability (Erdős and Rényi)",
		Nodes:   "any number",
		Params: []Param{{
			Name: "edge_probability", Flag: "edge-probability", Type: Float, Default: "2 ln n / n",
			Doc: "probability of each edge", Bounds: "ln n / n to 1",
			min: 0, max: 1, fallback: func(n int) float64 { return round4(2 * threshold(n)) },
		}},
		Random: true,
		also:   []string{"erdos-renyi", "erdosrenyi", "renyi", "gnp", "er", "binomial"},
		check: func(s Spec) *ParamError {
			least := round4(threshold(s.N))
			if s.float("edge_probability") >= least {
				return nil
			}
			return refuse("edge_probability", fmt.Sprintf(
				"must be at least ln n / n = %s: below this threshold a graph of %d nodes is seldom connected",
				figure(least), s.N), set("edge_probability", least), set("edge_probability", round4(2*threshold(s.N))))
		},
		edges: func(s Spec) float64 { return s.float("edge_probability") * pairCount(s.N) },
		generate: func(s Spec, d *dice) (*Graph, error) {
			edges := drawPairs(s.N, s.float("edge_probability"), d)
			return fromEdges(s.N, len(edges), func(k int) (a, b int32) { return edges[k][0], edges[k][1] }), nil
		},
		luckless: func(s Spec, attempts int) *ParamError {
			return refuse("edge_probability", fmt.Sprintf(
				"none of %d attempts was connected, which is bad luck near the threshold, ln n / n = %s",
				attempts, figure(round4(threshold(s.N)))), set("edge_probability", round4(2*threshold(s.N))))
		},
	}
}

// threshold is where a random graph begins to be connected.
func threshold(n int) float64 { return math.Log(float64(n)) / float64(n) }

// drawPairs draws each pair of indexes with probability p. It walks the pairs in the order (1,0),
// (2,0), (2,1), (3,0), ...
func drawPairs(n int, p float64, d *dice) [][2]int32 {
	expected := p * pairCount(n)
	edges := make([][2]int32, 0, int(expected)+4*int(math.Sqrt(expected))+1)
	digits := skipDigits(p)
	for v, w := 1, -1; v < n; {
		w += 1 + d.skip(digits)
		for ; w >= v && v < n; v++ {
			w -= v
		}
		if v < n {
			edges = append(edges, [2]int32{int32(v), int32(w)})
		}
	}
	return edges
}

// skip draws the number of pairs that are no edges before the next one that is. One draw serves four
// digits, which compare 16 bits with the first 16 of their chance; only if those are equal (once in
// 65,536) another draw decides by the remaining 47.
func (d *dice) skip(digits []chance) int {
	const rest = 63 - 16
	skip := 0
	var word uint64
	for j, c := range digits {
		if j%4 == 0 {
			word = d.pcg.Uint64()
		}
		first := chance(word & (1<<16 - 1))
		word >>= 16
		digit := 0
		if first < c>>rest { // no branch in machine code, where half of the guesses would be wrong
			digit = 1
		}
		if first == c>>rest && chance(d.pcg.Uint64()>>(64-rest)) < c&(1<<rest-1) {
			digit = 1
		}
		skip |= digit << j
	}
	return skip
}

// skipDigits prepares skip, whose result is geometric: s with probability p·q^s, where q = 1-p. Since
// q^s is the product of q^(2^j) over the binary digits j of s that are set, the digits are independent
// of each other, and digit j is set with probability q^(2^j) / (1 + q^(2^j)). No logarithm is needed,
// which might differ between machines: all of it is integer arithmetic, q^(2^j) in units of 2^-64 and
// rounded down.
func skipDigits(p float64) []chance {
	var digits []chance
	q := -(uint64(chanceOf(p)) << 1) // 2^64 - p; nobody asks for p = 0, where there is no edge to find
	for ; q > 1 && len(digits) < 62; q, _ = bits.Mul64(q, q) {
		half := q / 2 // and now half/2^63 is q^(2^j)
		high, low := bits.Mul64(half, uint64(sure))
		set, _ := bits.Div64(high, low, uint64(sure)+half)
		digits = append(digits, chance(set))
	}
	return digits
}
