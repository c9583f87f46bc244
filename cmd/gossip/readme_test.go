package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/topology"
)

// TestReadmeShowsWhatHappens holds what the README says against the program: the walkthrough's graph,
// the list of commands, the make targets.
func TestReadmeShowsWhatHappens(t *testing.T) {
	content, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	require.NoError(t, err)
	readme := string(content)

	says := func(text string) { assert.True(t, strings.Contains(readme, text), "the README lacks %q", text) }

	g, err := topology.Generate(topology.Spec{Kind: "random", N: 16, Values: map[string]float64{"degree": 3}, Seed: 7})
	require.NoError(t, err)
	for id := range g.IDs() {
		says(fmt.Sprintf("Starting Gossip-Node-%d with peers:   %s\n", id, joinInts(g.NeighborIDs(id), ", ")))
	}
	for _, kind := range topology.Kinds() {
		says("`" + kind.Name)
	}
	root := newRootCommand(newCLI(newTestStreams(nil).streams), commandGroups(nil))
	for _, cmd := range root.Commands() {
		if cmd.Runnable() && !cmd.Hidden {
			says("`" + cmd.Name())
		}
	}
	makefile, err := os.ReadFile(filepath.Join("..", "..", "Makefile"))
	require.NoError(t, err)
	for _, target := range []string{"test", "e2e", "fuzz", "bench", "demo", "man", "ci", "help", "install"} {
		assert.Contains(t, string(makefile), "\n"+target+":")
		says("make " + target)
	}
	run, err := os.ReadFile(filepath.Join("..", "..", ".ci", "run"))
	require.NoError(t, err)
	assert.Contains(t, strings.Split(string(run), "\n"), "make ci", "CI runs the command that the README gives")
}
