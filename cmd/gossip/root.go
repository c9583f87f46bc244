package main

import (
	"fmt"
	"strings"

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
		}},
		{"shape", "Its Shape:", []func(*cli) *cobra.Command{
			newListPeersCommand, newAddNodeCommand, newRemoveNodeCommand, newConnectCommand,
			newDisconnectCommand, newRestructureNetworkCommand, newDescribeTopologyCommand,
		}},
		node,
		{programGroup, "The Program:", []func(*cli) *cobra.Command{
			newVersionCommand, newCompletionCommand, newManCommand, newExitCodesTopic,
		}},
	}
}

// newRootCommand builds the command tree.
func newRootCommand(c *cli, groups []commandGroup) *cobra.Command {
	root := &cobra.Command{
		Use:   "gossip",
		Short: "A laboratory for gossip networks",
		Long: `gossip starts a network of real node processes on this machine, sends messages through it, shows
every path that a message took, draws the network, reshapes it and stops it.`,
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
	root.SetHelpCommand(newHelpCommand(c))
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

// newHelpCommand replaces cobra's own help, which does not fail on an unknown topic.
func newHelpCommand(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:     "help [command or topic]",
		Short:   "Explain a command or a topic",
		Long:    "Explain a command, or one of the topics: exit-codes.\n\n" + exitStatus(),
		Example: "  gossip help start-network\n  gossip help exit-codes",
		RunE: func(cmd *cobra.Command, args []string) error {
			about, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommand(cmd.Root(), strings.Join(args, " "))
			}
			about.InitDefaultHelpFlag()
			return about.Help()
		},
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			var words []cobra.Completion
			for _, sub := range cmd.Root().Commands() {
				if sub.IsAvailableCommand() || sub.IsAdditionalHelpTopicCommand() {
					words = append(words, cobra.CompletionWithDesc(sub.Name(), sub.Short))
				}
			}
			return words, cobra.ShellCompDirectiveNoFileComp
		},
	}
}
