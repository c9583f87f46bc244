package main

import (
	"context"
	"math/rand/v2"

	"github.com/spf13/cobra"

	"gossip/internal/cluster"
	"gossip/internal/gossip"
)

// addNodeOptions are the flags of add-node.
type addNodeOptions struct {
	peers  nodeList
	degree int // 0 for the mean degree of the network
	seed   optionalSeed
	port   *int // nil for the next port of the network
}

func newAddNodeCommand(c *cli) *cobra.Command {
	var opts addNodeOptions
	var port int
	cmd := &cobra.Command{
		Use:   "add-node [--peers 3,7 | --degree 3]",
		Short: "Add a node to the running network",
		Long: `Start one more node and make it a peer of others, while the network runs. The command returns when
the links are up. The number of the node is one that the network has never used.

Its peers are named with --peers, or picked at random: as many as --degree says, or as a node has on
average. It learns of the messages that were sent before it came.

` + exitStatus(exitTimedOut, exitNotRunning, exitBusy, exitNoSuchNode),
		Example: "  gossip add-node\n  gossip add-node --peers 3,7\n  gossip add-node --degree 4 --seed 7",
		Args:    takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if len(opts.peers.ids) > 0 && cmd.Flags().Changed("degree") {
				return &usageError{text: "--peers names the peers and --degree their number: they do not go together", hint: "choose one of them"}
			}
			if cmd.Flags().Changed("port") {
				opts.port = &port
			}
			return runAddNode(cmd.Context(), c, opts)
		},
		ValidArgsFunction: completeNothing,
	}
	fs := cmd.Flags()
	fs.Var(&opts.peers, "peers", "`numbers` of the nodes that are to know it, separated by commas")
	fs.Var(newBoundedInt(&opts.degree, 0, bounds{1, gossip.MaxNodeID}), "degree", "how many peers are picked (default the mean of the network)")
	fs.Lookup("degree").DefValue = "0" // the default is told in words
	fs.Var(&opts.seed, "seed", "of the pick (drawn and printed if not given)")
	fs.Var(newBoundedInt(&port, 0, bounds{0, 65535}), "port", "`port` to listen on; 0 for any that is free (default the next one of the network)")
	registerCompletions(cmd, map[string]completer{
		"peers": c.completeNodeList, "degree": completeNothing, "seed": completeNothing, "port": completeNothing,
	})
	return cmd
}

func runAddNode(ctx context.Context, c *cli, opts addNodeOptions) error {
	network, err := c.openWith(opts.peers.ids...)
	if err != nil {
		return err
	}
	seed, drawn := opts.seed.value, false
	if len(opts.peers.ids) == 0 && !opts.seed.given {
		seed, drawn = rand.Uint64N(drawnSeeds), true
	}
	report, err := network.AddNode(ctx, cluster.AddOptions{
		Peers: opts.peers.ids, Degree: opts.degree, Seed: seed, Port: opts.port,
	})
	if err != nil {
		return err
	}
	if c.wantsJSON() {
		return c.printJSON(startedNodeResult{ID: report.Node.ID, Addr: report.Node.Addr, PID: report.Node.PID,
			Peers: orEmpty(report.Peers)})
	}
	if drawn {
		c.noteDrawn(seed)
	}
	printStarting(c, c.painterFor(network.State()), report.Node.ID, report.Peers)
	return nil
}
