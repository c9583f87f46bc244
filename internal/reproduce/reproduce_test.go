package reproduce

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/experiment"
	"gossip/internal/sim"
	"gossip/topology"
)

// TestTables makes each experiment in small, and requires every figure of it that has no known reason
// to differ.
func TestTables(t *testing.T) {
	for _, table := range Tables() {
		t.Run(table.Name, func(t *testing.T) {
			o := Options{Seed: 1, Small: true}
			if underRace {
				o.Runs = FewestRuns
			}
			r, err := Run(t.Context(), table, o)
			require.NoError(t, err)
			assert.False(t, r.Interrupted)
			assert.NotEmpty(t, r.Rows)
			for _, row := range r.Rows {
				t.Logf("%s %s: %.5g, %s", row.Case, row.Quantity, row.Ours.Mean, row.Verdict)
				assert.False(t, row.Failed, "%s %s: %v is too far from %v and %v: %s",
					row.Case, row.Quantity, row.Ours.Mean, row.Paper, row.Independent, row.Note)
			}
		})
	}
}

// TestTheLargeTablesAreMade holds the full size to what it says, without running it.
func TestTheLargeTablesAreMade(t *testing.T) {
	names := make(map[string]bool)
	for _, table := range Tables() {
		assert.False(t, names[table.Name], table.Name)
		names[table.Name] = true
		assert.NotEmpty(t, table.Title)
		assert.NotEmpty(t, table.Source)
		assert.NotEmpty(t, table.Setting)
		all, err := table.series(false)
		require.NoError(t, err)
		for _, s := range all {
			assert.Positive(t, s.runs, s.name)
			assert.NotEmpty(t, s.figures, s.name)
			for _, f := range s.figures {
				assert.True(t, f.paper != nil || f.independent != nil || f.equals != "", "%s %s is held against nothing", s.name, f.quantity)
			}
		}
	}
	assert.Equal(t, []string{"demers1", "demers2", "demers3", "demers45", "rounds", "averaging", "pushsum", "flood", "plumtree"}, Names())
}

// TestCommandLines puts series together that differ in one quantity, and no others.
func TestCommandLines(t *testing.T) {
	for name, c := range map[string]struct {
		series [][]string
		want   []string
	}{
		"one":                       {[][]string{{"full", "-n", "5"}}, []string{"full -n 5"}},
		"another size":              {[][]string{{"full", "-n", "5"}, {"full", "-n", "7"}, {"full", "-n", "9"}}, []string{"full -n 5,7,9"}},
		"another parameter":         {[][]string{{"--param", "k=1"}, {"--param", "k=2"}}, []string{"--param k=1,2"}},
		"another size and graph":    {[][]string{{"full", "-n", "5"}, {"line", "-n", "5"}, {"line", "-n", "7"}}, []string{"full,line -n 5", "line -n 7"}},
		"not in the order of words": {[][]string{{"line", "-n", "5"}, {"full", "-n", "7"}, {"line", "-n", "7"}, {"full", "-n", "9"}}, []string{"line -n 5,7", "full -n 7,9"}},
		"a flag more":               {[][]string{{"full"}, {"full", "--synchronous"}}, []string{"full", "full --synchronous"}},
		"more runs":                 {[][]string{{"--runs", "5"}, {"--runs", "7"}}, []string{"--runs 5", "--runs 7"}},
		"other metrics":             {[][]string{{"--metrics", "a,b"}, {"--metrics", "a"}}, []string{"--metrics a,b", "--metrics a"}},
	} {
		t.Run(name, func(t *testing.T) {
			for i := range c.series {
				c.series[i] = append([]string{"simulate"}, c.series[i]...)
			}
			for i := range c.want {
				c.want[i] = "simulate " + c.want[i]
			}
			assert.Equal(t, c.want, together(c.series))
		})
	}
}

func TestDeviation(t *testing.T) {
	for _, c := range []struct {
		name               string
		theirs             *Reference
		mean, stderr, open float64
		want               float64
	}{
		{"printed, all of it rounding", printed("0.18"), 0.175, 0, 0, -1},
		{"printed, both errors", printed("17"), 17 + math.Hypot(0.5, 1.2), 1.2, 0, 1},
		{"a formula has no error", computed(0.5), 0.53, 0.01, 0, 3},
		{"an independent figure, two standard errors", simulated("16.79", .06), 16.85, 0.04, 0, 1.2},
		{"an independent figure is no better than its digits", simulated("9.80", 0), 9.81, 0, 0, 2},
		{"left open by a theorem", computed(16.87), 18.05, 0.01, 2, 0},
		{"beyond what is left open", computed(10), 12.05, 0.01, 2, 5},
		{"beyond it below", computed(10), 7.95, 0.01, 2, -5},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.InDelta(t, c.want, c.theirs.deviation(c.mean, c.stderr, c.open), 1e-9)
		})
	}
}

// TestJudge feeds figures with runs whose metrics are made up.
func TestJudge(t *testing.T) {
	measured := func(values ...float64) ([]experiment.RunOutcome, *measures) {
		kept := &measures{of: make(map[uint64]map[string]float64)}
		runs := make([]experiment.RunOutcome, len(values))
		for i, v := range values {
			runs[i].Seed = uint64(i)
			kept.put(uint64(i), map[string]float64{"x": v, "same": 1})
		}
		return runs, kept
	}
	around := []float64{.9, 1.1, .9, 1.1, .9, 1.1, .9, 1.1, .9, 1.1} // mean 1, standard error 0.033
	for _, c := range []struct {
		name    string
		figure  figure
		values  []float64
		verdict Verdict
		failed  bool
	}{
		{"agrees with the paper", figure{paper: printed("1.0")}, around, Agrees, false},
		{"differs from the paper", figure{paper: computed(2)}, around, Differs, true},
		{"differs for a reason", figure{paper: computed(2), why: "known"}, around, Differs, false},
		{"differs from the other one, for no reason", figure{paper: computed(2), why: "known", independent: computed(3)}, around, Differs, true},
		{"agrees with one of two", figure{paper: printed("1.0"), independent: computed(3)}, around, Differs, true},
		{"too few runs", figure{paper: computed(2)}, around[:FewestRuns-1], Unjudged, false},
		{"all runs alike", figure{paper: computed(2)}, make([]float64, FewestRuns), Unjudged, false},
		{"equal in every run", figure{equals: "same"}, []float64{1, 1}, Agrees, false},
		{"one run is not equal", figure{equals: "same"}, []float64{1, 1.0001}, Differs, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.figure.measured = "x"
			runs, kept := measured(c.values...)
			row, err := c.figure.judge(runs, kept)
			require.NoError(t, err)
			assert.Equal(t, c.verdict, row.Verdict)
			assert.Equal(t, c.failed, row.Failed)
		})
	}
	runs, kept := measured(1)
	_, err := (&figure{quantity: "a thing", measured: "unheard of"}).judge(runs, kept)
	assert.EqualError(t, err, "no run has a value of a thing")
}

func TestSameSeedSameFigures(t *testing.T) {
	table, err := Lookup("demers2")
	require.NoError(t, err)
	var reports []Report
	for _, workers := range []int{1, 3} {
		r, err := Run(t.Context(), table, Options{Seed: 5, Runs: 12, Small: true, Workers: workers})
		require.NoError(t, err)
		reports = append(reports, r)
	}
	assert.Equal(t, reports[0].Rows, reports[1].Rows)
}

func TestInterrupted(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	table, err := Lookup("demers1")
	require.NoError(t, err)
	r, err := Run(ctx, table, Options{Seed: 1, Small: true, Workers: 1, Progress: func(done, total int) {
		assert.Equal(t, 120, total)
		if done == 60 {
			stop()
		}
	}})
	require.NoError(t, err)
	assert.True(t, r.Interrupted)
	assert.Equal(t, []int{1, 2}, []int{r.Finished, r.Series})
	for _, row := range r.Rows {
		assert.Equal(t, "k=1", row.Case, "only the series that was finished")
	}
}

func TestLookup(t *testing.T) {
	_, err := Lookup("demers4")
	var unknown *UnknownError
	require.ErrorAs(t, err, &unknown)
	assert.Contains(t, unknown.Hint(), "demers45")
}

func TestEccentricity(t *testing.T) {
	line, err := topology.Generate(topology.Spec{Kind: topology.Line, N: 6})
	require.NoError(t, err)
	assert.Equal(t, 5, eccentricity(line, 0))
	assert.Equal(t, 3, eccentricity(line, 2))
	single, err := topology.Generate(topology.Spec{Kind: topology.Full, N: 1})
	require.NoError(t, err)
	assert.Zero(t, eccentricity(single, 0))
}

// TestConversations: without a limit every site contacts one other in every round.
func TestConversations(t *testing.T) {
	setup, err := inRounds(full(20), "antientropy")
	require.NoError(t, err)
	cfg, err := setup.Config(3)
	require.NoError(t, err)
	_, measured, err := conversations(t.Context(), sim.NewWorker(), cfg)
	require.NoError(t, err)
	assert.InDelta(t, 1, measured["conversations"], 1e-12)
}
