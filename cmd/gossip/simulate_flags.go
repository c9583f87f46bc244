package main

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gossip/internal/experiment"
	"gossip/internal/gossip"
	"gossip/internal/node"
	"gossip/internal/sim"
	"gossip/topology"
)

// model says to which of the two models of time a flag belongs.
type model uint8

const (
	anyModel model = iota
	timed          // the asynchronous one, with latencies
	inRounds       // the synchronous one
)

// sweepFlag is a flag value: the values of one quantity, of which several make a sweep.
type sweepFlag struct {
	flag, shorthand string
	scale           experiment.Scale
	preset          string // "" for none: then the quantity plays no part
	usage           string
	model           model
	purpose         purpose

	values []experiment.Value // at least one, if there is a preset or the flag is given
	given  bool
}

// Set implements pflag.Value.
func (f *sweepFlag) Set(text string) error {
	values, err := f.scale.Parse(text)
	if err != nil {
		return err
	}
	f.values, f.given = values, true
	return nil
}

// String implements pflag.Value.
func (f *sweepFlag) String() string {
	words := make([]string, len(f.values))
	for i, v := range f.values {
		words[i] = v.Text
	}
	return strings.Join(words, ",")
}

// Type implements pflag.Value.
func (f *sweepFlag) Type() string { return "values" }

// name is what the quantity is called in results.
func (f *sweepFlag) name() string { return strings.ReplaceAll(f.flag, "-", "_") }

// axis is the quantity with its values.
func (f *sweepFlag) axis() experiment.Axis { return experiment.Axis{Name: f.name(), Values: f.values} }

// The bounds of simulations.
const (
	mostRuns         = 1_000_000 // of all points together
	mostSimMessages  = 1_000_000
	presetSimNodes   = "1000"
	presetSimLatency = "5ms..20ms"
)

// sweepFlags is the table of the flags of simulate that take several values.
func sweepFlags() []*sweepFlag {
	chance := experiment.Decimal().Between("0", "1")
	sizes := experiment.Units("a size like 1MiB or 100000", parseSize, formatSize)
	return []*sweepFlag{
		{flag: "num-nodes", shorthand: "n", preset: presetSimNodes, usage: "number of nodes",
			scale: experiment.Whole().Between("1", decimal(topology.MaxNodes))},
		{flag: "latency", preset: presetSimLatency, model: timed,
			usage: "how long a packet takes: 10ms, 5ms..20ms (uniform), exp:10ms (its mean), or normal:10ms,2ms",
			scale: experiment.Words("a latency like 10ms, 5ms..20ms, exp:10ms or normal:10ms,2ms").SplitBy(splitLatencies).AlikeBy(plainLatency)},
		{flag: "latency-per", model: timed, usage: "message: each packet draws its latency; link: each direction of a link draws it once (default message)",
			scale: experiment.Words("message or link", "message", "link")},
		{flag: "loss", usage: "`chance` of a packet to vanish, 0 to 1; the link stays up (default 0)", scale: chance},
		{flag: "duplicate", usage: "`chance` of a packet to arrive twice, 0 to 1 (default 0)", scale: chance},
		{flag: "bandwidth", model: timed, usage: "bytes a second that one direction of a link carries, like 1MiB (default any number)",
			scale: sizes.Between("1", "1000GB")},
		{flag: "connection-limit", model: inRounds, purpose: dialing, usage: "how many contacts a node accepts in a round, for " + alternatives(dialers()) + "; 0 is any number (default 0)",
			scale: experiment.Whole().Between("0", "1000000")},
		{flag: "hunt", model: inRounds, purpose: dialing, usage: "how many other peers a node tries in a round when it is rejected (default 0)",
			scale: experiment.Whole().Between("0", "1000000")},
		{flag: "messages", purpose: spreading, usage: "number of messages (default 1)",
			scale: experiment.Whole().Between("1", decimal(mostSimMessages))},
		{flag: "from", purpose: spreading, usage: "where messages originate: at a node, at all in turn, or each at a random one (default 1)",
			scale: experiment.Words("all, random, or the number of a node").AlikeBy(plainOrigin).
				OrRanges(experiment.Whole().Between("1", decimal(topology.MaxNodes)))},
		{flag: "rate", purpose: spreading, usage: "messages per second, or per round (default all at the start)",
			scale: experiment.Decimal().Between("0.001", "1000000000")},
		{flag: "size", purpose: spreading, usage: "size of each text (default as short as it can be)",
			scale: sizes.Between("1", decimal(node.DefaultConfig().TextLimit))},
		{flag: "relays", shorthand: "r", purpose: spreading, usage: "relay limit of the messages, 1 to 64, for " + alternatives(limited()) + " (default 1)",
			scale: experiment.Whole().Between("1", decimal(gossip.MaxRelays))},
		{flag: "error", purpose: computing, usage: "end when every estimate is off by at most this part of the true mean, or of the largest value where the mean is next to 0; 0: when the nodes have settled (default 1e-6)",
			scale: experiment.Decimal().Between("0", "1")},
	}
}

// splitLatencies takes a list of latencies apart. That of a normal distribution has a comma in itself.
func splitLatencies(text string) []string {
	var pieces []string
	for _, piece := range strings.Split(text, ",") {
		if last := len(pieces) - 1; last >= 0 && strings.HasPrefix(pieces[last], "normal:") && !strings.Contains(pieces[last], ",") {
			pieces[last] += "," + piece
			continue
		}
		pieces = append(pieces, piece)
	}
	return pieces
}

// plainLatency writes a latency in the way that all have in common that mean the same. What is none is
// judged later.
func plainLatency(text string) string {
	latency, err := sim.ParseLatency(text)
	if err != nil {
		return text
	}
	return latency.String()
}

// topologySweeps returns the flags of those kinds of topologies that have some.
func topologySweeps() []*sweepFlag {
	var flags []*sweepFlag
	seen := make(map[string]bool)
	for _, kind := range topology.Kinds() {
		for _, p := range kind.Params {
			if p.Positional() || seen[p.Name] {
				continue
			}
			seen[p.Name] = true
			flags = append(flags, &sweepFlag{flag: p.Flag, scale: experiment.TopologyScale(p),
				usage: kind.Name + ": " + p.Doc + " (default " + p.Default + ")"})
		}
	}
	return flags
}

// addFlags declares all flags of simulate.
func (o *simulateOptions) addFlags(cmd *cobra.Command) {
	fs := cmd.Flags()
	o.sweeps, o.shapes = sweepFlags(), topologySweeps()
	declare(fs, o.sweeps[:1])
	o.protocol.addFlags(fs)
	fs.Lookup("protocol").Usage = "`name` of the protocol, see describe-protocol; several make a sweep"
	fs.Lookup("param").Usage = "a parameter of the protocol, as `NAME=VALUES`; repeated for each"
	fs.Var(newBoundedInt(&o.runs, 0, bounds{1, mostRuns}), "runs", "independent runs of each point (default 20, and fewer, down to 3, where one takes long)")
	fs.Lookup("runs").DefValue = "" // said in its help
	fs.Var(&o.seed, "seed", "the same seed makes the same runs (drawn and printed if not given)")
	fs.BoolVar(&o.synchronous, "synchronous", false, "the model of the papers, in rounds")
	declare(fs, o.sweeps[1:])
	fs.BoolVar(&o.datagrams, "datagrams", false, "packets may overtake each other on a link")
	fs.Var(newFilled(&o.values, "ids", "ids, uniform, or "+aFile), "values", "what aggregation computes the mean of: ids, uniform, or a `file` with a number in each line")
	fs.StringArrayVar(&o.faults, "fault", nil, "something that goes wrong, see FAULTS; repeated for each")
	fs.Var(newFilled(&o.until, "", "a time like 30s, or a number of rounds"), "until", "`time` at which a run ends in any case: 30s, or rounds (default 1h, or 100,000 rounds)")
	declare(fs, o.shapes)
	fs.Var(newFilled(&o.scenario, "", aFile), "scenario", "`file` (TOML) with the values of flags; flags override it")
	fs.Var(&o.metrics, "metrics", "the `names` of the metrics to show, separated by commas; see gossip help metrics")
	fs.BoolVar(&o.everyRun, "every-run", false, "show each run, too")
	fs.BoolVar(&o.traceHash, "trace-hash", false, "show a hash of all that happens in all runs")
	fs.Var(newFilled(&o.trace, "", aFile), "trace", "write what happens in the first run to a `file`, see replay")
	fs.Var(newFilled(&o.plot, "", aFile), "plot", "draw a figure to a `file`; the ending chooses svg, png or pdf")
	fs.Var(newFilled(&o.metric, "", "the name of a metric"), "metric", "the `name` of the metric that the figure of a sweep shows (default the first of --metrics, or t_last, or end_time if a protocol computes a mean)")
	// It takes the place of the flag that all commands share.
	fs.VarP(newChoice(&o.format, simulateText, simulateJSON, simulateCSV), "output", "o", "output format: text, json or csv")
	completions := map[string]completer{
		"protocol": completeProtocols, "param": completeParams, "output": completeWords("text", "json", "csv"),
		"latency-per": completeWords("message", "link"), "from": completeWords("all", "random", "1"),
		"plot": completeCharts, "metric": completeMetrics, "metrics": completeMetrics,
	}
	fs.VisitAll(func(f *pflag.Flag) {
		if completions[f.Name] == nil && f.Name != "scenario" && f.Name != "values" && f.Name != "trace" {
			completions[f.Name] = completeNothing
		}
	})
	registerCompletions(cmd, completions)
}

// declare adds sweep flags to a set, with their presets.
func declare(fs *pflag.FlagSet, flags []*sweepFlag) {
	for _, f := range flags {
		if f.preset != "" {
			if err := f.Set(f.preset); err != nil {
				panic("gossip: the preset of --" + f.flag + ": " + err.Error())
			}
			f.given = false
		}
		fs.VarP(f, f.flag, f.shorthand, f.usage)
	}
}

// completeCharts offers files of the formats of figures.
func completeCharts(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return []string{"svg", "png", "pdf"}, cobra.ShellCompDirectiveFilterFileExt
}

// completeMetrics offers the metrics.
func completeMetrics(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var words []cobra.Completion
	for _, m := range sim.Metrics() {
		words = append(words, cobra.CompletionWithDesc(m.Name, m.Doc))
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}
