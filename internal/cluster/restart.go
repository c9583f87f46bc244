package cluster

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"time"

	"gossip/internal/wire"
)

// awayEvery is how often a starting node is relieved of peers that cannot take its links any more.
const awayEvery = 200 * time.Millisecond

// RestartReport says what RestartNode did.
type RestartReport struct {
	Node  NodeState
	Was   Health // how the node was before
	Peers []int  // ascending
	Away  []int  // those of them to which there was no way: the links come up when they are back; ascending

	// Forsaken says that the node found nobody to take its messages: those that only it had are lost.
	Forsaken bool
}

// RestartNode ends the process of a node, if it has one, and starts a new one in its place: with the
// same id, address and peers, and without a message. When it returns, the node has its links, but
// for those to peers that are dead or stalled themselves; it gets the messages that the others have
// from its peers.
//
// The peers are those that the node says it has. If it does not answer, they are the nodes that
// have it as a peer; what other nodes that do not answer either know of it remains unknown.
//
// There is no way back once the old process has ended: if the new one does not come up, the node
// stays dead, and can be restarted again.
func (n *Network) RestartNode(ctx context.Context, id int) (RestartReport, error) {
	var report RestartReport
	err := n.change(ctx, func(s *State) error {
		if _, ok := s.node(id); !ok {
			return s.noSuchNode(id)
		}
		program, err := executable("")
		if err != nil {
			return err
		}
		views, err := s.survey(ctx)
		if err != nil {
			return unchanged(ctx, err)
		}
		r := planRestart(views, id)
		if r.forsaken, err = s.endNode(ctx, r.node, false); err != nil {
			return failed(err, "node %d was not restarted", id)
		}
		if r.node, err = n.respawn(ctx, r, program); err != nil {
			return notRestarted(id, err)
		}
		report = r.report()
		return nil
	})
	return report, err
}

// A restart is a node that is to be started once more.
type restart struct {
	node  NodeState
	was   Health
	peers []wire.Peer // those that answer and know the node, so that links to them come up
	away  []wire.Peer // the other ones

	forsaken bool // nobody took the messages of the old process
}

// planRestart finds out which peers a node has.
func planRestart(views []view, id int) *restart {
	r := new(restart)
	known := make(map[int]view, len(views))
	var peers []wire.Peer
	for _, v := range views {
		known[v.node.ID] = v
		if at := slices.IndexFunc(v.status.Peers, func(p wire.PeerStatus) bool { return p.ID == id }); at >= 0 {
			peer := v.status.Peers[at].Peer // for what the two ends have in common
			peer.ID, peer.Addr = v.node.ID, v.node.Addr
			peers = append(peers, peer)
		}
	}
	self := known[id]
	r.node, r.was = self.node, self.health
	holders := peerIDs(peers)
	if self.health == NodeRunning {
		peers = peers[:0]
		for _, p := range self.status.Peers {
			peers = append(peers, p.Peer)
		}
	}
	for _, p := range peers {
		if slices.Contains(holders, p.ID) {
			r.peers = append(r.peers, p)
		} else {
			r.away = append(r.away, p)
		}
	}
	return r
}

func (r *restart) report() RestartReport {
	return RestartReport{Node: r.node, Was: r.was, Forsaken: r.forsaken, Away: slices.Sorted(slices.Values(peerIDs(r.away))),
		Peers: slices.Sorted(slices.Values(peerIDs(slices.Concat(r.peers, r.away))))}
}

// notRestarted is the error for a node whose old process is gone and whose new one did not come up.
func notRestarted(id int, err error) error {
	e := failed(err, "node %d was not started again, and is dead", id)
	e.Hint = fmt.Sprintf("gossip restart-node %d tries again", id)
	if e.Code == Busy {
		e.Hint = "end what listens there; then " + e.Hint
	}
	return e
}

// respawn starts the new process and records it. The lock is held, so nobody else changes the
// record meanwhile.
func (n *Network) respawn(ctx context.Context, r *restart, program string) (NodeState, error) {
	p, err := bindAgain(ctx, r.node)
	if err != nil {
		return NodeState{}, err
	}
	defer p.file.Close()
	before, after := n.state.clone(), n.state.clone()
	l, err := newLaunch(n.home.command(&after, program))
	if err != nil {
		return NodeState{}, err
	}
	defer l.close()
	var node NodeState
	if err = l.spawn(r.node, p, r.peers); err == nil {
		p.file.Close()
		node = l.children[0].node
		at, _ := after.position(node.ID)
		after.Nodes[at] = node
		err = n.comeUp(ctx, l, r)
	}
	if err == nil {
		err = n.record(after)
	}
	if err == nil {
		if err = l.commit(); err != nil {
			err = errors.Join(err, n.record(before))
		}
	}
	if err != nil {
		return NodeState{}, errors.Join(err, l.abort())
	}
	return node, nil
}

// bindAgain binds the port that a node had.
func bindAgain(ctx context.Context, node NodeState) (port, error) {
	host, digits, err := net.SplitHostPort(node.Addr)
	if err != nil {
		return port{}, failed(err, "read the address of node %d", node.ID)
	}
	number, err := strconv.Atoi(digits)
	if err != nil {
		return port{}, failed(err, "read the port of node %d", node.ID)
	}
	p, err := bindPort(ctx, host, number)
	if err != nil {
		return port{}, portError(ctx, err, host, number, node.ID)
	}
	return p, nil
}

// comeUp waits until the new process is ready, and tells it of the peers that are away: it would not
// be ready before they are back.
func (n *Network) comeUp(ctx context.Context, l *launch, r *restart) error {
	node := l.children[0].node
	relieving, cancel := context.WithCancel(ctx)
	relieved := make(chan *restart, 1)
	go func() { relieved <- n.state.relieve(relieving, node, *r) }()
	err := l.await(ctx, readyTimeout(1, len(r.peers)), nil)
	cancel()
	*r = *<-relieved
	if err != nil || len(r.away) == 0 {
		return err
	}
	c, err := n.state.dial(ctx, node)
	if err != nil {
		return err
	}
	defer c.Close()
	for _, p := range r.away {
		question, cancel := asking(ctx, node)
		_, err := c.Connect(question, p)
		cancel()
		if err != nil {
			return failed(err, "tell node %d of its peer %d", node.ID, p.ID)
		}
	}
	return nil
}

// relieve makes a starting node forget those of its peers that die or stall before the links to
// them are up, until ctx ends, and returns who is away then.
func (s *State) relieve(ctx context.Context, node NodeState, r restart) *restart {
	tick := time.NewTicker(awayEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return &r
		case <-tick.C:
		}
		gone := slices.IndexFunc(r.peers, func(p wire.Peer) bool {
			peer, ok := s.node(p.ID)
			return ok && (!alive(peer) || suspended(peer))
		})
		if gone < 0 {
			continue
		}
		c, err := s.dial(ctx, node)
		if err != nil {
			continue
		}
		// Once the node may have heard of it, the peer counts as away: it is told of it again later.
		question, cancel := asking(context.WithoutCancel(ctx), node)
		_, _ = forget(question, c, r.peers[gone].ID)
		cancel()
		c.Close()
		r.away = append(slices.Clone(r.away), r.peers[gone])
		r.peers = slices.Delete(slices.Clone(r.peers), gone, gone+1)
	}
}
