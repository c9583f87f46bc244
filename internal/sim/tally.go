package sim

import (
	"slices"

	"gossip/internal/fault"
	"gossip/internal/gossip"
	"gossip/internal/wire"
)

// tally counts what happens in a run.
type tally struct {
	w       *world
	events  int64
	lost    int64
	payload count // packets sent that carry a message
	control count
	arrived int64    // copies of messages
	gone    int64    // of these, at nodes that ended since
	copies  []uint32 // by node: those that came since it began; nil if none ever ends
	flying  int      // copies on their way
	load    []uint32 // by node: packets sent and received

	texts     []text
	indexes   map[gossip.Key]int32
	asked     int // texts that came to a node, or to one that was down
	accepting int32
	accepted  int
	undone    int // accepted texts that some living node lacks
	vanished  int // accepted texts that no living node has

	log   []delivery       // in order of time
	about []int32          // the text of each delivery; empty if there is only one
	since map[uint32]int32 // where the log of a node begins that was restarted, and the end for a dead one

	sized      *gossip.Message // the message of the last payload, and the bytes of it without the path
	sizedBytes int
	byteLess   bool         // sizes of shares are not counted
	flight     gossip.Share // mass on its way
	leaked     gossip.Share // mass that got lost, less what duplicates and new nodes added
}

// count is a number of packets and their size.
type count struct{ packets, bytes int64 }

// text is what is known of one message of the run.
type text struct {
	key      gossip.Key
	at       int64 // when it was accepted, ns
	origin   uint32
	held     int // living nodes that have it
	accepted bool
}

// delivery is one first arrival.
type delivery struct {
	at   int64 // ns since the start of the run
	node uint32
	hop  int32
}

// manyShares is the number of nodes from which the bytes of aggregation are not counted: to write the
// numbers would take longer than everything else.
const manyShares = 10_001

func (t *tally) prepare(w *world) {
	*t = tally{
		w: w, load: room(t.load, w.n), texts: room(t.texts, len(w.cfg.Messages)), indexes: map[gossip.Key]int32{},
		copies: t.copies, log: t.log[:0], about: t.about[:0], since: map[uint32]int32{}, accepting: -1, byteLess: w.n >= manyShares,
	}
	clear(t.load)
	clear(t.texts)
	t.prepareCopies()
	if len(w.cfg.Messages) == 1 && cap(t.log) < w.n {
		t.log = make([]delivery, 0, w.n)
	}
}

// prepareCopies makes room to count copies by node, which takes memory and time only where it is needed:
// where nodes end.
func (t *tally) prepareCopies() {
	if !slices.ContainsFunc(t.w.cfg.Faults, func(c fault.Change) bool { return c.Kind == fault.Down }) {
		t.copies = nil
		return
	}
	t.copies = room(t.copies, t.w.n)
	clear(t.copies)
}

// sent counts a packet and returns its size in bytes.
func (t *tally) sent(from uint32, p *gossip.Packet) int {
	t.load[from]++
	size := t.size(p)
	c := &t.control
	if p.Kind.Payload() {
		c = &t.payload
		t.flying++
	} else if p.Kind >= gossip.Push {
		t.flight = plus(t.flight, p.Mass())
	}
	c.packets++
	c.bytes += int64(size)
	return size
}

// size returns the bytes of a packet on the wire. Most packets are copies of one message, of which
// only the path differs.
func (t *tally) size(p *gossip.Packet) int {
	if !p.Kind.Payload() {
		if t.byteLess && p.Kind >= gossip.Push {
			return 0
		}
		return wire.Size(*p)
	}
	path := p.Path.Digits() + 2*(p.Path.Len()-1)
	if p.Message != t.sized {
		t.sized, t.sizedBytes = p.Message, wire.Size(gossip.Packet{Kind: gossip.Relay, Relays: p.Relays, Message: p.Message, Path: p.Path})-path
	}
	if p.Kind == gossip.Repair {
		path += len(wire.Repair) - len(wire.Relay)
	}
	return t.sizedBytes + path
}

// dropped is told of a packet for which there was no link.
func (t *tally) dropped(p *gossip.Packet) {
	if p.Kind >= gossip.Push {
		t.leaked = plus(t.leaked, p.Mass())
	}
}

// copied counts the second copy of a packet that the network doubled.
func (t *tally) copied(p *gossip.Packet) {
	if p.Kind.Payload() {
		t.flying++
	} else if p.Kind >= gossip.Push {
		t.flight = plus(t.flight, p.Mass())
		t.leaked = minus(t.leaked, p.Mass())
	}
}

// missed counts a packet that will not arrive.
func (t *tally) missed(p *gossip.Packet) {
	if p.Kind.Payload() {
		t.flying--
	} else if p.Kind >= gossip.Push {
		t.flight = minus(t.flight, p.Mass())
		t.leaked = plus(t.leaked, p.Mass())
	}
}

// received counts a packet that arrived.
func (t *tally) received(to uint32, p *gossip.Packet) {
	t.load[to]++
	if p.Kind.Payload() {
		t.flying--
		t.arrived++
		if t.copies != nil {
			t.copies[to]++
		}
	} else if p.Kind >= gossip.Push {
		t.flight = minus(t.flight, p.Mass())
	}
}

func plus(a, b gossip.Share) gossip.Share {
	return gossip.Share{Sum: a.Sum + b.Sum, Weight: a.Weight + b.Weight}
}
func minus(a, b gossip.Share) gossip.Share {
	return gossip.Share{Sum: a.Sum - b.Sum, Weight: a.Weight - b.Weight}
}

// publishes notes that the text with the given index comes to its node now.
func (t *tally) publishes(index int, now int64) {
	t.asked++
	t.texts[index].at = now
	t.accepting = int32(index)
}

// refused notes that a text came to a node that was down.
func (t *tally) refused() { t.asked++ }

// delivered notes a first arrival.
func (t *tally) delivered(i uint32, now int64, m *gossip.Message, path *gossip.Path) {
	index := int32(0)
	if t.accepting >= 0 { // it is the origin's own
		index, t.accepting = t.accepting, -1
		t.texts[index].key, t.texts[index].accepted, t.texts[index].origin = m.Key, true, i
		t.indexes[m.Key] = index
		t.accepted++
		t.undone++
		t.vanished++
	} else if len(t.texts) > 1 {
		index = t.indexes[m.Key]
	}
	t.log = append(t.log, delivery{now, i, int32(path.Len() - 1)})
	if len(t.texts) > 1 {
		t.about = append(t.about, index)
	}
	x := &t.texts[index]
	if x.held == 0 {
		t.vanished--
	}
	if x.held++; x.held == t.w.faults.living {
		t.undone--
	}
}

// died notes that a node ended with all that it had.
func (t *tally) died(i uint32) {
	store := t.w.nodes[i].Store()
	for k := range store.Len() {
		t.texts[t.indexes[store.At(k).Message.Key]].held--
	}
	t.since[i] = int32(len(t.log))
	t.gone += int64(t.copies[i])
	t.copies[i] = 0
	if n := &t.w.nodes[i]; t.aggregates() {
		t.leaked = plus(t.leaked, n.Share())
	}
}

// born is told that a node begins anew, with a value that was not there before.
func (t *tally) born(i uint32) {
	if t.aggregates() {
		t.leaked = minus(t.leaked, t.w.nodes[i].Share())
	}
}

// recount is due when nodes ended or began.
func (t *tally) recount() {
	t.undone, t.vanished = 0, 0
	for _, x := range t.texts {
		if x.accepted && x.held < t.w.faults.living {
			t.undone++
		}
		if x.accepted && x.held == 0 {
			t.vanished++
		}
	}
}

// covered reports whether every living node has what any living node has, or will have.
func (t *tally) covered() bool {
	return t.undone == 0 || t.flying == 0 && t.undone == t.vanished
}

func (t *tally) aggregates() bool {
	return t.w.group != nil && t.w.cfg.Rule != nil && t.w.cfg.Rule.Protocol().Aggregates
}

// counts reports whether the k-th delivery is one of a node that lives, and has lived since.
func (t *tally) counts(k int, d delivery) bool {
	if len(t.since) == 0 {
		return true
	}
	since, restarted := t.since[d.node]
	return !t.w.faults.down(d.node) && (!restarted || int32(k) >= since)
}
