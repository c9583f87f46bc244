package gossip

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// lone is one node whose peers are played by the test.
type lone struct {
	*Node
	t   *testing.T
	now time.Duration
	due []time.Duration // timers
}

func loneNode(t *testing.T, protocol string, params map[string]string, peers ...NodeID) *lone {
	t.Helper()
	rule, err := NewRule(protocol, params)
	require.NoError(t, err)
	list := idList(peers)
	n, err := New(Config{ID: 1, Peers: &list, Rule: rule, Rand: testRand()})
	require.NoError(t, err)
	return &lone{Node: n, t: t, now: 1000 * time.Second}
}

// do takes an event and returns what is sent.
func (l *lone) do(ev Event) (sent []Action) {
	l.t.Helper()
	for _, a := range l.Step(l.now, ev, nil) {
		switch a.Kind {
		case Send:
			sent = append(sent, a)
		case SetTimer:
			l.due = append(l.due, a.At)
		}
	}
	return sent
}

func (l *lone) get(from NodeID, p Packet) []Action {
	l.t.Helper()
	require.NoError(l.t, l.Check(from, p))
	return l.do(Event{Kind: Receive, Peer: from, Packet: &p})
}

// wait lets time pass, and fires the timer of the sessions when it is due.
func (l *lone) wait(span time.Duration) (sent []Action) {
	l.t.Helper()
	for end := l.now + span; l.now < end; l.now += time.Millisecond {
		for i := 0; i < len(l.due); i++ {
			if l.due[i] > 0 && l.due[i] <= l.now {
				l.due[i] = 0
				sent = append(sent, l.do(Event{Kind: Fired, Timer: timerSession})...)
			}
		}
	}
	return sent
}

// asked returns to whom the questions of reconciliations go.
func asked(actions []Action) (peers []NodeID) {
	for _, a := range actions {
		if a.Packet.Kind == Sync && !a.Packet.Control.Sync.Reply {
			peers = append(peers, a.Peer)
		}
	}
	return peers
}

// poked returns to whom pokes go.
func poked(actions []Action) (peers []NodeID) {
	for _, a := range actions {
		if a.Packet.Kind == Poke {
			peers = append(peers, a.Peer)
		}
	}
	return peers
}

// ended is the answer that ends a session.
func ended(session uint32) Packet {
	return Packet{Kind: Sync, Control: &Control{Sync: SyncPacket{Session: session, Reply: true, Take: true}}}
}

func repair(from NodeID, ns int64) Packet {
	m := &Message{Key: Key{Origin: 9, Time: ns}, Text: fmt.Sprint("m", ns)}
	return Packet{Kind: Repair, Relays: 1, Message: m, Path: NewPath([]NodeID{9, from})}
}

func TestOnePullAtATime(t *testing.T) {
	l := loneNode(t, "dedup", nil, 2, 3, 4)
	assert.Equal(t, []NodeID{2}, asked(l.do(Event{Kind: LinkUp, Peer: 2})))
	assert.Empty(t, asked(l.do(Event{Kind: LinkUp, Peer: 3})))
	assert.Empty(t, asked(l.do(Event{Kind: LinkUp, Peer: 4})))
	assert.Empty(t, asked(l.get(3, Packet{Kind: Poke})), "it is in the queue already")
	assert.Equal(t, []NodeID{3}, asked(l.get(2, ended(1))))
	assert.Equal(t, []NodeID{4}, asked(l.get(3, ended(2))))
	assert.Empty(t, asked(l.get(4, ended(3))))
}

// TestAPokeDuringAPullAsksAfterwards: what the peer has now may have come too late for its answer, and a
// pull that began anew with each poke might never end.
func TestAPokeDuringAPullAsksAfterwards(t *testing.T) {
	l := loneNode(t, "dedup", nil, 2, 3)
	l.do(Event{Kind: LinkUp, Peer: 2})
	l.do(Event{Kind: LinkUp, Peer: 3})
	assert.Empty(t, asked(l.get(2, Packet{Kind: Poke})))
	assert.Equal(t, []NodeID{3}, asked(l.get(2, ended(1))))
	assert.Equal(t, []NodeID{2}, asked(l.get(3, ended(2))))
}

// TestAPokeAfterDroppedPacketsAsksAtOnce: the answer may be among them.
func TestAPokeAfterDroppedPacketsAsksAtOnce(t *testing.T) {
	l := loneNode(t, "dedup", nil, 2, 3)
	l.do(Event{Kind: LinkUp, Peer: 2})
	l.do(Event{Kind: LinkUp, Peer: 3})
	assert.Equal(t, []NodeID{2}, asked(l.get(2, Packet{Kind: Poke, Number: Dropped})))
	assert.Empty(t, asked(l.get(2, ended(1))), "that was about the state before")
	assert.Equal(t, []NodeID{3}, asked(l.get(2, ended(2))))
}

// TestRoundsWithinALatencyComeToAnEnd: a round whose interval is below a round trip used to throw away the
// session before, so that none ever got beyond its first question.
func TestRoundsWithinALatencyComeToAnEnd(t *testing.T) {
	const latency = 60 * time.Millisecond
	d := newDriverOf(t, 1, "antientropy", map[string]string{"interval": "100ms", "max_interval": "0"}, [][2]NodeID{{1, 2}})
	for i := range 3000 {
		d.publish(1, fmt.Sprint("old", i), 1)
	}
	d.elapse(5 * time.Second)
	require.Equal(t, 3000, d.nodes[2].Store().Len())
	for i := range 100 {
		d.publish(1, fmt.Sprint("new", i), 1)
	}
	newLag(d, latency).pass(5 * time.Second)
	assert.Equal(t, 3100, d.nodes[2].Store().Len())
}

// TestPokesDoNotStarveAPull: one every 30 ms used to, since each began it anew.
func TestPokesDoNotStarveAPull(t *testing.T) {
	d := newDriverOf(t, 1, "dedup", nil, [][2]NodeID{{1, 2}})
	for i := range 20_000 {
		d.publish(1, fmt.Sprint("old", i), 1)
	}
	d.settle(1 << 20)
	d.setLink(1, 2, false)
	for i := range 100 {
		d.publish(1, fmt.Sprint("new", i), 1)
	}
	d.setLink(1, 2, true)
	l := newLag(d, 20*time.Millisecond)
	for range 50 {
		d.step(2, Event{Kind: Receive, Peer: 1, Packet: &Packet{Kind: Poke}})
		l.pass(30 * time.Millisecond)
	}
	assert.Equal(t, 20_100, d.nodes[2].Store().Len())
}

// TestADrainedLinkAsksForWhatWasAskedInVain: what the node itself had to say was dropped as well, such as
// Plumtree's grafts, and nobody would ask again.
func TestADrainedLinkAsksForWhatWasAskedInVain(t *testing.T) {
	d := newDriverOf(t, 1, "plumtree", nil, [][2]NodeID{{1, 2}, {2, 3}, {1, 3}})
	d.step(2, Event{Kind: Receive, Peer: 1, Packet: &Packet{Kind: Prune}}) // 2 announces to 1
	d.up[[2]NodeID{1, 2}] = false                                          // the outbox of 1 for 2 is full
	key := d.publish(2, "x", 1)
	d.crash(3)
	d.elapse(time.Minute)
	_, has := d.nodes[1].Store().Find(key)
	require.False(t, has)
	d.up[[2]NodeID{1, 2}] = true
	d.step(1, Event{Kind: LinkDrained, Peer: 2})
	d.elapse(time.Minute)
	_, has = d.nodes[1].Store().Find(key)
	assert.True(t, has)
}

func TestASilentPeerDelaysTheOthersOneTimeout(t *testing.T) {
	l := loneNode(t, "dedup", nil, 2, 3)
	l.do(Event{Kind: LinkUp, Peer: 2})
	l.do(Event{Kind: LinkUp, Peer: 3})
	assert.Empty(t, l.wait(sessionTimeout-10*time.Millisecond))
	assert.Equal(t, []NodeID{3, 2}, asked(l.wait(20*time.Millisecond)), "the next one first, and the silent one anew")
	assert.Empty(t, asked(l.get(2, ended(1))), "the answer to what was given up comes too late")
	l.get(3, ended(2))
	assert.Equal(t, []NodeID{3}, asked(l.get(3, Packet{Kind: Poke})), "the silent one blocks nobody any more")
	l.get(3, ended(4))
	retries := len(asked(l.wait(5 * time.Minute)))
	assert.InDelta(t, 5*60/30+4, retries, 3, "at growing distances up to 30 s")
	assert.Empty(t, asked(l.do(Event{Kind: LinkDown, Peer: 2})))
	assert.Empty(t, l.wait(time.Minute), "no longer when the link is down")
}

// TestAPieceMayTakeLong: on a slow link a piece takes longer than the timeout. As long as messages of it
// arrive, nothing is asked for again.
func TestAPieceMayTakeLong(t *testing.T) {
	l := loneNode(t, "dedup", nil, 2)
	l.do(Event{Kind: LinkUp, Peer: 2})
	for i := range 10 {
		assert.Empty(t, asked(l.wait(800*time.Millisecond)))
		assert.Empty(t, asked(l.get(2, repair(2, int64(1+i)))))
	}
	assert.Equal(t, []NodeID{2}, asked(l.wait(2*time.Second)), "silence is what counts")
}

func TestWhatAPullBroughtIsPokedAboutAtItsEnd(t *testing.T) {
	l := loneNode(t, "flood", nil, 2, 3, 4)
	l.do(Event{Kind: LinkUp, Peer: 2})
	assert.Empty(t, l.get(2, repair(2, 1)), "not for each message")
	assert.Empty(t, l.get(2, repair(2, 2)))
	assert.Equal(t, []NodeID{3, 4}, poked(l.get(2, ended(1))))
	l.get(2, Packet{Kind: Poke})
	assert.Empty(t, poked(l.get(2, ended(2))), "a pull that brought nothing is nobody's business")
	l.get(2, Packet{Kind: Poke})
	l.get(2, repair(2, 3))
	assert.Equal(t, []NodeID{3, 4}, poked(l.do(Event{Kind: LinkDown, Peer: 2})), "also if it is cut short")
}

// TestWhatALeavingPeerGivesGoesOn: a peer that leaves pushes, so there is no pull at whose end the others
// could be told. They hear once of all that comes.
func TestWhatALeavingPeerGivesGoesOn(t *testing.T) {
	for _, protocol := range []string{"flood", "dedup", "plumtree"} {
		l := loneNode(t, protocol, nil, 2, 3, 4)
		for ns := range int64(100) {
			assert.Empty(t, l.get(2, repair(2, 1+ns)))
		}
		assert.Equal(t, []NodeID{3, 4}, poked(l.wait(pokeDelay+2*time.Millisecond)), protocol)
		l.get(2, repair(2, 100))
		assert.Empty(t, l.wait(time.Second), "it is known")
		l.get(2, repair(2, 200))
		l.get(3, repair(3, 201))
		assert.Equal(t, []NodeID{2, 3, 4}, poked(l.wait(time.Second)), "from two of them: each may lack what the other gave")
	}
}

// TestARoundDoesNotEndALeave: a periodic round with the same peer used to take the place of the push of
// a Leave, which was then over before anything was handed on.
func TestARoundDoesNotEndALeave(t *testing.T) {
	l := loneNode(t, "antientropy", map[string]string{"mode": "pull", "jitter": "0"}, 2)
	l.do(Event{Kind: Start})
	l.do(Event{Kind: Publish, Text: "x", Relays: 1})
	assert.Equal(t, []NodeID{2}, asked(l.do(Event{Kind: Leave})))
	assert.True(t, l.Busy())
	l.now += 100 * time.Millisecond
	assert.Equal(t, []NodeID{2}, asked(l.do(Event{Kind: Fired, Timer: timerBackstop})))
	assert.True(t, l.Busy())
	give := Packet{Kind: Sync, Control: &Control{Sync: SyncPacket{Session: 1, Reply: true, Give: true, Want: []Key{l.Store().At(0).Message.Key}}}}
	sent := l.get(2, give)
	require.NotEmpty(t, sent)
	assert.Equal(t, Repair, sent[0].Packet.Kind)
	assert.Equal(t, []NodeID{2}, asked(sent), "whether it has come")
	assert.True(t, l.Busy())
	l.get(2, Packet{Kind: Sync, Control: &Control{Sync: SyncPacket{Session: l.sessions.last, Reply: true, Give: true}}})
	assert.False(t, l.Busy())
}

// TestLeaveWaitsForAPeer: whoever drives the node may give up; the node itself does not.
func TestLeaveWaitsForAPeer(t *testing.T) {
	l := loneNode(t, "rumor", nil)
	l.do(Event{Kind: Leave})
	assert.False(t, l.Busy(), "nobody is there to take it")
	l = loneNode(t, "rumor", nil, 2, 3)
	l.do(Event{Kind: Leave})
	l.do(Event{Kind: LinkDown, Peer: 2})
	l.do(Event{Kind: LinkDown, Peer: 3})
	assert.False(t, l.Busy(), "there is nothing to hand on")

	l = loneNode(t, "dedup", nil, 2, 3)
	l.do(Event{Kind: Publish, Text: "x", Relays: 1})
	assert.Equal(t, []NodeID{2, 3}, asked(l.do(Event{Kind: Leave})))
	l.do(Event{Kind: LinkDown, Peer: 2})
	assert.Equal(t, []NodeID{3}, asked(l.wait(sessionTimeout+10*time.Millisecond)), "the peer is silent, or did not hear")
	assert.Equal(t, []NodeID{3}, asked(l.do(Event{Kind: LinkDrained, Peer: 3})[:2]))
	assert.True(t, l.Busy())
	l.do(Event{Kind: LinkDown, Peer: 3})
	assert.True(t, l.Busy(), "nobody has the message")
	assert.Contains(t, asked(l.do(Event{Kind: LinkUp, Peer: 2})), NodeID(2))
	give := l.sessions.active[slices.IndexFunc(l.sessions.active, func(s session) bool { return s.leave })]
	l.get(2, Packet{Kind: Sync, Control: &Control{Sync: SyncPacket{Session: give.number, Reply: true, Give: true}}})
	assert.False(t, l.Busy())
}

func TestDrainedLinksPoke(t *testing.T) {
	for _, row := range Protocols() {
		sent := loneNode(t, row.Name, nil, 2, 3).do(Event{Kind: LinkDrained, Peer: 3})
		if row.Promises {
			assert.Equal(t, []NodeID{3}, poked(sent), row.Name)
		} else {
			assert.Empty(t, sent, row.Name)
		}
	}
}

// TestTheResponderKeepsNothing: anyone may ask anything as often as they like.
func TestTheResponderKeepsNothing(t *testing.T) {
	l := loneNode(t, "dedup", nil, 2)
	for i := range 1000 {
		question := SyncPacket{Session: uint32(i), Take: true, Ranges: []Range{{To: LastBound()}}}
		sent := l.get(2, Packet{Kind: Sync, Control: &Control{Sync: question}})
		require.Len(t, sent, 1)
	}
	assert.Empty(t, l.sessions.active)
	assert.Empty(t, l.sessions.queue)
}

// TestHealingAPartitionSendsHardlyAnythingTwice: two halves of a network met, over three links at once,
// and each node lacks what the other half has. It pulls that from one peer at a time.
func TestHealingAPartitionSendsHardlyAnythingTwice(t *testing.T) {
	for _, protocol := range []string{"flood", "dedup", "plumtree"} {
		t.Run(protocol, func(t *testing.T) {
			d := newDriverOf(t, 1, protocol, nil, append(line(1, 6), line(7, 12)...))
			for _, e := range [][2]NodeID{{1, 3}, {2, 5}, {4, 6}, {7, 9}, {8, 11}, {10, 12}} {
				d.join(e[0], e[1])
			}
			const each = 700
			for i := range each {
				d.publish(NodeID(1+i%6), fmt.Sprint("a", i), 1)
				d.publish(NodeID(7+i%6), fmt.Sprint("b", i), 1)
				d.settle(10_000)
			}
			d.elapse(time.Minute)
			clear(d.sent)
			d.join(1, 7)
			d.join(3, 9)
			d.join(6, 12)
			d.elapse(20 * time.Second)
			for _, id := range d.ids() {
				require.Len(t, d.delivered[id], 2*each)
			}
			needed := 12 * each
			t.Logf("%d repairs and %d relays for %d deliveries; %d packets of reconciliations, %d pokes",
				d.sent[Repair], d.sent[Relay], needed, d.sent[Sync], d.sent[Poke])
			assert.Less(t, d.sent[Repair]+d.sent[Relay], needed*11/10)
		})
	}
}
