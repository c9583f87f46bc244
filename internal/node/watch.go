package node

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"net"
	"slices"
	"sync"
	"time"

	"gossip/internal/gossip"
	"gossip/internal/wire"
)

// watcherLimit bounds the events that wait for one watcher, in bytes. What does not fit is dropped, and
// the watcher is told how many events that were: before the next one that fits, or when it has taken
// all that waited, whichever comes first, and at the latest when the node ends. The number of watchers is
// bounded too, because unlike other clients they never make room for new ones.
const (
	watcherLimit = 1 << 20
	maxWatchers  = 64
)

// watcher is a client that is told what happens. The owner appends events to its outbox and never
// waits.
type watcher struct {
	query  wire.WatchQuery
	out    *outbox
	room   chan struct{} // capacity 1: the watcher has taken all that waited when it missed something
	missed int
	dirty  bool
	line   []byte
}

// tell puts an event into the outbox, after the word that some were missed if so.
func (w *watcher) tell(e wire.Event) {
	w.line = wire.AppendJSON(w.confession(e.Node, e.TimeNS), e)
	if w.out.append(w.line, watcherLimit) {
		w.missed, w.dirty = 0, true
		return
	}
	if w.missed++; w.missed == 1 {
		w.out.tell(w.room)
	}
}

// confession returns the word that events were missed, empty if none were.
func (w *watcher) confession(node int, ns int64) []byte {
	if w.missed == 0 {
		return w.line[:0]
	}
	return wire.AppendJSON(w.line[:0], wire.Event{Event: wire.MissedEvent, Node: node, TimeNS: ns, Missed: w.missed})
}

// confess says that events were missed, if no event has taken that word along meanwhile.
func (o *owner) confess(w *watcher, limit int) {
	if w.missed == 0 {
		return
	}
	w.line = w.confession(o.cfg.ID, int64(o.clock.tick()))
	if !w.out.append(w.line, limit) {
		w.out.tell(w.room)
		return
	}
	w.missed, w.dirty = 0, true
}

// dismiss ends what a watcher is told. What it missed is the last of it, whether that fits or not.
func (o *owner) dismiss(w *watcher) {
	o.watchers = slices.DeleteFunc(o.watchers, func(other *watcher) bool { return other == w })
	o.confess(w, math.MaxInt)
	w.out.close()
}

func (w *watcher) flush() {
	if w.dirty {
		w.dirty = false
		w.out.flush()
	}
}

// delivered tells of a delivery.
func (w *watcher) delivered(node int, now time.Duration, a *gossip.Action) {
	if !w.query.Deliveries {
		return
	}
	m := a.Packet.Message
	w.tell(wire.Event{
		Event: wire.DeliveryEvent, Node: node, TimeNS: int64(now), ID: m.ID(), Origin: int(m.Origin), From: int(a.Peer),
		Hops: a.Packet.Path.Len() - 1, Repair: a.Packet.Kind == gossip.Repair,
	})
}

// tellLink tells the watchers of a link that came up or went down.
func (o *owner) tellLink(peer gossip.NodeID, state string) {
	for _, w := range o.watchers {
		if w.query.Links {
			w.tell(wire.Event{Event: wire.LinkEvent, Node: o.cfg.ID, TimeNS: int64(o.clock.tick()), Peer: int(peer), Link: state})
		}
	}
}

// watch serves a session that has become a subscription, until the client or the node ends it.
func (n *Node) watch(c *connection, in *wire.Reader, out *bufio.Writer, payload []byte) error {
	w := &watcher{out: newOutbox(n.pieces), room: make(chan struct{}, 1)}
	if err := wire.ParseJSON(payload, &w.query); err != nil {
		return err
	}
	if out.Flush() != nil { // the answers to earlier requests
		return errNoAnswer
	}
	var refused error
	if !n.ask(func(o *owner) { refused = o.subscribe(w) }) {
		refused = errStopping(n.cfg.ID)
	}
	if refused != nil {
		return refused
	}
	_ = c.SetReadDeadline(time.Time{})
	if n.ctx.Err() != nil { // its deadline may have been the earlier one
		_ = c.SetReadDeadline(time.Unix(1, 0))
	}
	pumped := make(chan struct{})
	var tending sync.WaitGroup
	tending.Go(func() {
		in.Release()
		_, _ = io.Copy(io.Discard, c.Conn) // nothing more is expected but the end
		n.ask(func(o *owner) { o.dismiss(w) })
		grace := time.NewTimer(n.cfg.StopTimeout) // for what happened last
		defer grace.Stop()
		select {
		case <-pumped:
		case <-grace.C:
			_ = c.Close()
		}
	})
	tending.Go(func() {
		for {
			select {
			case <-w.room:
				n.ask(func(o *owner) { o.confess(w, watcherLimit) })
			case <-pumped:
				return
			}
		}
	})
	_ = pump(w.out, &patientWriter{c, n.cfg.RequestTimeout})
	close(pumped)
	n.ask(func(o *owner) { o.dismiss(w) }) // again, if the connection broke before its end was read
	_ = c.Close()
	tending.Wait()
	w.out.discard()
	return errNoAnswer
}

// subscribe adds a watcher. Its answer goes the way of the events, so that whoever has seen it misses
// nothing that happens from then on.
func (o *owner) subscribe(w *watcher) error {
	if len(o.watchers) >= maxWatchers {
		return fmt.Errorf("node %d has %d watchers already, and takes no more: end one", o.cfg.ID, maxWatchers)
	}
	o.watchers = append(o.watchers, w)
	w.out.append(wire.AppendJSON(nil, wire.Watching{Node: o.cfg.ID, Watching: true}), watcherLimit)
	w.dirty = true
	return nil
}

// pump writes what comes into an outbox until that is closed and empty, or the connection broke.
func pump(out *outbox, to io.Writer) error {
	for range out.wake {
		for {
			b, open := out.take()
			if !open {
				return nil
			}
			if b == nil {
				break
			}
			err := out.writeAll(b, to)
			out.done(b)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// writtenAtOnce is a number of pieces of which a peer that is slow, and not stalled, takes some within
// Config.StallTime.
const writtenAtOnce = 8

// writeAll writes pieces, several in one system call if it can, and notes how far it came. The list of
// pieces stays as it is.
func (o *outbox) writeAll(b net.Buffers, to io.Writer) error {
	if len(b) == 1 { // nearly always
		_, err := to.Write(b[0])
		return err
	}
	rest := slices.Clone(b) // consumed by writing
	for len(rest) > 0 {
		some := rest[:min(len(rest), writtenAtOnce)]
		rest = rest[len(some):]
		n, err := some.WriteTo(to)
		if err != nil {
			return err
		}
		o.wrote(int(n))
	}
	return nil
}
