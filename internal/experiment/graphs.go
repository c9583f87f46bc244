package experiment

import (
	"fmt"
	"sync"

	"gossip/topology"
)

// Graphs keeps the graphs that do not depend on a seed, so that all runs of a point, and points that
// differ in something else, have one. Only the last few are kept: points are worked off in order. The
// zero value is ready, and serves several goroutines.
type Graphs struct {
	mu   sync.Mutex
	kept []*keptGraph // the latest last
}

// mostGraphs is how many graphs are kept: more than there are points at work at the same time on small
// machines. A graph that was dropped too early is made again.
const mostGraphs = 4

type keptGraph struct {
	key   string
	once  sync.Once
	graph *topology.Graph
	err   error
}

// Generate returns the graph of a spec that does not depend on its seed.
func (g *Graphs) Generate(spec topology.Spec) (*topology.Graph, error) {
	spec.Seed = 0
	if spec.Kind == topology.File {
		spec.N = 0 // the file says how many; a pipe can be read only once
	}
	k := g.keep(fmt.Sprint(spec)) // maps are printed in order
	k.once.Do(func() { k.graph, k.err = topology.Generate(spec) })
	return k.graph, k.err
}

// keep returns the place of a graph.
func (g *Graphs) keep(key string) *keptGraph {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, k := range g.kept {
		if k.key == key {
			return k
		}
	}
	k := &keptGraph{key: key}
	if g.kept = append(g.kept, k); len(g.kept) > mostGraphs {
		g.kept = append([]*keptGraph(nil), g.kept[1:]...)
	}
	return k
}
