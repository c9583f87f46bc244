package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"gossip/internal/cluster"
	"gossip/internal/gossip"
)

// nodePrefix stands before the number in the name of a node.
const nodePrefix = "Gossip-Node-"

// nodesHint says where the numbers of nodes are to be found.
const nodesHint = "gossip list-nodes shows which nodes there are"

// parseNode reads the number of a node, which may be written as its name.
func parseNode(s string) (int, error) {
	digits := strings.TrimPrefix(s, nodePrefix)
	n, err := strconv.ParseUint(digits, 10, 32)
	if err != nil || n < 1 || n > gossip.MaxNodeID {
		return 0, &usageError{text: fmt.Sprintf("%q is not a node: a node is a number from 1 to %d, or its name (%s3)", s, gossip.MaxNodeID, nodePrefix),
			hint: nodesHint}
	}
	return int(n), nil
}

// takes returns a check of the number of arguments, for a command whose arguments have the given
// names; those in brackets may be left out.
func takes(names ...string) cobra.PositionalArgs {
	needed := 0
	for _, name := range names {
		if !strings.HasPrefix(name, "[") {
			needed++
		}
	}
	return func(cmd *cobra.Command, args []string) error {
		hint := fmt.Sprintf("%s --help", cmd.CommandPath())
		switch {
		case len(args) < needed:
			return &usageError{text: fmt.Sprintf("%s needs %s", cmd.Name(), names[len(args)]), hint: hint}
		case len(args) > len(names):
			return &usageError{text: fmt.Sprintf("%s has no use for the argument %q", cmd.Name(), args[len(names)]), hint: hint}
		}
		return nil
	}
}

// checkNode makes sure that a network has a node. The hint of the error lists those that it has.
func checkNode(network *cluster.Network, id int) error {
	state := network.State()
	ids := make([]int, len(state.Nodes))
	for i, node := range state.Nodes {
		if node.ID == id {
			return nil
		}
		ids[i] = node.ID
	}
	return &cluster.Error{Code: cluster.NoSuchNode, Text: fmt.Sprintf("network %q has no node %d", state.Network, id),
		Hint: "its nodes are " + ranges(ids)}
}

// ranges writes ascending numbers briefly: 1-11, 13-16.
func ranges(ids []int) string {
	var parts []string
	for i := 0; i < len(ids); {
		j := i
		for j+1 < len(ids) && ids[j+1] == ids[j]+1 {
			j++
		}
		switch j - i {
		case 0:
			parts = append(parts, strconv.Itoa(ids[i]))
		case 1:
			parts = append(parts, strconv.Itoa(ids[i]), strconv.Itoa(ids[j]))
		default:
			parts = append(parts, fmt.Sprintf("%d-%d", ids[i], ids[j]))
		}
		i = j + 1
	}
	return strings.Join(parts, ", ")
}

// subject names nodes as the subject of a sentence, with its verb: node 3 is, nodes 3, 4 are.
func subject(ids []int) string {
	if len(ids) == 1 {
		return fmt.Sprintf("node %d is", ids[0])
	}
	return fmt.Sprintf("nodes %s are", ranges(ids))
}
