package main

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// badLine is a command line with something wrong in it.
type badLine struct {
	name  string
	args  []string
	error string // part of it
	hint  string // part of it
}

// TestBadCommandLines holds the errors to their words, their hints and their exit code. No network
// runs and all of them are found without looking for one.
func TestBadCommandLines(t *testing.T) {
	for _, tt := range slices.Concat(ofTheProgram(), ofMessages(), ofNodes(), ofTopologies(), ofOthers(), ofSimulations(), ofTraces()) {
		t.Run(tt.name, func(t *testing.T) {
			code, stdout, stderr := execute(t, tt.args...)
			assert.Equal(t, exitUsage, code, stderr)
			assert.Empty(t, stdout)
			first, rest, _ := strings.Cut(stderr, "\n")
			assert.Contains(t, first, tt.error)
			assert.True(t, strings.HasPrefix(first, "error: "), first)
			assert.Contains(t, rest, tt.hint)

			code, stdout, stderr = execute(t, append([]string{"-o", "json"}, tt.args...)...)
			assert.Equal(t, exitUsage, code)
			assert.Empty(t, stdout)
			var d diagnosis
			require.NoError(t, json.Unmarshal([]byte(stderr), &d), stderr)
			assert.Equal(t, exitUsage, d.Code)
			assert.NotEmpty(t, d.Error)
			assert.NotEmpty(t, d.Hint, "what next")
		})
	}
}

func ofTheProgram() []badLine {
	return []badLine{
		{"unknown command", []string{"lst-nodes"}, `no command "lst-nodes"`, "did you mean list-nodes?"},
		{"unknown command, nothing near", []string{"xyzzyxyzzy"}, `no command "xyzzyxyzzy"`, "gossip --help"},
		{"unknown command with flags", []string{"lst-nodes", "--bar"}, `no command "lst-nodes"`, "list-nodes"},
		{"empty command", []string{""}, `no command ""`, "gossip --help"},
		{"unknown flag", []string{"list-nodes", "--bar"}, "unknown flag: --bar", "gossip list-nodes --help"},
		{"unknown output", []string{"list-nodes", "-o", "yaml"}, `"yaml" is not a value for --output: it must be text or json`, "--help"},
		{"bad network", []string{"list-nodes", "-N", "../x"}, `cannot begin with "."`, "A-Z"},
		{"empty network", []string{"list-nodes", "-N", ""}, "cannot be empty", "A-Z"},
		{"unknown help topic", []string{"help", "exit-cods"}, `no command "exit-cods"`, "gossip --help"},
	}
}

func ofMessages() []badLine {
	return []badLine{
		{"no arguments", []string{"send-message"}, "send-message needs the number of a node", "gossip send-message --help"},
		{"no text", []string{"send-message", "1"}, "send-message needs a text", "--help"},
		{"too many", []string{"send-message", "1", "a", "b"}, `no use for the argument "b"`, "--help"},
		{"empty text", []string{"send-message", "1", ""}, "cannot be empty", "each line of standard input"},
		{"large text", []string{"send-message", "1", strings.Repeat("x", 1<<20+1)}, "more than a message may have", "at most 1.0 MiB"},
		{"text not UTF-8", []string{"send-message", "1", "a\xff"}, "must be UTF-8", "gossip send-message --help"},
		{"text like a flag", []string{"send-message", "1", "-hi"}, "unknown shorthand flag", "goes after --"},
		{"relays 0", []string{"send-message", "1", "a", "-r", "0"}, `"0" is not a value for --relays: it must be a whole number from 1 to 64`, ""},
		{"relays 65", []string{"send-message", "1", "a", "-r65"}, "from 1 to 64", ""},
		{"relays x", []string{"send-message", "1", "a", "--relays=x"}, "from 1 to 64", ""},
		{"coverage 0", []string{"send-message", "1", "a", "--wait", "--coverage", "0%"}, `"0%" is not a value for --coverage: it must be above 0% and up to 100%`, ""},
		{"coverage 90", []string{"send-message", "1", "a", "--wait", "--coverage", "90"}, "like 100%, 99.5% or 0.9", ""},
		{"coverage x", []string{"send-message", "1", "-", "--wait", "--coverage", "x"}, "--coverage", ""},
		{"coverage without wait", []string{"send-message", "1", "a", "--coverage", "90%"}, "--coverage is for --wait", "add --wait"},
		{"timeout without wait", []string{"send-message", "1", "-", "--timeout", "1s"}, "--timeout is for --wait", "add --wait"},
		{"timeout 0", []string{"send-message", "1", "a", "--wait", "--timeout", "0s"}, "--timeout must be more than 0", "10s"},
		{"timeout x", []string{"send-message", "1", "a", "--wait", "--timeout", "10"}, `"10" is not a value for --timeout: it must be a time like 500ms`, "--help"},
		{"a hyphen too many", []string{"send-message", "1", "-", "-"}, `no use for the argument "-"`, ""},
		{"trace nothing", []string{"trace"}, "trace needs the id or the text of a message", "gossip trace --help"},
		{"trace two", []string{"trace", "a", "b"}, `no use for the argument "b"`, ""},
		{"trace empty", []string{"trace", ""}, "cannot be empty", ""},
		{"trace not UTF-8", []string{"trace", "a\xff"}, "must be UTF-8", ""},
		{"trace format", []string{"trace", "a", "-o", "yaml"}, `"yaml" is not a value for --output: it must be tree, text, json or dot`, ""},
		{"watch a node", []string{"watch", "1"}, `no use for the argument "1"`, ""},
		{"watch for nothing", []string{"watch", "--for", "0s"}, "--for must be more than 0", "until Ctrl-C"},
		{"watch backwards", []string{"watch", "--for", "-1s"}, "--for must be more than 0", ""},
	}
}

func ofNodes() []badLine {
	return []badLine{
		{"node 0", []string{"get-messages", "0"}, `"0" is not a node`, ""},
		{"node -1", []string{"get-messages", "-1"}, "numbers of nodes are positive", ""},
		{"text -5", []string{"send-message", "1", "-5"}, "-5 is neither a flag nor a node", "goes after --"},
		{"node x", []string{"list-peers", "x"}, `"x" is not a node`, "gossip list-nodes"},
		{"node 1.5", []string{"list-peers", "1.5"}, "is not a node", ""},
		{"node +1", []string{"list-peers", "+1"}, "is not a node", ""},
		{"node huge", []string{"list-peers", "99999999999"}, "is not a node", ""},
		{"node with escape", []string{"list-peers", "\x1b[31m"}, `"\x1b[31m" is not a node`, ""},
		{"which", []string{"get-messages", "1", "new"}, `"new" is none of unread, read and all`, "gossip get-messages 1 all"},
		{"pppp", []string{"get-messages", "1", "-pppp"}, "-p cannot be given 4 times", "-ppp both"},
		{"tttt", []string{"get-messages", "1", "-tt", "-tt"}, "-t cannot be given 4 times", "-ttt"},
		{"A and p", []string{"get-messages", "1", "-A", "-p"}, "do not go together", "choose one"},
		{"depth 0", []string{"list-peers", "1", "--depth", "0"}, `"0" is not a value for --depth`, ""},
	}
}

func ofTopologies() []badLine {
	return []badLine{
		{"unknown kind", []string{"start-network", "randm"}, `there is no topology "randm"`, `did you mean "random"?`},
		{"odd product", []string{"start-network", "random", "3", "-n", "15"}, "must be even", "14 or 16 nodes"},
		{"degree too large", []string{"start-network", "random", "16"}, "16", "use degree"},
		{"degree not a number", []string{"start-network", "random", "x"}, `"x" is not`, "degree"},
		{"a parameter too many", []string{"start-network", "random", "3", "4"}, `"4" is one too many`, "write random [degree]"},
		{"no parameter", []string{"start-network", "circular", "3"}, "circular takes no argument", "is given by -n"},
		{"probability without flag", []string{"start-network", "erdos", "0.3"}, "erdos takes no argument", "the edge probability is given by --edge-probability"},
		{"negative parameter", []string{"start-network", "random", "-3"}, "-3 is neither a flag nor a parameter", ""},
		{"flag of another kind", []string{"start-network", "circular", "--edge-probability", "0.5"}, "circular has no edge probability", "choose erdos"},
		{"flag not a number", []string{"start-network", "erdos", "--edge-probability", "x"}, "--edge-probability", ""},
		{"num-nodes 0", []string{"start-network", "-n", "0"}, "--num-nodes", ""},
		{"num-nodes x", []string{"start-network", "-n", "x"}, `"x" is not a value for --num-nodes`, ""},
		{"seed -1", []string{"start-network", "--seed", "-1"}, "--seed", ""},
		{"no such file", []string{"start-network", "file", "nowhere.txt"}, "nowhere.txt", "name a file with a line for each edge"},
		{"no such file to describe", []string{"describe-topology", "file", "nowhere.txt"}, "nowhere.txt", "name a file with a line for each edge"},
		{"stray picture", []string{"start-network", "--plot", "x.svg"}, `"x.svg" is not part of a topology`, "--plot=x.svg"},
		{"stray picture after kind", []string{"start-network", "random", "--plot", "x.PNG"}, `"x.PNG"`, "--plot=x.PNG"},
		{"picture nowhere at all", []string{"start-network", "--plot="}, `"" is not a value for --plot: it must be the name of a file`, ""},
		{"picture format", []string{"start-network", "--plot=x.doc"}, `cannot draw to "x.doc"`, ".svg, .png or .pdf"},
		{"picture nowhere", []string{"start-network", "--plot=" + filepath.Join("no", "where", "x.svg")}, "directory no/where", "a directory that exists"},
		{"host", []string{"start-network", "--host", "nowhere.invalid"}, "--host", "127.0.0.1"},
		{"ports", []string{"start-network", "--ports-origin", "70000"}, "--ports-origin", ""},
		{"ports end", []string{"start-network", "--ports-origin", "65530"}, "ports end at 65535", "--ports-origin 65519"},
		{"timeout", []string{"start-network", "--timeout", "-1s"}, "--timeout", ""},
		{"store limit", []string{"start-network", "--store-limit", "0"}, "--store-limit", "--help"},
		{"unknown protocol", []string{"start-network", "--protocol", "plumtre"}, `no protocol "plumtre"`, "did you mean plumtree?"},
		{"unknown protocol, nothing near", []string{"start-network", "--protocol", "xyzzy"}, `no protocol "xyzzy"`, "there are flood, dedup"},
		{"empty protocol", []string{"start-network", "--protocol", ""}, "cannot be empty", "there are flood"},
		{"protocol before topology", []string{"start-network", "randm", "--protocol", "xyzzy"}, `no protocol "xyzzy"`, ""},
		{"unknown param", []string{"start-network", "--protocol", "rumor", "--param", "fanuot=2"}, `rumor has no parameter "fanuot"`, "it has fanout, mode"},
		{"param of another protocol", []string{"start-network", "--param", "k=2"}, `flood has no parameter "k"`, "takes no parameters"},
		{"param out of bounds", []string{"start-network", "--protocol", "rumor", "--param", "fanout=0"}, "fanout of protocol rumor is 1 to 1024", "the default is fanout=1"},
		{"param no choice", []string{"start-network", "--protocol", "rumor", "--param", "mode=pll"}, "push, pull, pushpull", "the default is mode=push"},
		{"params that clash", []string{"start-network", "--protocol", "rumor", "--param", "max_interval=10ms"}, "is below interval=50ms", "max_interval=0"},
		{"param twice", []string{"start-network", "--protocol", "rumor", "--param", "k=2", "--param", "k=3"}, "k is given twice", "each parameter once"},
		{"param without value", []string{"start-network", "--protocol", "rumor", "--param", "k"}, "like fanout=2", "--help"},
		{"param with escape", []string{"start-network", "--protocol", "rumor", "--param", "k=\x1b[31m"}, `k=\x1b[31m: k of protocol rumor`, ""},
		{"too many links", []string{"start-network", "full", "-n", "1000"}, "499,500 links", "fewer nodes"},
	}
}

func ofOthers() []badLine {
	return []badLine{
		{"all and one", []string{"stop-network", "--all", "-N", "x"}, "do not go together", ""},
		{"peers and degree", []string{"add-node", "--peers", "1", "--degree", "2"}, "do not go together", ""},
		{"peers", []string{"add-node", "--peers", "1,x"}, "--peers", ""},
		{"degree 0", []string{"add-node", "--degree", "0"}, "--degree", ""},
		{"port", []string{"add-node", "--port", "65536"}, "--port", ""},
		{"add-node argument", []string{"add-node", "3"}, `no use for the argument "3"`, ""},
		{"restart nothing", []string{"restart-node"}, "restart-node needs the number of a node", "gossip restart-node --help"},
		{"restart two", []string{"restart-node", "1", "2"}, `no use for the argument "2"`, ""},
		{"restart x", []string{"restart-node", "x"}, `"x" is not a node`, ""},
		{"remove nothing", []string{"remove-node"}, "needs the number of a node", ""},
		{"remove two", []string{"remove-node", "1", "2"}, `no use for the argument "2"`, ""},
		{"connect one", []string{"connect", "1"}, "needs the number of another node", ""},
		{"connect itself", []string{"connect", "1", "1"}, "two different nodes", "gossip list-nodes"},
		{"disconnect x", []string{"disconnect", "1", "x"}, `"x" is not a node`, ""},
		{"restructure nothing", []string{"restructure-network"}, "needs KIND", ""},
		{"restructure, a file name", []string{"restructure-network", "randm"}, "no topology", "random"},
		{"plot nothing", []string{"plot", ""}, "FILE is empty", "leave it out"},
		{"plot format", []string{"plot", "x.doc"}, `cannot draw to "x.doc"`, ""},
		{"logs lines", []string{"logs", "-n", "-1"}, "--lines", ""},
		{"describe nothing", []string{"describe-topology"}, "needs KIND", ""},
		{"describe protocol", []string{"describe-protocol", "rumour"}, `no protocol "rumour"`, "did you mean rumor?"},
		{"describe two protocols", []string{"describe-protocol", "rumor", "flood"}, `no use for the argument "flood"`, ""},
		{"bench argument", []string{"bench", "5"}, `no use for the argument "5"`, ""},
		{"bench rate and window", []string{"bench", "--rate", "5", "--window", "5"}, "--rate and --window do not go together", "keeps to a plan"},
		{"bench rate", []string{"bench", "--rate", "0"}, `"0" is not a value for --rate: it must be a number from 0.01 to 1000000`, ""},
		{"bench window", []string{"bench", "--window", "0"}, "from 1 to 65536", ""},
		{"bench size", []string{"bench", "--size", "2MiB"}, "from 1 to 1048576 bytes", ""},
		{"bench messages", []string{"bench", "--messages", "0"}, "from 1 to 10000000", ""},
		{"bench from", []string{"bench", "--from", "some"}, "it must be all, or the number of a node", ""},
		{"bench timeout", []string{"bench", "--timeout", "11m"}, "from 1ms to 10m", ""},
		{"node protocol", []string{"node", "--id", "1", "--listen", "127.0.0.1:0", "--protocol", "xyzzy"}, `no protocol "xyzzy"`, "there are flood"},
		{"node param", []string{"node", "--id", "1", "--listen", "127.0.0.1:0", "--param", "k=2"}, `flood has no parameter "k"`, ""},
		{"node weight", []string{"node", "--id", "1", "--listen", "127.0.0.1:0", "--peer", "2=127.0.0.1:9002@0"}, `the weight "0" must be a number from 1e-06 to 1e+06`, ""},
		{"completion shell", []string{"completion", "tcsh"}, `no completion for "tcsh"`, "bash"},
		{"node without id", []string{"node"}, "id", "gossip node --help"},
	}
}
