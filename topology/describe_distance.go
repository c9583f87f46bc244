package topology

import (
	"fmt"
	"slices"
)

// distances measures the diameter and the mean path length: from every node if that is affordable,
// else from a sample of nodes, and for the diameter also from the nodes farthest from those.
func distances(g *Graph, components int, e effort) (diameter, mean Figure) {
	n := g.Len()
	steps := float64(n) * (float64(n) + 2*float64(g.EdgeCount())) / 4 // see sweep
	all := e.affords(steps, 1)
	count := e.samples
	if all {
		count = n
	}
	first := searchAll(g, sample(n, count, sampler(1)), e)
	mean = Figure{Exact: all || count >= n}
	if first.pairs > 0 {
		mean.Value = float64(first.distance) / float64(first.pairs)
	}
	diameter = Figure{Value: float64(first.longest), Exact: mean.Exact}
	if !mean.Exact {
		mean.How = fmt.Sprintf("mean over the distances from %d of %d nodes", count, n)
		diameter = boundDiameter(g, first, components, e)
	}
	if components > 1 {
		diameter.How = also(diameter.How, reachablePairs(components))
		mean.How = also(mean.How, reachablePairs(components))
	}
	return diameter, mean
}

// boundDiameter searches once more, from nodes that the longest searches found last: the double
// sweep. In a tree it gives the diameter (the end of a longest search is an end of a longest path);
// elsewhere it gives a lower bound that is usually met or missed by little.
func boundDiameter(g *Graph, first searched, components int, e effort) Figure {
	second := searchAll(g, first.farthest((len(first.ends)+2)/3), e)
	low := max(first.longest, second.longest)
	d := Figure{Value: float64(low)}
	if components > 1 {
		d.How = fmt.Sprintf("at least: the longest of %d searches", len(first.ends)+len(second.ends))
		return d
	}
	high := 2 * min(first.shortest, second.shortest) // any two nodes meet at the most central one
	tree := g.EdgeCount() == g.Len()-1
	if tree || low == high {
		d.Exact = true
		return d
	}
	d.How = fmt.Sprintf("at least: the longest of %d searches; at most %d", len(first.ends)+len(second.ends), high)
	return d
}

// also joins two remarks.
func also(remark, more string) string {
	if remark == "" {
		return more
	}
	return remark + "; " + more
}

// searched is what breadth-first searches from several sources found, in sum.
type searched struct {
	pairs    int64 // (source, other node reached)
	distance int64 // the sum of their distances
	longest  int   // the largest eccentricity of a source, in its component
	shortest int   // the smallest
	ends     []searchEnd
}

// searchEnd is how the search from one source ended.
type searchEnd struct {
	node  int32 // one of the nodes found last; the source itself if it is isolated
	depth int   // its distance, which is the eccentricity of the source
}

// farthest returns the ends of the longest searches, at most count different ones.
func (s searched) farthest(count int) []int32 {
	ends := slices.Clone(s.ends)
	slices.SortStableFunc(ends, func(a, b searchEnd) int { return b.depth - a.depth })
	var far []int32
	seen := map[int32]bool{}
	for _, e := range ends {
		if len(far) < count && !seen[e.node] {
			seen[e.node] = true
			far = append(far, e.node)
		}
	}
	return far
}

// searchAll searches from all the sources.
func searchAll(g *Graph, sources []int32, e effort) searched {
	size := min(lanes, (len(sources)+1)/2) // a few sources make work for two cores, too
	batches := slices.Collect(slices.Chunk(sources, size))
	found := make([]searched, len(batches))
	sweeps := make([]*sweep, e.workers)
	e.each(len(batches), func(worker, task int) {
		if sweeps[worker] == nil {
			sweeps[worker] = newSweep(g)
		}
		found[task] = sweeps[worker].from(batches[task])
	})
	total := searched{shortest: g.Len()}
	for _, f := range found {
		total.pairs += f.pairs
		total.distance += f.distance
		total.ends = append(total.ends, f.ends...)
	}
	for _, end := range total.ends {
		total.longest = max(total.longest, end.depth)
		total.shortest = min(total.shortest, end.depth)
	}
	return total
}
