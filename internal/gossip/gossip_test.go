package gossip

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParseID(t *testing.T) {
	good := []struct {
		name, id, text string
		ns             int64
	}{
		{"plain", "Hello World_1700000000000000001", "Hello World", 1700000000000000001},
		{"underscores in the text", "a_b__7", "a_b_", 7},
		{"newline in the text", "a\nb_7", "a\nb", 7},
	}
	for _, c := range good {
		t.Run(c.name, func(t *testing.T) {
			text, ns, err := ParseID(c.id)
			require.NoError(t, err)
			assert.Equal(t, c.text, text)
			assert.Equal(t, c.ns, ns)
			m := Message{Key: Key{Time: ns}, Text: text}
			assert.Equal(t, c.id, m.ID())
		})
	}
	bad := map[string]string{
		"empty": "", "no underscore": "hello", "no text": "_17", "no time": "hello_", "zero": "hello_0", "negative": "hello_-5",
		"leading zero": "hello_017", "sign": "hello_+17", "letters": "hello_x", "too large": "hello_99999999999999999999",
	}
	for name, id := range bad {
		t.Run(name, func(t *testing.T) {
			_, _, err := ParseID(id)
			assert.Error(t, err)
		})
	}
}

func TestPathsShareTheirBeginning(t *testing.T) {
	var empty *Path
	assert.Zero(t, empty.Len())
	assert.Zero(t, empty.Origin())
	assert.Nil(t, NewPath(nil))
	p := NewPath([]NodeID{1, 14, 12})
	q, r := p.Append(4), p.Append(9)
	assert.Equal(t, []NodeID{1, 14, 12}, p.AppendIDs(nil))
	assert.Equal(t, []NodeID{7, 1, 14, 12, 4}, q.AppendIDs([]NodeID{7}))
	assert.Equal(t, []NodeID{1, 14, 12, 9}, r.AppendIDs(nil))
	assert.Equal(t, NodeID(1), r.Origin())
	assert.Equal(t, 4, r.Len())
}

func TestTimesAreUniqueInTheNetwork(t *testing.T) {
	seen := map[int64]NodeID{}
	for _, id := range []NodeID{1, 2, 511, 1023, 1024} {
		n, err := New(Config{ID: id, Peers: new(idList), Rand: testRand()})
		require.NoError(t, err)
		for range 1000 { // all in the same nanosecond
			n.Step(time.Second, Event{Kind: Publish, Text: "x", Relays: 1}, nil)
		}
		for i := range n.Store().Len() {
			ns := n.Store().At(i).Message.Time
			require.GreaterOrEqual(t, int64(n.Store().At(i).Arrivals[0].At), ns, "nothing arrives before it originated")
			require.GreaterOrEqual(t, ns, int64(time.Second))
			other, taken := seen[ns]
			require.False(t, taken, "nodes %d and %d", other, id)
			seen[ns] = id
		}
	}
}

func TestTimesNeverGoBack(t *testing.T) {
	var slots timeslots
	last := int64(0)
	for _, now := range []int64{1, 5000, 4000, 4000, 3, 1 << 40, 9} {
		ns := slots.next(now, 7, 1024)
		assert.Greater(t, ns, last)
		assert.GreaterOrEqual(t, ns, now)
		assert.EqualValues(t, 7, ns%1024)
		last = ns
	}
}

func testRand() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

func TestConfigIsChecked(t *testing.T) {
	cases := map[string]Config{
		"no id":            {Peers: new(idList), Rand: testRand()},
		"id over the most": {ID: 1025, Peers: new(idList), Rand: testRand()},
		"no peers":         {ID: 1, Rand: testRand()},
		"no randomness":    {ID: 1, Peers: new(idList)},
		"too many nodes":   {ID: 1, Peers: new(idList), MaxNodes: MaxNodeID + 1, Rand: testRand()},
	}
	for name, cfg := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := New(cfg)
			assert.Error(t, err)
		})
	}
}

// TestNoKeyIsUsedTwice: a node that was restarted, while the clock was set back, may have its old messages
// again before it accepts new ones.
func TestNoKeyIsUsedTwice(t *testing.T) {
	publish := func(n *Node) *Message {
		return n.Step(time.Second, Event{Kind: Publish, Text: "a", Relays: 1}, nil)[0].Packet.Message
	}
	peers := idList{2}
	before, err := New(Config{ID: 1, Peers: &peers, Rand: testRand()})
	require.NoError(t, err)
	after, err := New(Config{ID: 1, Peers: &peers, Rand: testRand()})
	require.NoError(t, err)
	old := publish(before)
	back := Packet{Kind: Repair, Message: old, Path: NewPath([]NodeID{1, 2}), Relays: 1}
	require.NoError(t, after.Check(2, back))
	after.Step(0, Event{Kind: Receive, Peer: 2, Packet: &back}, nil)
	require.Equal(t, 1, after.Store().Len())
	assert.Greater(t, publish(after).Time, old.Time)
	assert.Equal(t, 2, after.Store().Len())
}

func TestCheckRefusesForgedPackets(t *testing.T) {
	peers := idList{2, 3}
	n, err := New(Config{ID: 1, Peers: &peers, Rand: testRand()})
	require.NoError(t, err)
	packet := func(text string, relays uint8, path ...NodeID) Packet {
		key := Key{Origin: 5, Time: 1024}
		return Packet{Kind: Relay, Message: &Message{Key: key, Text: text}, Path: NewPath(path), Relays: relays}
	}
	require.NoError(t, n.Check(2, packet("x", 1, 5, 2)))
	n.Step(0, Event{Kind: Receive, Peer: 2, Packet: new(packet("x", 1, 5, 2))}, nil)
	cases := []struct {
		name string
		p    Packet
		want string
	}{
		{"ends elsewhere", packet("x", 1, 5, 3), "ends at node 3"},
		{"begins elsewhere", packet("x", 1, 4, 2), "begins at node 4"},
		{"no path", packet("x", 1), "ends at node 0"},
		{"goes nowhere", packet("x", 1, 5, 5, 2), "from node 5 to itself"},
		{"another text under the same key", packet("y", 1, 5, 2), "same time"},
		{"relay limit 0", packet("x", 0, 5, 2), "relay limit"},
		{"relay limit 65", packet("x", 65, 5, 2), "relay limit"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { assert.ErrorContains(t, n.Check(2, c.p), c.want) })
	}
}

func TestStoreCountsItsMemory(t *testing.T) {
	n, err := New(Config{ID: 1, Peers: new(idList), Rand: testRand()})
	require.NoError(t, err)
	n.Step(0, Event{Kind: Publish, Text: "12345", Relays: 1}, nil)
	assert.EqualValues(t, recordBytes+5+arrivalBytes+pathBytes, n.Store().Bytes())
}
