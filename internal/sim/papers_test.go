package sim

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/topology"
)

// sample is the mean of some measurements and its standard error.
type sample struct{ mean, stderr float64 }

// sampled makes runs with the seeds 1 to n and returns samples of metrics.
func sampled(t testing.TB, runs int, cfg Config, names ...string) []sample {
	t.Helper()
	sums, squares := make([]float64, len(names)), make([]float64, len(names))
	w := NewWorker()
	for seed := range fewer(runs) {
		cfg.Seed = uint64(seed + 1)
		r, err := w.Run(t.Context(), cfg)
		require.NoError(t, err)
		for i, name := range names {
			value, ok := r.Value(name)
			require.True(t, ok, name)
			sums[i] += value
			squares[i] += value * value
		}
	}
	samples := make([]sample, len(names))
	for i := range names {
		n := float64(fewer(runs))
		mean := sums[i] / n
		samples[i] = sample{mean, math.Sqrt(max(0, squares[i]/n-mean*mean) / (n - 1))}
	}
	return samples
}

func synchronous(t testing.TB, n int, protocol string, params ...string) Config {
	t.Helper()
	params = append([]string{"jitter", "0", "max_interval", "0"}, params...)
	return Config{
		Graph: graph(t, topology.Full, n, 0), Rule: rule(t, protocol, params...), Rounds: Rounds{Synchronous: true},
		Messages: []Message{{Origin: 1}},
	}
}

// TestDemers holds the simulator against tables 1 to 3 and the uniform rows of tables 4 and 5 of Demers
// et al. 1987, by figures of an independent simulation that agrees with the paper; slack is twice its
// standard error and its rounding.
func TestDemers(t *testing.T) {
	type figure struct{ want, slack float64 }
	push := []string{"mode", "push", "k"}
	blind := []string{"mode", "push", "feedback", "false", "stop", "coin", "k"}
	pull := []string{"mode", "pull", "k"}
	for _, c := range []struct {
		name            string
		params          []string
		k               string
		runs            int
		s, m, avg, last figure
	}{
		{"table 1, k=1", push, "1", 300, figure{.1747, .0007}, figure{1.744, .003}, figure{9.80, .01}, figure{16.79, .07}},
		{"table 1, k=3", push, "3", 100, figure{.0107, .0002}, figure{4.534, .003}, figure{10.03, .01}, figure{17.30, .06}},
		{"table 2, k=2", blind, "2", 200, figure{.2042, .0013}, figure{1.592, .004}, figure{15.7, .1}, figure{32.9, .2}},
		{"table 3, k=1", pull, "1", 100, figure{.0315, .0003}, figure{2.700, .002}, figure{10.18, .06}, figure{17.59, .09}},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg := synchronous(t, 1000, "rumor", append(c.params[:len(c.params):len(c.params)], c.k)...)
			got := sampled(t, c.runs, cfg, "residue", "traffic", "t_avg", "t_last")
			for i, want := range []figure{c.s, c.m, c.avg, c.last} {
				t.Logf("%.5f ±%.5f", got[i].mean, got[i].stderr)
				assert.InDelta(t, want.want, got[i].mean, 5*got[i].stderr+want.slack)
			}
		})
	}
}

func TestAntiEntropyOfTables4And5(t *testing.T) {
	for _, c := range []struct {
		limit     int
		last, avg float64
	}{{0, 7.82, 5.33}, {1, 11.1, 7.09}} {
		cfg := synchronous(t, 300, "antientropy")
		cfg.Rounds.ConnectionLimit = c.limit
		got := sampled(t, 40, cfg, "t_last", "t_avg")
		t.Logf("%+v", got)
		assert.InDelta(t, c.last, got[0].mean, 5*got[0].stderr+.1)
		assert.InDelta(t, c.avg, got[1].mean, 5*got[1].stderr+.02)
	}
}

func TestRoundsToReachAll(t *testing.T) {
	for mode, want := range map[string]float64{"push": 18.05, "pull": 13.77, "pushpull": 9.16} {
		cfg := synchronous(t, 1000, "rumor", "mode", mode, "stop", "never")
		got := sampled(t, 60, cfg, "t_100")
		t.Logf("%s %+v", mode, got)
		assert.InDelta(t, want, got[0].mean, 5*got[0].stderr+.08)
	}
}

// fewer is how often to repeat something under the race detector, which makes it ten times slower and
// has nothing to find in one goroutine.
func fewer(runs int) int {
	if underRace {
		return max(runs/20, min(runs, 8))
	}
	return runs
}
