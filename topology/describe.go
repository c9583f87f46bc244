package topology

import "fmt"

// A Description says what a graph is like. Every figure that may be infeasible at a size is a Figure,
// which tells whether it is exact. Up to a few thousand nodes all of them are; DescribeOptions.Exact
// asks for that at any size.
//
// The graph may be disconnected, as a running network can be after removals.
type Description struct {
	Nodes  int           `json:"nodes"`
	Edges  int           `json:"edges"`
	Degree DegreeSummary `json:"degree"`

	// Components is the number of connected components: 1 for every generated graph.
	Components int `json:"components"`
	// LargestComponent is the number of nodes in the largest of them.
	LargestComponent int `json:"largest_component"`

	// Diameter is the longest distance between two nodes that a path joins, in hops.
	Diameter Figure `json:"diameter"`
	// MeanPathLength is the mean distance of two different nodes that a path joins, in hops; 0 if
	// there are no two such nodes.
	MeanPathLength Figure `json:"mean_path_length"`

	// Clustering is the average local clustering coefficient of Watts and Strogatz: for each node,
	// the share of pairs of its neighbors that are neighbors of each other (0 for a node with fewer
	// than two neighbors), averaged over all nodes.
	Clustering Figure `json:"clustering"`
	// Transitivity is the share of paths of two edges whose ends are neighbors: three times the
	// number of triangles over the number of such paths. Here hubs count by their pairs of
	// neighbors, in Clustering they count as one node. It is 0 if there is no such path.
	Transitivity Figure `json:"transitivity"`

	// Connectivity is the vertex connectivity: the smallest number of nodes that must fail before the
	// others can be split into parts that do not reach each other. It is 0 for a disconnected graph,
	// and n-1, by convention, for the complete graph, which no removal splits.
	Connectivity Figure `json:"connectivity"`

	// SpectralGap is the second smallest eigenvalue of the normalized Laplacian
	// I - D^(-1/2) A D^(-1/2), which is 1 minus the second largest eigenvalue of the transition
	// matrix of the random walk, D^(-1) A. It is what bounds the mixing time of walks and of gossip
	// averaging (F. Chung, Spectral Graph Theory, 1997, chapter 1; Boyd, Ghosh, Prabhakar and Shah,
	// Randomized gossip algorithms, IEEE Trans. Inf. Theory 52, 2006). It is 0 for a disconnected
	// graph, n/(n-1) for the complete one, and (d - λ)/d for a d-regular graph whose adjacency
	// matrix has the second eigenvalue λ.
	SpectralGap Figure `json:"spectral_gap"`
}

// A Figure is a number with its standing.
type Figure struct {
	Value float64 `json:"value"`
	// Exact is true if the value is the quantity itself (of the spectral gap: to six digits), and
	// false if it was sampled or is a bound.
	Exact bool `json:"exact"`
	// How says in words how an inexact value came about, or what an exact one leaves out. It may be
	// empty.
	How string `json:"how,omitempty"`
}

// DescribeOptions says how much effort to spend.
type DescribeOptions struct {
	// Exact asks for every figure exactly, however long it takes. (The spectral gap remains a bound
	// where Lanczos's method does not converge in a million steps.)
	Exact bool
	// Samples is the number of nodes from which distances are measured when it cannot be all. Zero
	// means 96. More narrows the error with the square root of the number.
	Samples int
	// Workers is the number of goroutines that measure at a time. Zero means one for each core. It
	// changes the time and nothing else.
	Workers int
}

// Describe measures a graph. The same graph gives the same description on every run: samples are
// drawn from a fixed seed. It takes a fraction of a second for a thousand nodes and some ten
// seconds for a sparse graph with a million.
func Describe(g *Graph, opts DescribeOptions) Description {
	e := newEffort(opts)
	label, count := labelParts(g, -1)
	d := Description{
		Nodes:            g.Len(),
		Edges:            g.EdgeCount(),
		Degree:           degrees(g),
		Components:       count,
		LargestComponent: largest(label, count),
	}
	if d.Edges == d.Nodes*(d.Nodes-1)/2 {
		d.describeComplete()
		return d
	}
	d.Diameter, d.MeanPathLength = distances(g, count, e)
	d.Clustering, d.Transitivity = clustering(g, e)
	d.Connectivity = connectivity(g, count, e)
	d.SpectralGap = spectralGap(g, count, e)
	return d
}

// describeComplete fills in the figures of the complete graph, which may have far too many edges to
// look at.
func (d *Description) describeComplete() {
	exactly := func(x float64) Figure { return Figure{Value: x, Exact: true} }
	n := float64(d.Nodes)
	switch {
	case d.Nodes == 0:
		none := Figure{Exact: true, How: "there are no nodes"}
		d.Diameter, d.MeanPathLength, d.Clustering, d.Transitivity = none, none, none, none
		d.Connectivity, d.SpectralGap = none, none
		return
	case d.Nodes == 1:
		alone := Figure{Exact: true, How: "there is only one node"}
		d.Diameter, d.MeanPathLength, d.Connectivity, d.SpectralGap = alone, alone, alone, alone
	default:
		d.Diameter, d.MeanPathLength = exactly(1), exactly(1)
		d.SpectralGap = exactly(n / (n - 1))
		d.Connectivity = Figure{Value: n - 1, Exact: true, How: "no removal splits a complete graph: by convention"}
	}
	triangles := 0.0
	if d.Nodes >= 3 {
		triangles = 1
	}
	d.Clustering, d.Transitivity = exactly(triangles), exactly(triangles)
}

// A DegreeSummary is a degree distribution.
type DegreeSummary struct {
	Min  int     `json:"min"`
	Max  int     `json:"max"`
	Mean float64 `json:"mean"`
	// Counts says how many nodes have each degree that occurs, ascending by degree.
	Counts []DegreeCount `json:"counts"`
}

// A DegreeCount says how many nodes have a degree.
type DegreeCount struct {
	Degree int `json:"degree"`
	Nodes  int `json:"nodes"`
}

func degrees(g *Graph) DegreeSummary {
	s := DegreeSummary{Counts: []DegreeCount{}}
	if g.Len() == 0 {
		return s
	}
	s.Mean = 2 * float64(g.EdgeCount()) / float64(g.Len())
	s.Min = g.Degree(0)
	for i := range g.Len() {
		s.Min, s.Max = min(s.Min, g.Degree(i)), max(s.Max, g.Degree(i))
	}
	counts := make([]int, s.Max+1)
	for i := range g.Len() {
		counts[g.Degree(i)]++
	}
	for degree, nodes := range counts {
		if nodes > 0 {
			s.Counts = append(s.Counts, DegreeCount{Degree: degree, Nodes: nodes})
		}
	}
	return s
}

// largest returns the size of the most frequent label.
func largest(label []int32, count int) int {
	sizes := make([]int, count)
	most := 0
	for _, l := range label {
		sizes[l]++
		most = max(most, sizes[l])
	}
	return most
}

// reachablePairs is what Figure.How adds for a disconnected graph.
func reachablePairs(components int) string {
	return fmt.Sprintf("over the pairs within each of %d components", components)
}
