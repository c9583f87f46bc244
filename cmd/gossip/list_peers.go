package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"gossip/internal/cluster"
)

// listPeersOptions are the arguments and flags of list-peers.
type listPeersOptions struct {
	node  int
	depth int
}

// listPeersResult is what list-peers prints with -o json.
type listPeersResult struct {
	Node  int          `json:"node"`
	Peers []peerResult `json:"peers"`
}

// peerResult is one peer of listPeersResult.
type peerResult struct {
	ID   int    `json:"id"`
	Addr string `json:"addr"`
	// Peers are the peers of the peer, with --depth; the node by which it was reached is not
	// repeated. They are left out at the greatest depth, and where Shown is set.
	Peers []peerResult `json:"peers,omitempty"`
	// Shown says that the peers of this peer stand elsewhere in the tree, nearer to its root or
	// earlier.
	Shown bool `json:"shown,omitempty"`
}

// maxDepth bounds --depth: no path of a network is longer than it has nodes.
const maxDepth = 1_000_000

func newListPeersCommand(c *cli) *cobra.Command {
	var opts listPeersOptions
	cmd := &cobra.Command{
		Use:   "list-peers NODE [--depth K]",
		Short: "List the peers of a node",
		Long: `List the peers of a node: the nodes that it sends to. With --depth K also their peers, and so on, as
a tree of K levels. The peers of a node are listed once, where it is nearest to the root; elsewhere
it is followed by an ellipsis (…).

` + exitStatus(exitTimedOut, exitNotRunning, exitNoSuchNode),
		Example: "  gossip list-peers 4\n  gossip list-peers 4 --depth 3",
		Args:    takes("the number of a node"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if opts.node, err = parseNode(args[0]); err != nil {
				return err
			}
			return runListPeers(cmd.Context(), c, opts)
		},
		ValidArgsFunction: completeFirst(c.completeNodes),
	}
	cmd.Flags().Var(newBoundedInt(&opts.depth, 1, bounds{1, maxDepth}), "depth", "levels of peers")
	return cmd
}

func runListPeers(ctx context.Context, c *cli, opts listPeersOptions) error {
	network, client, err := c.dial(ctx, opts.node)
	if err != nil {
		return err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	peers, err := client.Peers(ctx)
	if err != nil {
		return fmt.Errorf("ask node %d for its peers: %w", opts.node, err)
	}
	result := listPeersResult{Node: opts.node, Peers: make([]peerResult, len(peers))}
	for i, peer := range peers {
		result.Peers[i] = peerResult{ID: peer.ID, Addr: peer.Addr}
	}
	if opts.depth > 1 {
		nodes, err := network.Nodes(ctx)
		if err != nil {
			return err
		}
		deepen(&result, nodes, opts.depth)
	}
	if c.wantsJSON() {
		return c.printJSON(result)
	}
	p := c.painterFor(network.State())
	if len(result.Peers) == 0 {
		c.printf("%s has no peers\n", p.name(opts.node))
		return nil
	}
	c.printf("%s has peers:\n", p.name(opts.node))
	printPeers(c, p, result.Peers, 0)
	return nil
}

// printPeers prints a level of the tree, and below each peer its own peers.
func printPeers(c *cli, p painter, peers []peerResult, level int) {
	for _, peer := range peers {
		c.printf("%s* %s (%s)", strings.Repeat("  ", level), p.name(peer.ID), peer.Addr)
		if peer.Shown {
			c.printf(" …")
		}
		c.printf("\n")
		printPeers(c, p, peer.Peers, level+1)
	}
}

// deepen adds the levels below the first one, nearest first, so that the peers of each node are
// listed where it is nearest to the root.
func deepen(tree *listPeersResult, nodes []cluster.NodeInfo, depth int) {
	known := make(map[int]cluster.NodeInfo, len(nodes))
	for _, node := range nodes {
		known[node.ID] = node
	}
	type branch struct {
		peer *peerResult
		from int
	}
	expanded := map[int]bool{tree.Node: true}
	var level []branch
	for i := range tree.Peers {
		level = append(level, branch{&tree.Peers[i], tree.Node})
	}
	for ; depth > 1 && len(level) > 0; depth-- {
		var next []branch
		for _, b := range level {
			if expanded[b.peer.ID] {
				b.peer.Shown = true
				continue
			}
			expanded[b.peer.ID] = true
			for _, id := range known[b.peer.ID].Peers {
				if id != b.from {
					b.peer.Peers = append(b.peer.Peers, peerResult{ID: id, Addr: known[id].Addr})
				}
			}
			for i := range b.peer.Peers {
				next = append(next, branch{&b.peer.Peers[i], b.peer.ID})
			}
		}
		level = next
	}
}
