package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gossip/internal/cluster"
	"gossip/topology"
)

// restructureNetworkOptions are the arguments and flags of restructure-network.
type restructureNetworkOptions struct {
	args     []string // KIND [PARAM]
	topology topologyArgs
}

// restructureNetworkResult is what restructure-network prints with -o json.
type restructureNetworkResult struct {
	Network  string             `json:"network"`
	Topology cluster.Topology   `json:"topology"`
	Nodes    []newPeersOfResult `json:"nodes"`
	Dead     []int              `json:"dead"` // nodes that have died and were left out
}

// newPeersOfResult is one node of restructureNetworkResult.
type newPeersOfResult struct {
	ID    int   `json:"id"`
	Peers []int `json:"peers"`
}

func newRestructureNetworkCommand(c *cli) *cobra.Command {
	var opts restructureNetworkOptions
	cmd := &cobra.Command{
		Use:   "restructure-network KIND [PARAM]",
		Short: "Lay a new topology over the running nodes",
		Long: `Lay a new topology over the nodes of the network while they run; no process is restarted and no
message is lost. All nodes get their new peers, or all keep the old ones. Nodes that have died are
left out, with a warning. Where ids have gaps, the new topology is laid over the nodes in the order of
their ids.

` + topologyHelp() + "\n" + exitStatus(exitTimedOut, exitNotRunning, exitBusy),
		Example: "  gossip restructure-network circular\n  gossip restructure-network random 4 --seed 7",
		Args:    takes("KIND: "+alternatives(kindNames()), "[the parameter of the kind]"),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.args = args
			return runRestructureNetwork(cmd.Context(), c, &opts)
		},
		ValidArgsFunction: completeTopology,
	}
	opts.topology.addFlags(cmd.Flags())
	registerCompletions(cmd, map[string]completer{"seed": completeNothing})
	return cmd
}

func runRestructureNetwork(ctx context.Context, c *cli, opts *restructureNetworkOptions) error {
	spec, err := opts.topology.unsized(opts.args)
	if err != nil {
		return err
	}
	network, err := c.open()
	if err != nil {
		return err
	}
	report, err := network.Restructure(ctx, func(n int) (*topology.Graph, cluster.Topology, []int, error) {
		return layOver(&spec, n)
	})
	if err != nil {
		return err
	}
	opts.topology.noteSeed(c, spec)
	c.noteDead(report.Dead)
	ids := slices.Sorted(maps.Keys(report.Peers))
	if c.wantsJSON() {
		r := restructureNetworkResult{Network: c.network, Topology: recorded(spec), Dead: orEmpty(report.Dead)}
		for _, id := range ids {
			r.Nodes = append(r.Nodes, newPeersOfResult{ID: id, Peers: orEmpty(report.Peers[id])})
		}
		return c.printJSON(r)
	}
	p := c.painterFor(network.State())
	for _, id := range ids {
		line := fmt.Sprintf("%s has now peers:   %s", p.name(id), p.numbers(report.Peers[id], ", "))
		c.printf("%s\n", strings.TrimRight(line, " "))
	}
	return nil
}

// layOver generates the graph of a spec for n nodes, which are as many as are alive.
func layOver(spec *topology.Spec, n int) (*topology.Graph, cluster.Topology, []int, error) {
	spec.N = n
	resolved, err := spec.Resolved()
	if err != nil {
		return nil, cluster.Topology{}, nil, err
	}
	*spec = resolved
	graph, err := generate(resolved, false)
	if err != nil {
		return nil, cluster.Topology{}, nil, err
	}
	if graph.Len() != n {
		return nil, cluster.Topology{}, nil, &usageError{
			text: fmt.Sprintf("the graph has %s, and %s run", amount(graph.Len(), "node"), amount(n, "node")),
			hint: "add or remove nodes, or name a graph of that size",
		}
	}
	return graph, recorded(resolved), topology.Groups(resolved, graph), nil
}
