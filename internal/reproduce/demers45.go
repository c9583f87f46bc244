package reproduce

import (
	"context"
	"math"

	"gossip/internal/gossip"
	"gossip/internal/sim"
)

// demers45 are the uniform rows of the tables about spatial distributions. The other rows, and traffic
// for each link, need the map of a network that was never published.
func demers45() Table {
	return Table{
		Name: "demers45", Title: "anti-entropy: push-pull, uniform partners", Source: demersSource + ", tables 4 and 5, uniform rows",
		Setting: "300 sites that all know each other, synchronous rounds, one update, without a connection limit (table 4) " +
			"and with 1, hunt 0 (table 5); conversations: those that are accepted, for each site and round",
		series: demers45Series,
	}
}

func demers45Series(small bool) ([]series, error) {
	const sites = 300
	// a site is called by none of the others: the limit of it is 1/e
	never := math.Pow(1-1.0/(sites-1), sites-1)
	// the printed means over links, 3.7 and 5.9, are each known to .05
	compare := &Reference{Text: "3.7/5.9", Value: 3.7 / 5.9, Error: 3.7 / 5.9 * math.Hypot(.05/3.7, .05/5.9)}
	rows := []struct {
		name    string
		limit   int
		figures []figure
	}{
		{"no limit", 0, []figure{
			{quantity: "t_last", measured: "t_last", paper: printed("7.8"), independent: simulated("7.82", .05)},
			{quantity: "t_avg", measured: "t_avg", paper: printed("5.3"), independent: simulated("5.33", 0)},
			{quantity: "conversations", measured: "conversations", equals: "one", formula: "1"},
		}},
		{"limit 1", 1, []figure{
			{quantity: "t_last", measured: "t_last", paper: printed("11.0"), independent: simulated("11.1", .1)},
			{quantity: "t_avg", measured: "t_avg", paper: printed("7.0"), independent: simulated("7.09", 0)},
			{quantity: "conversations", measured: "conversations", paper: computed(1 - never), formula: "1 - (1-1/(n-1))^(n-1)", independent: simulated("0.632", 0)},
			{quantity: "to table 4", measured: "conversations", paper: compare, note: "the paper's figures are comparisons for each link, ours for each site; of both the ratio is that of the tables"},
		}},
	}
	all := make([]series, len(rows))
	for i, row := range rows {
		setup, err := inRounds(full(sites), "antientropy")
		if err != nil {
			return nil, err
		}
		setup.Rounds.ConnectionLimit = row.limit
		all[i] = series{name: row.name, runs: pick(small, 30, 400), setup: setup, measure: conversations, figures: row.figures, limits: true}
	}
	return all, nil
}

// conversations counts how often one site contacts another.
func conversations(ctx context.Context, w *sim.Worker, cfg sim.Config) (sim.Result, map[string]float64, error) {
	var counted contactCount
	cfg.Observer = &counted
	r, err := w.Run(ctx, cfg)
	return r, map[string]float64{"conversations": float64(counted.begun) / (float64(cfg.Graph.Len()) * r.Time), "one": 1}, err
}

// contactCount counts the reconciliations that nodes begin: what they send of their own accord.
type contactCount struct {
	acting gossip.NodeID // the node whose timer was the last thing that happened
	begun  int
}

// Observe implements sim.Observer.
func (c *contactCount) Observe(r sim.Record) {
	if r.Kind == sim.Sent && r.Node == c.acting {
		c.begun++
	}
	c.acting = 0
	if r.Kind == sim.TimerFired {
		c.acting = r.Node
	}
}
