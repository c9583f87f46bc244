package main

import (
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The time of another process is told to less than the 10 ms in which /proc counts.
func TestProcessorTime(t *testing.T) {
	own, err := processorTime(os.Getpid())
	require.NoError(t, err)
	assert.Positive(t, own)

	cmd := exec.Command("sleep", "60")
	require.NoError(t, cmd.Start())
	used, err := processorTime(cmd.Process.Pid)
	assert.NoError(t, err)
	assert.Positive(t, used, "the little that it takes to start a process")
	require.NoError(t, cmd.Process.Kill())
	require.Error(t, cmd.Wait())
	_, err = processorTime(cmd.Process.Pid)
	assert.Error(t, err, "there is no such process any more")
}
