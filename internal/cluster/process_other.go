//go:build unix && !linux

package cluster

import (
	"context"
	"errors"
	"net"
	"time"

	"golang.org/x/sys/unix"
)

// Without /proc a process is known by its port alone: by what the node says there about itself.

func bootID() string { return "" }

func startTime(int) (uint64, error) { return 0, nil }

// alive takes a process for ours if its id exists and somebody listens on the node's port. A
// process that is suspended still has its port open.
func alive(n NodeState) bool {
	if !exists(n.PID) {
		return false
	}
	conn, err := net.DialTimeout("tcp", n.Addr, time.Second)
	if err == nil {
		conn.Close()
	}
	return !errors.Is(err, unix.ECONNREFUSED)
}

// exists reports whether a process has this id, after collecting it if it was ours and has ended.
func exists(pid int) bool {
	if _, ended := reap(pid); ended {
		return false
	}
	return !errors.Is(unix.Kill(pid, 0), unix.ESRCH)
}

func suspended(NodeState) bool { return false }

// work tells nothing here, so that every node has askTimeout.
func work(NodeState) uint64 { return 0 }

// A process is a process id that answered for its node a moment ago.
type process struct{ node NodeState }

// find proves nothing by itself: it relies on the answer that the node gave over its port.
func find(n NodeState, answered bool) (*process, error) {
	if !exists(n.PID) {
		return nil, errGone
	}
	if !answered {
		return nil, errors.New("its process cannot be told from others on this system; end it by hand")
	}
	return &process{node: n}, nil
}

// adopt gives the handle on a child of this process that nobody has waited for yet.
func adopt(n NodeState) *process { return &process{node: n} }

func (p *process) wait(ctx context.Context) error {
	return pollUntil(ctx, func() bool { return !exists(p.node.PID) })
}

func (p *process) signal(sig unix.Signal) error {
	err := unix.Kill(p.node.PID, sig)
	if errors.Is(err, unix.ESRCH) {
		return errGone
	}
	return err
}

func (p *process) close() {}

func pss(int) (int64, error) {
	return 0, errors.New("this system does not tell the memory of a process")
}
