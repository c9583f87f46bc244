package cluster

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"gossip/internal/wire"
)

// killWait bounds the wait for a process after SIGKILL. Only one that hangs inside the kernel needs
// longer than a moment.
const killWait = 5 * time.Second

// A launch is a set of node processes that have been spawned and are not part of a network yet.
// Until commit they end when the launch does, even if the starter is killed: each of them reads
// from the lifeline, whose other end nobody else holds.
type launch struct {
	command  command
	null     *os.File // standard input of the nodes
	ready    *os.File // the nodes report here that they are ready
	readyIn  *os.File // its other end, for the nodes
	lifeline *os.File // a byte for each node commits the launch; end of file ends the nodes
	lifeOut  *os.File // its other end, for the nodes
	children []child
}

// A command is what the command lines of all nodes of a launch have in common.
type command struct {
	executable string
	network    string
	run        string
	maxNodes   int
	args       []string // further arguments
	log        func(id int) string
}

// A child is a spawned node.
type child struct {
	node    NodeState
	process *process
}

func newLaunch(c command) (*launch, error) {
	l := &launch{command: c}
	var err error
	if l.null, err = os.Open(os.DevNull); err != nil {
		return nil, failed(err, "prepare to spawn nodes")
	}
	if l.ready, l.readyIn, err = os.Pipe(); err == nil {
		l.lifeOut, l.lifeline, err = os.Pipe()
	}
	if err != nil {
		l.close()
		return nil, failed(err, "prepare to spawn nodes")
	}
	return l, nil
}

// close gives up what the launch holds. Nodes that are not committed end by themselves.
func (l *launch) close() {
	for _, f := range []*os.File{l.null, l.ready, l.readyIn, l.lifeline, l.lifeOut} {
		if f != nil {
			f.Close()
		}
	}
	for _, c := range l.children {
		c.process.close()
	}
}

// spawn starts the process of one node on its bound port, which the caller may close afterwards.
// The node has a session of its own, so that Ctrl-C in the starter's terminal does not reach it, and
// nothing of the starter's streams, so that nobody who reads those waits for it.
func (l *launch) spawn(node NodeState, p port, peers []wire.Peer) error {
	// A restarted node goes on with the log of the one before: it may tell why that ended.
	log, err := os.OpenFile(l.command.log(node.ID), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return failed(err, "open the log of node %d", node.ID)
	}
	defer log.Close()
	started, err := os.StartProcess(l.command.executable, l.command.line(node, peers), &os.ProcAttr{
		Dir:   "/", // so that no directory is kept from being unmounted
		Env:   environment(os.Environ()),
		Files: []*os.File{l.null, log, log, p.file, l.readyIn, l.lifeOut},
		Sys:   &syscall.SysProcAttr{Setsid: true},
	})
	if err != nil {
		return failed(err, "spawn node %d", node.ID)
	}
	node.PID = started.Pid
	_ = started.Release() // from here on our own handle stands for it
	node.StartTime, err = startTime(node.PID)
	l.children = append(l.children, child{node: node, process: adopt(node)})
	if err != nil {
		return failed(err, "identify the process of node %d", node.ID)
	}
	return nil
}

// environment is that of a node. Unless told otherwise a node keeps to one processor: the network is
// what runs in parallel, and handing a relay from one thread to another costs more than it gains
// (16 nodes on two cores: a fifth less memory, and a message arrives everywhere sooner).
func environment(own []string) []string {
	const one = "GOMAXPROCS="
	for _, entry := range own {
		if strings.HasPrefix(entry, one) {
			return own
		}
	}
	return append(slices.Clone(own), one+"1")
}

// line is the command line of a node.
func (c command) line(node NodeState, peers []wire.Peer) []string {
	line := []string{c.executable, "node", "--inherit",
		"--id", strconv.Itoa(node.ID), "--listen", node.Addr, "--network", c.network, "--run", c.run, "--max-nodes", strconv.Itoa(c.maxNodes)}
	line = append(line, c.args...)
	for _, p := range peers {
		word := fmt.Sprintf("%d=%s", p.ID, p.Addr)
		if p.Weight != 0 {
			word += "@" + strconv.FormatFloat(p.Weight, 'f', -1, 64)
		}
		line = append(line, "--peer", word)
	}
	return line
}

// commit lets the nodes live on without the starter. The network must be recorded by now.
func (l *launch) commit() error {
	// The pipe holds this much even if no node reads yet, unless the system is short of pipe
	// buffers; then the nodes must take their bytes meanwhile.
	_ = l.lifeline.SetWriteDeadline(time.Now().Add(killWait))
	if _, err := l.lifeline.Write(make([]byte, len(l.children))); err != nil {
		return failed(err, "hand the network over to its nodes")
	}
	return nil
}

// keep hands over the end of the lifeline that keeps the nodes alive: they are not committed, and end with
// whoever holds it.
func (l *launch) keep() *os.File {
	lifeline := l.lifeline
	l.lifeline = nil
	return lifeline
}

// abort ends every process of the launch and waits until they are gone.
func (l *launch) abort() error {
	for _, c := range l.children {
		_ = c.process.signal(unix.SIGKILL)
	}
	ctx, cancel := context.WithTimeout(context.Background(), killWait)
	defer cancel()
	for _, c := range l.children {
		if err := c.process.wait(ctx); err != nil {
			return failed(err, "wait for the end of node %d (process %d)", c.node.ID, c.node.PID)
		}
		reap(c.node.PID)
	}
	return nil
}
