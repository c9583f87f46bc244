package sim

import (
	"context"
	"math/rand/v2"
	"time"

	"gossip/internal/gossip"
)

// world is one run: the nodes, what is on its way between them, and what came of it so far.
type world struct {
	cfg      Config
	n        int
	epoch    time.Duration // of the virtual clock, since 1970: message times have as many digits as real ones
	now      int64         // ns since the start
	queue    queue
	packets  pool
	group    *gossip.Group
	fate     *rand.PCG // of the nodes
	nodes    []gossip.Node
	peers    peerSet
	random   *rand.Rand // of the network model, not of the nodes
	links    links
	faults   faults
	tally    tally
	carrier  carrier
	actions  []gossip.Action
	infected activity
	mean     mean
	codec    *codec // nil unless every packet passes through the line protocol
	rounds   *rounds
	warmth   int // see warm
}

// carrier takes the packets that nodes send to where they arrive: a queue of events or a round.
type carrier interface {
	carry(from, to uint32, p *gossip.Packet)
}

// What an event is about, beside a packet on its way or a timer: event.from says so.
const (
	fromClient   = 1<<32 - 1 - iota // event.what is the index of a message
	fromTimeline                    // event.what is the index of a change
	fromClock                       // a round of aggregation is over
)

// epochStart is the virtual time at which runs begin, in round figures: in 2023.
const epochStart = 1_700_000_000 * time.Second

// prepare makes the world ready for a run. It keeps what memory it has.
func (w *world) prepare(ctx context.Context, cfg Config) error {
	w.cfg, w.n, w.now = cfg, cfg.Graph.Len(), 0
	length := cfg.Rounds.length(cfg.Rule)
	w.epoch = (epochStart + length - 1) / length * length // rounds begin at multiples of their length
	w.queue.reset()
	w.queue.soon = nil
	if w.n >= coldNodes {
		w.queue.soon = w.warm
	}
	w.packets.reset()
	w.random = rand.New(rand.NewPCG(cfg.Seed, streamNetwork))
	w.links.prepare(w)
	w.faults.prepare(w)
	w.tally.prepare(w)
	w.codec = nil
	if cfg.Codec {
		w.codec = newCodec(w)
	}
	w.carrier = (*flights)(w)
	var dialer gossip.Dialer
	if cfg.Rounds.Synchronous {
		w.rounds = newRounds(ctx, w, w.rounds)
		w.carrier = w.rounds
		if cfg.Rounds.ConnectionLimit > 0 {
			dialer = w.rounds
		}
	}
	var err error
	w.fate = rand.NewPCG(cfg.Seed, streamNodes)
	w.group, err = gossip.NewGroup(gossip.GroupConfig{MaxNodes: w.n, Rule: cfg.Rule, Rand: rand.New(w.fate), Dialer: dialer, Arrivals: kept(cfg, w.n)})
	if err != nil {
		return err
	}
	w.peers.prepare(cfg.Graph)
	if cap(w.nodes) < w.n {
		w.nodes = make([]gossip.Node, w.n)
	}
	w.nodes = w.nodes[:w.n]
	for i := range w.nodes {
		if i%contextEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if err := w.create(i); err != nil {
			return err
		}
	}
	w.infected.prepare(w)
	w.mean.prepare(w)
	return nil
}

// manyNodes is the number from which the paths of many arrivals are too many.
const manyNodes = 20_000

// kept is of how many arrivals of a message the nodes keep the path. Protocols that send again and
// again bring many, of which nothing but the number shows in a result; at a million nodes the paths would
// take most of the memory.
func kept(cfg Config, nodes int) int {
	if row := cfg.Rule.Protocol(); nodes >= manyNodes && !row.Eager {
		return 1
	}
	return 0
}

// The streams of randomness that a seed gives rise to. Those of the graph and of the experiment are others.
const (
	streamNodes = 0x6e6f646573 + iota<<40
	streamNetwork
	streamFaults
)

// create puts a new, empty node in the place with index i.
func (w *world) create(i int) error {
	value := float64(i + 1)
	if w.cfg.Values != nil {
		value = w.cfg.Values[i]
	}
	return w.group.Init(&w.nodes[i], gossip.Member{ID: gossip.NodeID(i + 1), Peers: w.peers.of(i), Value: value})
}

// start lets all nodes begin, and plans what comes from outside.
func (w *world) start(ctx context.Context) error {
	for i, change := range w.cfg.Faults {
		w.queue.push(event{at: int64(change.At), from: fromTimeline, what: int32(i)})
	}
	for i, m := range w.cfg.Messages {
		w.queue.push(event{at: int64(m.At), from: fromClient, to: uint32(m.Origin - 1), what: int32(i)})
	}
	for i := range w.nodes {
		if i%contextEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		w.step(uint32(i), gossip.Event{Kind: gossip.Start})
	}
	return nil
}

// step lets one node take an event, and does what it asks for.
func (w *world) step(i uint32, ev gossip.Event) {
	node := &w.nodes[i]
	w.actions = node.Step(w.epoch+time.Duration(w.now), ev, w.actions[:0])
	w.tally.events++
	w.packets.begin()
	for k := range w.actions {
		switch a := &w.actions[k]; a.Kind {
		case gossip.Send:
			w.send(i, uint32(a.Peer-1), &a.Packet)
		case gossip.Deliver:
			w.deliver(i, a)
		case gossip.SetTimer:
			w.schedule(event{at: int64(a.At - w.epoch), to: i, what: -1 - int32(a.Timer), change: w.faults.happened})
		}
	}
	if w.infected.counted {
		w.infected.update(i, node)
	}
}

// schedule notes a timer. Most of those of a round are due in the next.
func (w *world) schedule(e event) {
	if w.cfg.Rounds.Synchronous && e.at == w.now+w.rounds.length {
		w.rounds.timers, w.rounds.timersAt = append(w.rounds.timers, alarm{e.to, e.what, e.change}), e.at
		return
	}
	w.queue.push(e)
}

// send puts a packet on a link. If the link is down the packet is dropped, and was not sent.
func (w *world) send(from, to uint32, p *gossip.Packet) {
	if w.faults.dead != nil && w.faults.parted(from, to) {
		w.tally.dropped(p)
		return
	}
	size := w.tally.sent(from, p)
	w.observe(Sent, from, to, p)
	w.links.size = size
	if w.faults.blocks(from, to) || w.links.loses() {
		w.links.occupy(from, to, w.now)
		w.lose(from, to, p)
		return
	}
	if w.codec != nil {
		p = w.codec.pass(from, to, p)
	}
	w.carrier.carry(from, to, p)
	if w.links.doubles() {
		w.tally.copied(p)
		w.observe(Doubled, from, to, p)
		w.carrier.carry(from, to, p)
	}
}

// lose notes that a packet will not arrive.
func (w *world) lose(from, to uint32, p *gossip.Packet) {
	w.tally.lost++
	w.tally.missed(p)
	w.observe(Lost, from, to, p)
}

// receive lets a packet arrive that was on its way.
func (w *world) receive(from, to uint32, p *gossip.Packet) {
	w.tally.received(to, p)
	w.observe(Received, to, from, p)
	w.step(to, gossip.Event{Kind: gossip.Receive, Peer: gossip.NodeID(from + 1), Packet: p})
}

func (w *world) deliver(i uint32, a *gossip.Action) {
	w.tally.delivered(i, w.now, a.Packet.Message, a.Packet.Path)
	w.observe(Delivered, i, uint32(a.Peer)-1, &a.Packet)
}

// publish lets a client give a message to a node. One that is down takes none.
func (w *world) publish(i uint32, index int) {
	m := &w.cfg.Messages[index]
	if w.faults.down(i) {
		w.tally.refused()
		return
	}
	w.tally.publishes(index, w.now)
	w.observe(Published, i, 0, nil)
	w.step(i, gossip.Event{Kind: gossip.Publish, Text: textOf(m, index), Relays: max(m.Relays, 1)})
}

// alarm is a timer of a node.
type alarm struct {
	to     uint32
	what   int32 // as in an event
	change uint32
}

// fire lets a timer be due, unless the node that set it has ended since.
func (w *world) fire(a alarm) {
	if w.faults.happened > 0 && w.faults.gone(a.to, a.change) {
		return
	}
	w.observe(TimerFired, a.to, 0, nil)
	w.step(a.to, gossip.Event{Kind: gossip.Fired, Timer: gossip.Timer(-1 - a.what)})
}

// observe tells the observer of something, if there is one. Indexes of nodes become ids.
func (w *world) observe(kind RecordKind, node, peer uint32, p *gossip.Packet) {
	if w.cfg.Observer == nil {
		return
	}
	r := Record{At: time.Duration(w.now), Kind: kind, Node: gossip.NodeID(node + 1), Peer: gossip.NodeID(peer + 1)}
	if p != nil {
		r.Packet = *p
	}
	w.cfg.Observer.Observe(r)
}

// pending reports whether a change or a message is still to come.
func (w *world) pending() bool {
	return w.faults.applied < len(w.cfg.Faults) || w.tally.asked < len(w.cfg.Messages)
}
