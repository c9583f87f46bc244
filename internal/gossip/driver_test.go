package gossip

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// driver runs many cores in one goroutine, without sockets and without a clock: a list of packets on
// their way, each link in order, and a seed that decides which link moves next.
type driver struct {
	t     *testing.T
	rng   *rand.Rand
	now   time.Duration
	nodes map[NodeID]*Node
	peers map[NodeID]*idList
	links map[[2]NodeID][]Packet // on their way, by sender and receiver
	busy  [][2]NodeID            // the keys of links with something on its way, in a fixed order
	up    map[[2]NodeID]bool
	log   *strings.Builder // a transcript, if it is wanted
}

// idList implements Peers.
type idList []NodeID

func (l *idList) Len() int        { return len(*l) }
func (l *idList) At(i int) NodeID { return (*l)[i] }

// newDriver joins nodes by the given edges; all links are up.
func newDriver(t *testing.T, seed uint64, edges [][2]NodeID) *driver {
	t.Helper()
	d := &driver{
		t: t, rng: rand.New(rand.NewPCG(seed, 1)), now: time.Second,
		nodes: map[NodeID]*Node{}, peers: map[NodeID]*idList{},
		links: map[[2]NodeID][]Packet{}, up: map[[2]NodeID]bool{},
	}
	for _, e := range edges {
		d.join(e[0], e[1])
	}
	return d
}

func (d *driver) node(id NodeID) *Node {
	d.t.Helper()
	if d.nodes[id] == nil {
		d.peers[id] = new(idList)
		n, err := New(Config{ID: id, Peers: d.peers[id]})
		require.NoError(d.t, err)
		d.nodes[id] = n
	}
	return d.nodes[id]
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
			delete(d.links, end)
			d.busy = slices.DeleteFunc(d.busy, func(k [2]NodeID) bool { return k == end })
		}
	}
	for _, end := range [][2]NodeID{{a, b}, {b, a}} {
		d.step(end[0], Event{Kind: kind, Peer: end[1]})
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
	for _, a := range d.nodes[id].Step(d.now, ev, nil) {
		d.logf("  %s", describe(id, a))
		if a.Kind != Send {
			continue
		}
		key := [2]NodeID{id, a.Peer}
		if !d.up[key] {
			continue // lost, as on a real link
		}
		if len(d.links[key]) == 0 {
			d.busy = append(d.busy, key)
		}
		d.links[key] = append(d.links[key], a.Packet)
	}
}

// settle moves packets, link by link at random, until none is on its way. Bound is the largest
// number of packets that the protocol may need.
func (d *driver) settle(bound int) {
	d.t.Helper()
	for moved := 0; len(d.busy) > 0; moved++ {
		require.Less(d.t, moved, bound, "the protocol does not come to rest")
		i := d.rng.IntN(len(d.busy))
		key := d.busy[i]
		p := d.links[key][0]
		if d.links[key] = d.links[key][1:]; len(d.links[key]) == 0 {
			d.busy = slices.Delete(d.busy, i, i+1)
		}
		require.NoError(d.t, d.nodes[key[1]].Check(key[0], p))
		d.logf("%d > %d: %q by %v", key[0], key[1], p.Message.Text, p.Path.AppendIDs(nil))
		d.step(key[1], Event{Kind: Receive, Peer: key[0], Packet: p})
	}
}

func (d *driver) logf(format string, args ...any) {
	if d.log != nil {
		fmt.Fprintf(d.log, format+"\n", args...)
	}
}

func describe(id NodeID, a Action) string {
	path := a.Packet.Path.AppendIDs(nil)
	if a.Kind == Deliver {
		return fmt.Sprintf("%d delivers %q by %v", id, a.Packet.Message.Text, path)
	}
	return fmt.Sprintf("%d sends to %d: %q by %v", id, a.Peer, a.Packet.Message.Text, path)
}

// paths returns how many arrivals of a message a node recorded.
func (d *driver) paths(id NodeID, key Key) int {
	i, ok := d.nodes[id].Store().Find(key)
	if !ok {
		return 0
	}
	return len(d.nodes[id].Store().At(i).Arrivals)
}

func (d *driver) ids() []NodeID {
	var ids []NodeID
	for id := range d.nodes {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
