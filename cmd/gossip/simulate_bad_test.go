package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// ofSimulations are command lines of simulate, for TestBadCommandLines. That none of them begins to
// simulate shows in the time that the test takes.
func ofSimulations() []badLine {
	line := func(name, error, hint string, args ...string) badLine {
		return badLine{"simulate, " + name, append([]string{"simulate"}, args...), error, hint}
	}
	return []badLine{
		line("no topology", `there is no topology ""`, "the topologies are circular", ""),
		line("nothing in a list of topologies", `TOPOLOGY: "" is not a topology`, "like line,full", "line,"),
		line("latency of nothing", "it must be a latency like 10ms", "", "--latency", ""),
		line("no truth", `"yes" is not a value for --synchronous: it must be true or false`, "", "--synchronous=yes"),
		line("trace to nothing", `"" is not a value for --trace: it must be the name of a file`, "", "--trace", ""),
		line("figure to nothing", `"" is not a value for --plot: it must be the name of a file`, "", "--plot", ""),
		line("scenario of nothing", `"" is not a value for --scenario: it must be the name of a file`, "", "--scenario", ""),
		line("values of nothing", `"" is not a value for --values: it must be ids, uniform, or the name of a file`, "", "--protocol", "pushsum", "--values", ""),
		line("metric of nothing", `"" is not a value for --metric: it must be the name of a metric`, "", "--metric", ""),
		line("until nothing", `"" is not a value for --until: it must be a time like 30s, or a number of rounds`, "", "--until", ""),
		line("unknown topology", `there is no topology "randm"`, `did you mean "random"?`, "randm"),
		line("unknown topology in a list", `there is no topology "fll"`, `did you mean "full"?`, "line,fll"),
		line("degree no number", `random: degree: it must be a whole number`, "neighbors of each node", "random", "x"),
		line("odd product", "15 x 3 = 45 is odd", "14 or 16 nodes", "random", "3", "-n", "15"),
		line("odd product somewhere in a sweep", "5 x 3 = 15 is odd", "4 or 6 nodes", "random", "2,3", "-n", "4..8"),
		line("a parameter for several", "these are several: line,random", "leave it out", "line,random", "3"),
		line("a parameter too many", `"4" is one too many`, "", "random", "3", "4"),
		line("no such parameter", "circular takes no argument", "is given by -n", "circular", "3"),
		line("flag of another topology", "topology full has no edge probability", "choose erdos", "--edge-probability", "0.5"),
		line("no such file", "nowhere.txt", "name a file with a line for each edge", "file", "nowhere.txt"),
		line("no nodes", "it must be a whole number from 1 to 10000000", "", "-n", "0"),
		line("downwards", "5..1 runs downwards; write 1..5", "", "-n", "5..1"),
		line("no step", "0..0.5 needs a step, like 0..0.5:0.05", "", "--loss", "0..0.5"),
		line("twice", "1000 is there twice", "", "-n", "1000,1e3"),
		line("loss twice", "0.1 is there twice: 0.10 is the same", "", "--loss", "0.1,0.10,1e-1"),
		line("param twice in two units", "50ms is there twice: 0.05s is the same", "", "--protocol", "rumor", "--param", "interval=50ms,0.05s"),
		line("latency twice", "10ms is there twice: 0.01s is the same", "", "--latency", "10ms,0.01s"),
		line("latency twice among others", "normal:10ms,2ms is there twice: normal:0.01s,2000us is the same", "", "--latency", "normal:10ms,2ms,5ms,normal:0.01s,2000us"),
		line("bandwidth twice", "is there twice", "", "--bandwidth", "1KiB,1024"),
		line("degree twice", "3 is there twice", "", "random", "3,3e0"),
		line("from twice", "7 is there twice: Gossip-Node-7 is the same", "", "--from", "7,Gossip-Node-7"),
		line("too many points", "more than 10000 combinations", "fewer values", "-n", "1..200", "--loss", "0..1:0.01"),
		line("too many runs", "1,000,000 runs of 2 points are 2,000,000 runs", "a smaller --runs", "-n", "1,2", "--runs", "1000000"),
		line("no runs", "a whole number from 1 to 1000000", "", "--runs", "0"),
		line("loss", "it must be a number from 0 to 1", "", "--loss", "1.5"),
		line("loss in a list", `"1.5" is not a number from 0 to 1`, "", "--loss", "0,1.5"),
		line("duplicate", "it must be a number from 0 to 1", "", "--duplicate", "-0.1"),
		line("latency without a unit", `"5" is not a time from 0 to 1h0m0s, like 10ms`, "", "--latency", "5"),
		line("latency downwards", "write 5ms..20ms", "", "--latency", "20ms..5ms"),
		line("unknown latency", `no latency "pareto"`, "", "--latency", "pareto:5ms"),
		line("latency per node", "it must be message or link", "", "--latency-per", "node"),
		line("bandwidth", "a size like 1MiB", "", "--bandwidth", "0"),
		line("latency in rounds", "--latency has no meaning with --synchronous", "leave one of the two out", "--latency", "5ms", "--synchronous"),
		line("bandwidth in rounds", "--bandwidth has no meaning with --synchronous", "", "--bandwidth", "1MiB", "--synchronous"),
		line("datagrams in rounds", "--datagrams has no meaning with --synchronous", "", "--datagrams", "--synchronous"),
		line("limit in time", "--connection-limit belongs to the synchronous model", "add --synchronous", "--connection-limit", "1"),
		line("hunt without a limit", "nobody hunts where no connection is rejected", "--connection-limit 1", "--hunt", "1", "--synchronous", "--protocol", "rumor"),
		line("limit of who never dials", "protocol flood contact nobody of their own accord, so --connection-limit has no meaning", "choose --protocol rumor, antientropy, ",
			"--connection-limit", "1", "--synchronous"),
		line("hunt of who never dials", "protocol plumtree contact nobody of their own accord, so --connection-limit", "choose --protocol rumor",
			"--connection-limit", "1", "--hunt", "1", "--synchronous", "--protocol", "rumor,plumtree"),
		line("limit of pairs that are drawn", "the matching pairs of protocol averaging are drawn for the nodes, so --connection-limit has no meaning", "gossip describe-protocol averaging",
			"--connection-limit", "1", "--synchronous", "--protocol", "averaging", "--param", "pairing=matching"),
		line("unknown protocol", `no protocol "rumr"`, "did you mean rumor?", "--protocol", "rumr"),
		line("unknown protocol in a list", `no protocol "rumr"`, "did you mean rumor?", "--protocol", "flood,rumr"),
		line("empty protocol", "cannot be empty", "there are flood", "--protocol", ""),
		line("unknown param", `flood has no parameter "k"`, "takes no parameters", "--param", "k=1..3"),
		line("param of one protocol", `flood has no parameter "k"`, "", "--protocol", "rumor,flood", "--param", "k=1..3"),
		line("param out of bounds", "k of protocol rumor is 1 to 1000000", "the default is k=5", "--protocol", "rumor", "--param", "k=0..3"),
		line("param no number", "--param k: it must be a whole number", "k of protocol rumor is 1 to 1000000", "--protocol", "rumor", "--param", "k=x"),
		line("param no choice", `"pll" is not one of push, pull, pushpull`, "", "--protocol", "rumor", "--param", "mode=push,pll"),
		line("fanout 0 of pull", "fanout of protocol rumor is 1 to 1024", "", "--protocol", "rumor", "--param", "mode=pull", "--param", "fanout=0"),
		line("param twice", "k is given twice", "--param k=A,B", "--protocol", "rumor", "--param", "k=1", "--param", "k=2"),
		line("jitter in rounds", "jitter=10 has no meaning with --synchronous", "leave jitter out", "--protocol", "rumor", "--param", "jitter=10", "--synchronous"),
		line("pairs in time", "averaging with matching pairs needs somebody", "add --synchronous", "--protocol", "averaging", "--param", "pairing=matching"),
		line("messages of aggregation", "spreads no messages, so --messages", "--values", "--protocol", "pushsum", "--messages", "3"),
		line("values of messages", "computes nothing, so --values", "pushsum or averaging", "--values", "uniform"),
		line("values of messages, as they would be", "computes nothing, so --values", "pushsum or averaging", "--values", "ids"),
		line("error of messages", "computes nothing, so --error", "", "--error", "0.1"),
		line("no values", "--values: open nowhere.txt", "a number in each line", "--protocol", "pushsum", "--values", "nowhere.txt"),
		line("from", `"x" is not all, random, or the number of a node`, "", "--from", "x"),
		line("from downwards", "3..1 runs downwards; write 1..3", "", "--from", "3..1"),
		line("from a range of words", `"all" is not a whole number`, "", "--from", "all..3"),
		line("from nobody in a range", "--from 4: the nodes are 1 to 3", "", "-n", "3", "--from", "all,2..5"),
		line("from nobody", "--from 1001: the nodes are 1 to 1000", "all, or random", "--from", "1001"),
		line("from nobody in a sweep", "--from 50: the nodes are 1 to 10", "", "--from", "50", "-n", "100,10"),
		line("no messages", "from 1 to 1000000", "", "--messages", "0"),
		line("relays", "from 1 to 64", "", "-r", "65"),
		line("size", "from 1 to 1048576", "", "--size", "2MiB"),
		line("rate", "from 0.001 to", "", "--rate", "0"),
		line("a rate too slow", "10,000 messages at a rate of 0.001 take longer than the run", "raise --rate", "--rate", "0.001", "--messages", "10000"),
		line("until", "like 30s", "rounds are counted with --synchronous", "--until", "30"),
		line("until in rounds", "a number of rounds from 1", "", "--until", "30s", "--synchronous"),
		line("unknown fault", `no fault "explode"`, "the kinds of fault are", "--fault", "explode 3 at 1s"),
		line("fault at no node", "node 2000", "1 to 1000", "--fault", "partition 1..5 | 2000 from 1s"),
		line("fault in rounds", "times are counted in rounds here", "", "--fault", "crash 1 at 2s", "--synchronous"),
		line("slow in rounds", `the fault "slow 10% by 10 from 1" has no meaning with --synchronous`, "leave one of the two out",
			"--fault", "crash 1 at 1", "--fault", "slow 10% by 10 from 1", "--synchronous"),
		line("unknown metric", `no metric "covrage"; did you mean coverage?`, "", "--metrics", "residue,covrage"),
		line("metric of aggregation", "protocol dedup spreads messages and computes nothing, so --metrics mass_error has no meaning", "choose --protocol pushsum",
			"--protocol", "dedup,flood", "--metrics", "rmr,mass_error"),
		line("metric of spreading", "protocol pushsum computes a mean and spreads no messages, so --metrics t_last has no meaning", "choose among end_time, ",
			"--protocol", "pushsum", "--metrics", "t_last"),
		line("bytes that nobody counts", "the bytes of aggregation are not counted among 20,000 nodes, so --metrics control_bytes", "fewer nodes",
			"--protocol", "pushsum", "-n", "20000", "--metrics", "control_bytes"),
		line("figure of a metric of aggregation", "protocol flood spreads messages and computes nothing, so --metric variance_factor", "choose --protocol",
			"--metric", "variance_factor", "--plot", "x.svg", "-n", "1,2"),
		line("metric without plot", "--metric is for --plot", "--metrics", "--metric", "coverage"),
		line("unknown metric of a figure", `no metric "x"; there are coverage, `, "", "--metric", "x", "--plot", "x.svg", "-n", "1,2"),
		line("metric without a sweep", "the figure is the coverage over time", "", "--metric", "residue", "--plot", "x.svg"),
		line("figure of aggregation", "no coverage over time", "sweep over a number", "--protocol", "pushsum", "--plot", "x.svg"),
		line("figure of words", "a figure needs a number that varies", "-n 100", "line,full", "--plot", "x.svg"),
		line("too many curves", "would have 30 curves", "fewer values", "-n", "1,2", "--loss", "0..0.29:0.01", "--plot", "x.svg"),
		line("figure format", `cannot draw to "x.doc"`, ".svg, .png or .pdf", "--plot", "x.doc"),
		line("figure nowhere", "directory no/where", "a directory that exists", "--plot", filepath.Join("no", "where", "x.svg")),
		line("output", "it must be text, json or csv", "", "-o", "yaml"),
		line("memory", "of memory, and", "use fewer nodes", "random", "20", "-n", "1e7", "--messages", "100000"),
		line("scenario without an end", "--scenario: /dev/zero: there are more than 1048576 bytes in it", "name a TOML file", "--scenario", "/dev/zero"),
		line("scenario with nothing in it", "--scenario /dev/null: there is nothing in it", "leave it out", "--scenario", "/dev/null"),
		line("scenario of a directory", "it is a directory, not a file", "name a TOML file", "--scenario", "."),
		line("values without an end", "--values /dev/zero: line 1 is longer than any number", "a number in each line", "--protocol", "pushsum", "--values", "/dev/zero"),
		line("values of a directory", "it is a directory, not a file", "a number in each line", "--protocol", "pushsum", "--values", "."),
		line("no scenario", "--scenario: open nowhere.toml", "name a TOML file", "--scenario", "nowhere.toml"),
	}
}

func TestBadScenarios(t *testing.T) {
	for _, tt := range []struct {
		name, text, error, hint string
	}{
		{"unknown key", "seed = 1\n\nnum_nodes = 3\n", ", line 3: there is no key \"num_nodes\" in a scenario", "did you mean num-nodes?"},
		{"nothing near", "xyzzyx = 3\n", `line 1: there is no key "xyzzyx"`, "its keys are topology, params, num-nodes, "},
		{"a flag that is no setting", "output = \"json\"\n", `no key "output"`, ""},
		{"no TOML", "a = [\n", "line 1: ", ""},
		{"bad value", "\nloss = \"much\"\n", "line 2: loss: it must be a number from 0 to 1", "--help"},
		{"bad value in a list", "loss = [0.1, 3]\n", `line 1: loss: "3" is not a number`, ""},
		{"a table for a number", "[loss]\na = 1\n", "line 1: loss must be a number, a text", ""},
		{"a date", "seed = 2020-01-01\n", "seed must be a number, a text", ""},
		{"bad truth", "synchronous = \"perhaps\"\n", "line 1: synchronous: it must be true or false", "--help"},
		{"no topology", "topology = \" \"\n", "topology must be a text", "random 3"},
		{"no trace", "trace = \"\"\n", "line 1: trace: it must be the name of a file", ""},
		{"a list in a list", "num-nodes = [[10]]\n", "line 1: num-nodes must be a number, a text", ""},
		{"a param in a list in a list", "protocol = \"rumor\"\n[params]\nk = [[1]]\n", "line 3: k must be a number, a text", ""},
		{"topology", "topology = []\n", "topology must be a text", "random 3"},
		{"unknown topology", "topology = \"rndom\"\n", `no topology "rndom"`, "random"},
		{"params no table", "params = 3\n", "line 1: params must be a table", "[params]"},
		{"unknown param", "protocol = \"rumor\"\n[params]\nkk = 3\n", `rumor has no parameter "kk"`, "it has fanout"},
		{"param of a table", "protocol = \"rumor\"\n[params]\n[params.k]\n", "k must be a number", ""},
		{"fault of a number", "fault = 3\n", "line 1: a fault must be a text or a table", "crash 30%"},
		{"fault in a list of lists", "fault = [[\"crash 1 at 1s\"]]\n", "a fault cannot be a list", ""},
		{"unknown key of a fault", "[[fault]]\nkind = \"crash\"\nnodez = 3\nat = \"1s\"\n", `no key "nodez"`, "its keys are kind, nodes"},
		{"slow in rounds", "synchronous = true\n[[fault]]\nkind = \"slow\"\nnodes = 3\nby = 2\n", `has no meaning with --synchronous`, "leave one of the two out"},
		{"fault in vain", "fault = \"crash 5000 at 1s\"\n", "5000", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "s.toml")
			require.NoError(t, os.WriteFile(path, []byte(tt.text), 0o600))
			code, stdout, stderr := execute(t, "simulate", "--scenario", path)
			assert.Equal(t, exitUsage, code, stderr)
			assert.Empty(t, stdout)
			assert.Contains(t, stderr, tt.error)
			assert.Contains(t, stderr, tt.hint)
		})
	}
}

func TestBadValues(t *testing.T) {
	for _, tt := range []struct{ name, text, error string }{
		{"too few", "1\n2\n", "has 2 values for 3 nodes"},
		{"words", "1\n\nmany\n3\n", `line 3: "many" is not a number`},
		{"infinite", "1\nInf\n3\n", `line 2: "Inf" is not a number`},
		{"no number", "1\nNaN\n3\n", `line 2: "NaN" is not a number`},
		{"nothing", "\n\n", "there is no number in it"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "values.txt")
			require.NoError(t, os.WriteFile(path, []byte(tt.text), 0o600))
			code, stdout, stderr := execute(t, "simulate", "-n", "3", "--protocol", "pushsum", "--values", path)
			assert.Equal(t, exitUsage, code, stderr)
			assert.Empty(t, stdout)
			assert.Contains(t, stderr, tt.error)
		})
	}
}

// How many nodes there are is what is easiest to change, unless it was given, or a file says it.
func TestTooFewValues(t *testing.T) {
	path := filepath.Join(t.TempDir(), "values.txt")
	require.NoError(t, os.WriteFile(path, []byte("1\n2\n3\n"), 0o600))
	edges := filepath.Join(t.TempDir(), "edges.txt")
	require.NoError(t, os.WriteFile(edges, []byte("1 2\n"), 0o600))
	for name, tt := range map[string]struct {
		args []string
		want string
	}{
		"nothing given": {nil, "has 3 values for 1000 nodes\nhint: add -n 3, or give a number in each line, the first for node 1\n"},
		"-n given":      {[]string{"-n", "5"}, "has 3 values for 5 nodes\nhint: a number in each line, the first for node 1\n"},
		"a file":        {[]string{"file", edges}, "has 3 values for 2 nodes\nhint: a number in each line, the first for node 1\n"},
	} {
		t.Run(name, func(t *testing.T) {
			code, _, stderr := execute(t, append([]string{"simulate", "--protocol", "pushsum", "--values", path}, tt.args...)...)
			assert.Equal(t, exitUsage, code)
			assert.Contains(t, stderr, tt.want)
		})
	}
}
