package main

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A network that another command is starting is listed, and stop-network --all does not pass over it
// as if there were none: it would be running a moment later.
func TestNetworkBeingStarted(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "slow"), 0o700))
	lock, err := os.Create(filepath.Join(dir, "slow", "lock"))
	require.NoError(t, err)
	defer lock.Close()
	require.NoError(t, syscall.Flock(int(lock.Fd()), syscall.LOCK_EX))

	code, stdout, stderr := execute(t, "list-networks", "--state-dir", dir)
	assert.Equal(t, exitDone, code, stderr)
	assert.Regexp(t, `(?m)^slow +starting +-`, stdout)
	code, stdout, stderr = execute(t, "list-networks", "--state-dir", dir, "-o", "json")
	assert.Equal(t, exitDone, code, stderr)
	assert.Contains(t, stdout, `"state":"starting"`)
	code, stdout, stderr = execute(t, "stop-network", "--all", "--state-dir", dir)
	assert.Equal(t, exitBusy, code, stderr)
	assert.Empty(t, stdout)
	assert.Contains(t, stderr, `network "slow"`)
}

func TestLogsOfNobody(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "slow"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "slow", "lock"), nil, 0o600))
	code, _, stderr := execute(t, "logs", "-N", "slow", "--state-dir", dir)
	assert.Equal(t, exitNotRunning, code, stderr)
	assert.Contains(t, stderr, `no logs of a network named "slow"`)
}
