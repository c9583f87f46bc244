package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLogFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "node-3.log")
	file := &logFile{node: 3, path: path}
	texts := func() []string {
		lines, err := file.read()
		require.NoError(t, err)
		var texts []string
		for _, line := range lines {
			texts = append(texts, line.text)
		}
		return texts
	}
	write := func(s string) { require.NoError(t, os.WriteFile(path, []byte(s), 0o600)) }

	assert.Empty(t, texts(), "a log that is not there yet")
	write("time=1 a\npart")
	assert.Equal(t, []string{"time=1 a"}, texts(), "a line that is not finished has to wait")
	assert.Empty(t, texts())
	write("time=1 a\npartly\n")
	assert.Equal(t, []string{"partly"}, texts())
	write("new\n")
	assert.Equal(t, []string{"new"}, texts(), "a log that was begun anew")
}

func TestSortLog(t *testing.T) {
	lines := []logLine{
		{1, "2026-11-22T16:00:00.001Z", "a"}, {1, "2026-11-22T16:00:00.003Z", "panic"}, {1, "2026-11-22T16:00:00.003Z", "stack"},
		{2, "2026-11-22T16:00:00.002Z", "b"}, {2, "2026-11-22T16:00:00.003Z", "c"},
	}
	sortLog(lines)
	var texts []string
	for _, line := range lines {
		texts = append(texts, line.text)
	}
	assert.Equal(t, []string{"a", "b", "panic", "stack", "c"}, texts)
}
