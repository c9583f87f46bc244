package gossip

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// driver runs many cores in one goroutine, without sockets and without a real clock: a list of packets
// on their way, a list of timers, and a seed that decides what happens next.
type driver struct {
	t     *testing.T
	rng   *rand.Rand
	now   time.Duration
	rule  *Rule
	nodes map[NodeID]*Node
	peers map[NodeID]*idList
	links map[[2]NodeID][]Packet // on their way, by sender and receiver
	busy  [][2]NodeID            // the keys of links with something on its way, in a fixed order
	up    map[[2]NodeID]bool
	slow  map[[2]NodeID]bool // what is on its way stays there
	gone  map[NodeID]bool    // crashed
	clock []timer            // ascending
	log   *strings.Builder

	chaos     chaos
	sent      map[PacketKind]int
	notices   map[PacketKind]int // in the packets sent
	delivered map[NodeID]map[Key]bool
	mass      Share   // that is in the network: all that came in, less what was lost
	peak      float64 // the most that it ever was
}

// chaos is what goes wrong on links that are up, each in percent of the packets.
type chaos struct{ loss, duplicate, reorder int }

type timer struct {
	at    time.Duration
	node  NodeID
	core  *Node // a node that was restarted gets no timer of its former life
	timer Timer
}

// idList implements Peers.
type idList []NodeID

func (l *idList) Len() int        { return len(*l) }
func (l *idList) At(i int) NodeID { return (*l)[i] }

// newDriver joins nodes that flood by the given edges; all links are up.
func newDriver(t *testing.T, seed uint64, edges [][2]NodeID) *driver {
	t.Helper()
	return newDriverOf(t, seed, "flood", nil, edges)
}

// newDriverOf joins nodes of any protocol.
func newDriverOf(t *testing.T, seed uint64, protocol string, params map[string]string, edges [][2]NodeID) *driver {
	t.Helper()
	rule, err := NewRule(protocol, params)
	require.NoError(t, err)
	d := &driver{
		t: t, rng: rand.New(rand.NewPCG(seed, 1)), now: 1000 * time.Second, rule: rule,
		nodes: map[NodeID]*Node{}, peers: map[NodeID]*idList{}, gone: map[NodeID]bool{},
		links: map[[2]NodeID][]Packet{}, up: map[[2]NodeID]bool{},
		sent: map[PacketKind]int{}, notices: map[PacketKind]int{}, delivered: map[NodeID]map[Key]bool{},
	}
	for _, e := range edges {
		d.node(e[0])
		d.node(e[1])
	}
	for _, e := range edges {
		d.join(e[0], e[1])
	}
	d.settle(10*len(edges) + 1) // the reconciliation of empty stores
	clear(d.sent)
	return d
}

func (d *driver) node(id NodeID) *Node {
	d.t.Helper()
	if d.nodes[id] == nil {
		d.peers[id] = new(idList)
		d.start(id)
	}
	return d.nodes[id]
}

// start puts a new, empty core in the place of a node.
func (d *driver) start(id NodeID) {
	d.t.Helper()
	source := rand.New(rand.NewPCG(uint64(id), d.rng.Uint64()))
	n, err := New(Config{ID: id, Peers: d.peers[id], Rule: d.rule, Value: float64(id), Rand: source})
	require.NoError(d.t, err)
	d.nodes[id] = n
	d.delivered[id] = map[Key]bool{}
	delete(d.gone, id)
	d.weigh(n.Share(), 1)
	d.step(id, Event{Kind: Start})
	for _, peer := range *d.peers[id] {
		if !d.up[[2]NodeID{id, peer}] {
			d.step(id, Event{Kind: LinkDown, Peer: peer})
		}
	}
}

// weigh notes mass that comes into the network, or is lost to it.
func (d *driver) weigh(s Share, sign float64) {
	d.mass.Sum += sign * s.Sum
	d.mass.Weight += sign * s.Weight
	d.peak = max(d.peak, math.Abs(d.mass.Sum), d.mass.Weight)
}

// drop loses everything that is on a link.
func (d *driver) drop(link [2]NodeID) {
	for _, p := range d.links[link] {
		d.weigh(p.Mass(), -1)
	}
	delete(d.links, link)
	d.busy = slices.DeleteFunc(d.busy, func(k [2]NodeID) bool { return k == link })
}

// join makes two nodes peers and brings the link between them up.
func (d *driver) join(a, b NodeID) {
	d.t.Helper()
	d.node(a)
	d.node(b)
	*d.peers[a] = append(*d.peers[a], b)
	*d.peers[b] = append(*d.peers[b], a)
	d.setLink(a, b, true)
}

// setLink brings a link up, or down with everything that is on it.
func (d *driver) setLink(a, b NodeID, up bool) {
	d.t.Helper()
	kind := LinkDown
	if up {
		kind = LinkUp
	}
	for _, end := range [][2]NodeID{{a, b}, {b, a}} {
		d.up[end] = up
		if !up {
			d.drop(end)
		}
	}
	for _, end := range [][2]NodeID{{a, b}, {b, a}} {
		if !d.gone[end[0]] {
			d.step(end[0], Event{Kind: kind, Peer: end[1]})
		}
	}
}

// crash ends a node without a word; restart brings it back empty.
func (d *driver) crash(id NodeID) {
	d.t.Helper()
	d.gone[id] = true
	d.weigh(d.nodes[id].Share(), -1)
	for _, peer := range *d.peers[id] {
		if d.up[[2]NodeID{id, peer}] {
			d.setLink(id, peer, false)
		}
	}
}

func (d *driver) restart(id NodeID) {
	d.t.Helper()
	d.start(id)
	for _, peer := range *d.peers[id] {
		if !d.gone[peer] {
			d.setLink(id, peer, true)
		}
	}
}

func (d *driver) publish(id NodeID, text string, relays uint8) Key {
	d.t.Helper()
	d.step(id, Event{Kind: Publish, Text: text, Relays: relays})
	store := d.nodes[id].Store()
	return store.At(store.Len() - 1).Message.Key
}

func (d *driver) step(id NodeID, ev Event) {
	d.t.Helper()
	d.now++
	core := d.nodes[id]
	for _, a := range core.Step(d.now, ev, nil) {
		switch a.Kind {
		case SetTimer:
			at, _ := slices.BinarySearchFunc(d.clock, a.At, func(t timer, at time.Duration) int { return cmp.Compare(t.at, at) })
			d.clock = slices.Insert(d.clock, at, timer{a.At, id, core, a.Timer})
		case Deliver:
			d.logf("  %s", describe(id, a))
			key := a.Packet.Message.Key
			require.False(d.t, d.delivered[id][key], "node %d delivers %v twice", id, key)
			d.delivered[id][key] = true
		case Send:
			d.logf("  %s", describe(id, a))
			d.send([2]NodeID{id, a.Peer}, a.Packet)
		}
	}
}

// send puts a packet on its way.
func (d *driver) send(link [2]NodeID, p Packet) {
	if !d.up[link] {
		d.weigh(p.Mass(), -1)
		return
	}
	d.sent[p.Kind]++
	if c := p.Control; c != nil {
		d.notices[p.Kind] += len(c.Notices)
	}
	if d.rng.IntN(100) < d.chaos.loss {
		d.weigh(p.Mass(), -1)
		return
	}
	if len(d.links[link]) == 0 && !d.slow[link] {
		d.busy = append(d.busy, link)
	}
	d.links[link] = append(d.links[link], p)
	if d.rng.IntN(100) < d.chaos.duplicate {
		d.links[link] = append(d.links[link], p)
		d.weigh(p.Mass(), 1)
	}
}

// wake makes all links fast again.
func (d *driver) wake() {
	d.slow = nil
	for _, e := range slices.SortedFunc(maps.Keys(d.links), func(a, b [2]NodeID) int { return slices.Compare(a[:], b[:]) }) {
		if len(d.links[e]) > 0 && !slices.Contains(d.busy, e) {
			d.busy = append(d.busy, e)
		}
	}
}

// move lets one packet arrive, on a link drawn at random.
func (d *driver) move() {
	d.t.Helper()
	i := d.rng.IntN(len(d.busy))
	link := d.busy[i]
	at := 0
	if d.rng.IntN(100) < d.chaos.reorder {
		at = d.rng.IntN(len(d.links[link]))
	}
	d.arrive(i, at)
}

// arrive lets a packet arrive: that at a position on the i-th busy link.
func (d *driver) arrive(i, at int) {
	d.t.Helper()
	link := d.busy[i]
	p := d.links[link][at]
	if d.links[link] = slices.Delete(d.links[link], at, at+1); len(d.links[link]) == 0 {
		d.busy = slices.Delete(d.busy, i, i+1)
	}
	require.NoError(d.t, d.nodes[link[1]].Check(link[0], p))
	d.logf("%d > %d: %s", link[0], link[1], describePacket(p))
	d.step(link[1], Event{Kind: Receive, Peer: link[0], Packet: &p})
}

// settle moves packets until none is on its way; no timer fires. Bound is the largest number of
// packets that the protocol may need.
func (d *driver) settle(bound int) {
	d.t.Helper()
	for moved := 0; len(d.busy) > 0; moved++ {
		require.Less(d.t, moved, bound, "the protocol does not come to rest")
		d.move()
	}
}

// elapse lets time pass. A packet takes up to 2 ms, and what is due fires.
func (d *driver) elapse(span time.Duration) {
	d.t.Helper()
	end := d.now + span
	for {
		due := len(d.clock) > 0 && d.clock[0].at <= d.now
		switch {
		case due:
			d.fire()
		case len(d.busy) > 0:
			d.now += time.Duration(d.rng.IntN(1 + int(2*time.Millisecond)/len(d.busy)))
			d.move()
		case len(d.clock) > 0 && d.clock[0].at <= end:
			d.now = d.clock[0].at
		default:
			d.now = max(d.now, end)
			return
		}
		if d.now >= end && !due {
			return
		}
	}
}

// stall lets time pass in which no packet arrives anywhere, but timers fire.
func (d *driver) stall(span time.Duration) {
	d.t.Helper()
	end := d.now + span
	for len(d.clock) > 0 && d.clock[0].at <= end {
		d.now = max(d.now, d.clock[0].at)
		d.fire()
	}
	d.now = max(d.now, end)
}

// fire brings the first timer.
func (d *driver) fire() {
	d.t.Helper()
	t := d.clock[0]
	d.clock = d.clock[1:]
	if !d.gone[t.node] && d.nodes[t.node] == t.core {
		d.logf("timer of %d", t.node)
		d.step(t.node, Event{Kind: Fired, Timer: t.timer})
	}
}

func (d *driver) logf(format string, args ...any) {
	if d.log != nil {
		fmt.Fprintf(d.log, format+"\n", args...)
	}
}

func describe(id NodeID, a Action) string {
	if a.Kind == Deliver {
		return fmt.Sprintf("%d delivers %q by %v", id, a.Packet.Message.Text, a.Packet.Path.AppendIDs(nil))
	}
	return fmt.Sprintf("%d sends to %d: %s", id, a.Peer, describePacket(a.Packet))
}

func describePacket(p Packet) string {
	switch p.Kind {
	case Relay:
		return fmt.Sprintf("%q by %v", p.Message.Text, p.Path.AppendIDs(nil))
	case Repair:
		return fmt.Sprintf("repair %q by %v", p.Message.Text, p.Path.AppendIDs(nil))
	case Sync:
		return describeSync(&p.Control.Sync)
	}
	names := map[PacketKind]string{
		Poke: "poke", Request: "request", Feedback: "feedback", Announce: "announce", Graft: "graft", Prune: "prune",
		Push: "push", Exchange: "exchange", Correction: "correction",
	}
	s := names[p.Kind]
	switch p.Kind {
	case Push:
		s += fmt.Sprintf(" %v with weight %v", p.Share.Sum, p.Share.Weight)
	case Exchange, Correction:
		s += fmt.Sprint(" ", p.Share.Sum)
	}
	if p.Control != nil {
		for _, n := range p.Control.Notices {
			s += fmt.Sprintf(" (message of %d: %d)", n.Origin, n.Value)
		}
	}
	return s
}

func describeSync(p *SyncPacket) string {
	s := fmt.Sprintf("ask %d:", p.Session)
	if p.Reply {
		s = fmt.Sprintf("answer %d:", p.Session)
	}
	for _, r := range p.Ranges {
		if r.List {
			s += fmt.Sprintf(" a list of %d", len(r.Keys))
		} else {
			s += fmt.Sprintf(" a fingerprint of %d", r.Count)
		}
	}
	if len(p.Want) > 0 {
		s += fmt.Sprintf(" wants %d", len(p.Want))
	}
	return s
}

// paths returns how many arrivals of a message a node recorded.
func (d *driver) paths(id NodeID, key Key) int {
	i, ok := d.nodes[id].Store().Find(key)
	if !ok {
		return 0
	}
	return len(d.nodes[id].Store().At(i).Arrivals)
}

// ids returns the living nodes, ascending.
func (d *driver) ids() []NodeID {
	var ids []NodeID
	for id := range d.nodes {
		if !d.gone[id] {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}
