package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"gossip": main})
}

// TestScripts runs the scripts in testdata/script. Each has a state directory of its own, and its
// networks are stopped when it ends.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			state := filepath.Join(env.WorkDir, ".state")
			env.Setenv("GOSSIP_STATE_DIR", state)
			env.Setenv("TZ", "UTC")
			env.Setenv("GORACE", "atexit_sleep_ms=0") // else each command takes a second under -race
			env.Setenv("LINES", "two\nlines") // texts that a script cannot write
			env.Setenv("RED", "red\x1b[31m")
			env.Defer(func() {
				code := run([]string{"stop-network", "--all", "--state-dir", state}, newTestStreams(nil).streams)
				assert.Equal(t, exitDone, code, "stop the networks of a script")
			})
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":    scriptExits,
			"json":     scriptJSON,
			"until":    scriptUntil,
			"await":    scriptAwait,
			"get":      scriptGet,
			"freeport": scriptFreePort,
			"answers":  scriptAnswers,
		},
	})
}

// testStreams are streams that a test can read.
type testStreams struct {
	streams
	stdout, stderr *bytes.Buffer
}

func newTestStreams(env map[string]string) testStreams {
	var out, err bytes.Buffer
	return testStreams{
		streams: streams{out: bufio.NewWriter(&out), err: &err, getenv: func(name string) string { return env[name] }},
		stdout:  &out, stderr: &err,
	}
}

// execute runs a command line in this process, with an empty state directory.
func execute(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	s := newTestStreams(map[string]string{"GOSSIP_STATE_DIR": filepath.Join(t.TempDir(), "state")})
	code = run(args, s.streams)
	return code, s.stdout.String(), s.stderr.String()
}

// TestBadCommandLines holds the errors to their words, their hints and their exit code. No network
// runs and all of them are found without looking for one.
func TestBadCommandLines(t *testing.T) {
	tests := []struct {
		name  string
		args  []string
		error string // part of it
		hint  string // part of it
	}{
		{"unknown command", []string{"lst-nodes"}, `no command "lst-nodes"`, "did you mean list-nodes?"},
		{"unknown command, nothing near", []string{"xyzzyxyzzy"}, `no command "xyzzyxyzzy"`, "gossip --help"},
		{"unknown command with flags", []string{"lst-nodes", "--bar"}, `no command "lst-nodes"`, "list-nodes"},
		{"empty command", []string{""}, `no command ""`, "gossip --help"},
		{"unknown flag", []string{"list-nodes", "--bar"}, "unknown flag: --bar", "gossip list-nodes --help"},
		{"unknown output", []string{"list-nodes", "-o", "yaml"}, `"yaml" is not a value for --output: it must be text or json`, "--help"},
		{"bad network", []string{"list-nodes", "-N", "../x"}, `cannot begin with "."`, "A-Z"},
		{"empty network", []string{"list-nodes", "-N", ""}, "cannot be empty", "A-Z"},
		{"unknown help topic", []string{"help", "exit-cods"}, `no command "exit-cods"`, "gossip --help"},

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

		{"node 0", []string{"get-messages", "0"}, `"0" is not a node`, ""},
		{"node -1", []string{"get-messages", "-1"}, "numbers of nodes are positive", ""},
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

		{"unknown kind", []string{"start-network", "randm"}, `there is no topology "randm"`, `did you mean "random"?`},
		{"odd product", []string{"start-network", "random", "3", "-n", "15"}, "must be even", "14 or 16 nodes"},
		{"degree too large", []string{"start-network", "random", "16"}, "16", "use degree"},
		{"degree not a number", []string{"start-network", "random", "x"}, `"x" is not`, "degree"},
		{"a parameter too many", []string{"start-network", "random", "3", "4"}, `"4" is one too many`, ""},
		{"no parameter", []string{"start-network", "circular", "3"}, "circular takes no argument", ""},
		{"flag of another kind", []string{"start-network", "circular", "--edge-probability", "0.5"}, "circular has no edge probability", "choose erdos"},
		{"flag not a number", []string{"start-network", "erdos", "--edge-probability", "x"}, "--edge-probability", ""},
		{"num-nodes 0", []string{"start-network", "-n", "0"}, "--num-nodes", ""},
		{"num-nodes x", []string{"start-network", "-n", "x"}, `"x" is not a value for --num-nodes`, ""},
		{"seed -1", []string{"start-network", "--seed", "-1"}, "--seed", ""},
		{"no such file", []string{"start-network", "file", "nowhere.txt"}, "nowhere.txt", ""},
		{"stray picture", []string{"start-network", "--plot", "x.svg"}, `"x.svg" is not part of a topology`, "--plot=x.svg"},
		{"stray picture after kind", []string{"start-network", "random", "--plot", "x.PNG"}, `"x.PNG"`, "--plot=x.PNG"},
		{"picture format", []string{"start-network", "--plot=x.doc"}, `cannot draw to "x.doc"`, ".svg, .png or .pdf"},
		{"picture nowhere", []string{"start-network", "--plot=" + filepath.Join("no", "where", "x.svg")}, "directory no/where", ""},
		{"host", []string{"start-network", "--host", "nowhere.invalid"}, "--host", "127.0.0.1"},
		{"ports", []string{"start-network", "--ports-origin", "70000"}, "--ports-origin", ""},
		{"ports end", []string{"start-network", "--ports-origin", "65530"}, "ports end at 65535", "--ports-origin 65519"},
		{"timeout", []string{"start-network", "--timeout", "-1s"}, "--timeout", ""},
		{"store limit", []string{"start-network", "--store-limit", "0"}, "--store-limit", "--help"},
		{"too many links", []string{"start-network", "full", "-n", "1000"}, "499,500 links", "fewer nodes"},

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
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			code, stdout, stderr := execute(t, tt.args...)
			assert.Equal(t, exitUsage, code, stderr)
			assert.Empty(t, stdout)
			first, rest, _ := strings.Cut(stderr, "\n")
			assert.Contains(t, first, tt.error)
			assert.True(t, strings.HasPrefix(first, "error: "), first)
			assert.Contains(t, rest, tt.hint)

			code, stdout, stderr = execute(t, append([]string{"-o", "json"}, tt.args...)...)
			if tt.name == "unknown output" {
				return
			}
			assert.Equal(t, exitUsage, code)
			assert.Empty(t, stdout)
			var d diagnosis
			require.NoError(t, json.Unmarshal([]byte(stderr), &d), stderr)
			assert.Equal(t, exitUsage, d.Code)
			assert.NotEmpty(t, d.Error)
		})
	}
}

// TestEveryCommandExplainsItself holds all commands to the form of the help.
func TestEveryCommandExplainsItself(t *testing.T) {
	root := newRootCommand(newCLI(newTestStreams(nil).streams), commandGroups(nil))
	for _, cmd := range root.Commands() {
		t.Run(cmd.Name(), func(t *testing.T) {
			assert.NotEmpty(t, cmd.Short)
			if !cmd.Runnable() {
				return
			}
			assert.Contains(t, cmd.Long, "EXIT STATUS", "every command says how it exits")
			assert.Contains(t, cmd.Example, "gossip "+cmd.Name())
			assert.NotNil(t, cmd.Args, "every command checks the number of its arguments")
			for line := range strings.Lines(cmd.Long + "\n" + cmd.Example) {
				assert.LessOrEqual(t, len([]rune(line)), 140, line)
			}
		})
	}
}

// TestNodeIsBuiltAlone holds the short way for node processes to the same flags as the long one.
func TestNodeIsBuiltAlone(t *testing.T) {
	flags := func(args ...string) string {
		root := newRootCommand(newCLI(newTestStreams(nil).streams), commandGroups(args))
		cmd, _, err := root.Find([]string{"node"})
		require.NoError(t, err)
		return cmd.LocalFlags().FlagUsages()
	}
	assert.Equal(t, flags(), flags("node"))
}

func TestHelpIsAResult(t *testing.T) {
	for _, args := range [][]string{{}, {"--help"}, {"help"}, {"help", "list-nodes"}, {"list-nodes", "-h"}, {"help", "exit-codes"}} {
		code, stdout, stderr := execute(t, args...)
		assert.Equal(t, exitDone, code)
		assert.NotEmpty(t, stdout)
		assert.Empty(t, stderr)
	}
}

// A result that cannot be written is a failure, not a success that nobody sees.
func TestFullDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Logf("no /dev/full here: %v", err)
		return
	}
	defer full.Close()
	s := newTestStreams(nil)
	s.out = bufio.NewWriter(full)
	assert.Equal(t, exitFailed, run([]string{"version"}, s.streams))
	assert.Contains(t, s.stderr.String(), "no space left")
}

func BenchmarkTree(b *testing.B) {
	for name, args := range map[string][]string{"node": {"node"}, "all": nil} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				var _ *cobra.Command = newRootCommand(newCLI(newTestStreams(nil).streams), commandGroups(args))
			}
		})
	}
}
