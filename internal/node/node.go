package node

import (
	"context"
	"errors"
	"net"
	"os"
	"sync"
	"time"

	"gossip/internal/gossip"
	"gossip/internal/wire"
)

// Node is one running participant.
type Node struct {
	cfg      Config
	identity wire.Identity
	owner    *owner
	budget   *wire.Budget
	verbs    map[string]handler
	conns    connections
	pieces   *pieces // of all outboxes
	started  time.Time

	batches chan batch // unbuffered: what was handed over is done before the next question
	asks    chan ask
	tasks   sync.WaitGroup // listener, connections, dialers
	ended   chan struct{}  // closed when the owner no longer answers
	stop    sync.Once
	stopped chan struct{} // closed when a client asked the node to stop and it has handed on everything

	ctx    context.Context // of tasks: the owner starts dialers in the middle of a run
	cancel context.CancelFunc
}

// New returns a node that is not running yet.
func New(cfg Config) (*Node, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	o, err := newOwner(cfg)
	if err != nil {
		return nil, err
	}
	n := &Node{
		cfg:     cfg,
		owner:   o,
		budget:  wire.NewBudget(cfg.InputBudget),
		verbs:   verbs(),
		pieces:  new(pieces),
		started: time.Now(),
		batches: make(chan batch),
		asks:    make(chan ask),
		ended:   make(chan struct{}),
		stopped: make(chan struct{}),
	}
	n.ctx, n.cancel = context.WithCancel(context.Background())
	n.conns.limit = cfg.MaxConnections
	n.identity = wire.Identity{
		Node: cfg.ID, Name: Name(cfg.ID), Network: cfg.Network, Run: cfg.Run, PID: os.Getpid(), Version: cfg.Version,
	}
	return n, nil
}

// Run serves until ctx ends or a client says /STOP, then hands on what the node accepted, and
// returns when no goroutine and no connection of the node is left. The error says why the node could
// not go on; an ordered end is none.
func (n *Node) Run(ctx context.Context) error {
	owning, release := context.WithCancel(context.Background())
	defer release()
	defer n.cancel()

	peers, _ := n.cfg.checkPeers(n.cfg.Peers) // New has checked them
	n.setPeers(n.owner, peers)                // before anybody can ask whether their links are up
	var running sync.WaitGroup
	running.Go(func() { n.owner.run(owning, n.batches, n.asks) })

	failed := make(chan error, 1)
	n.tasks.Go(func() { failed <- n.listen() })
	n.cfg.Log.Info("node started", "node", n.cfg.ID, "addr", n.cfg.Addr, "peers", len(peers), "protocol", n.owner.rule.Name)

	var err error
	select {
	case <-ctx.Done():
		n.drain(false)
	case <-n.stopped:
	case err = <-failed:
	}
	n.cancel()
	_ = n.cfg.Listener.Close()
	n.tasks.Wait()
	release()
	close(n.ended)
	running.Wait()
	n.cfg.Log.Info("node stopped", "node", n.cfg.ID)
	return err
}

// Ready waits until the node has a link to every peer, or ctx ends; then it returns the ids of the
// peers without one.
func (n *Node) Ready(ctx context.Context) []int {
	up := make(chan struct{})
	n.ask(func(o *owner) {
		o.waiters = append(o.waiters, up)
		o.tellWaiters()
	})
	select {
	case <-up:
		return []int{}
	case <-ctx.Done():
	case <-n.ctx.Done():
	}
	down := []int{}
	n.ask(func(o *owner) {
		for i, w := range o.waiters {
			if w == up {
				o.waiters = append(o.waiters[:i], o.waiters[i+1:]...)
				break
			}
		}
		down = o.linksDown()
	})
	return down
}

// ask lets the owner answer a question, and reports whether it did: not after its end.
func (n *Node) ask(question func(*owner)) bool {
	a := ask{question: question, done: make(chan struct{})}
	select {
	case n.asks <- a:
		<-a.done
		return true
	case <-n.ended:
		return false
	}
}

// drain makes the node refuse new messages and waits until its peers have taken what it has for
// them, or the stop timeout is over. It returns the bytes that they did not take, and whether one of them
// has all messages now. Where the whole network ends, the node only empties its outboxes.
func (n *Node) drain(whole bool) (unsent int, handedOn bool) {
	left := make(chan struct{})
	if !n.ask(func(o *owner) { o.leave(left, whole) }) {
		return 0, true
	}
	timeout := time.NewTimer(n.cfg.StopTimeout)
	defer timeout.Stop()
	over := false
	wait := func(done <-chan struct{}) {
		if over {
			return
		}
		select {
		case <-done:
		case <-timeout.C:
			over = true
		}
	}
	wait(left)
	var out []*outbox
	n.ask(func(o *owner) { out, handedOn = o.outboxes(), whole || o.core.HandedOn() })
	for _, box := range out {
		wait(box.drained())
	}
	for _, box := range out {
		waiting, _ := box.backlog()
		unsent += waiting
	}
	if unsent > 0 || !handedOn {
		n.cfg.Log.Warn("stopping with messages that peers did not take", "bytes", unsent, "handed_on", handedOn)
	}
	return unsent, handedOn
}

// leave begins to hand on what only this node may have, and closes left when that is done. What a
// protocol has sent at once may have been dropped, or have come when no link was up.
func (o *owner) leave(left chan struct{}, whole bool) {
	again := o.draining
	o.draining = true
	o.leavers = append(o.leavers, left)
	if again || whole || o.core.Store().Len() == 0 {
		o.tellLeavers()
		return
	}
	o.step(gossip.Event{Kind: gossip.Leave})
	for _, p := range o.peers {
		if p.link == nil { // no answer will come from there, unless it comes up
			o.step(gossip.Event{Kind: gossip.LinkDown, Peer: p.id})
		}
	}
}

// outboxes returns those of all links.
func (o *owner) outboxes() (out []*outbox) {
	for _, p := range o.peers {
		if p.link != nil {
			out = append(out, p.link.out)
		}
	}
	return out
}

// tellLeavers wakes those who wait for the core to hand on what it has.
func (o *owner) tellLeavers() {
	if o.core.Busy() {
		return
	}
	for _, l := range o.leavers {
		close(l)
	}
	o.leavers = nil
}

// listen accepts connections until the listener is closed.
func (n *Node) listen() error {
	pause := time.Millisecond
	for {
		conn, err := n.cfg.Listener.Accept()
		switch {
		case err == nil:
			pause = time.Millisecond
			c := newConnection(conn)
			// Counted here and not in its goroutine, so that whoever came first is counted first.
			room := n.conns.add(c)
			n.tasks.Go(func() { n.serve(c, room) })
			continue
		case n.ctx.Err() != nil || errors.Is(err, net.ErrClosed):
			return nil
		}
		n.cfg.Log.Error("cannot accept a connection", "err", err, "retry_in", pause)
		wait := time.NewTimer(pause) // out of files, most likely: some will be closed
		select {
		case <-n.ctx.Done():
			wait.Stop()
			return nil
		case <-wait.C:
		}
		pause = min(2*pause, time.Second)
	}
}
