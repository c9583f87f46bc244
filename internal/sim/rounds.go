package sim

import (
	"context"
	"time"

	"gossip/internal/gossip"
)

// rounds drives the nodes in the synchronous cycles of the papers. In each round, first the timers of
// all nodes fire, on the state at its start: these are its contacts. Then the conversations take place
// that they begin: what is asked is answered, also on the state at its start. Then the messages arrive
// that were sent in them, and last, what the receivers say about those. Whatever else a node sends
// because a message arrived, travels in the next round: flooding goes one hop a round.
//
// Averaging is the exception that its paper makes: nodes act in turn, and each exchange is over before
// the next begins (Jelasity et al. 2005, section 3). The turn is another one in each round: if it were
// always the same, the node that acts would always be the one that waited longest, and the variance
// would fall by .294 a round and not by the paper's .303. Where connections are limited, turns are drawn
// so that nobody is always first.
type rounds struct {
	w       *world
	length  int64
	phase   phase
	round   int64
	next    lane // what travels into the next round
	came    lane // what came from the last one
	spoken  lane // the conversations of this round
	atomic  lane // an exchange that is under way
	arrived lane // messages that arrive at the end of this round
	answers lane // what receivers say about them

	ctx   context.Context
	asked int  // how often hurried was
	hasty bool // what it said last

	limit    int
	hunt     int
	accepted []int32 // by node: contacts in this round
	due      []alarm // timers of this round
	ripe     []alarm // memory for timers
	timers   []alarm // timers that were set for the next one, after whatever is in the queue for it
	timersAt int64   // when they are due
}

// phase is a part of a round.
type phase uint8

const (
	outside  phase = iota // clients and faults
	speaking              // contacts and conversations
	arriving              // messages
	answering
)

// flight is a packet on its way.
type flight struct {
	from, to uint32
	change   uint32
	packet   gossip.Packet
}

// length returns how long a round is: an interval of the protocol, or a second.
func (r Rounds) length(rule *gossip.Rule) time.Duration {
	if rule != nil {
		if interval, ok := rule.Interval(); ok {
			return interval
		}
	}
	return time.Second
}

// Length returns how much virtual time a round of a protocol is.
func Length(rule *gossip.Rule) time.Duration { return Rounds{}.length(rule) }

// newRounds prepares a run, in the memory of an earlier one if there was any.
func newRounds(ctx context.Context, w *world, old *rounds) *rounds {
	cfg := w.cfg.Rounds
	r := &rounds{w: w, ctx: ctx, length: int64(cfg.length(w.cfg.Rule)), limit: cfg.ConnectionLimit, hunt: cfg.Hunt}
	if old != nil {
		r.next, r.came, r.spoken, r.atomic, r.arrived, r.answers = old.next, old.came, old.spoken, old.atomic, old.arrived, old.answers
		for _, l := range []*lane{&r.next, &r.came, &r.spoken, &r.atomic, &r.arrived, &r.answers} {
			l.reset()
		}
		r.due, r.ripe, r.timers = old.due, old.ripe[:0], old.timers[:0]
	}
	if r.limit > 0 {
		r.accepted = make([]int32, w.n)
	}
	return r
}

// carry implements carrier.
func (r *rounds) carry(from, to uint32, p *gossip.Packet) {
	f := r.lane(p.Kind).push()
	f.from, f.to, f.change = from, to, r.w.faults.happened
	copyPacket(&f.packet, p)
}

// lane returns the packets with which one of this kind arrives.
func (r *rounds) lane(kind gossip.PacketKind) *lane {
	to := &r.next
	switch {
	case r.phase == speaking && (kind == gossip.Exchange || kind == gossip.Correction):
		to = &r.atomic
	case r.phase == speaking && kind.Payload():
		to = &r.arrived
	case r.phase == speaking:
		to = &r.spoken
	case r.phase == arriving && kind == gossip.Feedback:
		to = &r.answers
	}
	return to
}

// hurried reports whether nobody waits for the run any more. A round of many nodes, or one in which they
// hunt far, can take minutes. It looks now and then.
func (r *rounds) hurried() bool {
	if r.asked++; r.asked%contextEvery == 0 {
		r.hasty = r.ctx.Err() != nil
	}
	return r.hasty
}

// Dial implements gossip.Dialer: a node accepts so many contacts in a round.
func (r *rounds) Dial(_, peer gossip.NodeID) bool {
	if r.hurried() {
		return true // and hunts for nobody
	}
	if int(r.accepted[peer-1]) >= r.limit {
		return false
	}
	r.accepted[peer-1]++
	return true
}

// Hunt implements gossip.Dialer.
func (r *rounds) Hunt() int { return r.hunt }

// run makes rounds until the run is over.
func (r *rounds) run(ctx context.Context) (End, error) {
	w := r.w
	last := int64(w.cfg.until()) / r.length
	for {
		r.turn()
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		if w.mean.aggregates && r.round > 0 {
			if end := w.mean.tick(w); end != "" {
				return end, nil
			}
		}
		switch {
		case r.over():
			return w.ended(), nil
		case r.round >= last:
			return Expired, nil
		}
		r.round++
		w.now = r.round * r.length
	}
}

// over reports whether nothing can change any more after this round.
func (r *rounds) over() bool {
	return r.w.over() || !r.w.pending() && r.w.queue.len == 0 && len(r.timers) == 0 && r.next.len == 0 && r.w.group.Rule().Conducted() == ""
}

// batch is how many nodes are fetched from memory side by side.
const batch = 32

// turn makes one round.
func (r *rounds) turn() {
	w := r.w
	r.came, r.next = r.next, r.came
	r.next.reset()
	due := r.external()
	r.phase = speaking
	for i := range r.came.len {
		f := r.came.at(i)
		*r.lane(f.packet.Kind).push() = *f
	}
	if r.limit > 0 {
		clear(r.accepted)
	}
	if r.limit > 0 || w.mean.aggregates {
		w.random.Shuffle(len(due), func(i, j int) { due[i], due[j] = due[j], due[i] })
	}
	for i := range due {
		if r.hurried() {
			return
		}
		if i%batch == 0 && w.n >= coldNodes {
			w.warmPairs(due[i:min(i+batch, len(due))])
		}
		w.fire(due[i])
		r.deliver(&r.atomic)
	}
	if r.round > 0 {
		r.conduct()
	}
	r.deliver(&r.spoken)
	r.phase = arriving
	r.deliver(&r.arrived)
	r.phase = answering
	r.deliver(&r.answers)
	r.phase = outside
}

// external does what comes from outside at the beginning of the round, and returns the timers that are
// due.
func (r *rounds) external() []alarm {
	w := r.w
	due := r.due[:0]
	var regular []alarm
	if len(r.timers) > 0 && r.timersAt <= w.now {
		regular, r.timers, r.ripe = r.timers, r.ripe[:0], r.timers
	}
	for w.queue.due(w.now) {
		e := w.queue.pop()
		switch e.from {
		case fromClient:
			w.publish(e.to, int(e.what))
		case fromTimeline:
			w.faults.happen(&w.cfg.Faults[e.what])
		default:
			due = append(due, alarm{e.to, e.what, e.change})
		}
	}
	if r.due = due; len(due) == 0 {
		return regular
	}
	r.due = append(due, regular...)
	return r.due
}

// deliver lets the packets of a lane arrive, also those that join it meanwhile.
func (r *rounds) deliver(l *lane) {
	w := r.w
	for i := 0; i < l.len && !r.hurried(); i++ {
		if i%batch == 0 && w.n >= coldNodes {
			w.warmFlights(l.next(i))
		}
		f := l.at(i)
		if w.faults.dead != nil && (w.faults.dead[f.to] || w.faults.lost(f.from, f.to, f.change)) {
			w.lose(f.from, f.to, &f.packet)
			continue
		}
		w.receive(f.from, f.to, &f.packet)
	}
	l.reset()
}
