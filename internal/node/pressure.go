package node

import (
	"context"
	"time"

	"gossip/internal/gossip"
)

// Back-pressure. A client that submits faster than the network can carry has to wait: for as long as
// at least half of the node's links have more waiting than highWater. One slow peer among others
// does not hold clients up; its outbox overflows, and it reconciles later. Neither do peers that take
// nothing at all for Config.StallTime: they are stalled, not slow.
const highWater = 128 << 10

// backlog is a link with much waiting, and how much its peer has taken so far.
type backlog struct {
	link  *link
	taken int64
}

// congested returns the links for which a client has to wait, none if it need not.
func (o *owner) congested() []backlog {
	var full []backlog
	links := 0
	for _, p := range o.peers {
		if p.link == nil || p.link.lossy || p.link.stalled {
			continue
		}
		links++
		if waiting, taken := p.link.out.backlog(); waiting > min(highWater, o.cfg.OutboxLimit/2) {
			full = append(full, backlog{p.link, taken})
		}
	}
	if 2*len(full) < links {
		return nil
	}
	return full
}

// waitForRoom returns when clients need not wait, or ctx ends.
func (n *Node) waitForRoom(ctx context.Context) {
	for {
		var full []backlog
		var room chan struct{}
		n.ask(func(o *owner) {
			if full = o.congested(); len(full) == 0 {
				return
			}
			if o.blocked == nil {
				o.blocked = make(chan struct{})
			}
			room = o.blocked
			for _, b := range full {
				b.link.out.tell(o.room)
			}
		})
		if len(full) == 0 {
			return
		}
		stall := time.NewTimer(n.cfg.StallTime)
		select {
		case <-room:
		case <-ctx.Done():
			stall.Stop()
			return
		case <-stall.C:
			n.ask(func(o *owner) { o.markStalled(full) })
		}
		stall.Stop()
	}
}

// markStalled notes the links on which nothing has moved since.
func (o *owner) markStalled(full []backlog) {
	for _, b := range full {
		if _, taken := b.link.out.backlog(); taken == b.taken {
			b.link.stalled = true
			b.link.out.tell(o.room)
		}
	}
}

// makeRoom looks after the links whose peers have taken what waited.
func (o *owner) makeRoom() {
	for i := range o.peers {
		l := o.peers[i].link
		if l == nil || !l.lossy && !l.stalled {
			continue
		}
		if waiting, _ := l.out.backlog(); waiting > 0 {
			l.out.tell(o.room)
			continue
		}
		lossy := l.lossy
		l.lossy, l.stalled = false, false
		if lossy {
			o.step(gossip.Event{Kind: gossip.LinkDrained, Peer: l.peer})
		}
	}
	if o.blocked != nil && len(o.congested()) == 0 {
		close(o.blocked)
		o.blocked = nil
	}
}
