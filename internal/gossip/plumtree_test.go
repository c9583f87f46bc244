package gossip

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/topology"
)

// regularEdges returns a random regular graph.
func regularEdges(t *testing.T, n, degree int, seed uint64) [][2]NodeID {
	t.Helper()
	g, err := topology.Generate(topology.Spec{Kind: "random", N: n, Seed: seed, Values: map[string]float64{"degree": float64(degree)}})
	require.NoError(t, err)
	var edges [][2]NodeID
	for a, b := range g.Pairs() {
		edges = append(edges, [2]NodeID{NodeID(a), NodeID(b)})
	}
	require.Len(t, edges, n*degree/2)
	return edges
}

// spreadAll publishes a message, waits until nothing moves, and returns what was sent.
func (d *driver) spreadAll(id NodeID, text string) map[PacketKind]int {
	d.t.Helper()
	clear(d.sent)
	key := d.publish(id, text, 1)
	d.elapse(2 * time.Second)
	for _, other := range d.ids() {
		require.True(d.t, d.delivered[other][key], "node %d never gets %q", other, text)
	}
	sent := map[PacketKind]int{}
	for kind, count := range d.sent {
		sent[kind] = count
	}
	return sent
}

func (d *driver) tree(id NodeID) *plumtree { return d.nodes[id].protocol.(*plumtree) }

// rmr is the relative message redundancy of one message.
func rmr(payloads, nodes int) float64 { return float64(payloads)/float64(nodes-1) - 1 }

// TestPlumtreeBuildsATree: the first message floods all links, sum of degrees - (n-1) times, which is an
// RMR of d-2 and a little. From then on each node gets each message once, whoever publishes it.
func TestPlumtreeBuildsATree(t *testing.T) {
	for _, c := range []struct{ n, degree int }{{16, 3}, {100, 3}, {100, 5}, {60, 8}} {
		t.Run(fmt.Sprintf("%d nodes of degree %d", c.n, c.degree), func(t *testing.T) {
			d := newDriverOf(t, 1, "plumtree", map[string]string{"threshold": "0"}, regularEdges(t, c.n, c.degree, 5))
			sent := d.spreadAll(1, "first")
			t.Logf("first message: RMR %.3f, %d prunes", rmr(sent[Relay], c.n), sent[Prune])
			assert.Equal(t, c.n*c.degree-(c.n-1), sent[Relay])
			assert.Equal(t, sent[Relay]-(c.n-1), sent[Prune], "one for each duplicate")
			for i := range 30 {
				sent := d.spreadAll(NodeID(1+i*7%c.n), fmt.Sprint("m", i))
				require.Equal(t, c.n-1, sent[Relay], "RMR is 0, and the timer asks for nothing")
				require.Zero(t, sent[Graft]+sent[Prune]+sent[Repair])
				require.Equal(t, c.n*c.degree-2*(c.n-1), sent[Announce], "on every lazy link, both ways")
			}
			for _, id := range d.ids() {
				require.Empty(t, d.tree(id).gaps)
				require.Empty(t, d.tree(id).announce)
			}
		})
	}
}

// TestPlumtreeWithTheThresholdStaysATree: with the optimization and senders all over the network links
// change places now and then, and hardly a payload is spent on it.
func TestPlumtreeWithTheThresholdStaysATree(t *testing.T) {
	for _, threshold := range []string{"7", "3", "1"} {
		d := newDriverOf(t, 1, "plumtree", map[string]string{"threshold": threshold}, regularEdges(t, 100, 4, 5))
		d.spreadAll(1, "first")
		one, many := 0, 0
		for i := range 60 {
			if sent := d.spreadAll(1, fmt.Sprint("one", i)); i >= 10 {
				one += sent[Relay]
			}
		}
		for i := range 50 {
			many += d.spreadAll(NodeID(1+i*7%100), fmt.Sprint("many", i))[Relay]
		}
		t.Logf("threshold %s: RMR of one sender %.4f, of many senders %.4f", threshold, rmr(one, 50*99+1), rmr(many, 50*99+1))
		assert.Less(t, rmr(one, 50*99+1), .05)
		assert.Less(t, rmr(many, 50*99+1), .05)
	}
}

// TestPlumtreeHealsWhenANodeOfTheTreeCrashes: announcements on the lazy links tell those behind it that
// they miss something; they graft, and the tree stands again.
func TestPlumtreeHealsWhenANodeOfTheTreeCrashes(t *testing.T) {
	for seed := range uint64(10) {
		d := newDriverOf(t, seed, "plumtree", map[string]string{"threshold": "0"}, regularEdges(t, 40, 4, seed+1))
		d.spreadAll(1, "first")
		inner := NodeID(0)
		for _, id := range d.ids()[1:] {
			if d.peers[id].Len()-len(d.tree(id).lazy) > 2 {
				inner = id
			}
		}
		require.NotZero(t, inner)
		d.crash(inner)
		sent := d.spreadAll(1, "healing")
		assert.Zero(t, sent[Repair], "without a reconciliation")
		assert.NotZero(t, sent[Graft])
		for i := range 5 { // what was grafted at the same time may close a circle, which prunes again
			d.spreadAll(NodeID(1), fmt.Sprint("more", i))
		}
		sent = d.spreadAll(1, "healed")
		assert.Equal(t, 38, sent[Relay])
		assert.Zero(t, sent[Graft])
	}
}

// line connects the nodes from first to last.
func line(first, last NodeID) (edges [][2]NodeID) {
	for id := first; id < last; id++ {
		edges = append(edges, [2]NodeID{id, id + 1})
	}
	return edges
}

// longWay is a circle of 12 in which the tree goes the long way round: node 12 gets messages of node 1
// over eleven hops, and the link between the two is lazy.
func longWay(t *testing.T, threshold string) *driver {
	t.Helper()
	d := newDriverOf(t, 1, "plumtree", map[string]string{"threshold": threshold, "graft_timeout": "1s"}, line(1, 12))
	d.join(1, 12)
	d.elapse(time.Second)
	for _, link := range [][2]NodeID{{1, 12}, {12, 1}} {
		d.step(link[0], Event{Kind: Receive, Peer: link[1], Packet: &Packet{Kind: Prune}})
	}
	return d
}

func (d *driver) hops(id NodeID, key Key) int {
	i, ok := d.nodes[id].Store().Find(key)
	require.True(d.t, ok)
	return d.nodes[id].Store().At(i).Arrivals[0].Path.Len() - 1
}

func TestPlumtreeTakesTheShorterPath(t *testing.T) {
	cases := []struct {
		threshold string
		swaps     bool
	}{{"7", true}, {"10", true}, {"11", false}, {"0", false}}
	for _, c := range cases {
		t.Run("threshold "+c.threshold, func(t *testing.T) {
			d := longWay(t, c.threshold)
			for i := range 3 {
				d.stallLink(12, 1, func() { d.spreadAll(1, fmt.Sprint("m", i)) }) // the announcement comes last
			}
			key := d.publish(1, "last", 1)
			d.elapse(time.Second)
			if c.swaps {
				assert.Equal(t, 1, d.hops(12, key))
				assert.NotContains(t, d.tree(12).lazy, NodeID(1))
				assert.Contains(t, d.tree(12).lazy, NodeID(11))
				assert.Contains(t, d.tree(11).lazy, NodeID(12), "the parent was pruned")
				assert.NotContains(t, d.tree(1).lazy, NodeID(12), "the announcer was grafted")
			} else {
				assert.Equal(t, 11, d.hops(12, key))
			}
		})
	}
}

// stallLink keeps what is on its way between two nodes while something else happens.
func (d *driver) stallLink(a, b NodeID, while func()) {
	d.t.Helper()
	d.slow = map[[2]NodeID]bool{{a, b}: true, {b, a}: true}
	while()
	d.wake()
	d.elapse(time.Second)
}

// TestPlumtreeLinksThatGoAndCome: a link that is new to the tree is eager at both ends, and nothing is
// remembered of it.
func TestPlumtreeLinksThatGoAndCome(t *testing.T) {
	d := newDriverOf(t, 1, "plumtree", nil, triangle())
	d.spreadAll(1, "first")
	lazy := [2]NodeID{2, 3}
	require.Contains(t, d.tree(2).lazy, NodeID(3))
	require.Contains(t, d.tree(3).lazy, NodeID(2))
	d.setLink(lazy[0], lazy[1], false)
	assert.Empty(t, d.tree(2).lazy)
	d.spreadAll(1, "while it is down")
	d.setLink(lazy[0], lazy[1], true)
	d.elapse(time.Second)
	assert.Empty(t, d.tree(2).lazy)
	assert.Empty(t, d.tree(3).lazy)
	assert.Equal(t, 4, d.spreadAll(1, "over all three links")[Relay])
	assert.Equal(t, 2, d.spreadAll(1, "over two of them")[Relay])
}

// TestPlumtreeTellsAPeerThatJoinsTheTree: what waits to be announced to a lazy peer was not pushed to it.
// If the link becomes eager before the announcements leave, the peer must hear of it all the same.
func TestPlumtreeTellsAPeerThatJoinsTheTree(t *testing.T) {
	d := newDriverOf(t, 1, "plumtree", map[string]string{"announce_delay": "100ms"}, [][2]NodeID{{1, 2}, {1, 3}})
	d.step(1, Event{Kind: Receive, Peer: 2, Packet: &Packet{Kind: Prune}})
	require.Equal(t, []NodeID{2}, d.tree(1).lazy)
	key := d.publish(1, "x", 1)
	d.step(1, Event{Kind: Receive, Peer: 2, Packet: &Packet{Kind: Graft, Control: &Control{}}})
	d.elapse(time.Second)
	assert.True(t, d.delivered[2][key])
}

// TestPlumtreeKeepsTheLastLink: messages of several origins at once can find each link of a node spare.
func TestPlumtreeKeepsTheLastLink(t *testing.T) {
	d := newDriverOf(t, 1, "plumtree", nil, triangle())
	prune := func(node, peer NodeID) { d.step(node, Event{Kind: Receive, Peer: peer, Packet: &Packet{Kind: Prune}}) }
	prune(1, 2)
	assert.Equal(t, []NodeID{2}, d.tree(1).lazy)
	clear(d.sent)
	prune(1, 3)
	assert.Equal(t, []NodeID{2}, d.tree(1).lazy)
	assert.Equal(t, 1, d.sent[Graft], "the peer is told that it stays")
	d.elapse(time.Second)
	assert.NotContains(t, d.tree(3).lazy, NodeID(1))

	// A duplicate does not prune its link when the link of the first copy is not in the tree any more.
	d = newDriverOf(t, 1, "plumtree", nil, triangle())
	relay := func(path ...NodeID) {
		from := path[len(path)-1]
		d.step(1, Event{Kind: Receive, Peer: from, Packet: &Packet{Kind: Relay, Relays: 1,
			Message: &Message{Key: Key{Origin: 3, Time: 1024}, Text: "x"}, Path: NewPath(path)}})
	}
	relay(3, 2)
	prune(1, 2)
	relay(3)
	assert.Equal(t, []NodeID{2}, d.tree(1).lazy)
}

func TestPlumtreeForgetsGapsThatNobodyFills(t *testing.T) {
	d := newDriverOf(t, 1, "plumtree", nil, triangle())
	announce := func(from NodeID, count int) {
		notices := make([]Notice, count)
		for i := range notices {
			notices[i].Key = Key{Origin: 9, Time: int64(1 + i)}
		}
		d.step(1, Event{Kind: Receive, Peer: from, Packet: &Packet{Kind: Announce, Control: &Control{Notices: notices}}})
	}
	announce(2, 100)
	announce(2, 100)
	announce(3, 50)
	clear(d.sent)
	d.elapse(5 * time.Minute)
	assert.Equal(t, maxGrafts*(50+2*50), d.notices[Graft], "each announcer is asked so often for each message")
	assert.Empty(t, d.tree(1).gaps)
	assert.Empty(t, d.tree(1).overdue)

	announce(2, maxGaps+10)
	assert.Len(t, d.tree(1).gaps, maxGaps, "beyond that it reconciles")
	assert.NotEmpty(t, d.nodes[1].syncing().active)
	d.setLink(1, 2, false)
	clear(d.sent)
	d.elapse(5 * time.Minute)
	assert.Zero(t, d.sent[Graft], "a peer that is gone is not asked")
	assert.Empty(t, d.tree(1).gaps)
}

// TestPlumtreeAsksASlowPeerLessAndLess: a peer that does not answer for a while is asked at growing
// distances, because when it wakes it answers each time with the message.
func TestPlumtreeAsksASlowPeerLessAndLess(t *testing.T) {
	d := newDriverOf(t, 1, "plumtree", nil, [][2]NodeID{{1, 2}})
	notices := []Notice{{Key: Key{Origin: 9, Time: 1}}}
	d.step(1, Event{Kind: Receive, Peer: 2, Packet: &Packet{Kind: Announce, Control: &Control{Notices: notices}}})
	clear(d.sent)
	d.stall(time.Second)
	assert.LessOrEqual(t, d.sent[Graft], 5, "80 ms, then 40, 80, 160, 320, 640 ms")
	assert.GreaterOrEqual(t, d.sent[Graft], 4)
}

func TestPlumtreeAnnouncesYoungRepairsAndPokesForOldOnes(t *testing.T) {
	for name, c := range map[string]struct {
		age       time.Duration
		announces bool
	}{"young": {time.Second, true}, "old": {time.Minute, false}} {
		t.Run(name, func(t *testing.T) {
			d := newDriverOf(t, 1, "plumtree", nil, line(1, 4))
			d.setLink(1, 2, false)
			key := d.publish(1, "x", 1)
			d.elapse(c.age)
			clear(d.sent)
			d.setLink(1, 2, true)
			d.elapse(5 * time.Second)
			assert.True(t, d.delivered[4][key])
			assert.Equal(t, c.announces, d.sent[Announce] > 0)
			assert.Equal(t, !c.announces, d.sent[Poke] > 0)
			assert.True(t, slices.Equal([]NodeID{1, 2, 3, 4}, d.ids()))
		})
	}
}
