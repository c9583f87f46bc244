package reproduce

import (
	"context"
	"fmt"
	"math"
	"time"

	"gossip/internal/experiment"
	"gossip/internal/sim"
)

// pushSum is how fast push-sum approaches the mean.
func pushSum() Table {
	return Table{
		Name: "pushsum", Title: "push-sum: rounds to an error, and squared error of a round", Source: "Kempe, Dobra, Gehrke, FOCS 2003, section 2",
		Setting: "nodes that all know each other, values uniform in [0, 1), synchronous rounds; rounds: until the largest relative error is below " +
			"the bound; slope: rounds for a hundredth of the error; factor: of the estimates' variance from round 20 to round 40, geometric mean",
		series: pushSumSeries,
	}
}

// pushSumErrors are the bounds of the largest relative error.
func pushSumErrors() []float64 { return []float64{1e-2, 1e-4, 1e-6} }

func pushSumSeries(small bool) ([]series, error) {
	const margin = .4 // of the independent rounds
	rows := []struct {
		n      int
		rounds [3]string
		factor *Reference
	}{
		{1000, [3]string{"20.1", "33.2", "46.7"}, simulated("0.5007", .002)},
		{10_000, [3]string{"22.2", "35.3", "48.8"}, simulated("0.4999", .0007)},
	}
	if small {
		rows = rows[:1]
	}
	var all []series
	for _, row := range rows {
		setup, err := inRounds(full(row.n), "pushsum")
		if err != nil {
			return nil, err
		}
		setup.Load, setup.Values = experiment.Load{}, experiment.Values{Kind: experiment.UniformValues}
		s := series{name: power(row.n), runs: pick(small, 12, 50), setup: setup, measure: approach, measures: []string{"rounds"}, errors: pushSumErrors()}
		for i, bound := range pushSumErrors() {
			s.figures = append(s.figures, figure{quantity: fmt.Sprintf("rounds to %.0e", bound), measured: roundsTo(bound), independent: simulated(row.rounds[i], margin)})
		}
		s.figures = append(s.figures,
			figure{quantity: "slope", measured: "slope", paper: computed(math.Log2(1e4)), formula: "log2 10^4"},
			figure{quantity: "factor", measured: "factor", paper: computed(0.5 - 0.5/float64(row.n)), formula: "1/2 - 1/(2n)", independent: row.factor,
				note: "the factor of the paper is that of a potential of the shares, which bounds the squared error of the estimates"})
		all = append(all, s)
	}
	return all, nil
}

func roundsTo(bound float64) string { return fmt.Sprintf("to %.0e", bound) }

// approach makes the same run to several ends: to each bound of the error, and to two rounds between
// which the beginning is forgotten and rounding does not count yet.
func approach(ctx context.Context, w *sim.Worker, cfg sim.Config) (r sim.Result, measured map[string]float64, err error) {
	measured = make(map[string]float64)
	bounds := pushSumErrors()
	for _, bound := range bounds {
		cfg.Error = bound
		if r, err = w.Run(ctx, cfg); err != nil {
			return r, nil, err
		}
		measured[roundsTo(bound)], _ = r.Value("rounds")
	}
	last := len(bounds) - 1
	measured["slope"] = (measured[roundsTo(bounds[last])] - measured[roundsTo(bounds[0])]) / float64(last)
	const from, to = 20, 40
	var variance [2]float64 // as parts of the first
	for i, round := range []int{from, to} {
		cfg.Error, cfg.Until = 0, time.Duration(round)*sim.Length(cfg.Rule)
		if r, err = w.Run(ctx, cfg); err != nil {
			return r, nil, err
		}
		factor, _ := r.Value("variance_factor")
		variance[i] = math.Pow(factor, float64(round))
	}
	measured["factor"] = math.Pow(variance[1]/variance[0], 1/float64(to-from))
	return r, measured, nil
}
