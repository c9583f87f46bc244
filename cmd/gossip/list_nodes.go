package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"gossip/internal/cluster"
)

// listNodesResult is what list-nodes prints with -o json.
type listNodesResult struct {
	Network  string            `json:"network"`
	Protocol string            `json:"protocol"`
	Params   map[string]string `json:"params"` // all parameters of the protocol
	Nodes    []nodeResult      `json:"nodes"`
}

// nodeResult is one node of listNodesResult. What only the node can tell is zero unless it runs.
type nodeResult struct {
	ID       int            `json:"id"`
	Addr     string         `json:"addr"`
	PID      int            `json:"pid"`
	State    cluster.Health `json:"state"` // running, stalled or dead
	Peers    []int          `json:"peers"`
	Down     []int          `json:"down"` // the peers to which there is no link now
	Messages int            `json:"messages"`
	Unread   int            `json:"unread"`
	PSSBytes int64          `json:"pss_bytes"`
	UptimeMS int64          `json:"uptime_ms"`
	Estimate any            `json:"estimate,omitempty"` // of a protocol that aggregates: a number, null if there is none
}

func newListNodesCommand(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:     "list-nodes",
		Aliases: []string{"ps"},
		Short:   "List the nodes of the network and how they are",
		Long: `List the nodes of the network: address, process, state, peers, messages held, memory (the
proportional share, PSS) and time since the start. Of a protocol that aggregates they show what each
node estimates, in place of messages.

A node is running, stalled (its process runs, but does not answer within two seconds), or dead (its
process has ended). A ! stands behind a peer to which there is no link now.

` + exitStatus(exitNotRunning),
		Example: "  gossip list-nodes\n  gossip ps -N demo -o json",
		Args:    takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runListNodes(cmd.Context(), c)
		},
		ValidArgsFunction: completeNothing,
	}
}

func runListNodes(ctx context.Context, c *cli) error {
	network, err := c.open()
	if err != nil {
		return err
	}
	nodes, err := network.Nodes(ctx)
	if err != nil {
		return err
	}
	if c.wantsJSON() {
		return c.printJSON(newListNodesResult(network.State(), nodes))
	}
	p := c.painterFor(network.State())
	var t table
	aggregates := rowOf(network.State()).Aggregates
	if aggregates {
		t.row("NODE", "ADDRESS", "PID", "STATE", "ESTIMATE", "MEMORY", "UPTIME", "PEERS")
	} else {
		t.row("NODE", "ADDRESS", "PID", "STATE", "MESSAGES", "MEMORY", "UPTIME", "PEERS")
	}
	for _, n := range nodes {
		t.rows = append(t.rows, nodeRow(n, p, aggregates))
	}
	return t.write(c.out)
}

// nodeRow is the row of one node.
func nodeRow(n cluster.NodeInfo, p painter, aggregates bool) []cell {
	memory, uptime, result := "-", "-", "-"
	if n.PSSBytes > 0 {
		memory = roundSize(n.PSSBytes)
	}
	if n.State == cluster.NodeRunning {
		result, uptime = strconv.Itoa(n.Messages), shortDuration(n.Uptime)
	}
	if aggregates {
		result = shownEstimate(n)
	}
	name := func(text string) string { return p.paint(n.ID, text) }
	return []cell{
		{text: nodePrefix + strconv.Itoa(n.ID), paint: name}, {text: n.Addr}, {text: strconv.Itoa(n.PID)},
		{text: string(n.State)}, {text: result}, {text: memory}, {text: uptime}, {text: peerCell(n)},
	}
}

// shownPeers is how many peers a row of list-nodes shows.
const shownPeers = 12

// peerCell lists the peers of a node, as many as fit a line.
func peerCell(n cluster.NodeInfo) string {
	if n.State != cluster.NodeRunning {
		return "-"
	}
	down := make(map[int]bool, len(n.Down))
	for _, id := range n.Down {
		down[id] = true
	}
	text := ""
	for i, id := range n.Peers {
		if i == shownPeers {
			return text + fmt.Sprintf(" and %d more", len(n.Peers)-shownPeers)
		}
		if i > 0 {
			text += ", "
		}
		text += strconv.Itoa(id)
		if down[id] {
			text += "!"
		}
	}
	return text
}

// shortDuration writes a duration in its two largest units.
func shortDuration(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%ds", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%dm%ds", int(d.Minutes()), int(d.Seconds())%60)
	case d < 24*time.Hour:
		return fmt.Sprintf("%dh%dm", int(d.Hours()), int(d.Minutes())%60)
	}
	return fmt.Sprintf("%dd%dh", int(d.Hours())/24, int(d.Hours())%24)
}

func newListNodesResult(state cluster.State, nodes []cluster.NodeInfo) listNodesResult {
	r := listNodesResult{Network: state.Network, Nodes: make([]nodeResult, len(nodes))}
	r.Protocol, r.Params = settingsOf(state)
	aggregates := rowOf(state).Aggregates
	for i, n := range nodes {
		r.Nodes[i] = nodeResult{ID: n.ID, Addr: n.Addr, PID: n.PID, State: n.State,
			Peers: orEmpty(n.Peers), Down: orEmpty(n.Down), Messages: n.Messages, Unread: n.Unread,
			PSSBytes: n.PSSBytes, UptimeMS: n.Uptime.Milliseconds()}
		if aggregates {
			r.Nodes[i].Estimate = n.Estimate // a nil pointer in an interface is written as null
		}
	}
	return r
}

// orEmpty makes JSON write [] instead of null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
