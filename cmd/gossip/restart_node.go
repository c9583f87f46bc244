package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"gossip/internal/cluster"
)

// restartNodeResult is what restart-node prints with -o json.
type restartNodeResult struct {
	Node  int            `json:"node"`
	Addr  string         `json:"addr"`
	PID   int            `json:"pid"`
	Peers []int          `json:"peers"`
	Away  []int          `json:"away"` // those of the peers that are dead or do not answer
	Was   cluster.Health `json:"was"`

	// Forsaken says that nobody took the messages of the old process: those that only it had are lost.
	Forsaken bool `json:"forsaken"`
}

func newRestartNodeCommand(c *cli) *cobra.Command {
	var node int
	return &cobra.Command{
		Use:   "restart-node NODE",
		Short: "Replace the process of a node by a new, empty one",
		Long: `End the process of one node and start a new one in its place, with the same number, address and
peers. The new process begins without messages and gets those that the network has from its peers.
The command returns when its links are up; a peer that is dead or does not answer itself is not
waited for: the link comes up when it is back.

A node that runs first hands on what it has accepted; if no peer answers it within two seconds, a
warning says so. One that does not answer is killed. One that
has died is started again; its peers are the nodes that have it as a peer.

If the new process does not come up, for instance because another program has taken its port, the
node stays dead, and can be restarted again.

` + exitStatus(exitTimedOut, exitNotRunning, exitBusy, exitNoSuchNode),
		Example: "  gossip restart-node 12",
		Args:    takes("the number of a node"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if node, err = parseNode(args[0]); err != nil {
				return err
			}
			return runRestartNode(cmd.Context(), c, node)
		},
		ValidArgsFunction: completeFirst(c.completeNodes),
	}
}

func runRestartNode(ctx context.Context, c *cli, node int) error {
	network, err := c.openWith(node)
	if err != nil {
		return err
	}
	report, err := network.RestartNode(ctx, node)
	if err != nil {
		return err
	}
	if report.Forsaken {
		defer c.noteForsaken(node)
	}
	if c.wantsJSON() {
		return c.printJSON(restartNodeResult{Node: report.Node.ID, Addr: report.Node.Addr, PID: report.Node.PID,
			Peers: orEmpty(report.Peers), Away: orEmpty(report.Away), Was: report.Was, Forsaken: report.Forsaken})
	}
	p := c.painterFor(network.State())
	c.printf("%s\n", strings.TrimRight(p.name(node)+" restarted with peers:   "+p.numbers(report.Peers, ", "), " "))
	switch {
	case len(report.Away) > 0:
		c.note("note: %s dead or did not answer: the link comes up when it is back", subject(report.Away))
	case len(report.Peers) == 0 && len(network.State().Nodes) > 1:
		c.note("note: nobody who answers knows %s%d: gossip connect %d NODE joins it to others", nodePrefix, node, node)
	}
	return nil
}
