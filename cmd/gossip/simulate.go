package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/spf13/cobra"

	"gossip/internal/cluster"
	"gossip/internal/experiment"
	"gossip/internal/fault"
	"gossip/internal/sim"
)

// simulateFormat is a value of --output of simulate.
type simulateFormat string

// The values of --output of simulate.
const (
	simulateText simulateFormat = "text"
	simulateJSON simulateFormat = "json"
	simulateCSV  simulateFormat = "csv"
)

// simulateOptions are the arguments and flags of simulate.
type simulateOptions struct {
	args        []string     // TOPOLOGY [PARAM]
	sweeps      []*sweepFlag // the flags of sweepFlags
	shapes      []*sweepFlag // the flags of topologies
	order       []string     // the flags that were given, as they were
	protocol    protocolArgs
	runs        int // 0: the preset
	seed        optionalSeed
	synchronous bool
	datagrams   bool
	values      string
	valuesGiven bool
	faults      []string
	faultTables []map[string]any // of a scenario
	until       string
	scenario    string
	metrics     metricList
	everyRun    bool
	traceHash   bool
	trace       string
	plot        string
	metric      string
	format      simulateFormat
}

func newSimulateCommand(c *cli) *cobra.Command {
	opts := new(simulateOptions)
	cmd := &cobra.Command{
		Use:   "simulate [TOPOLOGY [PARAM]]",
		Short: "Predict what a network does, at any size",
		Long:  simulateHelp(),
		Example: `  gossip simulate --protocol rumor --synchronous -n 1000 --param k=1..5
  gossip simulate random 3 --protocol dedup -n 1e3,1e4,1e5 --plot time.svg
  gossip simulate random 8 --protocol rumor --loss 0..0.5:0.1 --param fanout=1,2,4 --metric coverage --plot loss.svg
  gossip simulate random 6 --protocol plumtree --messages 100 --from random --rate 10 --fault 'crash 30% at 5s'
  gossip simulate full,imp2d,imp3d,grid3d -n 64,729,4096 --protocol pushsum --synchronous -o csv
  gossip simulate --scenario experiment.toml -o json`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.args = args
			if opts.format == simulateJSON {
				c.output = outputJSON // for errors
			}
			if err := opts.read(cmd.Context(), cmd.Flags()); err != nil {
				return err
			}
			return runSimulate(cmd.Context(), c, opts)
		},
		ValidArgsFunction: completeTopology,
	}
	opts.addFlags(cmd)
	return cmd
}

func simulateHelp() string {
	return `Predict what a network does: run the protocol core of the real nodes in a simulator, many times with
different seeds, and say how well each figure is known. No network is needed. Without a TOPOLOGY it is
full: everybody knows everybody.

Every number, and every parameter of the protocol and of the topology, takes a list or a range instead
of one value: 1e3,1e4,1e5 or 1..5 or 0..0.5:0.1 (from 0 to 0.5 in steps of 0.1). TOPOLOGY and --protocol
take lists, too. All combinations make the points of one table, those of the first flag slowest.
With --plot they make a figure: the metric against the first number that varies, in the order in which
flags are given, one curve for each combination of the others, with bands of 95 % confidence. Without a
sweep the figure is the coverage over time.

Run r of each point has a seed that follows from --seed and r, for its graph, too; the first run has the
seed itself, so it is on the graph of start-network with that seed. The result does not depend on how
many runs are made at the same time.

Without --runs each point has 20 runs, or as many as a core makes in some 4 s, but no fewer than 3; for this a
microsecond is counted for each packet of a protocol that sends over every link, 10 for each delivery of one
that works in cycles, and 25 for each node that computes a mean. The output says how many they were, and
the intervals are as wide as so few runs make them: --runs 100 makes them narrower.

` + strings.Join(wrapped(`Time is virtual. Packets take --latency, `+presetSimLatency+` unless told otherwise, and keep their
order on a link; times are in seconds. With --synchronous time goes in rounds, as in the papers: all contacts
of a round are made on the state at its start and take effect at its end. A round is the interval of the
protocol. Parameters that keep real nodes out of step are then off unless they are given: `+joined(unpaced())+`
are 0, and a jitter above 0 is refused.`, helpWidth), "\n") + `

A run ends when nothing can change any more: no node will send anything (quiet), every living node has
every message that any of them has (covered), whoever still spreads a message has no peer left to give it to (stuck), the
estimates of all nodes are exact enough (converged), or have come to rest elsewhere (settled); or at
--until (until). The column ENDED says which.

An interval (±, "ci95") is that of the mean, by Student's t distribution over the runs: half its width. One
run has none: null in JSON, empty in CSV.

-o csv has a line for each point, or with --every-run for each run, where a setting that has the name of a
metric is called param_messages or param_rounds; -o json has {"seed", "runs", "unit" of
times, "faults", "points": [{"params", "runs", "metrics": {NAME: {"mean", "sd", "ci95", "min", "max"}}, "end", "hops"}],
"interrupted"}, with "results" in each point if --every-run is given, and "trace_hash" with --trace-hash: a text
that is the same whenever the very same happens in all runs. Where the ids in the file of a topology have gaps,
nodes get ids without: a note says so, or "file_ids", the ids in the file of nodes 1, 2, and so on.

Ctrl-C prints what the runs that are finished came to, in the same form, and the exit code is 130. That runs are
missing shows in the result, too: in text by a last line, and a column RUNS in the table of a sweep; in JSON by
"interrupted": true, and by the "runs" of a point, which are those that are finished, while those of the whole
are those that were planned; in CSV by the column runs, which is less than runs_planned. With --every-run
lines are missing, and runs_planned says how many there would be of each point. A figure says it in its caption.
If no run is finished, nothing is printed.

--trace writes down all that happens in the first run of a single point, as JSON lines; gossip replay
steps through them. The hash of that run is in the last line of the file.

SCENARIOS
A scenario is a TOML file. Its keys are the names of the flags, and "topology". Lists are sweeps.
Parameters are in the table params, and faults are tables fault or texts in a list of that name. A seed
above 9223372036854775807, the greatest number of TOML, is written as a text:

  topology = "random 3"
  num-nodes = [1000, 10000]
  protocol = "rumor"
  [params]
  k = "1..5"
  [[fault]]
  kind = "crash"
  nodes = "30%"
  at = "2s"

FAULTS
` + indented(fault.Help()) + `
` + topologyHelp() + "\n" + protocolHelp() + "\n" + metricsHelp() + "\n\n" + exitStatus()
}

// runSimulate makes the runs of an experiment and shows what they come to.
func runSimulate(ctx context.Context, c *cli, opts *simulateOptions) error {
	d, err := opts.design(ctx)
	if err != nil {
		return err
	}
	figure, err := opts.judge(d)
	if err != nil {
		return err
	}
	workers, err := opts.workers(d, cluster.MemoryAvailable())
	if err != nil {
		return err
	}
	c.collect(collecting(d.need))
	if d.need >= largeNeed {
		useLargePages(d.need * int64(workers))
	}
	opts.announce(c, d)
	if err := opts.writeTrace(ctx, d); err != nil {
		return err
	}
	progress, done := simulateProgress(c)
	plan := experiment.Plan{
		Points: len(d.points), Runs: d.runs, Seed: d.seed, Workers: workers, Progress: progress,
		Config: func(point int, seed uint64) (sim.Config, error) { return d.points[point].setup.Config(seed) },
	}
	if opts.traceHash {
		plan.NewHasher = func(cfg sim.Config) experiment.Hasher { return sim.NewHasher(cfg) }
	}
	outcome, err := experiment.Run(ctx, plan)
	done()
	if err != nil {
		return err
	}
	r := newSimulateReport(opts, d, outcome)
	if r.made == 0 {
		return ctx.Err()
	}
	if err := r.write(c); err != nil {
		return err
	}
	if err := figure.save(r); err != nil {
		return hinted{fmt.Errorf("the figure was not written: %w", err), "the same --seed makes the same runs again"}
	}
	if outcome.Interrupted {
		return ctx.Err() // of which the exit code tells
	}
	return nil
}

// judge refuses what is to be shown and cannot be, before any run. It returns the figure.
func (o *simulateOptions) judge(d *design) (figure, error) {
	if err := o.judgeTargets(d); err != nil {
		return figure{}, err
	}
	if err := o.judgeMetrics(d); err != nil {
		return figure{}, err
	}
	f, err := o.figure(d)
	if err != nil {
		return figure{}, err
	}
	return f, o.judgeTrace(d)
}

// announce says what is to be known beside the result, where that does not say it itself.
func (o *simulateOptions) announce(c *cli, d *design) {
	if o.format != simulateJSON {
		if !o.seed.given {
			c.noteDrawn(d.seed)
		}
		for _, note := range d.notes {
			c.note("note: %s", note)
		}
	}
	noteRenumbered(c, d.fileIDs)
	noteUnlimited(c, o, d)
}

// largeNeed is a memory of which pages of ordinary size are more than a processor knows by heart.
const largeNeed = 64 << 20

// collecting is how much garbage runs that need so many bytes may leave before it is collected, in
// percent.
func collecting(need int64) int {
	const small, middling = 64 << 20, 256 << 20
	switch {
	case need < small:
		return seldom
	case need < middling:
		return sometimes
	}
	return often
}

// workers returns how many runs are made at the same time. It refuses what does not fit the memory.
func (o *simulateOptions) workers(d *design, available int64) (int, error) {
	workers, err := experiment.Workers(d.runs*len(d.points), d.need, available)
	if tooLarge, ok := errors.AsType[*experiment.MemoryError](err); ok {
		return 0, &usageError{text: fmt.Sprintf("one run needs about %s of memory, and %s are available", roundSize(tooLarge.Need), roundSize(tooLarge.Have)),
			hint: o.lighter()}
	}
	return workers, err
}

// lighter says what needs less memory.
func (o *simulateOptions) lighter() string {
	ways := []string{"fewer nodes", "a sparser topology", "fewer messages"}
	for _, f := range o.sweeps {
		if f.given && (f.flag == "relays" || f.flag == "size") {
			ways = append(ways, "a smaller --"+f.flag)
		}
	}
	return "use " + alternatives(ways)
}

// drawSeed returns the seed of the experiment.
func (o *simulateOptions) drawSeed() uint64 {
	if o.seed.given {
		return o.seed.value
	}
	return rand.Uint64N(drawnSeeds)
}
