package cluster

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"

	"gossip/internal/client"
	"gossip/internal/wire"
	"gossip/topology"
)

// AddOptions describe a node that joins a running network.
type AddOptions struct {
	Peers      []int  // who is to know it; empty: Degree peers are picked
	Degree     int    // how many peers are picked; 0 means the mean degree of the network, rounded
	Seed       uint64 // of the pick
	Port       *int   // nil means the ports' origin + id; 0 any free one
	Executable string // the gossip program; empty means the running one
}

// AddReport says what AddNode did.
type AddReport struct {
	Node  NodeState
	Peers []int // ascending
}

// AddNode spawns a node and makes it a peer of others; when it returns, the links are up. Its id
// is one that the network has never used. If the node does not come up, or one of its peers does
// not take it, nothing is changed.
func (n *Network) AddNode(ctx context.Context, o AddOptions) (AddReport, error) {
	var report AddReport
	err := n.change(ctx, func(s *State) error {
		program, err := executable(o.Executable)
		if err != nil {
			return err
		}
		peers, err := s.choosePeers(ctx, o)
		if err != nil {
			return err
		}
		r, err := s.revise(ctx, peers)
		if err != nil {
			return err
		}
		defer r.close()
		if len(r.dead) > 0 {
			return &Error{Code: Failed, Text: fmt.Sprintf("node %d is dead and cannot be a peer; nothing was changed", r.dead[0]),
				Hint: fmt.Sprintf("name others with --peers, or gossip remove-node %d", r.dead[0])}
		}
		report.Peers = peers
		if report.Node, err = n.join(ctx, r, peers, o.Port, program); err != nil {
			return err
		}
		return n.state.awaitLinks(ctx, report.Node.ID, peers)
	})
	return report, err
}

// choosePeers returns the peers that were asked for, or picks some; ascending.
func (s *State) choosePeers(ctx context.Context, o AddOptions) ([]int, error) {
	if s.NextID > s.MaxNodes {
		return nil, invalid("start a new network", "all node ids are used up: those of this network end at %d", s.MaxNodes)
	}
	if len(o.Peers) > 0 {
		peers := slices.Sorted(slices.Values(o.Peers))
		for i, id := range peers {
			if _, ok := s.node(id); !ok {
				return nil, s.noSuchNode(id)
			}
			if i > 0 && peers[i-1] == id {
				return nil, invalid("name each peer once", "peer %d stands twice", id)
			}
		}
		return peers, nil
	}
	views, err := s.survey(ctx)
	if err != nil {
		return nil, unchanged(ctx, err)
	}
	// Only a node that answers can be told of a new peer.
	answering := slices.DeleteFunc(views, func(v view) bool { return v.health != NodeRunning })
	if len(answering) == 0 {
		return nil, s.noneAnswers()
	}
	g, err := graphOf(answering, 0)
	if err != nil {
		return nil, err
	}
	degree := o.Degree
	if degree == 0 {
		degree = meanDegree(g)
	}
	if degree < 0 || degree > g.Len() {
		return nil, invalid(fmt.Sprintf("use a degree of 1 to %d", g.Len()),
			"a new node cannot have %s in a network in which %d answer", amount(degree, "peer"), g.Len())
	}
	peers, err := topology.PickPeers(g, degree, rand.New(rand.NewPCG(o.Seed, uint64(s.NextID))))
	if err != nil {
		return nil, failed(err, "pick peers for node %d", s.NextID)
	}
	return peers, nil
}

// noneAnswers is the error where a node that answers is needed and there is none.
func (s *State) noneAnswers() error {
	return &Error{Code: TimedOut, Text: fmt.Sprintf("no node of network %q answers; nothing was changed", s.Network),
		Hint: fmt.Sprintf("gossip list-nodes -N %s shows how they are", s.Network)}
}

// meanDegree returns the mean degree of a graph that has nodes, rounded, at least 1 and at most their
// number.
func meanDegree(g *topology.Graph) int {
	mean := 2 * float64(g.EdgeCount()) / float64(g.Len())
	return max(1, min(int(math.Round(mean)), g.Len()))
}

// join spawns the node, tells its peers, and records it. The record comes before the peers hear of
// the node, so that after a crash in between they have at worst a dead peer, which list-nodes shows
// and remove-node clears away.
func (n *Network) join(ctx context.Context, r *revision, peers []int, number *int, program string) (NodeState, error) {
	before := n.state.clone()
	after := n.state.clone()
	p, err := after.bindNew(ctx, number)
	if err != nil {
		return NodeState{}, err
	}
	defer p.file.Close()
	l, err := newLaunch(n.home.command(&after, program))
	if err != nil {
		return NodeState{}, err
	}
	defer l.close()
	node := NodeState{ID: after.NextID, Addr: p.addr, Group: NoGroup}
	known := make([]wire.Peer, len(peers))
	for i, id := range peers {
		peer, _ := after.node(id)
		known[i] = wire.Peer{ID: id, Addr: peer.Addr}
	}
	if err = l.spawn(node, p, known); err == nil {
		p.file.Close()
		node = l.children[0].node
		after.Nodes = append(after.Nodes, node)
		after.NextID++
		err = n.record(after)
	}
	if err == nil {
		err = r.introduce(ctx, node, peers)
	}
	if err == nil {
		err = l.await(ctx, readyTimeout(1, len(peers)), nil)
	}
	if err == nil {
		err = l.commit()
	}
	if err != nil {
		// The id is not given out again: a peer may have heard of it.
		before.NextID = after.NextID
		err = errors.Join(r.rollback(ctx, err), l.abort(), n.record(before), removeFile(n.LogPath(node.ID)))
		return NodeState{}, err
	}
	return node, nil
}

// introduce tells every peer of the new node. The new node knows them from its command line, and
// has the highest id, so that they dial it; its port takes connections even before it runs.
func (r *revision) introduce(ctx context.Context, node NodeState, peers []int) error {
	for _, id := range peers {
		back := func(ctx context.Context, c *client.Client) error {
			_, err := forget(ctx, c, node.ID)
			return err
		}
		_, err := r.tell(ctx, id, back, func(ctx context.Context, c *client.Client) (bool, error) {
			return c.Connect(ctx, wire.Peer{ID: node.ID, Addr: node.Addr})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// bindNew binds the port of the next node.
func (s *State) bindNew(ctx context.Context, number *int) (port, error) {
	wanted := s.PortsOrigin + s.NextID
	if number != nil {
		wanted = *number
	}
	if wanted < 0 || wanted > lastPort {
		return port{}, invalid("--port 0 takes any free port", "node %d cannot listen on port %d: ports end at %d", s.NextID, wanted, lastPort)
	}
	p, err := bindPort(ctx, s.Host, wanted)
	if err != nil {
		explained := portError(ctx, err, s.Host, wanted, s.NextID)
		if cause, ok := errors.AsType[*Error](explained); ok && cause.Code == Busy {
			cause.Hint = "--port 0 takes any free port"
		}
		return port{}, explained
	}
	return p, nil
}

// removeFile removes a file that may be gone already.
func removeFile(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
