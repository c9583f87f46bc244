package reproduce

import (
	"math"

	"gossip/internal/experiment"
	"gossip/internal/sim"
)

// averaging is how fast the variance falls when pairs of nodes take the mean of their values.
func averaging() Table {
	return Table{
		Name: "averaging", Title: "push-pull averaging: variance factor of a cycle", Source: "Jelasity, Montresor, Babaoglu, ACM TOCS 2005, section 3",
		Setting: "100,000 nodes that all know each other, values uniform in [0, 1), 20 cycles; the factor is the geometric mean over the cycles. " +
			"Nodes act in turn, in another order in each cycle, and no two exchanges overlap",
		series: func(small bool) ([]series, error) {
			const cycles = 20
			var all []series
			n := pick(small, 1500, 100_000)
			for _, row := range []struct {
				pairing, formula string
				value            float64
				independent      *Reference
			}{
				{"initiate", "1/(2 sqrt e)", 1 / (2 * math.Sqrt(math.E)), simulated("0.30324", .00016)},
				{"random", "1/e", 1 / math.E, simulated("0.36771", .0006)},
				{"matching", "1/4", 1.0 / 4, simulated("0.25009", .0002)},
			} {
				setup, err := inRounds(full(n), "averaging", "pairing", row.pairing)
				if err != nil {
					return nil, err
				}
				setup.Load, setup.Values = experiment.Load{}, experiment.Values{Kind: experiment.UniformValues}
				setup.Until = cycles * sim.Length(setup.Rule)
				all = append(all, series{name: row.pairing, runs: pick(small, 10, 20), setup: setup, figures: []figure{{
					quantity: "factor", measured: "variance_factor", paper: computed(row.value), formula: row.formula, independent: row.independent,
				}}})
			}
			return all, nil
		},
	}
}
