package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What is written replaces neither what was read nor what else is written.
func TestTargetsOfSimulate(t *testing.T) {
	t.Chdir(t.TempDir())
	content := map[string]string{"s.toml": "num-nodes = 2\nruns = 2\nseed = 1\n", "v": "1\n2\n", "g.txt": "1 2\n", "old.svg": "old"}
	for name, text := range content {
		require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
	}
	require.NoError(t, os.Mkdir("dir", 0o700))
	require.NoError(t, os.Symlink("dir", "way"))
	require.NoError(t, os.Symlink("s.toml", "link"))
	require.NoError(t, os.Link("v", "hard"))
	values := func(path string) []string {
		return []string{"-n", "2", "--protocol", "pushsum", "--values", path}
	}
	absolute, err := filepath.Abs("v")
	require.NoError(t, err)
	for name, tt := range map[string]struct {
		args  []string
		error string // "" if there is nothing wrong
	}{
		"the scenario":              {[]string{"--scenario", "s.toml", "--trace", "s.toml"}, "--scenario and --trace are the same file, s.toml"},
		"the scenario, roundabout":  {[]string{"--scenario", "s.toml", "--trace", "dir/../s.toml"}, "--scenario and --trace are the same file, dir/../s.toml"},
		"the scenario by a link":    {[]string{"--scenario", "link", "--trace", "s.toml"}, "--scenario and --trace are the same file, s.toml"},
		"values":                    {append(values("v"), "--trace", absolute), "--values and --trace are the same file, " + absolute},
		"values of two names":       {append(values("v"), "--trace", "hard"), "--values and --trace are the same file, hard"},
		"the topology":              {[]string{"file", "g.txt", "--trace", "./g.txt"}, "the file of the topology and --trace are the same file, ./g.txt"},
		"each other":                {[]string{"-n", "2", "--trace", "both.svg", "--plot", "./both.svg"}, "--trace and --plot are the same file, ./both.svg"},
		"each other, as it was":     {[]string{"-n", "2", "--trace", "old.svg", "--plot", "old.svg"}, "--trace and --plot are the same file, old.svg"},
		"each other by a directory": {[]string{"-n", "2", "--trace", "dir/x.svg", "--plot", "way/x.svg"}, "--trace and --plot are the same file, way/x.svg"},
		"of one name elsewhere":     {[]string{"-n", "2", "--trace", "dir/y.svg", "--plot", "y.svg"}, ""},
		"nothing is lost":           {[]string{"--values", "/dev/null", "--protocol", "pushsum", "--trace", "/dev/null"}, "there is no number in it"},
	} {
		t.Run(name, func(t *testing.T) {
			code, stdout, stderr := execute(t, append([]string{"simulate", "--runs", "2", "--seed", "1"}, tt.args...)...)
			if tt.error == "" {
				require.Equal(t, exitDone, code, stderr)
				return
			}
			assert.Equal(t, exitUsage, code, stderr)
			assert.Empty(t, stdout)
			assert.Contains(t, stderr, "error: ")
			assert.Contains(t, stderr, tt.error)
			for name, text := range content {
				kept, err := os.ReadFile(name)
				require.NoError(t, err)
				assert.Equal(t, text, string(kept))
			}
		})
	}
	assert.False(t, sameFile("/dev/null", "/dev/null"))
}
