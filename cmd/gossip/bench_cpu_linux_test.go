package main

import (
	"errors"
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
	until(t, func() error { // it may not have had its turn yet
		used, err := processorTime(cmd.Process.Pid)
		if err == nil && used <= 0 {
			err = errors.New("no process starts without using a processor")
		}
		return err
	})
	require.NoError(t, cmd.Process.Kill())
	require.Error(t, cmd.Wait())
	_, err = processorTime(cmd.Process.Pid)
	assert.Error(t, err, "there is no such process any more")
}
