package experiment

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"gossip/internal/gossip"
	"gossip/internal/sim"
	"gossip/topology"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fake makes runs of nothing, whose time is their seed.
type fake struct {
	run func(context.Context, sim.Config) (sim.Result, error)
}

func (f fake) Run(ctx context.Context, cfg sim.Config) (sim.Result, error) {
	if cfg.Observer != nil {
		cfg.Observer.Observe(sim.Record{})
	}
	if f.run != nil {
		return f.run(ctx, cfg)
	}
	return sim.Result{Seed: cfg.Seed, End: sim.Quiet, Time: float64(cfg.Seed), Hops: []int{1, int(cfg.Seed % 5)}}, nil
}

// tallies are the hash of a run: its seed and the number of records.
type tallies struct{ records int }

func (h *tallies) Observe(sim.Record) { h.records++ }
func (h *tallies) Hex() string        { return fmt.Sprint(h.records) }

func fakePlan(points, runs, workers int, f fake) Plan {
	return Plan{
		Points: points, Runs: runs, Seed: 7, Workers: workers,
		Config:    func(_ int, seed uint64) (sim.Config, error) { return sim.Config{Seed: seed}, nil },
		NewRunner: func() Runner { return f },
		NewHasher: func(sim.Config) Hasher { return new(tallies) },
	}
}

func TestRunsAreTheSameForAnyWorkers(t *testing.T) {
	want, err := Run(t.Context(), fakePlan(3, 20, 1, fake{}))
	require.NoError(t, err)
	require.Len(t, want.Points, 3)
	assert.False(t, want.Interrupted)
	for _, p := range want.Points {
		require.Len(t, p.Runs, 20)
		for r, run := range p.Runs {
			assert.Equal(t, r, run.Number)
			assert.Equal(t, RunSeed(7, r), run.Seed, "all points have the same seeds")
		}
	}
	for workers := range 9 {
		got, err := Run(t.Context(), fakePlan(3, 20, workers, fake{}))
		require.NoError(t, err)
		assert.Equal(t, want, got)
		assert.Equal(t, TraceHash(want), TraceHash(got))
	}
	fewer, err := Run(t.Context(), fakePlan(3, 19, 1, fake{}))
	require.NoError(t, err)
	assert.NotEqual(t, TraceHash(want), TraceHash(fewer))
}

func TestSeeds(t *testing.T) {
	assert.Equal(t, uint64(7), RunSeed(7, 0), "the first run has the seed of the experiment")
	seen := make(map[uint64]bool)
	for _, seed := range []uint64{0, 1, 2, 7} {
		for run := range 1000 {
			seen[RunSeed(seed, run)] = true
		}
	}
	assert.Len(t, seen, 4000, "neighboring seeds share no runs")
	assert.Equal(t, uint64(0x27e8ac81e7bc3b89), RunSeed(7, 1), "the same for ever")
}

func TestProgress(t *testing.T) {
	var last atomic.Int64
	plan := fakePlan(2, 5, 3, fake{})
	plan.Progress = func(done, total int) {
		assert.Equal(t, 10, total)
		assert.Equal(t, last.Add(1), int64(done), "each run once, in order")
	}
	_, err := Run(t.Context(), plan)
	require.NoError(t, err)
	assert.Equal(t, int64(10), last.Load())
}

func TestInterruptedRunsAreLeftOut(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var made atomic.Int64
	plan := fakePlan(2, 10, 2, fake{func(ctx context.Context, cfg sim.Config) (sim.Result, error) {
		if made.Add(1) > 5 {
			cancel()
			<-ctx.Done()
			return sim.Result{}, ctx.Err()
		}
		return sim.Result{Seed: cfg.Seed}, nil
	}})
	got, err := Run(ctx, plan)
	require.NoError(t, err)
	assert.True(t, got.Interrupted)
	// A run that was finishing when the context ended may be left out, too.
	assert.InDelta(t, 4.5, len(got.Points[0].Runs), 0.5)
	assert.Empty(t, got.Points[1].Runs)
}

func TestAFailureEndsTheOthers(t *testing.T) {
	broken := errors.New("broken")
	_, err := Run(t.Context(), fakePlan(100, 100, 2, fake{func(_ context.Context, cfg sim.Config) (sim.Result, error) {
		if cfg.Seed == RunSeed(7, 3) {
			return sim.Result{}, broken
		}
		return sim.Result{}, nil
	}}))
	require.ErrorIs(t, err, broken)
	assert.ErrorContains(t, err, "run 4 (seed ")

	plan := fakePlan(1, 5, 2, fake{})
	plan.Config = func(int, uint64) (sim.Config, error) { return sim.Config{}, broken }
	_, err = Run(t.Context(), plan)
	assert.Regexp(t, `^set up run [12] \(seed [0-9]+\): broken$`, err, "whichever of the two workers is first")
}

func TestSummarize(t *testing.T) {
	s := Summarize(PointOutcome{Runs: []RunOutcome{
		{Result: sim.Result{End: sim.Quiet, Hops: []int{1, 2}}},
		{Result: sim.Result{End: sim.Quiet, Hops: []int{1, 3, 4}}},
		{Result: sim.Result{End: sim.Expired, Hops: []int{1}}},
	}})
	assert.Equal(t, 3, s.Runs)
	assert.Equal(t, map[sim.End]int{sim.Quiet: 2, sim.Expired: 1}, s.Ends)
	assert.InDeltaSlice(t, []float64{1, 5.0 / 3, 4.0 / 3}, s.Hops, 1e-12)
	require.Len(t, s.Metrics, len(sim.Metrics()))
	assert.Nil(t, s.Metrics[0], "no run has a value")
}

func TestWorkers(t *testing.T) {
	got, err := Workers(1, 0, 0)
	require.NoError(t, err)
	assert.Equal(t, 1, got, "no more workers than runs")
	got, err = Workers(100, 60, 100)
	require.NoError(t, err)
	assert.Equal(t, 1, got, "two runs do not fit")
	_, err = Workers(100, 3<<30, 2<<30)
	assert.EqualError(t, err, "one run needs about 3072 MiB of memory, and 2048 MiB are available")
}

func TestSetup(t *testing.T) {
	rule, err := gossip.NewRule("dedup", nil)
	require.NoError(t, err)
	s := Setup{
		Topology: topology.Spec{Kind: "random", N: 10, Values: map[string]float64{"degree": 3}, Seed: 1},
		Rule:     rule, Load: Load{Count: 12, From: EachOrigin, Gap: 5, Size: 4, Relays: 2},
	}
	cfg, err := s.Config(7)
	require.NoError(t, err)
	want, err := topology.Generate(topology.Spec{Kind: "random", N: 10, Values: map[string]float64{"degree": 3}, Seed: 7})
	require.NoError(t, err)
	for id := range want.IDs() {
		assert.Equal(t, want.NeighborIDs(id), cfg.Graph.NeighborIDs(id), "the graph of start-network --seed 7")
	}
	require.Len(t, cfg.Messages, 12)
	assert.Equal(t, sim.Message{At: 0, Origin: 1, Text: "0001", Relays: 2}, cfg.Messages[0])
	assert.Equal(t, sim.Message{At: 55, Origin: 2, Text: "0012", Relays: 2}, cfg.Messages[11])
	require.NoError(t, cfg.Validate())

	s.Load = Load{Count: 1000, From: RandomOrigins}
	cfg, err = s.Config(7)
	require.NoError(t, err)
	origins := make(map[int]int)
	for _, m := range cfg.Messages {
		origins[m.Origin]++
	}
	assert.Len(t, origins, 10, "every node is drawn")
	again, err := s.Config(7)
	require.NoError(t, err)
	assert.Equal(t, cfg.Messages, again.Messages)

	s.Topology, s.Graphs = topology.Spec{Kind: "grid", N: 9}, new(Graphs)
	a, err := s.Config(1)
	require.NoError(t, err)
	b, err := s.Config(2)
	require.NoError(t, err)
	assert.Same(t, a.Graph, b.Graph, "what is not random is laid out once")
}

// Messages come at an even pace; in rounds, each in the one that its time falls into.
func TestPace(t *testing.T) {
	const round = 50 * time.Millisecond
	for name, tt := range map[string]struct {
		gap   float64
		round time.Duration
		want  []time.Duration
	}{
		"all at once":           {0, 0, []time.Duration{0, 0, 0}},
		"at any time":           {5e6, 0, []time.Duration{0, 5e6, 10e6}},
		"thirds of a second":    {1e9 / 3.0, 0, []time.Duration{0, 333_333_333, 666_666_667, 1e9, 1_333_333_333}},
		"three a round":         {float64(round) / 3, round, []time.Duration{0, 0, 0, round, round, round, 2 * round}},
		"one a round":           {float64(round), round, []time.Duration{0, round, 2 * round}},
		"two in three rounds":   {float64(round) * 1.5, round, []time.Duration{0, round, 3 * round, 4 * round, 6 * round}},
		"one in two and a half": {float64(round) * 2.5, round, []time.Duration{0, 2 * round, 5 * round, 7 * round}},
		"more than there are":   {float64(round) / 10, round, []time.Duration{0, 0, 0}},
		"three in ten rounds":   {float64(round) / 0.3, round, []time.Duration{0, 3 * round, 6 * round, 10 * round}},
	} {
		t.Run(name, func(t *testing.T) {
			var at []time.Duration
			for _, m := range (Load{Count: len(tt.want), Node: 1, Gap: tt.gap, Round: tt.round}).messages(4, 1) {
				at = append(at, m.At)
			}
			assert.Equal(t, tt.want, at)
		})
	}
}

func TestValues(t *testing.T) {
	assert.Nil(t, Values{}.of(3, 1), "ids are what the simulator takes by itself")
	assert.Equal(t, []float64{1, 2}, Values{Kind: ListedValues, Listed: []float64{1, 2}}.of(2, 1))
	drawn := Values{Kind: UniformValues}.of(1000, 1)
	sum := 0.0
	for _, v := range drawn {
		require.True(t, v >= 0 && v < 1)
		sum += v
	}
	assert.InDelta(t, 500, sum, 30)
	assert.Equal(t, drawn, Values{Kind: UniformValues}.of(1000, 1))
	assert.NotEqual(t, drawn, Values{Kind: UniformValues}.of(1000, 2))
}

// The estimate is above what was measured, and not far above. What was measured includes the program.
func TestMemory(t *testing.T) {
	const million = 1_000_000
	inRounds := sim.Rounds{Synchronous: true}
	for _, tt := range []struct {
		protocol string
		nodes    int
		edges    float64
		load     Load
		rounds   sim.Rounds
		measured int64 // KiB
	}{
		{"dedup", million, 1.5 * million, Load{Count: 1}, sim.Rounds{}, 431_604},
		{"flood", million, 1.5 * million, Load{Count: 1}, sim.Rounds{}, 611_740},
		{"rumor", million, 5e11 - 5e5, Load{Count: 1}, sim.Rounds{}, 1_452_760},
		{"averaging", million, 5e11 - 5e5, Load{}, sim.Rounds{}, 401_176},
		{"dedup", 3000, 4_498_500, Load{Count: 1}, sim.Rounds{}, 1_270_748},
		{"dedup", 3000, 4_498_500, Load{Count: 1, Relays: 64}, sim.Rounds{}, 1_270_748},
		{"dedup", 3000, 4_498_500, Load{Count: 1}, inRounds, 1_882_808},
		{"dedup", 10_000, 30_000, Load{Count: 100}, sim.Rounds{}, 609_968},
		{"flood", 10_000, 30_000, Load{Count: 100}, sim.Rounds{}, 860_992},
		{"flood", 10_000, 30_000, Load{Count: 100}, inRounds, 1_150_328},
		{"rumor", 10_000, 30_000, Load{Count: 100}, sim.Rounds{}, 926_336},
		{"hybrid", 10_000, 30_000, Load{Count: 100}, sim.Rounds{}, 1_001_564},
		{"plumtree", 100_000, 300_000, Load{Count: 1}, sim.Rounds{}, 120_964},
		{"antientropy", 100_000, 300_000, Load{Count: 1}, sim.Rounds{}, 155_548},
		{"flood", 500, 124_750, Load{Count: 1, Relays: 64}, sim.Rounds{}, 1_862_948},
		{"flood", 300, 44_850, Load{Count: 4, Relays: 16}, sim.Rounds{}, 543_944},
		{"flood", 300, 44_850, Load{Count: 1, Relays: 64}, inRounds, 1_375_712},
		{"flood", 1000, 2000, Load{Count: 10, Relays: 64}, sim.Rounds{}, 257_832},
		{"flood", 1000, 3000, Load{Count: 10, Relays: 64}, inRounds, 723_924},
		{"flood", 100_000, 150_000, Load{Count: 1, Relays: 64}, inRounds, 2_611_848},
		{"flood", 100_000, 99_999, Load{Count: 1, Relays: 64}, sim.Rounds{}, 56_760}, // a line
		{"flood", 10, 45, Load{Count: 1000, Size: 1 << 20}, sim.Rounds{}, 1_228_940},
	} {
		rule, err := gossip.NewRule(tt.protocol, nil)
		require.NoError(t, err)
		s := Setup{Rule: rule, Load: tt.load, Rounds: tt.rounds}
		got := s.Memory(tt.nodes, tt.edges) >> 10
		assert.Greater(t, got*10, tt.measured*8, "%v", tt)
		assert.Less(t, got, tt.measured*5/2, "%v", tt)
	}
}

// A text has the size that was asked for, up to the longest.
func TestNumbered(t *testing.T) {
	for _, size := range []int{2, 1000, 999_999, 1_000_001, 1 << 20} {
		assert.Len(t, numbered(42, size), size)
	}
	assert.Equal(t, "00042", numbered(42, 5))
	assert.Equal(t, "1000", numbered(1000, 2))
}

func TestPresetRuns(t *testing.T) {
	for name, tt := range map[string]struct {
		protocol string
		nodes    int
		edges    float64
		messages int
		relays   int
		effort   time.Duration
		runs     int
	}{
		"a complete graph":          {"flood", 1000, 499_500, 1, 1, 999 * time.Millisecond, 4},
		"each message twice":        {"flood", 1000, 499_500, 1, 2, 1998 * time.Millisecond, 3},
		"a limit that is not known": {"dedup", 1000, 499_500, 1, 2, 999 * time.Millisecond, 4},
		"a sparse graph":            {"dedup", 1000, 1500, 1, 0, 3 * time.Millisecond, 20},
		"many messages":             {"dedup", 1000, 1500, 100, 1, 300 * time.Millisecond, 13},
		"cycles":                    {"rumor", 1000, 499_500, 1, 1, 10 * time.Millisecond, 20},
		"a million nodes":           {"rumor", 1_000_000, 499_999_500_000, 1, 1, 10 * time.Second, 3},
		"means":                     {"averaging", 100_000, 150_000, 0, 0, 2500 * time.Millisecond, 3},
		"more than can be counted":  {"flood", 1 << 24, 1 << 47, 1_000_000, 64, 1 << 62, 3},
		"nothing to do":             {"dedup", 1, 0, 1, 1, 0, 20},
	} {
		t.Run(name, func(t *testing.T) {
			rule, err := gossip.NewRule(tt.protocol, nil)
			require.NoError(t, err)
			effort := Effort(rule, tt.nodes, tt.edges, tt.messages, tt.relays)
			assert.Equal(t, tt.effort, effort)
			assert.Equal(t, tt.runs, PresetRuns(effort))
		})
	}
}
