package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/cluster"
	"gossip/internal/gossip"
	"gossip/internal/sim"
	"gossip/internal/trace"
)

// TestTheTwoDriversAgree runs networks of real processes and holds the simulator against them.
func TestTheTwoDriversAgree(t *testing.T) {
	for name, args := range map[string][]string{
		"flood":                {"random", "3", "-n", "12"},
		"flood, a line":        {"line", "-n", "8"},
		"flood, weak nodes":    {"powerlaw", "2", "-n", "12"},
		"dedup":                {"random", "4", "-n", "16", "--protocol", "dedup"},
		"dedup, everybody":     {"full", "-n", "9", "--protocol", "dedup"},
		"plumtree":             {"random", "3", "-n", "12", "--protocol", "plumtree"},
		"hybrid":               {"random", "3", "-n", "10", "--protocol", "hybrid", "--param", "interval=10ms", "--param", "max_interval=50ms", "--param", "backstop_interval=50ms"},
		"antientropy":          {"circular", "-n", "8", "--protocol", "antientropy", "--param", "interval=10ms", "--param", "max_interval=50ms"},
		"rumor, not promising": {"full", "-n", "8", "--protocol", "rumor", "--param", "interval=10ms", "--param", "max_interval=20ms"},
		"averaging":            {"random", "4", "-n", "10", "--protocol", "averaging", "--param", "interval=10ms"},
		"pushsum":              {"random", "4", "-n", "10", "--protocol", "pushsum", "--param", "interval=10ms"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // much of it is waiting

			if name != "averaging" && name != "pushsum" { // which have none
				args = append(args, "--messages", "3")
			}
			code, stdout, stderr := execute(t, append([]string{"compare", "--seed", "7", "-o", "json"}, args...)...)
			require.Equal(t, exitDone, code, "%s\n%s", stdout, stderr)
			var r compareReport
			require.NoError(t, json.Unmarshal([]byte(stdout), &r))
			assert.True(t, r.Equal)
			assert.NotEmpty(t, r.Must)
			assert.NotEmpty(t, r.From)
			if len(r.Messages) == 0 {
				return
			}
			require.Len(t, r.Messages, 3)
			for i, m := range r.Messages {
				assert.Equal(t, []any{fmt.Sprintf("m%d", i+1), i + 1}, []any{m.Text, m.Origin})
				assert.Len(t, m.Real.Arrivals, r.NumNodes)
			}
		})
	}
}

// TestCompareLeavesNothingBehind interrupts it when the network runs, twice, as impatient people do.
func TestCompareLeavesNothingBehind(t *testing.T) {
	program, err := os.Executable()
	require.NoError(t, err)
	dir := t.TempDir()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "compare", "circular", "-n", "4", "--protocol", "rumor", "--messages", "1000")
	cmd.Env = append(os.Environ(), "TMPDIR="+dir, "GORACE=atexit_sleep_ms=0")
	require.NoError(t, cmd.Start())
	var state cluster.State
	until(t, func() error {
		files, err := filepath.Glob(filepath.Join(dir, "gossip-compare-*", "state", "compare-*", "network.json"))
		if err != nil || len(files) == 0 {
			return errors.New("no network yet")
		}
		text, err := os.ReadFile(files[0])
		require.NoError(t, err)
		return json.Unmarshal(text, &state)
	})
	require.Len(t, state.Nodes, 4)
	require.NoError(t, cmd.Process.Signal(syscall.SIGINT))
	require.NoError(t, cmd.Process.Signal(syscall.SIGTERM))
	require.Error(t, cmd.Wait())
	assert.Equal(t, exitInterrupted, cmd.ProcessState.ExitCode())
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Empty(t, left)
	for _, node := range state.Nodes {
		assert.ErrorIs(t, syscall.Kill(node.PID, 0), syscall.ESRCH, "node %d", node.ID)
	}
}

// side is a side on which one message went from node 1 along the given paths.
func side(n int, relays int64, paths ...[]gossip.NodeID) compareSide {
	nodes := make([]trace.Node, n)
	for i := range nodes {
		nodes[i].ID = i + 1
	}
	for _, path := range paths {
		at := &nodes[path[len(path)-1]-1]
		at.Arrivals = append(at.Arrivals, trace.Arrival{Path: gossip.NewPath(path), At: time.Duration(len(path)-1) * time.Millisecond})
	}
	return compareSide{relays: relays, messages: []compareMessage{newCompareMessage("m1", 0, 1, nodes)}}
}

// TestWhatDiffersIsNamed holds two sides against each other that disagree in one thing.
func TestWhatDiffersIsNamed(t *testing.T) {
	row := func(name string) gossip.Protocol {
		row, err := gossip.LookupProtocol(name)
		require.NoError(t, err)
		return row
	}
	whole := side(3, 2, []gossip.NodeID{1}, []gossip.NodeID{1, 2}, []gossip.NodeID{1, 2, 3})
	lacking := side(3, 2, []gossip.NodeID{1}, []gossip.NodeID{1, 2})
	twice := side(3, 3, []gossip.NodeID{1}, []gossip.NodeID{1, 2}, []gossip.NodeID{1, 2, 3}, []gossip.NodeID{1, 2, 3})
	estimates := func(values ...float64) compareSide { return compareSide{estimates: values} }
	for name, c := range map[string]struct {
		protocol        string
		real, simulated compareSide
		differ          string // the checks that differ
		want            string // one of the differences
	}{
		"equal":                   {"flood", whole, whole, "", ""},
		"a node lacks it":         {"plumtree", lacking, whole, "deliveries", "real: message 1 is not at node 3"},
		"in the simulator":        {"flood", whole, lacking, "deliveries,arrivals", "simulated: message 1 is not at node 3"},
		"one arrival more":        {"flood", twice, whole, "arrivals,payload relays", "message 1 arrives 2 times at node 3, simulated 1 time"},
		"one relay more":          {"dedup", twice, whole, "payload relays", ""},
		"nothing is promised":     {"rumor", lacking, whole, "", ""},
		"a message not accepted":  {"flood", whole, compareSide{relays: 2}, "messages accepted", ""},
		"estimates":               {"averaging", estimates(2, 2+1e-9), estimates(2, 2), "", ""},
		"an estimate that is off": {"pushsum", estimates(2, 2.1), estimates(2, 2), "estimates within 1e-06 of the mean 2", "real: node 2 estimates 2.1"},
		"no estimate":             {"pushsum", estimates(2, 2), estimates(math.NaN(), 2), "estimates within 1e-06 of the mean 2", "simulated: node 1 estimates NaN"},
	} {
		t.Run(name, func(t *testing.T) {
			var differ, all []string
			for _, check := range compareChecks(row(c.protocol), 3, 2, c.real, c.simulated) {
				if !check.Equal {
					differ = append(differ, check.Name)
				}
				all = append(all, check.Differences...)
			}
			assert.Equal(t, c.differ, strings.Join(differ, ","))
			if c.want != "" {
				assert.Contains(t, all, c.want)
			}
			for _, f := range compareFigures(row(c.protocol), c.real, c.simulated) {
				assert.NotEmpty(t, f.Unit)
			}
		})
	}
	var many compareCheck
	for i := range 100 {
		many.differ("%d", i)
	}
	assert.Len(t, many.Differences, mostDifferences)
	assert.Equal(t, "and more", many.Differences[mostDifferences-1])
}

// TestRelayTimes takes the times of relays from the arrivals of the same copy at both ends.
func TestRelayTimes(t *testing.T) {
	m := side(3, 0, []gossip.NodeID{1}, []gossip.NodeID{1, 2}, []gossip.NodeID{1, 2, 3}, []gossip.NodeID{1, 3, 2, 3}).messages[0]
	assert.Equal(t, []time.Duration{time.Millisecond, time.Millisecond}, m.relayTimes, "of the last copy the sender told nothing")
}

// TestADifferenceIsTheExitCode prints a report in which something differs.
func TestADifferenceIsTheExitCode(t *testing.T) {
	for _, format := range []outputFormat{outputText, outputJSON} {
		s := newTestStreams(nil)
		c := newCLI(s.streams)
		c.output = format
		r := compareReport{Topology: cluster.Topology{Kind: "line"}, NumNodes: 2, Protocol: "flood", Latency: "1ms", From: "--latency",
			Must: []compareCheck{{Name: "arrivals", Real: 5, Simulated: 4, Differences: []string{"message 1 arrives late"}}},
			May:  []compareFigure{{Name: "time", Unit: "ms"}}}
		assert.Equal(t, exitGoal, diagnose(r.write(c)).Code)
		require.NoError(t, c.out.Flush())
		assert.Contains(t, s.stdout.String(), "message 1 arrives late")
		if format == outputText {
			assert.Contains(t, s.stdout.String(), "DIFFERENT")
			assert.NotContains(t, s.stdout.String(), " \n")
		}
	}
}

// TestNumbersAreNumbersInJSON holds the checks to what the help says of them.
func TestNumbersAreNumbersInJSON(t *testing.T) {
	whole, lacking := side(3, 2, []gossip.NodeID{1}, []gossip.NodeID{1, 2}, []gossip.NodeID{1, 2, 3}), side(3, 2, []gossip.NodeID{1}, []gossip.NodeID{1, 2})
	flood, err := gossip.LookupProtocol("flood")
	require.NoError(t, err)
	checks := compareChecks(flood, 3, 2, lacking, whole)
	line, err := json.Marshal(checks)
	require.NoError(t, err)
	assert.JSONEq(t, `[
		{"name": "messages accepted", "real": 1, "simulated": 1, "of": null, "equal": true, "differences": []},
		{"name": "deliveries", "real": 2, "simulated": 3, "of": 3, "equal": false, "differences": ["real: message 1 is not at node 3"]},
		{"name": "arrivals", "real": 2, "simulated": 3, "of": null, "equal": false,
			"differences": ["message 1 arrives 0 times at node 3, simulated 1 time"]},
		{"name": "payload relays", "real": 2, "simulated": 2, "of": null, "equal": true, "differences": []}
	]`, string(line))
	assert.Equal(t, "2 of 3", checks[1].text(checks[1].Real))
	assert.Equal(t, "2", checks[2].text(checks[2].Real))

	good, bad := compareSide{estimates: []float64{2, 2}}, compareSide{estimates: []float64{2, math.NaN()}}
	estimates := estimatesCheck(2, good, bad)
	assert.Equal(t, []int64{2, 1, 2}, []int64{estimates.Real, estimates.Simulated, *estimates.Of})

	assert.InDelta(t, 0.176551, *constantMS(sim.Constant(176551 * time.Nanosecond)), 1e-12)
	assert.Nil(t, constantMS(sim.Exponential(time.Millisecond)))
	assert.Nil(t, constantMS(sim.Uniform(0, time.Millisecond)))
}
