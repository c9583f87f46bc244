package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"gossip/internal/cluster"
)

// TestAKilledStartLeavesNothing kills start-network while it spawns nodes. Those that are there
// already, waiting for peers that will never come, must end by themselves.
func TestAKilledStartLeavesNothing(t *testing.T) {
	state := t.TempDir()
	network := fmt.Sprintf("killed-%d", os.Getpid()) // by which its processes are known
	self, err := os.Executable()
	require.NoError(t, err)
	starter := exec.Command(self, "start-network", "random", "3", "-n", "60", "-N", network, "--ports-origin", "0")
	starter.Env = append(os.Environ(), "GOSSIP_STATE_DIR="+state)
	require.NoError(t, starter.Start())
	logs := filepath.Join(state, network, "node-*.log")
	until(t, func() error {
		if spawned, _ := filepath.Glob(logs); len(spawned) < 5 {
			return fmt.Errorf("%d nodes were spawned", len(spawned))
		}
		return nil
	})
	require.NoError(t, starter.Process.Kill())
	_ = starter.Wait()
	until(t, func() error {
		all, err := exec.Command("ps", "-eo", "args").Output()
		if left := strings.Count(string(all), "--network "+network); err == nil && left > 0 {
			err = fmt.Errorf("%d nodes are left", left)
		}
		return err
	})
}

// TestAKilledCompareLeavesNothing kills compare while its network runs: its nodes must end, and they are
// the only ones who can see to that.
func TestAKilledCompareLeavesNothing(t *testing.T) {
	temp := t.TempDir()
	self, err := os.Executable()
	require.NoError(t, err)
	// No answer comes within the timeout, because rumor mongering rests for half an hour between cycles.
	compare := exec.Command(self, "compare", "random", "3", "-n", "8", "--protocol", "rumor",
		"--param", "interval=30m", "--param", "max_interval=30m", "--timeout", "1h")
	compare.Env = append(os.Environ(), "TMPDIR="+temp)
	require.NoError(t, compare.Start())
	var nodes []cluster.NodeState
	until(t, func() error {
		records, _ := filepath.Glob(filepath.Join(temp, "gossip-compare-*", "state", "*", "network.json"))
		if len(records) != 1 {
			return fmt.Errorf("%d networks are recorded", len(records))
		}
		home := cluster.Home{Dir: filepath.Dir(filepath.Dir(records[0]))}
		network, err := home.Open(filepath.Base(filepath.Dir(records[0])))
		if err == nil {
			nodes = network.State().Nodes
		}
		return err
	})
	require.Len(t, nodes, 8)
	t.Cleanup(func() {
		for _, node := range nodes {
			if t.Failed() && running(node.PID) {
				_ = syscall.Kill(node.PID, syscall.SIGKILL)
			}
		}
	})
	for _, node := range nodes {
		require.NoError(t, syscall.Kill(node.PID, 0), "node %d runs", node.ID)
	}
	homes, err := filepath.Glob(filepath.Join(temp, comparePrefix+"*"))
	require.NoError(t, err)
	require.Len(t, homes, 1)
	longAgo := time.Now().Add(-time.Hour)
	require.NoError(t, os.Chtimes(homes[0], longAgo, longAgo))
	sweepCompareHomes(temp)
	require.DirExists(t, homes[0], "that of a compare at work stays")

	require.NoError(t, compare.Process.Kill())
	_ = compare.Wait()
	until(t, func() error {
		for _, node := range nodes {
			if running(node.PID) {
				return fmt.Errorf("node %d, process %d, is left", node.ID, node.PID)
			}
		}
		return nil
	})
	young := filepath.Join(temp, comparePrefix+"young")
	require.NoError(t, os.Mkdir(young, 0o700))
	require.NoError(t, os.Chtimes(homes[0], longAgo, longAgo))
	sweepCompareHomes(temp)
	require.NoDirExists(t, homes[0], "the next compare tidies up")
	require.DirExists(t, young, "another one may be about to lock it")
}

// running reports whether a process runs. One that has ended, and whose new parent has not asked for its
// exit status yet, does not.
func running(pid int) bool {
	state, err := exec.Command("ps", "-o", "stat=", "-p", strconv.Itoa(pid)).Output()
	return err == nil && !strings.HasPrefix(strings.TrimSpace(string(state)), "Z")
}
