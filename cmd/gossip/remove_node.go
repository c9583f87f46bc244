package main

import (
	"context"

	"github.com/spf13/cobra"

	"gossip/internal/cluster"
	"gossip/topology"
)

// removeNodeOptions are the arguments and flags of remove-node.
type removeNodeOptions struct {
	node   int
	rewire bool
}

// removeNodeResult is what remove-node prints with -o json.
type removeNodeResult struct {
	Node       int            `json:"node"`
	Neighbors  []int          `json:"neighbors"`        // those that had it as a peer
	Untold     []int          `json:"untold"`           // those of them that have died or did not answer
	Rewire     *topology.Plan `json:"rewire,omitempty"` // what --rewire changed
	Components [][]int        `json:"components"`       // the parts of the network that is left
	Stopped    bool           `json:"stopped"`          // it was the last node, and the network was stopped
	Forsaken   bool           `json:"forsaken"`         // nobody took its messages: those that only it had are lost
}

func newRemoveNodeCommand(c *cli) *cobra.Command {
	var opts removeNodeOptions
	cmd := &cobra.Command{
		Use:   "remove-node NODE [--rewire]",
		Short: "Remove a node from the running network",
		Long: `Stop one node, and make its peers forget it. It first hands on what it has accepted; if no peer answers
it within two seconds, a warning says so. A node that has died is cleared away. If the network falls
apart by it, a warning says so; removing the last node stops the network.

Its peers are left with one peer less. With --rewire those that lost a peer are connected to each
other, so that they have as many as before where that is possible, and the survivors stay one
connected network.

` + exitStatus(exitTimedOut, exitNotRunning, exitBusy, exitNoSuchNode),
		Example: "  gossip remove-node 9\n  gossip remove-node 9 --rewire",
		Args:    takes("the number of a node"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if opts.node, err = parseNode(args[0]); err != nil {
				return err
			}
			return runRemoveNode(cmd.Context(), c, opts)
		},
		ValidArgsFunction: completeFirst(c.completeNodes),
	}
	cmd.Flags().BoolVar(&opts.rewire, "rewire", false, "connect the nodes that lost a peer to each other")
	return cmd
}

func runRemoveNode(ctx context.Context, c *cli, opts removeNodeOptions) error {
	network, err := c.openWith(opts.node)
	if err != nil {
		return err
	}
	p := c.painterFor(network.State()) // before the node is gone, for its color
	report, err := network.RemoveNode(ctx, opts.node, cluster.RemoveOptions{Rewire: opts.rewire})
	if err != nil {
		return err
	}
	if report.Split {
		defer c.noteSplit(report.Components)
	}
	if report.Forsaken {
		defer c.noteForsaken(opts.node)
	}
	if c.wantsJSON() {
		return c.printJSON(newRemoveNodeResult(opts, report))
	}
	c.printf("%s removed\n", p.name(opts.node))
	for _, edge := range report.Plan.Add {
		c.printf("%s and %s are connected\n", p.name(edge[0]), p.name(edge[1]))
	}
	for _, edge := range report.Plan.Remove {
		c.printf("%s and %s are disconnected\n", p.name(edge[0]), p.name(edge[1]))
	}
	if report.Stopped {
		c.printf("Gossip network stopped\n")
	}
	noteRemoval(c, opts, report)
	return nil
}

func newRemoveNodeResult(opts removeNodeOptions, report cluster.RemoveReport) removeNodeResult {
	r := removeNodeResult{Node: opts.node, Neighbors: orEmpty(report.Neighbors), Untold: orEmpty(report.Untold),
		Components: orEmpty(report.Components), Stopped: report.Stopped, Forsaken: report.Forsaken}
	if opts.rewire {
		r.Rewire = &topology.Plan{Add: orEmpty(report.Plan.Add), Remove: orEmpty(report.Plan.Remove),
			Unrestored: orEmpty(report.Plan.Unrestored), Raised: orEmpty(report.Plan.Raised)}
	}
	return r
}

// noteForsaken warns of messages that are lost with the process of a node.
func (c *cli) noteForsaken(node int) {
	c.note("warning: no peer took over the messages of %s%d: those that only it had are lost", nodePrefix, node)
}

// noteRemoval says what is not as one might expect after a removal.
func noteRemoval(c *cli, opts removeNodeOptions, report cluster.RemoveReport) {
	if len(report.Untold) > 0 {
		c.note("warning: %s dead or did not answer, and may still have %s%d as a peer", subject(report.Untold), nodePrefix, opts.node)
	}
	if left := report.Plan.Unrestored; len(left) > 0 {
		c.note("note: %s left with a peer less than before: no further edge was possible", subject(left))
	}
	if raised := report.Plan.Raised; len(raised) > 0 {
		c.note("note: %s given a peer more than before, to keep the network in one piece", subject(raised))
	}
}
