package cluster

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"golang.org/x/sys/unix"

	"gossip/internal/wire"
)

const (
	// stopLockWait is longer than lockWait because another stop may be at work, and the wish of
	// both is the same.
	stopLockWait = 15 * time.Second
	// drainGrace is how long a node may take to hand on what it accepted and to exit. A node gives
	// up after two seconds by itself.
	drainGrace = 4 * time.Second
	// termGrace is the same for a node that did not answer and was sent SIGTERM.
	termGrace = 3 * time.Second
)

// Stop stops the network: every node hands on what it accepted and exits. One that does not answer
// is ended by signals, if its process is provably the recorded one. When Stop returns without an
// error, no process is left; logs stay readable until the next start. Stopping what somebody else
// has stopped meanwhile is no error.
func (n *Network) Stop(ctx context.Context) error {
	lock, err := n.home.lock(ctx, n.state.Network, stopLockWait)
	if err != nil {
		return err
	}
	defer lock.release()
	s, err := n.home.readState(n.state.Network)
	if errors.Is(err, fs.ErrNotExist) {
		n.home.removeUnused(n.state.Network)
		return nil
	}
	if err != nil {
		return err
	}
	if s.ended() || s.Run != n.state.Run {
		n.letGo()
		return nil
	}
	if err := s.endAll(ctx); err != nil {
		return err
	}
	if err := n.home.end(s); err != nil {
		return err
	}
	n.state = *s
	n.letGo()
	return nil
}

// letGo gives up the lifeline of bound nodes, which have ended.
func (n *Network) letGo() {
	if n.lifeline != nil {
		n.lifeline.Close()
		n.lifeline = nil
	}
}

// endAll ends every node that is alive.
func (s *State) endAll(ctx context.Context) error {
	if !s.sameBoot() {
		return nil
	}
	errs := make([]error, len(s.Nodes))
	ForEach(len(s.Nodes), func(i int) { _, errs[i] = s.endNode(ctx, s.Nodes[i], true) })
	if ctx.Err() != nil {
		return interrupted(ctx, fmt.Sprintf("stop network %q: not all nodes have ended", s.Network))
	}
	return errors.Join(errs...)
}

// endNode ends one node and returns without an error when its process is gone: first it is asked over its
// port, so that it hands on what it accepted unless the whole network ends, then told by SIGTERM, which
// means the same, and at last killed. A suspended node neither hears nor obeys, so it is killed at once.
// Forsaken says that the node found nobody to take its messages.
func (s *State) endNode(ctx context.Context, node NodeState, whole bool) (forsaken bool, _ error) {
	c, err := s.dial(ctx, node)
	answered := err == nil
	p, err := find(node, answered && c.Identity().PID == node.PID)
	if answered {
		defer c.Close()
	}
	if errors.Is(err, errGone) {
		return false, nil
	}
	if err != nil {
		return false, failed(err, "end node %d (process %d)", node.ID, node.PID)
	}
	defer p.close()
	if ctx.Err() != nil { // then the silence of the node means nothing
		return false, interrupted(ctx, fmt.Sprintf("end node %d", node.ID))
	}
	told := false // it knows that it has to end
	if answered {
		draining, cancel := context.WithTimeout(ctx, drainGrace)
		defer cancel()
		stopping, err := c.Stop(draining, wire.Stop{Run: s.Run, Whole: whole})
		told, forsaken = err == nil, err == nil && !stopping.HandedOn
		if told && p.wait(draining) == nil {
			reap(node.PID)
			return forsaken, nil
		}
	}
	if !told && !suspended(node) && p.end(ctx, unix.SIGTERM, termGrace) {
		return forsaken, nil
	}
	if ctx.Err() == nil && p.end(ctx, unix.SIGKILL, killWait) {
		return forsaken, nil
	}
	return forsaken, &Error{Code: TimedOut, Text: fmt.Sprintf("node %d (process %d) did not end", node.ID, node.PID),
		Hint: "look at the process with ps; it may hang inside the kernel"}
}

// end sends the process a signal and reports whether it has ended within the grace period.
func (p *process) end(ctx context.Context, sig unix.Signal, grace time.Duration) bool {
	waiting, cancel := context.WithTimeout(ctx, grace)
	defer cancel()
	err := p.signal(sig)
	if err == nil {
		err = p.wait(waiting)
	}
	if err != nil && !errors.Is(err, errGone) {
		return false
	}
	reap(p.node.PID)
	return true
}
