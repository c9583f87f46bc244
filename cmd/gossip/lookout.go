package main

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"gossip/internal/cluster"
	"gossip/internal/wire"
)

// lookout watches all nodes of a network. Its run owns everything in it; each node that is watched has
// a goroutine, which only sends events.
type lookout struct {
	c       *cli
	opts    watchOptions
	network *cluster.Network
	p       painter
	events  chan watchEvent
	dialing chan struct{} // a place for each node that may be dialed at the same time

	pending []watchEvent // to be printed when the time has come
	watched map[int]bool // the nodes that have a goroutine now
	known   map[int]bool // the first nodes, whether they answered or not, and those that joined
	opening map[int]bool // of the first nodes, those that have neither answered nor failed to
	absent  []int        // of the first nodes, those that failed to

	answered int // how many of the first nodes did
}

func newLookout(c *cli, network *cluster.Network, opts watchOptions) *lookout {
	l := &lookout{
		c: c, opts: opts, network: network, p: c.painterFor(network.State()),
		events: make(chan watchEvent, 1024), dialing: make(chan struct{}, cluster.AtOnce),
		watched: make(map[int]bool), known: make(map[int]bool), opening: make(map[int]bool),
	}
	for _, node := range network.State().Nodes {
		l.known[node.ID] = true // a node that is suspended or dead now does not join later: it comes back
	}
	return l
}

// The nodes speak one by one, so an event may be told before an earlier one of another node. Events wait
// a moment, too short to be noticed, and are then printed in the order of time.
const (
	reorderTime = 20 * time.Millisecond
	reorderMost = 4096 // events that wait at a time
)

// run prints events until the context ends, the network does, or the output cannot be written.
func (l *lookout) run(ctx context.Context) error {
	watching, cancel := context.WithCancel(ctx)
	var nodes sync.WaitGroup
	defer nodes.Wait()
	defer cancel()
	const look = time.Second // for nodes that are new or back
	tick := time.NewTicker(look)
	defer tick.Stop()
	settled := time.NewTimer(reorderTime) // fires when what is pending is to be printed
	defer settled.Stop()
	for _, id := range l.follow(watching, &nodes) {
		l.opening[id] = true
	}
	for {
		select {
		case <-ctx.Done():
			return l.print()
		case e := <-l.events:
			l.take(e)
			if len(l.pending) == 1 {
				settled.Reset(reorderTime)
			}
			if len(l.pending) < reorderMost {
				continue
			}
			if err := l.print(); err != nil {
				return err
			}
		case <-settled.C:
			if err := l.print(); err != nil {
				return err
			}
		case <-tick.C:
			if over, err := l.refresh(ctx); over {
				return err
			}
			l.follow(watching, &nodes)
		}
	}
}

// refresh reads again which nodes there are, and finds out whether the network is over.
func (l *lookout) refresh(ctx context.Context) (over bool, err error) {
	home, err := l.c.home()
	if err != nil {
		return true, err
	}
	network, err := home.Open(l.c.network)
	if err != nil || network.State().Run != l.network.State().Run {
		return true, endedElsewhere(ctx, l.c, home, err)
	}
	l.network = network
	return false, nil
}

// follow begins to watch the living nodes that are not watched, and returns which those are.
func (l *lookout) follow(ctx context.Context, nodes *sync.WaitGroup) (begun []int) {
	network := l.network
	for _, node := range network.State().Nodes {
		if l.watched[node.ID] || !network.Alive(node.ID) {
			continue
		}
		l.watched[node.ID] = true
		begun = append(begun, node.ID)
		nodes.Go(func() { l.watch(ctx, network, node.ID) })
	}
	return begun
}

// watch passes on what one node tells, and at the end that this is over.
func (l *lookout) watch(ctx context.Context, network *cluster.Network, id int) {
	select {
	case l.dialing <- struct{}{}:
	case <-ctx.Done():
		return
	}
	node, err := network.Dial(ctx, id)
	<-l.dialing
	if err != nil {
		l.send(ctx, becomes(id, nodeAbsent))
		return
	}
	defer node.Close()
	l.send(ctx, becomes(id, nodeWatched))
	_ = node.Watch(ctx, l.opts.query(), func(e wire.Event) { l.send(ctx, watchEvent{Event: e}) })
	l.send(ctx, becomes(id, nodeEnded))
}

// becomes is the event that something became of a node.
func becomes(id int, state nodeState) watchEvent {
	return watchEvent{Event: wire.Event{Event: nodeEvent, Node: id, TimeNS: time.Now().UnixNano()}, State: state}
}

// send passes an event on, unless the watch is over: the nodes do not end when it does.
func (l *lookout) send(ctx context.Context, e watchEvent) {
	if ctx.Err() != nil {
		return
	}
	select {
	case l.events <- e:
	case <-ctx.Done():
	}
}

// take puts an event among the pending ones, if it is one to print.
func (l *lookout) take(e watchEvent) {
	if e.Event.Event == nodeEvent {
		if e = l.became(e); e.State == "" {
			return
		}
	}
	l.pending = append(l.pending, e)
}

// print prints what is pending.
func (l *lookout) print() error {
	slices.SortStableFunc(l.pending, func(a, b watchEvent) int { return cmp.Compare(a.TimeNS, b.TimeNS) })
	for _, e := range l.pending {
		if err := e.print(l.c, l.p); err != nil {
			return err
		}
	}
	l.pending = l.pending[:0]
	return l.c.out.Flush()
}

// became notes what became of a node, and returns the event with the state to print, "" for none.
func (l *lookout) became(e watchEvent) watchEvent {
	id, first := e.Node, l.opening[e.Node]
	switch e.State {
	case nodeEnded:
		delete(l.watched, id)
		return e
	case nodeAbsent:
		delete(l.watched, id)
		if first {
			l.absent = append(l.absent, id)
		}
		e.State = ""
	case nodeWatched:
		switch {
		case first:
			e.State = ""
			l.answered++
		case l.known[id]:
			e.State = nodeBack
		default:
			e.State = nodeJoined
		}
		l.known[id] = true
	}
	if first {
		if delete(l.opening, id); len(l.opening) == 0 {
			l.begin()
		}
	}
	return e
}

// begin says that the watch has begun.
func (l *lookout) begin() {
	until := "until Ctrl-C"
	if l.opts.duration > 0 {
		until = "for " + l.opts.duration.String()
	}
	l.c.note("watching %s of network %q %s", count(l.answered, "node"), l.c.network, until)
	if len(l.absent) > 0 {
		slices.Sort(l.absent) // they failed in any order
		l.c.note("note: no answer from %s", nodesNamed(l.absent))
	}
}
