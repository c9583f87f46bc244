package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

// commandGroup is one heading of the help and the commands below it.
type commandGroup struct {
	id, title string
	commands  []func(*cli) *cobra.Command
}

// programGroup is the group that help is in.
const programGroup = "program"

// commandGroups is the table of all commands. A node process is started hundreds of times at once, so
// for `gossip node` nothing but that command is built.
func commandGroups(args []string) []commandGroup {
	node := commandGroup{"node", "One Node:", []func(*cli) *cobra.Command{
		newNodeCommand,
	}}
	if len(args) > 0 && args[0] == "node" {
		return []commandGroup{node, {id: "program", title: "The Program:"}} // where help belongs
	}
	return []commandGroup{
		{"network", "A Network:", []func(*cli) *cobra.Command{
			newStartNetworkCommand, newStopNetworkCommand, newListNetworksCommand,
			newListNodesCommand, newPlotCommand, newLogsCommand,
		}},
		{"message", "Messages:", []func(*cli) *cobra.Command{
			newSendMessageCommand, newGetMessagesCommand,
			newTraceCommand, newWatchCommand,
		}},
		{"measure", "Measure:", []func(*cli) *cobra.Command{
			newBenchCommand,
		}},
		{"simulate", "Predict:", []func(*cli) *cobra.Command{
			newSimulateCommand, newReproduceCommand, newAdviseCommand,
			newReplayCommand, newCompareCommand,
		}},
		{"shape", "Its Shape:", []func(*cli) *cobra.Command{
			newListPeersCommand, newAddNodeCommand, newRestartNodeCommand, newRemoveNodeCommand,
			newConnectCommand, newDisconnectCommand, newRestructureNetworkCommand, newDescribeTopologyCommand,
			newDescribeProtocolCommand,
		}},
		node,
		{programGroup, "The Program:", []func(*cli) *cobra.Command{
			newVersionCommand, newCompletionCommand, newManCommand, newExitCodesTopic, newMetricsTopic,
		}},
	}
}

// newRootCommand builds the command tree.
func newRootCommand(c *cli, groups []commandGroup) *cobra.Command {
	root := &cobra.Command{
		Use:   "gossip",
		Short: "A laboratory for gossip networks",
		Long: `gossip starts a network of real node processes on this machine, sends messages through it, shows
every path that a message took, draws the network, reshapes it and stops it.

Wherever a flag takes a whole number or a size, it may be written like 1e3 or 1.5e3, too.`,
		Example: `  gossip start-network random 3 --seed 7 --plot
  gossip send-message 1 "Hello World"
  gossip get-messages 10
  gossip stop-network`,
		Args:                       cobra.ArbitraryArgs,
		SilenceErrors:              true,
		SilenceUsage:               true,
		SuggestionsMinimumDistance: 2,
		CompletionOptions:          cobra.CompletionOptions{DisableDefaultCmd: true},
		PersistentPreRunE:          c.begin,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0])
			}
			return cmd.Help()
		},
	}
	root.SetOut(c.out)
	root.SetErr(c.err)
	root.SetFlagErrorFunc(flagError)
	setHelp(c, root)
	root.PersistentFlags().SortFlags = false
	c.addFlags(root.PersistentFlags())
	registerCompletions(root, map[string]completer{
		"network": c.completeNetworks, "output": completeWords("text", "json"),
	})
	for _, group := range groups {
		if group.id == programGroup {
			root.SetHelpCommandGroupID(programGroup)
		}
		root.AddGroup(&cobra.Group{ID: group.id, Title: group.title})
		for _, construct := range group.commands {
			cmd := construct(c)
			if cmd.Runnable() {
				cmd.GroupID = group.id
			}
			cmd.Flags().SortFlags = false
			cmd.DisableFlagsInUseLine = true
			root.AddCommand(cmd)
		}
	}
	return root
}

// unknownCommand is the error for a word that is no command; it suggests the nearest ones.
func unknownCommand(root *cobra.Command, word string) error {
	hint := "gossip --help lists the commands"
	if near := root.SuggestionsFor(word); word != "" && len(near) > 0 {
		hint = "did you mean " + alternatives(near) + "?"
	}
	return &usageError{text: fmt.Sprintf("there is no command %q", word), hint: hint}
}
