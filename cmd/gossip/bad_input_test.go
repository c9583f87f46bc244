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
	for _, tt := range slices.Concat(ofTheProgram(), ofMessages(), ofNodes(), ofTopologies(), ofOthers()) {
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
		{"empty text", []string{"send-message", "1", ""}, "cannot be empty", ""},
		{"large text", []string{"send-message", "1", strings.Repeat("x", 1<<20+1)}, "more than a message may have", "at most 1.0 MiB"},
		{"text not UTF-8", []string{"send-message", "1", "a\xff"}, "must be UTF-8", ""},
		{"text like a flag", []string{"send-message", "1", "-hi"}, "unknown shorthand flag", "goes after --"},
		{"relays 0", []string{"send-message", "1", "a", "-r", "0"}, `"0" is not a value for --relays: it must be a whole number from 1 to 64`, ""},
		{"relays 65", []string{"send-message", "1", "a", "-r65"}, "from 1 to 64", ""},
		{"relays x", []string{"send-message", "1", "a", "--relays=x"}, "from 1 to 64", ""},
	}
}

func ofNodes() []badLine {
	return []badLine{
		{"node 0", []string{"get-messages", "0"}, `"0" is not a node`, ""},
		{"node -1", []string{"get-messages", "-1"}, "numbers of nodes are positive", ""},
		{"text -5", []string{"send-message", "1", "-5"}, "-5 is neither a flag nor a node", "goes after --"},
		{"node x", []string{"list-peers", "x"}, `"x" is not a node`, ""},
		{"node 1.5", []string{"list-peers", "1.5"}, "is not a node", ""},
		{"node +1", []string{"list-peers", "+1"}, "is not a node", ""},
		{"node huge", []string{"list-peers", "99999999999"}, "is not a node", ""},
		{"node with escape", []string{"list-peers", "\x1b[31m"}, `"\x1b[31m" is not a node`, ""},
		{"which", []string{"get-messages", "1", "new"}, `"new" is none of unread, read and all`, ""},
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
		{"a parameter too many", []string{"start-network", "random", "3", "4"}, `"4" is one too many`, ""},
		{"no parameter", []string{"start-network", "circular", "3"}, "circular takes no argument", "is given by -n"},
		{"probability without flag", []string{"start-network", "erdos", "0.3"}, "erdos takes no argument", "the edge probability is given by --edge-probability"},
		{"negative parameter", []string{"start-network", "random", "-3"}, "-3 is neither a flag nor a parameter", ""},
		{"flag of another kind", []string{"start-network", "circular", "--edge-probability", "0.5"}, "circular has no edge probability", "choose erdos"},
		{"flag not a number", []string{"start-network", "erdos", "--edge-probability", "x"}, "--edge-probability", ""},
		{"num-nodes 0", []string{"start-network", "-n", "0"}, "--num-nodes", ""},
		{"num-nodes x", []string{"start-network", "-n", "x"}, `"x" is not a value for --num-nodes`, ""},
		{"seed -1", []string{"start-network", "--seed", "-1"}, "--seed", ""},
		{"no such file", []string{"start-network", "file", "nowhere.txt"}, "nowhere.txt", ""},
		{"stray picture", []string{"start-network", "--plot", "x.svg"}, `"x.svg" is not part of a topology`, "--plot=x.svg"},
		{"stray picture after kind", []string{"start-network", "random", "--plot", "x.PNG"}, `"x.PNG"`, "--plot=x.PNG"},
		{"picture format", []string{"start-network", "--plot=x.doc"}, `cannot draw to "x.doc"`, ".svg, .png or .pdf"},
		{"picture nowhere", []string{"start-network", "--plot=" + filepath.Join("no", "where", "x.svg")}, "directory no/where", "a directory that exists"},
		{"host", []string{"start-network", "--host", "nowhere.invalid"}, "--host", "127.0.0.1"},
		{"ports", []string{"start-network", "--ports-origin", "70000"}, "--ports-origin", ""},
		{"ports end", []string{"start-network", "--ports-origin", "65530"}, "ports end at 65535", "--ports-origin 65519"},
		{"timeout", []string{"start-network", "--timeout", "-1s"}, "--timeout", ""},
		{"store limit", []string{"start-network", "--store-limit", "0"}, "--store-limit", "--help"},
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
		{"remove nothing", []string{"remove-node"}, "needs the number of a node", ""},
		{"remove two", []string{"remove-node", "1", "2"}, `no use for the argument "2"`, ""},
		{"connect one", []string{"connect", "1"}, "needs the number of another node", ""},
		{"connect itself", []string{"connect", "1", "1"}, "two different nodes", ""},
		{"disconnect x", []string{"disconnect", "1", "x"}, `"x" is not a node`, ""},
		{"restructure nothing", []string{"restructure-network"}, "needs KIND", ""},
		{"restructure, a file name", []string{"restructure-network", "randm"}, "no topology", "random"},
		{"plot format", []string{"plot", "x.doc"}, `cannot draw to "x.doc"`, ""},
		{"logs lines", []string{"logs", "-n", "-1"}, "--lines", ""},
		{"describe nothing", []string{"describe-topology"}, "needs KIND", ""},
		{"completion shell", []string{"completion", "tcsh"}, `no completion for "tcsh"`, "bash"},
		{"node without id", []string{"node"}, "id", ""},
	}
}
