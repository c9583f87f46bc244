package main

import (
	"bufio"
	"bytes"
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
	// The test binary is gossip, too, when it is given a command: so a network that is started in a
	// test can spawn its nodes.
	if len(os.Args) > 1 && !strings.HasPrefix(os.Args[1], "-test.") {
		main()
	}
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
			env.Setenv("LINES", "two\nlines")         // texts that a script cannot write
			env.Setenv("RED", "red\x1b[31m")
			env.Defer(func() {
				code := run([]string{"stop-network", "--all", "--state-dir", state}, newTestStreams(nil).streams)
				assert.Equal(t, exitDone, code, "stop the networks of a script")
			})
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":   scriptExits,
			"json":    scriptJSON,
			"until":   scriptUntil,
			"await":   scriptAwait,
			"get":     scriptGet,
			"listens": scriptListens,
			"answers": scriptAnswers,
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

	// A network that runs all the same is not left behind without a word.
	dir := t.TempDir()
	s = newTestStreams(nil)
	s.out = bufio.NewWriter(full)
	assert.Equal(t, exitFailed, run([]string{"start-network", "line", "-n", "1", "--ports-origin", "0", "--state-dir", dir}, s.streams))
	assert.Contains(t, s.stderr.String(), "the network runs")
	assert.Contains(t, s.stderr.String(), "hint: gossip stop-network -N default")
	code, stdout, stderr := execute(t, "stop-network", "--state-dir", dir)
	assert.Equal(t, exitDone, code, stderr)
	assert.Equal(t, "Gossip network stopped\n", stdout)
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
