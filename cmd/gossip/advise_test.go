package main

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/advise"
	"gossip/internal/reproduce"
)

// TestAdviceCanBeFollowed parses what advise recommends with the flags of start-network, and judges it as
// that command does.
func TestAdviceCanBeFollowed(t *testing.T) {
	for _, q := range []advise.Question{
		{Nodes: 8, Reliability: 0.9}, {Nodes: 100, Loss: 0.1, Crash: 0.2, Reliability: 0.99},
		{Nodes: 101, Crash: 0.1, Reliability: 0.99}, {Nodes: 64, Crash: 0.1, Reliability: 0.99, Complete: true},
	} {
		a, err := advise.Ask(t.Context(), q, advise.Options{Theory: true})
		require.NoError(t, err)
		for i, candidate := range a.Candidates {
			a.Best = i
			result := newAdviseResult(a, &adviseOptions{question: q})
			words := strings.Fields(result.Recommended.Command)
			require.Equal(t, append([]string{"gossip"}, result.Recommended.Args...), words)
			require.Equal(t, "start-network", words[1])

			var opts startNetworkOptions
			cmd := &cobra.Command{}
			opts.topology.addFlags(cmd.Flags())
			opts.protocol.addFlags(cmd.Flags())
			cmd.Flags().VarP(newBoundedInt(&opts.nodes, 16, bounds{1, advise.MaxNodes}), "num-nodes", "n", "")
			require.NoError(t, cmd.ParseFlags(words[2:]))
			_, err = opts.topology.spec(cmd.Flags().Args(), opts.nodes)
			require.NoError(t, err, result.Recommended.Command)
			rule, err := opts.protocol.rule()
			require.NoError(t, err, result.Recommended.Command)
			require.NoError(t, unconducted(rule))
			assert.Equal(t, candidate.Protocol, rule.Protocol().Name)
			assert.Equal(t, q.Nodes, opts.nodes)

			real, rest, err := newRootCommand(newCLI(newTestStreams(nil).streams), commandGroups(nil)).Find(words[1:])
			require.NoError(t, err)
			require.NoError(t, real.ParseFlags(rest), "the command itself takes it")
		}
	}
}

// TestReproducedCommands lets simulate judge the command lines that reproduce prints.
func TestReproducedCommands(t *testing.T) {
	for _, table := range reproduce.Tables() {
		line, _, _ := strings.Cut(table.Command, " (")
		words := strings.Fields(line)
		require.Equal(t, []string{"gossip", "simulate"}, words[:2], table.Name)
		opts := new(simulateOptions)
		cmd := &cobra.Command{}
		opts.addFlags(cmd)
		require.NoError(t, cmd.ParseFlags(words[2:]), line)
		opts.args = cmd.Flags().Args()
		require.NoError(t, opts.read(t.Context(), cmd.Flags()), line)
		_, err := opts.design(t.Context())
		require.NoError(t, err, line)
	}
}

func TestChanceText(t *testing.T) {
	for x, want := range map[float64]string{1: "1", 0: "0", 0.5: "0.5", 0.99997: "0.99997", 0.9999999: "0.9999999", 0.6511912: "0.65119"} {
		assert.Equal(t, want, chanceText(x))
	}
}
