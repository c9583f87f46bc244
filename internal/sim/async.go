package sim

import (
	"context"

	"gossip/internal/gossip"
)

// flights carries packets by a queue of events, each with the latency of its link.
type flights world

func (f *flights) carry(from, to uint32, p *gossip.Packet) {
	w := (*world)(f)
	w.queue.push(event{
		at:   w.links.arrival(from, to, w.now, w.faults.slowness(from, to)),
		from: from, to: to, what: w.packets.put(p), change: w.faults.happened,
	})
}

// contextEvery is how many events happen, or nodes begin, between two looks at the context.
const contextEvery = 1 << 14

// runQueue lets events happen until the run is over.
func (w *world) runQueue(ctx context.Context) (End, error) {
	until := int64(w.cfg.until())
	w.mean.plan(w)
	for turn := 0; w.queue.len > 0; turn++ {
		if turn%contextEvery == 0 && ctx.Err() != nil {
			return "", ctx.Err()
		}
		if w.over() {
			return w.ended(), nil
		}
		if !w.queue.due(until) {
			w.now = until
			return Expired, nil
		}
		e := w.queue.pop()
		w.now = e.at
		switch {
		case e.from == fromClient:
			w.publish(e.to, int(e.what))
		case e.from == fromTimeline:
			w.faults.happen(&w.cfg.Faults[e.what])
		case e.from == fromClock:
			if end := w.mean.tick(w); end != "" {
				return end, nil
			}
		case e.what < 0:
			w.fire(alarm{e.to, e.what, e.change})
		default:
			w.arrive(&e)
		}
	}
	return w.ended(), nil
}

// arrive lets a packet arrive, unless its link broke meanwhile.
func (w *world) arrive(e *event) {
	p := w.packets.packet(e.what)
	if w.faults.dead != nil && (w.faults.dead[e.to] || w.faults.lost(e.from, e.to, e.change)) {
		w.lose(e.from, e.to, p)
	} else {
		w.receive(e.from, e.to, p)
	}
	w.packets.release(e.what)
}

// over reports whether nothing can change any more. Protocols that only react are over when nothing is
// on its way and no timer is set, which the caller sees; or, where faults may leave them asking a node
// that never answers, when everyone has everything.
func (w *world) over() bool {
	switch {
	case w.pending() || w.mean.aggregates:
		return false
	case w.infected.endless:
		return w.tally.covered() || w.now >= w.infected.look && w.stuck()
	case w.infected.counted:
		return w.tally.flying == 0 && (w.infected.count == 0 || w.now >= w.infected.look && w.stranded())
	}
	return len(w.cfg.Faults) > 0 && w.tally.flying == 0 && w.tally.covered()
}

// ended says how a run ended in which nothing can change any more.
func (w *world) ended() End {
	switch t := &w.tally; {
	case t.undone == t.vanished && t.accepted > t.vanished:
		return Covered
	case t.undone > t.vanished && (w.infected.endless || w.infected.count > 0):
		return Stuck
	}
	return Quiet
}
