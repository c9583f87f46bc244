package node

import (
	"cmp"
	"context"
	"math"
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
	rule    gossip.Protocol
	params  []wire.Param
	peers   peerList // ascending by id; the core looks at it through a pointer
	clock   clock
	timers  timers
	parser  wire.Parser
	letters []wire.Letter
	read    []bool // by position in the store: a client has fetched it
	unread  int
	dropped int
	traffic wire.Traffic

	waiters  []chan struct{} // closed when every link is up
	holders  []*holder       // closed when the store has what they wait for
	watchers []*watcher
	leavers  []chan struct{} // closed when the core has handed on what only it had
	room     chan struct{}   // capacity 1: a link has room again
	blocked  chan struct{}   // closed when clients need not wait any more; nil if none does

	started  bool // the core had its Start
	draining bool
	actions  []gossip.Action
	packet   gossip.Packet // see hold
	line     []byte
	dirty    []*link
	late     late
}

// peer is a node that this one relays to.
type peer struct {
	id     gossip.NodeID
	addr   string
	weight float64            // 0 means 1
	link   *link              // nil while there is none
	stop   context.CancelFunc // ends the dialer; nil if the peer dials
}

// peerList implements gossip.Peers and gossip.Weights.
type peerList []*peer

// Len implements gossip.Peers.
func (l *peerList) Len() int { return len(*l) }

// At implements gossip.Peers.
func (l *peerList) At(i int) gossip.NodeID { return (*l)[i].id }

// Weight implements gossip.Weights, in millionths.
func (l *peerList) Weight(i int) uint64 {
	w := (*l)[i].weight
	if w == 0 {
		w = 1
	}
	return uint64(math.Round(w / MinWeight))
}

func newOwner(cfg Config) (*owner, error) {
	rule, err := gossip.NewRule(cfg.Protocol, cfg.Params)
	if err != nil {
		return nil, err
	}
	o := &owner{cfg: cfg, rule: rule.Protocol(), room: make(chan struct{}, 1), params: []wire.Param{}}
	for _, s := range rule.Settings() {
		o.params = append(o.params, wire.Param(s))
	}
	o.timers.alarm, o.late.alarm = time.NewTimer(math.MaxInt64), time.NewTimer(math.MaxInt64)
	if o.core, err = cfg.core(&o.peers); err != nil {
		return nil, err
	}
	o.parser.Self, o.parser.Known, o.parser.Fetch = o.core.ID(), o.core.Store().Known, o.core.Store().Fetch
	return o, nil
}

// batch is what one link had ready at once: complete lines.
type batch struct {
	link  *link
	lines []byte
}

// maxBatch bounds the lines, or the messages of a client, that are worked on before what they led to
// leaves.
const maxBatch = 256

// ask is a question to the owner, which answers by running it.
type ask struct {
	question func(*owner)
	done     chan struct{}
}

// run serves batches and questions until ctx ends. When several are ready they share one flush.
func (o *owner) run(ctx context.Context, batches <-chan batch, asks <-chan ask) {
	defer o.timers.alarm.Stop()
	defer o.late.alarm.Stop()
	o.start()
	for {
		o.flush()
		select {
		case <-ctx.Done():
			return
		case b := <-batches:
			o.receive(b)
		case a := <-asks:
			a.question(o)
			o.flush()
			close(a.done)
		case <-o.late.alarm.C:
			o.flushLate()
		case <-o.timers.alarm.C:
			o.fire()
		case <-o.room:
			o.makeRoom()
		}
	}
}

// start begins the life of the core. It takes links to be up unless it is told, and none is yet.
func (o *owner) start() {
	o.started = true
	o.step(gossip.Event{Kind: gossip.Start})
	for _, p := range o.peers {
		o.step(gossip.Event{Kind: gossip.LinkDown, Peer: p.id})
	}
}

// fire hands the core the timers that are due.
func (o *owner) fire() {
	for {
		what, due := o.timers.due(o.clock.tick())
		if !due {
			o.timers.arm(o.clock.now)
			return
		}
		o.step(gossip.Event{Kind: gossip.Fired, Timer: what})
	}
}

func (o *owner) find(id gossip.NodeID) (int, bool) {
	return slices.BinarySearchFunc(o.peers, id, func(p *peer, id gossip.NodeID) int { return cmp.Compare(p.id, id) })
}

// fewPeers are looked through faster than they are searched.
const fewPeers = 8

// peer returns the peer of the given id, nil if there is none.
func (o *owner) peer(id gossip.NodeID) *peer {
	if len(o.peers) <= fewPeers {
		for _, p := range o.peers {
			if p.id == id {
				return p
			}
		}
		return nil
	}
	if i, ok := o.find(id); ok {
		return o.peers[i]
	}
	return nil
}

// receive works on what a link brought.
func (o *owner) receive(b batch) {
	rest := b.lines
	p := o.peer(b.link.peer)
	if p == nil || p.link != b.link {
		return // the link was cut; what it still carried comes again when there is a new one
	}
	for done := 0; len(rest) > 0; done += len(o.letters) {
		if done >= maxBatch {
			o.flush()
			done = 0
		}
		o.clock.tick() // the lines that are opened together count as coming at the same time
		o.letters, rest = o.parser.Open(rest, o.letters)
		for i := range o.letters {
			o.receiveLine(p, &o.letters[i])
		}
	}
	clear(o.letters[:cap(o.letters)])
	select {
	case b.link.free <- b.lines[:0]:
	default:
	}
}

// receiveLine works on one line from a peer. A bad one is answered and logged; the peer's own
// complaints are logged and not answered.
func (o *owner) receiveLine(p *peer, letter *wire.Letter) {
	if line := letter.Line; len(line) > 0 && line[0] == '{' {
		o.cfg.Log.Warn("a peer complains", "peer", p.id, "line", string(line[:min(len(line), 200)]))
		return
	}
	packet, err := o.parser.Read(letter)
	if err == nil {
		err = o.core.Check(p.id, packet)
	}
	if err != nil {
		o.cfg.Log.Warn("bad line from a peer", "peer", p.id, "err", err)
		o.write(p.link, wire.AppendJSON(nil, wire.Failure{Error: err.Error()}))
		return
	}
	if packet.Kind.Payload() {
		o.traffic.RelaysReceived++
	} else {
		o.traffic.ControlReceived++
	}
	o.core.Foresee(packet.Path, o.parser.Here())
	o.handle(gossip.Event{Kind: gossip.Receive, Peer: p.id, Packet: o.hold(packet)})
}

// hold puts a packet where the core reads it, always the same place, so that none is allocated.
func (o *owner) hold(packet gossip.Packet) *gossip.Packet {
	o.packet = packet
	return &o.packet
}

// step hands an event that happens now to the core and carries out what it answers. It returns the
// first message that was delivered, nil if there was none.
func (o *owner) step(ev gossip.Event) *gossip.Message {
	o.clock.tick()
	return o.handle(ev)
}

// handle is step for an event of a batch, for which the clock was read already.
func (o *owner) handle(ev gossip.Event) (delivered *gossip.Message) {
	o.actions = o.core.Step(o.clock.now, ev, o.actions[:0])
	var encoded gossip.Packet // what o.line holds: a relay goes to many peers as the same bytes
	relayed := ev.Kind == gossip.Receive && ev.Packet.Kind == gossip.Relay
	for i := range o.actions {
		a := &o.actions[i]
		switch a.Kind {
		case gossip.Deliver:
			o.deliver(a)
			delivered = cmp.Or(delivered, a.Packet.Message)
		case gossip.SetTimer:
			o.timers.set(o.clock.now, a.At, a.Timer)
		case gossip.Send:
			p := o.peer(a.Peer)
			if p == nil || p.link == nil || p.link.lossy {
				continue // the core makes it good when the link comes up, or has room
			}
			if o.repeats(a.Packet.Kind) && p.link.out.lacksRoom(len(a.Packet.Message.Text), o.cfg.OutboxLimit/2) {
				continue // before it is encoded: in each cycle all of them come again, and few leave
			}
			if encoded != a.Packet {
				o.line = o.parser.AppendPacket(o.line[:0], a.Packet)
				encoded = a.Packet
			}
			redundant := relayed && delivered == nil && a.Packet.Kind == gossip.Relay
			o.send(p, a.Packet.Kind, redundant)
		}
	}
	clear(o.actions) // keep no path alive
	o.packet = gossip.Packet{}
	if o.leavers != nil {
		o.tellLeavers()
	}
	return delivered
}

// deliver notes a message that arrived for the first time.
func (o *owner) deliver(a *gossip.Action) {
	o.read = append(o.read, false)
	o.unread++
	for _, w := range o.watchers {
		w.delivered(o.cfg.ID, o.clock.now, a)
	}
	if len(o.holders) > 0 {
		o.holders = slices.DeleteFunc(o.holders, func(h *holder) bool { return h.check(o) })
	}
}

// send puts o.line on the link to a peer. What is redundant need not leave at once.
func (o *owner) send(p *peer, kind gossip.PacketKind, redundant bool) {
	if len(o.line) > o.cfg.lineLimit() {
		o.dropped++
		o.cfg.Log.Error("relay dropped: no peer takes so long a line", "peer", p.id, "bytes", len(o.line))
		return
	}
	limit := o.cfg.OutboxLimit
	repeated := o.repeats(kind)
	if repeated {
		limit /= 2
	}
	switch took := p.link.out.append(o.line, limit); {
	case took:
	case repeated: // it will be sent again, and what else is for the peer needs the room
		return
	default:
		o.overflow(p.link)
		return
	}
	if redundant {
		o.flushLater(p.link)
	} else {
		o.flushSoon(p.link)
	}
	n := int64(len(o.line))
	o.traffic.BytesSent += n
	if !kind.Payload() {
		o.traffic.ControlSent++
		o.traffic.ControlBytesSent += n
		return
	}
	o.traffic.RelaysSent++
	if kind == gossip.Repair {
		o.traffic.RepairsSent++
	}
}

// repeats reports whether packets of a kind are sent again in the next cycle, so that one may be left out.
func (o *owner) repeats(kind gossip.PacketKind) bool { return o.rule.Dials && kind == gossip.Relay }

// write puts bytes on a link that leave with the next flush.
func (o *owner) write(l *link, b []byte) {
	switch {
	case l.lossy:
	case l.out.append(b, o.cfg.OutboxLimit):
		o.flushSoon(l)
	default:
		o.overflow(l)
	}
}

// overflow notes that the outbox of a link did not take something. If it is full the link becomes lossy:
// everything is dropped until the peer has taken what waits. If it was closed, the link is about to end.
func (o *owner) overflow(l *link) {
	if l.out.ended() {
		return
	}
	l.lossy = true
	l.out.tell(o.room)
	o.traffic.Overflows++
	o.cfg.Log.Warn("outbox full: the peer is too slow, and will have to reconcile", "peer", l.peer, "limit_bytes", o.cfg.OutboxLimit)
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
