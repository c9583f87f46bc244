package main

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// helpResult is the help of one command as -o json prints it.
type helpResult struct {
	Command     string           `json:"command"`
	Usage       string           `json:"usage"`
	Summary     string           `json:"summary"`
	Description string           `json:"description"`
	Examples    string           `json:"examples,omitempty"`
	Commands    []helpCommand    `json:"commands,omitempty"` // below it, help topics included
	Flags       []helpFlagResult `json:"flags"`
}

// helpCommand is a command or a topic in a list of them.
type helpCommand struct {
	Name    string `json:"name"`
	Summary string `json:"summary"`
	Topic   bool   `json:"topic,omitempty"` // there is nothing to run, only something to read
}

// helpFlagResult is one flag of helpResult.
type helpFlagResult struct {
	Name      string `json:"name"`
	Shorthand string `json:"shorthand,omitempty"`
	Value     string `json:"value,omitempty"` // what kind of value it takes; none if it takes none
	Default   string `json:"default"`
	Doc       string `json:"doc"`
	Shared    bool   `json:"shared,omitempty"` // all commands have it
}

// newTopic returns a help topic. It is no command, for it has nothing to run; with -o json it prints what
// its text was made from.
func newTopic(c *cli, name, summary, text string, source any) *cobra.Command {
	cmd := &cobra.Command{Use: name, Short: summary, Long: text}
	cmd.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		if !c.wantsJSON() {
			cmd.Parent().HelpFunc()(cmd, args)
			return
		}
		c.helpJSON(cmd, source)
	})
	return cmd
}

// setHelp makes the help of all commands obey -o json.
func setHelp(c *cli, root *cobra.Command) {
	root.SetHelpCommand(newHelpCommand(c))
	text := root.HelpFunc()
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		// some commands have an --output of their own
		if output := cmd.Flags().Lookup("output"); c.wantsJSON() || output != nil && output.Value.String() == string(outputJSON) {
			c.helpJSON(cmd, newHelpResult(cmd))
			return
		}
		text(cmd, args)
	})
}

// helpJSON prints help as JSON. cobra's help cannot fail, so it complains by itself.
func (c *cli) helpJSON(cmd *cobra.Command, v any) {
	if err := c.printJSON(v); err != nil {
		cmd.PrintErrln(err)
	}
}

func newHelpResult(cmd *cobra.Command) helpResult {
	r := helpResult{Command: cmd.CommandPath(), Usage: cmd.UseLine(), Summary: cmd.Short, Description: cmd.Long,
		Examples: cmd.Example, Flags: []helpFlagResult{}}
	for _, sub := range cmd.Commands() {
		topic := sub.IsAdditionalHelpTopicCommand()
		if topic || sub.IsAvailableCommand() {
			r.Commands = append(r.Commands, helpCommand{sub.Name(), sub.Short, topic})
		}
	}
	add := func(flags *pflag.FlagSet, shared bool) {
		flags.VisitAll(func(f *pflag.Flag) {
			if f.Hidden {
				return
			}
			value, doc := pflag.UnquoteUsage(f)
			if f.Value.Type() == "count" {
				value = ""
			}
			r.Flags = append(r.Flags, helpFlagResult{f.Name, f.Shorthand, value, f.DefValue, doc, shared})
		})
	}
	add(cmd.LocalFlags(), !cmd.HasParent())
	add(cmd.InheritedFlags(), true)
	return r
}

// newHelpCommand replaces cobra's own help, which does not fail on an unknown topic.
func newHelpCommand(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:   "help [command or topic]",
		Short: "Explain a command or a topic",
		Long: `Explain a command, or one of the topics: exit-codes, metrics. With -o json the help of a command is an
object: its usage, description, examples and flags. The topics are lists: of the codes, each with its
meaning, and of the metrics, each with its unit, definition and source.

` + exitStatus(),
		Example: "  gossip help start-network\n  gossip help exit-codes\n  gossip help metrics -o json",
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
