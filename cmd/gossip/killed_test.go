package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
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
