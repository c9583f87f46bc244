package main

import (
	"fmt"
	"slices"
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
		commands, err := reproduce.Commands(table, reproduce.Options{Seed: 1})
		require.NoError(t, err)
		require.NotEmpty(t, commands, table.Name)
		for _, line := range commands {
			words := strings.Fields(line)
			require.Equal(t, []string{"gossip", "simulate"}, words[:2], table.Name)
			_, _, err := designed(t, words[2:]...)
			require.NoError(t, err, line)
		}
	}
}

// TestReproducedRuns makes the runs of each table in small once more, by the command lines that reproduce
// prints, and looks for its figures in what they show.
func TestReproducedRuns(t *testing.T) {
	computed := []string{"conversations", "to table 4", "slope"} // what simulate does not show
	for _, table := range reproduce.Tables() {
		if table.Name == "plumtree" {
			continue // its figures are of single messages, and those of simulate are means
		}
		t.Run(table.Name, func(t *testing.T) {
			report, err := reproduce.Run(t.Context(), table, reproduce.Options{Runs: 2, Seed: 9, Small: true})
			require.NoError(t, err)
			shown := make(map[string]bool)
			for _, line := range report.Commands {
				assert.Contains(t, line, " --runs 2 --seed 9")
				_, r := simulated(t, strings.Fields(line)[2:]...)
				for _, p := range r.Points {
					for _, m := range p.Metrics {
						shown[fmt.Sprintf("%.9g", m.Mean)] = true
					}
				}
			}
			for _, row := range report.Rows {
				if !slices.Contains(computed, row.Quantity) && !(table.Name == "pushsum" && row.Quantity == "factor") {
					assert.Contains(t, shown, fmt.Sprintf("%.9g", row.Ours.Mean), "%s of %s", row.Quantity, row.Case)
				}
			}
		})
	}
}

func TestChanceText(t *testing.T) {
	for x, want := range map[float64]string{1: "1", 0: "0", 0.5: "0.5", 0.99997: "0.99997", 0.9999999: "0.9999999", 0.6511912: "0.65119"} {
		assert.Equal(t, want, chanceText(x))
	}
}
