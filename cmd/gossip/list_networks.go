package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"gossip/internal/cluster"
)

// listNetworksResult is what list-networks prints with -o json.
type listNetworksResult struct {
	Networks []networkResult `json:"networks"`
}

// networkResult is one network of listNetworksResult.
type networkResult struct {
	Network     string            `json:"network"`
	State       cluster.Condition `json:"state"` // starting, running, partly, stopped, died or damaged
	Nodes       int               `json:"nodes"`
	Alive       int               `json:"alive"`
	Topology    cluster.Topology  `json:"topology"`
	Host        string            `json:"host"`
	PortsOrigin int               `json:"ports_origin"`
	StartedNS   int64             `json:"started_ns"`
	EndedNS     int64             `json:"ended_ns,omitempty"`
	Problem     string            `json:"problem,omitempty"`
}

func newListNetworksCommand(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:   "list-networks",
		Short: "List all networks, running or not",
		Long: `List every network of this user: those that run or are being started, those of which some nodes have
died (partly), and those that have ended, as long as their logs are kept.

` + exitStatus(),
		Example: "  gossip list-networks\n  gossip list-networks -o json",
		Args:    takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runListNetworks(cmd.Context(), c)
		},
		ValidArgsFunction: completeNothing,
	}
}

func runListNetworks(ctx context.Context, c *cli) error {
	home, err := c.home()
	if err != nil {
		return err
	}
	networks, err := home.Networks(ctx)
	if err != nil {
		return err
	}
	if c.wantsJSON() {
		return c.printJSON(newListNetworksResult(networks))
	}
	if len(networks) == 0 {
		c.note("there are no networks\nhint: gossip start-network")
		return nil
	}
	var t table
	t.row("NETWORK", "STATE", "NODES", "TOPOLOGY", "PORTS", "STARTED")
	for _, n := range networks {
		if n.Condition == cluster.Starting {
			t.row(n.Network, string(n.Condition), "-", "-", "-", "-")
			continue
		}
		if n.Problem != nil {
			t.row(n.Network, string(n.Condition), "-", "-", "-", "-")
			c.note("network %q: %s", n.Network, printable(n.Problem.Error()))
			continue
		}
		t.row(n.Network, string(n.Condition), nodeCount(n), n.Topology.Kind,
			fmt.Sprintf("%s:%d+", n.Host, n.PortsOrigin), time.Unix(0, n.CreatedNS).Local().Format("2006-01-02 15:04:05"))
	}
	return t.write(c.out)
}

// nodeCount says how many nodes a network has, and how many of them live if some don't.
func nodeCount(n cluster.Summary) string {
	if n.Condition == cluster.Partly {
		return fmt.Sprintf("%d of %d", n.Alive, n.Nodes)
	}
	return fmt.Sprint(n.Nodes)
}

func newListNetworksResult(networks []cluster.Summary) listNetworksResult {
	r := listNetworksResult{Networks: make([]networkResult, len(networks))}
	for i, n := range networks {
		r.Networks[i] = networkResult{Network: n.Network, State: n.Condition, Nodes: n.Nodes, Alive: n.Alive,
			Topology: n.Topology, Host: n.Host, PortsOrigin: n.PortsOrigin, StartedNS: n.CreatedNS, EndedNS: n.EndedNS}
		if n.Problem != nil {
			r.Networks[i].Problem = n.Problem.Error()
		}
	}
	return r
}
