package cluster

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"gossip/internal/client"
)

// A Network is a running network, as it was recorded when it was opened. Its methods read the
// record again where it matters; they may be called from several processes at once. A Network is
// used by one goroutine at a time.
type Network struct {
	home     Home
	state    State
	lifeline *os.File // nodes that are bound to this process end with it; nil of others
}

// State returns what is recorded about the network. It is the caller's.
func (n *Network) State() State { return n.state.clone() }

// LogPath returns where a node writes its log.
func (n *Network) LogPath(id int) string { return n.home.logPath(n.state.Network, id) }

// Open finds a running network. If there is none of that name, or all its processes have ended, the
// error is NotRunning; while it is being started, Busy.
func (h Home) Open(network string) (*Network, error) {
	if err := ValidName(network); err != nil {
		return nil, err
	}
	s, err := h.readState(network)
	if errors.Is(err, fs.ErrNotExist) {
		if h.locked(network) {
			return nil, h.lockedError(network) // it is being started
		}
		return nil, notRunning(network, "no network named %q is running", network)
	}
	if err != nil {
		return nil, err
	}
	switch {
	case s.ended() && s.Died:
		return nil, notRunning(network, "network %q is not running: it was not stopped, but its processes are gone", network)
	case s.ended():
		return nil, notRunning(network, "network %q was stopped", network)
	case s.living() == 0:
		h.buryDead(network)
		return nil, notRunning(network, "network %q is not running: it was not stopped, but its processes are gone", network)
	}
	return &Network{home: h, state: *s}, nil
}

func notRunning(network, format string, args ...any) error {
	return &Error{Code: NotRunning, Text: fmt.Sprintf(format, args...),
		Hint: "gossip start-network -N " + network}
}

// living counts the nodes whose recorded process runs.
func (s *State) living() int {
	if !s.sameBoot() {
		return 0
	}
	living := 0
	for _, node := range s.Nodes {
		if alive(node) {
			living++
		}
	}
	return living
}

// sameBoot reports whether the machine still runs as it did at the start of the network, so that
// the network can be running.
func (s *State) sameBoot() bool {
	return !s.ended() && (s.BootID == "" || s.BootID == bootID())
}

// Dial opens a session with a node and makes sure that it is that node of this run.
func (n *Network) Dial(ctx context.Context, id int) (*client.Client, error) {
	node, ok := n.state.node(id)
	if !ok {
		return nil, n.state.noSuchNode(id)
	}
	return n.state.dial(ctx, node)
}

func (s *State) noSuchNode(id int) error {
	return &Error{Code: NoSuchNode, Text: fmt.Sprintf("network %q has no node %d", s.Network, id),
		Hint: fmt.Sprintf("gossip list-nodes -N %s shows them", s.Network)}
}

// dial opens a session with a node, see asking.
func (s *State) dial(ctx context.Context, node NodeState) (*client.Client, error) {
	if !alive(node) {
		return nil, &Error{Code: Failed, Text: fmt.Sprintf("node %d is dead: its process has ended", node.ID),
			Hint: fmt.Sprintf("gossip restart-node %d starts it again; gossip remove-node %d makes its peers forget it", node.ID, node.ID)}
	}
	if suspended(node) {
		return nil, stalled(node, errors.New("its process is suspended"))
	}
	question, cancel := asking(ctx, node)
	defer cancel()
	c, err := client.Dial(question, node.Addr)
	if err != nil {
		return nil, stalled(node, err)
	}
	if who := c.Identity(); who.Run != s.Run || who.Node != node.ID {
		c.Close()
		return nil, &Error{Code: Failed,
			Text: fmt.Sprintf("node %d does not answer at %s, but %s of network %q does", node.ID, node.Addr, who.Name, who.Network),
			Hint: fmt.Sprintf("gossip list-nodes -N %s", s.Network)}
	}
	return c, nil
}

// stalled is the error for a node that runs but did not answer.
func stalled(node NodeState, err error) error {
	e := failed(err, "node %d does not answer", node.ID)
	if e.Code == TimedOut || suspended(node) {
		e.Code = TimedOut
		e.Hint = fmt.Sprintf("if it was suspended, kill -CONT %d resumes it; gossip restart-node %d puts a new process in its place", node.PID, node.ID)
	}
	return e
}

// holderOf says which node listens on a port, if one does.
func holderOf(ctx context.Context, addr string) string {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	c, err := client.Dial(ctx, addr)
	if err != nil {
		return ""
	}
	defer c.Close()
	who := c.Identity()
	return fmt.Sprintf(" by %s of network %q (process %d)", printable(who.Name), printable(who.Network), who.PID)
}
