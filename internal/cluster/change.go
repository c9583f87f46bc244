package cluster

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"gossip/internal/client"
	"gossip/internal/wire"
)

const (
	// linkWait is how long a change waits for the links that it made. A link is up within
	// milliseconds, unless a node has just failed to make it and pauses before it tries again.
	linkWait = 10 * time.Second
	// undoWait bounds the attempt to take a failed change back.
	undoWait = 10 * time.Second
)

// change lets do change the network while nobody else does. It gets the record as it is now.
func (n *Network) change(ctx context.Context, do func(s *State) error) error {
	lock, err := n.home.lock(ctx, n.state.Network, lockWait)
	if err != nil {
		return err
	}
	defer lock.release()
	if err := n.refresh(); err != nil {
		return err
	}
	return do(&n.state)
}

// record makes s the record of the network.
func (n *Network) record(s State) error {
	if err := n.home.writeState(&s); err != nil {
		return err
	}
	n.state = s
	return nil
}

// A revision is a change to the peers of several nodes: of all of them, or of none. It first opens
// a session with each, so that a node that does not answer is found before anything is changed,
// and remembers how to take back what it did.
type revision struct {
	state    *State
	sessions map[int]*client.Client
	dead     []int // nodes that were to be told, but have no process any more; ascending
	undo     []undo
}

// An undo takes back what a node was told. It does so in a session of its own: the one in which a
// call failed is of no more use, and yet the node may have heard it.
type undo struct {
	id   int
	tell func(context.Context, *client.Client) error
}

// revise opens sessions with the given nodes. Dead ones are noted and left out.
func (s *State) revise(ctx context.Context, ids []int) (*revision, error) {
	r := &revision{state: s, sessions: make(map[int]*client.Client, len(ids))}
	var mu sync.Mutex // guards r and failure
	var failure error
	ForEach(len(ids), func(i int) {
		node, _ := s.node(ids[i])
		c, err := s.dial(ctx, node)
		mu.Lock()
		defer mu.Unlock()
		switch {
		case err == nil:
			r.sessions[node.ID] = c
		case !alive(node):
			r.dead = append(r.dead, node.ID)
		case failure == nil:
			failure = err
		}
	})
	if failure != nil {
		r.close()
		return nil, unchanged(ctx, failure)
	}
	slices.Sort(r.dead)
	return r, nil
}

// close ends the sessions.
func (r *revision) close() {
	for _, c := range r.sessions {
		c.Close()
	}
}

// tells reports whether the node can be told something.
func (r *revision) tells(id int) bool { return r.sessions[id] != nil }

// connect makes two nodes peers of each other, and reports whether an end had to change. The higher
// id is told first: the lower one dials as soon as it is told, and is refused by a stranger.
func (r *revision) connect(ctx context.Context, a, b int) (changed bool, err error) {
	for _, end := range [][2]int{{max(a, b), min(a, b)}, {min(a, b), max(a, b)}} {
		peer, _ := r.state.node(end[1])
		back := func(ctx context.Context, c *client.Client) error {
			_, err := forget(ctx, c, peer.ID)
			return err
		}
		did, err := r.tell(ctx, end[0], back, func(ctx context.Context, c *client.Client) (bool, error) {
			return c.Connect(ctx, wire.Peer{ID: peer.ID, Addr: peer.Addr})
		})
		if err != nil {
			return false, err
		}
		changed = changed || did
	}
	return changed, nil
}

// disconnect makes two nodes forget each other, and reports whether an end had to change. An end
// without a session is left out: it is dead.
func (r *revision) disconnect(ctx context.Context, a, b int) (changed bool, err error) {
	for _, end := range [][2]int{{min(a, b), max(a, b)}, {max(a, b), min(a, b)}} {
		if !r.tells(end[0]) {
			continue
		}
		var peer wire.Peer // as the node knows it
		again := func(ctx context.Context, c *client.Client) error {
			if peer.ID == 0 {
				return nil // it never came to that
			}
			_, err := c.Connect(ctx, peer)
			return err
		}
		did, err := r.tell(ctx, end[0], again, func(ctx context.Context, c *client.Client) (known bool, err error) {
			if peer, known, err = recall(ctx, c, end[1]); err != nil || !known {
				return false, err
			}
			return c.Disconnect(ctx, end[1])
		})
		if err != nil {
			return false, err
		}
		changed = changed || did
	}
	return changed, nil
}

// forget makes a node forget a peer, and reports whether it had been one: a node calls it an error to
// forget a stranger.
func forget(ctx context.Context, c *client.Client, id int) (bool, error) {
	if _, known, err := recall(ctx, c, id); err != nil || !known {
		return false, err
	}
	return c.Disconnect(ctx, id)
}

// recall asks a node for what it knows of a peer, and whether it is one.
func recall(ctx context.Context, c *client.Client, id int) (wire.Peer, bool, error) {
	peers, err := c.Peers(ctx)
	if err != nil {
		return wire.Peer{}, false, err
	}
	at := slices.IndexFunc(peers, func(p wire.Peer) bool { return p.ID == id })
	if at < 0 {
		return wire.Peer{}, false, nil
	}
	return peers[at], true, nil
}

// tell tells one node something, see asking, and remembers how to take it back if the node
// did change, or may have.
func (r *revision) tell(ctx context.Context, id int, back func(context.Context, *client.Client) error,
	do func(context.Context, *client.Client) (bool, error)) (bool, error) {
	node, _ := r.state.node(id)
	question, cancel := asking(ctx, node)
	defer cancel()
	changed, err := do(question, r.sessions[id])
	refused := errors.As(err, new(*client.RemoteError))
	if changed || err != nil && !refused {
		r.undo = append(r.undo, undo{id, back})
	}
	if err != nil {
		return false, failed(err, "change the peers of node %d", id)
	}
	return changed, nil
}

// rollback takes back what was done, last things first, because of the given error, and returns
// that error together with what could not be taken back. It works even if ctx has ended.
func (r *revision) rollback(ctx context.Context, because error) error {
	undoing, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoWait)
	defer cancel()
	var left []int
	for _, u := range slices.Backward(r.undo) {
		node, _ := r.state.node(u.id)
		c, err := r.state.dial(undoing, node)
		if err == nil {
			question, cancel := asking(undoing, node)
			err = u.tell(question, c)
			cancel()
			c.Close()
		}
		if err != nil && alive(node) {
			left = append(left, u.id)
		}
	}
	r.undo = nil
	if left == nil {
		return unchanged(ctx, because)
	}
	slices.Sort(left)
	return &Error{Code: codeFor(because), Err: because,
		Text: fmt.Sprintf("the change failed, and could not be taken back at node %s", idList(slices.Compact(left))),
		Hint: fmt.Sprintf("gossip list-nodes -N %s shows which nodes answer", r.state.Network)}
}

// unchanged wraps the reason why a change was not made.
func unchanged(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return interrupted(ctx, "nothing was changed")
	}
	return failed(err, "nothing was changed")
}

// awaitLinks waits until the node has a link to each of the given peers, within linkWait.
func (s *State) awaitLinks(ctx context.Context, id int, peers []int) error {
	waiting, cancel := context.WithTimeout(ctx, linkWait)
	defer cancel()
	node, _ := s.node(id)
	c, err := s.dial(waiting, node)
	if err != nil {
		return err
	}
	defer c.Close()
	var down []int
	err = pollUntil(waiting, func() bool {
		var status wire.Status
		if status, err = c.Status(waiting); err != nil {
			return true
		}
		down = missing(status, peers)
		return len(down) == 0
	})
	if err != nil {
		return failed(err, "the change is made, but node %d has no link to node %s yet", id, idList(down))
	}
	return nil
}

// missing returns those of the wanted peers to which the node has no link.
func missing(status wire.Status, wanted []int) []int {
	up := make(map[int]bool, len(status.Peers))
	for _, p := range status.Peers {
		up[p.ID] = p.Link == wire.LinkUp
	}
	var down []int
	for _, id := range wanted {
		if !up[id] {
			down = append(down, id)
		}
	}
	return down
}
