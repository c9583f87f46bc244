package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/experiment"
	"gossip/internal/gossip"
	"gossip/internal/render"
	"gossip/topology"
)

func TestSplitLatencies(t *testing.T) {
	for text, want := range map[string]string{
		"10ms":                              "10ms",
		"10ms,20ms":                         "10ms 20ms",
		"normal:10ms,2ms":                   "normal:10ms,2ms",
		"1ms,normal:10ms,2ms,exp:3ms":       "1ms normal:10ms,2ms exp:3ms",
		"normal:10ms,2ms,normal:20ms,2ms":   "normal:10ms,2ms normal:20ms,2ms",
		"5ms..20ms,normal:10ms,2ms,1ms,2ms": "5ms..20ms normal:10ms,2ms 1ms 2ms",
	} {
		assert.Equal(t, want, strings.Join(splitLatencies(text), " "), text)
	}
}

func TestMeanText(t *testing.T) {
	some := func(x float64) *float64 { return &x }
	for _, tt := range []struct {
		name     string
		stat     experiment.Stat
		mean, ci string
	}{
		{"two digits of what is not known", experiment.Stat{Mean: 0.17652, CI95: some(0.00418)}, "0.1765", "0.0042"},
		{"tens", experiment.Stat{Mean: 16.789, CI95: some(1.23)}, "16.8", "1.2"},
		{"thousands", experiment.Stat{Mean: 12345.6, CI95: some(123.4)}, "12,346", "123"},
		{"whole", experiment.Stat{Mean: 46.2, CI95: some(12.7)}, "46.2", "12.7"},
		{"tiny", experiment.Stat{Mean: 7.123e-9, CI95: some(2.34e-10)}, "7.12e-09", "2.3e-10"},
		{"too large for its digits", experiment.Stat{Mean: 7.1234e20, CI95: some(2.345e18)}, "7.12e+20", "2.3e+18"},
		{"certain", experiment.Stat{Mean: 1.0 / 3, CI95: some(0)}, "0.3333", "0"},
		{"one run", experiment.Stat{Mean: 1.0 / 3}, "0.3333", "-"},
	} {
		mean, ci := meanText(tt.stat)
		assert.Equal(t, []string{tt.mean, tt.ci}, []string{mean, ci}, tt.name)
	}
}

func TestLineOfKey(t *testing.T) {
	const text = "# a\nseed = 1\n\n[params] # those\nk = 3\n\"fanout\" = 2\n[[fault]]\nkind = \"crash\"\nseed = 4\n"
	for line, key := range map[int][]string{2: {"seed"}, 4: {"params"}, 5: {"params", "k"}, 6: {"params", "fanout"}, 7: {"fault"}, 0: {"kind"}} {
		assert.Equal(t, line, lineOfKey(text, key), key)
	}
}

// No two quantities of a point have the same name, whatever the topology and the protocol are.
func TestNamesOfQuantities(t *testing.T) {
	taken := map[string]string{"topology": "", "protocol": "", "path": "", "values": "", "synchronous": "", "datagrams": ""}
	for _, f := range sweepFlags() {
		assert.NotContains(t, taken, f.name())
		taken[f.name()] = "--" + f.flag
	}
	for _, kind := range topology.Kinds() {
		for _, p := range kind.Params {
			if p.Type != topology.Path {
				assert.NotContains(t, taken, shapeName(p.Name))
			}
		}
	}
	for _, row := range gossip.Protocols() {
		for _, p := range row.Params {
			assert.NotContains(t, taken, p.Name)
			for _, kind := range topology.Kinds() {
				for _, shape := range kind.Params {
					assert.NotEqual(t, p.Name, shapeName(shape.Name))
				}
			}
		}
	}
}

// No two columns of a table have the same name, whatever is set.
func TestColumnsOfCSV(t *testing.T) {
	for _, row := range gossip.Protocols() {
		line := []string{"simulate", "-n", "2", "--protocol", row.Name, "--synchronous", "--loss", "0.1", "--duplicate", "0.1", "--until", "1",
			"--runs", "1", "--seed", "1", "-o", "csv"}
		if row.Aggregates {
			line = append(line, "--error", "0.1")
		} else {
			line = append(line, "--messages", "2", "--from", "1", "--rate", "100", "--size", "9", "--relays", "1")
		}
		for _, args := range [][]string{nil, {"--every-run"}, {"--every-run", "--metrics", "messages,end_time"}} {
			code, stdout, stderr := execute(t, append(line, args...)...)
			require.Equal(t, exitDone, code, stderr)
			lines, err := csv.NewReader(strings.NewReader(stdout)).ReadAll()
			require.NoError(t, err)
			seen := make(map[string]bool)
			for _, name := range lines[0] {
				assert.False(t, seen[name], "%s %v: %s", row.Name, args, name)
				seen[name] = true
			}
		}
	}
}

// simulated runs a command line and returns its JSON.
func simulated(t *testing.T, args ...string) (line string, result struct {
	Seed   uint64
	Runs   int
	Unit   string
	Points []struct {
		Params  map[string]any
		Runs    int
		Metrics map[string]experiment.Stat
		End     map[string]int
		Hops    []float64
		Results []map[string]any
	}
	Interrupted bool
}) {
	t.Helper()
	code, line, stderr := execute(t, append([]string{"simulate", "-o", "json"}, args...)...)
	require.Equal(t, exitDone, code, stderr)
	require.Empty(t, stderr)
	require.NoError(t, json.Unmarshal([]byte(line), &result), line)
	return line, result
}

// A perfect tree: each node gets the message once, by the only way.
func TestSimulateATreeByHand(t *testing.T) {
	_, r := simulated(t, "tree", "2", "-n", "7", "--protocol", "dedup", "--synchronous", "--seed", "1", "--runs", "3")
	require.Len(t, r.Points, 1)
	p := r.Points[0]
	want := map[string]float64{"coverage": 1, "residue": 0, "rmr": 0, "ldh": 2, "t_last": 2, "duplicates": 0, "messages": 6,
		"traffic": 6.0 / 7, "mean_hop": (0 + 2*1 + 4*2) / 7.0}
	for name, value := range want {
		st := p.Metrics[name]
		assert.InDelta(t, value, st.Mean, 1e-12, name)
		require.NotNil(t, st.CI95, name)
		assert.Zero(t, *st.CI95, "nothing is random: %s", name)
	}
	assert.Equal(t, []float64{1, 2, 4}, p.Hops)
	assert.Equal(t, map[string]int{"covered": 3}, p.End)
	assert.Equal(t, "rounds", r.Unit)
}

func TestSimulateASweep(t *testing.T) {
	line, r := simulated(t, "random", "3,4", "--protocol", "rumor", "-n", "20,40", "--param", "mode=push,pull", "--param", "k=2",
		"--loss", "0.1", "--seed", "5", "--runs", "2", "--every-run")
	assert.Equal(t, uint64(5), r.Seed)
	assert.Equal(t, 2, r.Runs)
	require.Len(t, r.Points, 8)
	assert.Contains(t, line, `"params":{"num_nodes":20,"topology":"random","degree":3,"protocol":"rumor","fanout":1,"mode":"push"`)
	last := r.Points[7].Params
	assert.Equal(t, 40.0, last["num_nodes"])
	assert.Equal(t, 4.0, last["degree"])
	assert.Equal(t, "pull", last["mode"])
	assert.Equal(t, 2.0, last["k"])
	assert.Equal(t, 0.1, last["loss"])
	assert.Equal(t, true, last["feedback"])
	assert.Equal(t, "50ms", last["interval"])
	assert.Equal(t, 3.0, r.Points[3].Params["degree"], "the first quantity is the slowest")
	require.Len(t, r.Points[7].Results, 2)
	assert.Equal(t, 5.0, r.Points[7].Results[0]["seed"], "the first run has the seed of the experiment")
	again, _ := simulated(t, "random", "3,4", "--protocol", "rumor", "-n", "20,40", "--param", "mode=push,pull", "--param", "k=2",
		"--loss", "0.1", "--seed", "5", "--runs", "2", "--every-run")
	assert.Equal(t, line, again, "the same seed, the same result")
}

// --rate counts messages per second, or per round.
func TestRate(t *testing.T) {
	const round = 200 * time.Millisecond
	for name, tt := range map[string]struct {
		args []string
		want []time.Duration
	}{
		"none":            {nil, []time.Duration{0, 0, 0}},
		"three a second":  {[]string{"--rate", "3"}, []time.Duration{0, 333_333_333, 666_666_667, time.Second}},
		"three a round":   {[]string{"--rate", "3", "--synchronous"}, []time.Duration{0, 0, 0, round, round, round, 2 * round}},
		"half a round":    {[]string{"--rate", "0.5", "--synchronous"}, []time.Duration{0, 2 * round, 4 * round}},
		"all in a second": {[]string{"--rate", "1e9"}, []time.Duration{0, 1, 2}},
	} {
		t.Run(name, func(t *testing.T) {
			args := append([]string{"line", "-n", "3", "--protocol", "rumor", "--param", "interval=" + round.String(),
				"--messages", strconv.Itoa(len(tt.want))}, tt.args...)
			d, err := simulateOptionsOf(t, args...).design(t.Context())
			require.NoError(t, err)
			cfg, err := d.points[0].setup.Config(1)
			require.NoError(t, err)
			var at []time.Duration
			for _, m := range cfg.Messages {
				at = append(at, m.At)
			}
			assert.Equal(t, tt.want, at)
		})
	}
}

// One run has neither a deviation nor an interval.
func TestSimulateOneRun(t *testing.T) {
	line, r := simulated(t, "line", "-n", "3", "--seed", "1", "--runs", "1", "--metrics", "t_last,coverage")
	assert.Len(t, r.Points[0].Metrics, 2)
	assert.Contains(t, line, `"coverage":{"mean":1,"sd":null,"ci95":null,"min":1,"max":1}`)
}

// What keeps real nodes out of step is off in rounds, unless it was given.
func TestSynchronousParameters(t *testing.T) {
	_, r := simulated(t, "-n", "10", "--protocol", "hybrid", "--synchronous", "--runs", "1", "--seed", "1")
	for _, name := range []string{"jitter", "backstop_jitter"} {
		assert.Equal(t, 0.0, r.Points[0].Params[name], name)
	}
	for _, name := range []string{"max_interval", "backstop_max_interval"} {
		assert.Equal(t, "0s", r.Points[0].Params[name], name)
	}
	_, r = simulated(t, "-n", "10", "--protocol", "rumor", "--synchronous", "--runs", "1", "--seed", "1", "--param", "max_interval=1s", "--param", "jitter=0")
	assert.Equal(t, "1s", r.Points[0].Params["max_interval"])
}

func TestPresetRuns(t *testing.T) {
	_, r := simulated(t, "line", "-n", "2", "--seed", "1")
	assert.Equal(t, 20, r.Runs)
}

// A first look must not take half a minute: 20 runs of the presets are 20 million packets.
func TestABareSimulateIsDoneInSeconds(t *testing.T) {
	for name, tt := range map[string]struct {
		args []string
		runs int
	}{
		"bare":               {nil, 4},
		"rumor":              {[]string{"--protocol", "rumor"}, 20},
		"the longest point":  {[]string{"-n", "100,1000"}, 4},
		"a relay limit":      {[]string{"-r", "2"}, 3},
		"sparse":             {[]string{"random", "3", "-n", "1e4", "--protocol", "dedup"}, 20},
		"large":              {[]string{"random", "3", "-n", "1e6", "--protocol", "dedup"}, 3},
		"what was asked for": {[]string{"--runs", "2"}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := simulateOptionsOf(t, tt.args...).design(t.Context())
			require.NoError(t, err)
			assert.Equal(t, tt.runs, d.runs)
		})
	}
	code, stdout, _ := execute(t, "simulate", "line", "-n", "2", "--seed", "1")
	require.Equal(t, exitDone, code)
	assert.Contains(t, stdout, "20 runs (--runs for more), seed 1\n")
}

// simulateOptionsOf parses a command line.
func simulateOptionsOf(t *testing.T, args ...string) *simulateOptions {
	t.Helper()
	opts := new(simulateOptions)
	cmd := new(cobra.Command)
	opts.addFlags(cmd)
	require.NoError(t, cmd.ParseFlags(args))
	opts.args = cmd.Flags().Args()
	require.NoError(t, opts.read(t.Context(), cmd.Flags()))
	return opts
}

func TestMemoryIsRefusedWithFigures(t *testing.T) {
	opts := new(simulateOptions)
	_, err := opts.workers(&design{points: make([]designPoint, 1), runs: 1, need: 3 << 30}, 2<<30)
	assert.EqualError(t, err, "one run needs about 3.0 GiB of memory, and 2.0 GiB are available")
	assert.Equal(t, exitUsage, diagnose(err).Code)
}

// The relay limit and the size of texts count, so a machine is asked for no more than it has.
func TestMemoryIsRefusedBeforeAnyRun(t *testing.T) {
	const available = 16 << 30
	for name, tt := range map[string]struct {
		args []string
		hint string // "" if it fits
	}{
		"one relay":             {args: []string{"full", "-n", "2000"}},
		"many relays":           {[]string{"full", "-n", "2000", "--relays", "64"}, "a smaller --relays"},
		"many that nobody does": {args: []string{"full", "-n", "2000", "--relays", "64", "--protocol", "dedup"}},
		"many in a tree":        {args: []string{"tree", "2", "-n", "100000", "--relays", "64"}},
		"somewhere in a sweep":  {[]string{"random", "4", "-n", "1000", "--messages", "10,1000", "--relays", "1,64"}, "fewer messages"},
		"long texts":            {[]string{"full", "-n", "3", "--messages", "100000", "--size", "1MiB"}, "a smaller --size"},
	} {
		t.Run(name, func(t *testing.T) {
			opts, d, err := designed(t, tt.args...)
			require.NoError(t, err)
			_, err = opts.workers(d, available)
			if tt.hint == "" {
				assert.NoError(t, err)
				return
			}
			require.Error(t, err)
			assert.Contains(t, err.Error(), "and 16 GiB are available")
			assert.Contains(t, hintOf(err), tt.hint)
		})
	}
}

// A pipe gives its graph once, for any number of runs.
func TestSimulateAGraphFromAPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	require.NoError(t, syscall.Mkfifo(path, 0o600))
	written := make(chan error, 1)
	go func() { written <- os.WriteFile(path, []byte("1 2\n2 3\n"), 0) }()
	_, r := simulated(t, "file", path, "--runs", "3", "--seed", "1", "--protocol", "dedup,flood")
	require.NoError(t, <-written)
	require.Len(t, r.Points, 2)
	assert.EqualValues(t, 3, r.Points[0].Params["num_nodes"])
}

// designed judges a command line of simulate, without the name of the command.
func designed(t *testing.T, args ...string) (*simulateOptions, *design, error) {
	opts, cmd := new(simulateOptions), new(cobra.Command)
	opts.addFlags(cmd)
	if err := cmd.ParseFlags(args); err != nil {
		return opts, nil, err
	}
	opts.args = cmd.Flags().Args()
	if err := opts.read(t.Context(), cmd.Flags()); err != nil {
		return opts, nil, err
	}
	d, err := opts.design(t.Context())
	return opts, d, err
}

// tripwire is a terminal that interrupts the program when it shows progress.
type tripwire struct {
	bytes.Buffer
	interrupt context.CancelFunc
}

func (w *tripwire) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte(" runs, ")) {
		w.interrupt()
	}
	return w.Buffer.Write(p)
}

// Ctrl-C shows what the runs that are finished came to, and each format says that some are missing.
func TestSimulateInterrupted(t *testing.T) {
	const said = `interrupted: [0-9,]+ of 800,000 runs were finished`
	drawn := filepath.Join(t.TempDir(), "x.svg")
	for name, tt := range map[string]struct {
		args  []string
		check func(t *testing.T, stdout, stderr string)
	}{
		"json": {[]string{"-o", "json"}, func(t *testing.T, stdout, stderr string) {
			assert.Contains(t, stdout, `"interrupted":true`)
			assert.Contains(t, stdout, `"runs":400000,`)
			assert.Contains(t, stdout, `"coverage":{"mean":1,`)
			assert.NotContains(t, stderr, "interrupted", "the one line of JSON there is the error")
		}},
		"text": {nil, func(t *testing.T, stdout, _ string) {
			assert.Regexp(t, said, stdout)
			assert.Regexp(t, `(?m)^NUM_NODES +RUNS +COVERAGE `, stdout)
			assert.Regexp(t, `(?m)^1000 +[0-9,]+ +1 `, stdout)
		}},
		"csv": {[]string{"-o", "csv"}, func(t *testing.T, stdout, stderr string) {
			assert.Regexp(t, said, stderr)
			rows := parseCSV(t, stdout)
			require.Len(t, rows, 2)
			finished, err := strconv.Atoi(rows[0]["runs"])
			require.NoError(t, err)
			assert.Positive(t, finished)
			assert.Less(t, finished, 400_000)
			assert.Equal(t, "400000", rows[0]["runs_planned"])
			assert.Equal(t, "1", rows[0]["coverage_mean"])
			assert.Equal(t, "0", rows[1]["runs"], "a point that it did not come to")
			assert.Empty(t, rows[1]["coverage_mean"])
		}},
		"csv of each run": {[]string{"-o", "csv", "--every-run"}, func(t *testing.T, stdout, stderr string) {
			assert.Regexp(t, said, stderr)
			rows := parseCSV(t, stdout)
			require.NotEmpty(t, rows)
			assert.Less(t, len(rows), 400_000)
			assert.Equal(t, "400000", rows[0]["runs_planned"])
			assert.Equal(t, "1", rows[0]["coverage"])
		}},
		"figure": {[]string{"--plot", drawn, "--metric", "t_last"}, func(t *testing.T, _, _ string) {
			picture, err := os.ReadFile(drawn)
			require.NoError(t, err)
			assert.Regexp(t, `random, degree 3, dedup, interrupted: [0-9,]+ of 800,000 runs<`, string(picture))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			s := newTestStreams(nil)
			terminal := &tripwire{interrupt: cancel}
			s.err, s.errTerminal = terminal, true
			root := newRootCommand(newCLI(s.streams), commandGroups(nil))
			root.SetArgs(append([]string{"simulate", "random", "3", "-n", "1000,998", "--protocol", "dedup", "--runs", "400000", "--seed", "1"}, tt.args...))
			err := root.ExecuteContext(ctx)
			require.ErrorIs(t, err, context.Canceled)
			assert.Equal(t, exitInterrupted, diagnose(err).Code)
			require.NoError(t, s.out.Flush())
			tt.check(t, s.stdout.String(), terminal.String())
		})
	}
}

// parseCSV reads a table with a head.
func parseCSV(t *testing.T, text string) []map[string]string {
	t.Helper()
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	require.NoError(t, err)
	require.NotEmpty(t, lines)
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := make(map[string]string)
		for i, name := range lines[0] {
			row[name] = line[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func TestAxesOfFigures(t *testing.T) {
	axis := func(text string) experiment.Axis {
		a, err := experiment.NewAxis("x", text, experiment.Decimal())
		require.NoError(t, err)
		return a
	}
	assert.True(t, even(axis("0..0.5:0.1")))
	assert.True(t, even(axis("1..100:1")))
	assert.False(t, even(axis("64,729,4096")))
	assert.False(t, even(axis("1,1000")), "two values are as far apart as they are")

	xs := func(s render.Series) []float64 { return s.X }
	assert.True(t, wide([]render.Series{{X: []float64{64, 729}}, {X: []float64{4096, math.NaN()}}}, xs))
	assert.False(t, wide([]render.Series{{X: []float64{1, 49}}}, xs))
	assert.False(t, wide([]render.Series{{X: []float64{0, 1000}}}, xs), "0 has no logarithm")

	s := render.Series{X: []float64{3, 1, 2}, Y: []float64{30, 10, 20}, Low: []float64{29, 9, 19}, High: []float64{31, 11, 21}}
	sortByX(&s)
	assert.Equal(t, render.Series{X: []float64{1, 2, 3}, Y: []float64{10, 20, 30}, Low: []float64{9, 19, 29}, High: []float64{11, 21, 31}}, s)
}
