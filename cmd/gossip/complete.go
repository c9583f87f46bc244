package main

import (
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"gossip/internal/cluster"
)

// completer finds the words that can stand at a place of the command line. The shell asks for them
// while the user types, so it never fails: what cannot be found out is not offered.
type completer = func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective)

// completeWords offers fixed words.
func completeWords(words ...string) completer {
	return func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return words, cobra.ShellCompDirectiveNoFileComp
	}
}

// completeFirst offers words for the arguments one after the other: the first completer is for the
// first argument, and so on. Nothing is offered after the last.
func completeFirst(each ...completer) completer {
	return func(cmd *cobra.Command, args []string, toComplete string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) >= len(each) {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return each[len(args)](cmd, args, toComplete)
	}
}

// completeNothing offers neither words nor files.
func completeNothing(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveNoFileComp
}

// registerCompletions attaches completers to flags of a command, by the flags' names.
func registerCompletions(cmd *cobra.Command, flags map[string]completer) {
	for name, complete := range flags {
		if err := cmd.RegisterFlagCompletionFunc(name, complete); err != nil {
			panic("gossip: " + err.Error()) // a flag that the command does not have
		}
	}
}

// completeNetworks offers the networks that are running.
func (c *cli) completeNetworks(cmd *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	home, err := c.home()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	networks, err := home.Networks(cmd.Context())
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var names []cobra.Completion
	for _, network := range networks {
		if network.Condition == cluster.Running || network.Condition == cluster.Partly {
			names = append(names, network.Network)
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// completeNodes offers the nodes of the network.
func (c *cli) completeNodes(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return c.nodesBut(nil, ""), nodesDirective
}

// completeOtherNodes offers the nodes that are not among the arguments yet.
func (c *cli) completeOtherNodes(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return c.nodesBut(args, ""), nodesDirective
}

// completeNodeList offers the lists with one node more than the word has, which may go on.
func (c *cli) completeNodeList(_ *cobra.Command, _ []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
	begun := word[:strings.LastIndexByte(word, ',')+1]
	return c.nodesBut(strings.Split(begun, ","), begun), nodesDirective | cobra.ShellCompDirectiveNoSpace
}

const nodesDirective = cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder

// nodesBut lists the nodes that no word names, each behind a prefix. It reads what is recorded and asks
// no node.
func (c *cli) nodesBut(words []string, prefix string) (ids []cobra.Completion) {
	network, err := c.open()
	if err != nil {
		return nil
	}
	named := make(map[int]bool)
	for _, word := range words {
		if id, err := parseNode(strings.TrimSpace(word)); err == nil {
			named[id] = true
		}
	}
	for _, node := range network.State().Nodes {
		if !named[node.ID] {
			ids = append(ids, cobra.CompletionWithDesc(prefix+strconv.Itoa(node.ID), node.Addr))
		}
	}
	return ids
}
