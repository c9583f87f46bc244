package reproduce

import (
	"context"
	"fmt"

	"gossip/internal/sim"
	"gossip/topology"
)

// flood is what flooding takes, in time and in copies. It is theory that holds in each single run.
func flood() Table {
	return Table{
		Name: "flood", Title: "flooding: time and payload on random regular graphs",
		Source: "exact: breadth-first search; common knowledge",
		Setting: "dedup from node 1, each packet takes a second, a new graph in each run; time: until all have the message, against the " +
			"eccentricity of node 1; payload: copies sent, against the sum of the degrees - (n - 1). Both must be equal in every run",
		series: func(small bool) ([]series, error) {
			between := map[string][2]float64{ // independent: eccentricities of 200 sources
				"3 1e3": {11, 13}, "5 1e3": {6, 7}, "8 1e3": {5, 5}, "3 1e4": {15, 16}, "5 1e4": {8, 9}, "8 1e4": {6, 7},
				"3 1e5": {19, 20}, "5 1e5": {10, 10}, "8 1e5": {7, 8},
			}
			var all []series
			for _, degree := range []int{3, 5, 8} {
				for size, n := range pick(small, []int{1000}, []int{1000, 10_000, 100_000}) {
					setup, err := inUnits(regular(n, degree), "dedup")
					if err != nil {
						return nil, err
					}
					name := fmt.Sprintf("%d %s", degree, power(n))
					low, high := between[name][0], between[name][1]
					all = append(all, series{name: "random " + name, runs: pick(small, 10, []int{100, 50, 20}[size]), setup: setup, measure: spreadOf, figures: []figure{
						{quantity: "time", measured: "t_100", equals: "eccentricity", formula: "eccentricity",
							independent: &Reference{Text: spanText(low, high), Value: (low + high) / 2, Error: max((high-low)/2, 0.5)}},
						{quantity: "payload", measured: "payload_messages", equals: "links", formula: "sum of degrees - (n-1)"},
					}})
				}
			}
			return all, nil
		},
	}
}

func spanText(low, high float64) string {
	if low == high {
		return fmt.Sprint(low)
	}
	return fmt.Sprintf("%v to %v", low, high)
}

// spreadOf adds to the metrics what theory says of the graph.
func spreadOf(ctx context.Context, w *sim.Worker, cfg sim.Config) (sim.Result, map[string]float64, error) {
	r, err := w.Run(ctx, cfg)
	n := cfg.Graph.Len()
	return r, map[string]float64{
		"eccentricity": float64(eccentricity(cfg.Graph, cfg.Messages[0].Origin-1)),
		"links":        float64(2*cfg.Graph.EdgeCount() - (n - 1)),
	}, err
}

// eccentricity returns how many edges the farthest node is away from a node, given by its index.
func eccentricity(g *topology.Graph, source int) int {
	seen := make([]bool, g.Len())
	seen[source] = true
	distance := -1
	for frontier := []int{source}; len(frontier) > 0; distance++ {
		var next []int
		for _, i := range frontier {
			peers := g.Neighbors(i)
			for k := range peers.Len() {
				if j := peers.At(k); !seen[j] {
					seen[j] = true
					next = append(next, j)
				}
			}
		}
		frontier = next
	}
	return distance
}
