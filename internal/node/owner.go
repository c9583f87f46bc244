package node

import (
	"cmp"
	"context"
	"slices"
	"time"

	"gossip/internal/gossip"
	"gossip/internal/wire"
)

// owner holds the state of a node that changes. Only the goroutine in run touches it; everybody
// else sends it a batch or asks it a question.
type owner struct {
	cfg     Config
	core    *gossip.Node
	peers   peerList // ascending by id; the core looks at it through a pointer
	read    []bool   // by position in the store: a client has fetched it
	unread  int
	dropped int
	waiters []chan struct{} // closed when every link is up

	draining bool
	actions  []gossip.Action
	line     []byte
	scratch  []gossip.NodeID
	dirty    []*link
}

// peer is a node that this one relays to.
type peer struct {
	id   gossip.NodeID
	addr string
	link *link              // nil while there is none
	stop context.CancelFunc // ends the dialer; nil if the peer dials
}

// peerList implements gossip.Peers.
type peerList []*peer

// Len implements gossip.Peers.
func (l *peerList) Len() int { return len(*l) }

// At implements gossip.Peers.
func (l *peerList) At(i int) gossip.NodeID { return (*l)[i].id }

func newOwner(cfg Config) (*owner, error) {
	o := &owner{cfg: cfg}
	var err error
	o.core, err = gossip.New(cfg.core(&o.peers))
	return o, err
}

// batch is what one link had ready at once.
type batch struct {
	link    *link
	packets []gossip.Packet
}

// ask is a question to the owner, which answers by running it.
type ask struct {
	question func(*owner)
	done     chan struct{}
}

// run serves batches and questions until ctx ends. When several are ready they share one flush.
func (o *owner) run(ctx context.Context, batches <-chan batch, asks <-chan ask) {
	for {
		select {
		case <-ctx.Done():
			return
		case b := <-batches:
			o.receive(b)
		case a := <-asks:
			a.question(o)
			o.flush()
			close(a.done)
		}
		o.flush()
	}
}

func (o *owner) flush() {
	for _, l := range o.dirty {
		l.dirty = false
		l.out.flush()
	}
	o.dirty = o.dirty[:0]
}

func (o *owner) find(id gossip.NodeID) (int, bool) {
	return slices.BinarySearchFunc(o.peers, id, func(p *peer, id gossip.NodeID) int { return cmp.Compare(p.id, id) })
}

// peer returns the peer of the given id, nil if there is none.
func (o *owner) peer(id gossip.NodeID) *peer {
	if i, ok := o.find(id); ok {
		return o.peers[i]
	}
	return nil
}

func (o *owner) receive(b batch) {
	p := o.peer(b.link.peer)
	if p == nil || p.link != b.link {
		return // the link was cut; what it still carried comes again when there is a new one
	}
	for _, packet := range b.packets {
		if err := o.core.Check(p.id, packet); err != nil {
			o.cfg.Log.Warn("bad relay", "peer", p.id, "err", err)
			o.write(b.link, wire.AppendJSON(nil, wire.Failure{Error: err.Error()}), o.cfg.OutboxLimit)
			continue
		}
		o.step(gossip.Event{Kind: gossip.Receive, Peer: p.id, Packet: packet})
	}
}

// step hands an event to the core and carries out what it answers. It returns the first message
// that was delivered, nil if there was none.
func (o *owner) step(ev gossip.Event) (delivered *gossip.Message) {
	o.actions = o.core.Step(time.Duration(time.Now().UnixNano()), ev, o.actions[:0])
	var encoded *gossip.Path // what o.line holds: a relay goes to many peers as the same bytes
	for i := range o.actions {
		a := &o.actions[i]
		switch a.Kind {
		case gossip.Deliver:
			o.read = append(o.read, false)
			o.unread++
			delivered = cmp.Or(delivered, a.Packet.Message)
		case gossip.Send:
			p := o.peer(a.Peer)
			if p == nil || p.link == nil || p.link.cut {
				continue // the core makes it good when the link comes up
			}
			if encoded != a.Packet.Path {
				o.line = wire.AppendRelay(o.line[:0], a.Packet, &o.scratch)
				encoded = a.Packet.Path
			}
			o.relay(p, ev.Kind)
		}
	}
	clear(o.actions) // keep no path alive
	return delivered
}

// relay puts o.line on the link to a peer. A peer that lets more pile up than the outbox holds is too
// slow: its link is cut, and it gets what it missed when it comes back. What is sent on that occasion
// is never refused: it is bounded by what the node stores, and to cut again would never end.
func (o *owner) relay(p *peer, because gossip.EventKind) {
	limit := o.cfg.OutboxLimit
	if because == gossip.LinkUp {
		limit = noLimit
	}
	switch {
	case len(o.line) > o.cfg.lineLimit():
		o.dropped++
		o.cfg.Log.Error("relay dropped: no peer takes so long a line", "peer", p.id, "bytes", len(o.line))
	case !o.write(p.link, o.line, limit):
		o.cfg.Log.Warn("link cut: the peer is too slow", "peer", p.id, "limit_bytes", limit)
		p.link.cut = true
		p.link.abort()
	}
}

func (o *owner) write(l *link, b []byte, limit int) bool {
	if !l.out.append(b, limit) {
		return false
	}
	if !l.dirty {
		l.dirty = true
		o.dirty = append(o.dirty, l)
	}
	return true
}

// linksDown returns the ids of the peers without a link, ascending.
func (o *owner) linksDown() []int {
	down := []int{}
	for _, p := range o.peers {
		if p.link == nil {
			down = append(down, int(p.id))
		}
	}
	return down
}

// tellWaiters wakes those who wait for the links, if all are up.
func (o *owner) tellWaiters() {
	if len(o.waiters) == 0 || len(o.linksDown()) > 0 {
		return
	}
	for _, w := range o.waiters {
		close(w)
	}
	o.waiters = nil
}
