package cluster

import (
	"context"
	"errors"
	"io/fs"
	"time"

	"gossip/internal/wire"
)

// Health is how a node is, seen from outside.
type Health string

// The states of a node.
const (
	NodeRunning Health = "running" // it answers
	NodeStalled Health = "stalled" // its process runs, but it does not answer in time
	NodeDead    Health = "dead"    // its process has ended
)

// NodeInfo is one node as it is now. What only the node itself can tell is zero unless it runs.
type NodeInfo struct {
	ID       int
	Addr     string
	PID      int
	Group    int // NoGroup if there is none
	State    Health
	Peers    []int // ascending
	Down     []int // those peers to which there is no link now
	Messages int
	Unread   int
	Uptime   time.Duration
	PSSBytes int64 // proportional share of the memory; 0 where unknown
	Estimate *float64
	Problem  error // why the node is stalled
}

// A view is what a glance at a node showed.
type view struct {
	node    NodeState
	health  Health
	status  wire.Status // if it runs
	problem error       // if it is stalled
}

// Nodes asks every node how it is. One that does nothing for two seconds and does not answer either is
// stalled; it does not make the call fail.
func (n *Network) Nodes(ctx context.Context) ([]NodeInfo, error) {
	if err := n.refresh(); err != nil {
		return nil, err
	}
	infos := make([]NodeInfo, len(n.state.Nodes))
	ForEach(len(infos), func(i int) { infos[i] = n.state.look(ctx, n.state.Nodes[i]).info() })
	if ctx.Err() != nil {
		return nil, interrupted(ctx, "ask the nodes how they are")
	}
	return infos, nil
}

// survey looks at every node.
func (s *State) survey(ctx context.Context) ([]view, error) {
	views := make([]view, len(s.Nodes))
	ForEach(len(views), func(i int) { views[i] = s.look(ctx, s.Nodes[i]) })
	if ctx.Err() != nil {
		return nil, interrupted(ctx, "ask the nodes who knows whom")
	}
	return views, nil
}

// look asks one node how it is, see asking.
func (s *State) look(ctx context.Context, node NodeState) view {
	v := view{node: node, health: NodeRunning}
	c, err := s.dial(ctx, node)
	if err == nil {
		question, cancel := asking(ctx, node)
		v.status, err = c.Status(question)
		cancel()
		c.Close()
	}
	switch {
	case err == nil:
	case alive(node):
		v.health, v.problem = NodeStalled, err
	default:
		v.health = NodeDead
	}
	return v
}

// info is the view for the list of nodes.
func (v view) info() NodeInfo {
	info := NodeInfo{ID: v.node.ID, Addr: v.node.Addr, PID: v.node.PID, Group: v.node.Group,
		State: v.health, Problem: v.problem}
	if v.health == NodeDead {
		return info
	}
	info.PSSBytes, _ = pss(v.node.PID)
	if v.health != NodeRunning {
		return info
	}
	for _, p := range v.status.Peers {
		info.Peers = append(info.Peers, p.ID)
		if p.Link != wire.LinkUp {
			info.Down = append(info.Down, p.ID)
		}
	}
	info.Messages, info.Unread = v.status.Messages, v.status.Unread
	info.Estimate = v.status.Estimate
	info.Uptime = time.Since(time.Unix(0, v.status.StartedNS))
	return info
}

// refresh reads the record again. It fails if the run that was opened is over.
func (n *Network) refresh() error {
	s, err := n.home.readState(n.state.Network)
	if errors.Is(err, fs.ErrNotExist) {
		return notRunning(n.state.Network, "network %q was stopped", n.state.Network)
	}
	if err != nil {
		return err
	}
	if s.ended() || s.Run != n.state.Run {
		return notRunning(n.state.Network, "network %q was stopped meanwhile", n.state.Network)
	}
	n.state = *s
	return nil
}
