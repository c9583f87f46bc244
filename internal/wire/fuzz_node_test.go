package wire

import (
	"bytes"
	"container/heap"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"gossip/internal/gossip"
)

// neighbors is a list of peers.
type neighbors []gossip.NodeID

func (p neighbors) Len() int               { return len(p) }
func (p neighbors) At(i int) gossip.NodeID { return p[i] }

// victim is a node that gets lines from its peers 1 and 2 as a driver would hand them on.
type victim struct {
	t      *testing.T
	node   *gossip.Node
	peer   *gossip.Node // what the victim says must pass its checks
	parser Parser
	now    time.Duration
	timers alarms
	held   map[gossip.Key]bool
	out    []byte
}

func newVictim(t *testing.T, rule *gossip.Rule) *victim {
	v := &victim{t: t, now: time.Hour, held: map[gossip.Key]bool{}}
	var err error
	v.node, err = gossip.New(gossip.Config{ID: 9, Peers: neighbors{1, 2, 3}, Rule: rule, Rand: rand.New(rand.NewPCG(1, 2))})
	require.NoError(t, err)
	v.peer, err = gossip.New(gossip.Config{ID: 3, Peers: neighbors{9}, Rand: rand.New(rand.NewPCG(1, 2))})
	require.NoError(t, err)
	v.parser.Known = v.node.Store().Known
	v.step(gossip.Event{Kind: gossip.Start}, 0)
	for range 40 { // enough for fingerprints
		v.step(gossip.Event{Kind: gossip.Publish, Text: "a", Relays: 2}, 0)
	}
	for _, peer := range []gossip.NodeID{1, 2, 3} {
		v.step(gossip.Event{Kind: gossip.LinkUp, Peer: peer}, 0)
	}
	return v
}

// say hands one line over.
func (v *victim) say(from gossip.NodeID, line []byte) {
	p, err := v.parser.Line(line)
	if err != nil || v.node.Check(from, p) != nil {
		return
	}
	v.step(gossip.Event{Kind: gossip.Receive, Peer: from, Packet: &p}, len(line))
}

// step checks that what a line leads to grows with the line and with what the node holds, no more.
func (v *victim) step(ev gossip.Event, length int) {
	actions := v.node.Step(v.now, ev, nil)
	const most = 600 // a piece of a reconciliation
	require.LessOrEqual(v.t, len(actions), 10*length+10*v.node.Store().Len()+most)
	for _, a := range actions {
		switch a.Kind {
		case gossip.SetTimer:
			heap.Push(&v.timers, alarm{a.At, a.Timer})
		case gossip.Deliver:
			key := a.Packet.Message.Key
			require.False(v.t, v.held[key], "delivered twice")
			v.held[key] = true
			require.Equal(v.t, gossip.NodeID(9), a.Packet.Path.Last())
			require.Equal(v.t, key.Origin, a.Packet.Path.Origin())
		case gossip.Send:
			var scratch []gossip.NodeID
			v.out = AppendPacket(v.out[:0], a.Packet, &scratch)
			p, err := parseLine(v.out)
			require.NoError(v.t, err, "%q", v.out)
			require.NoError(v.t, v.peer.Check(9, p), "%q", v.out)
		}
	}
}

// parseLine parses a line with its newline.
func parseLine(line []byte) (gossip.Packet, error) {
	var parser Parser
	return parser.Line(bytes.TrimSuffix(line, []byte("\n")))
}

// pass lets time go by.
func (v *victim) pass(d time.Duration) {
	until := v.now + d
	for n := 0; len(v.timers) > 0 && v.timers[0].at <= until && n < 1000; n++ {
		next := heap.Pop(&v.timers).(alarm)
		v.now = max(v.now, next.at)
		v.step(gossip.Event{Kind: gossip.Fired, Timer: next.timer}, 0)
	}
	v.now = until
}

type alarm struct {
	at    time.Duration
	timer gossip.Timer
}

type alarms []alarm

func (a alarms) Len() int           { return len(a) }
func (a alarms) Less(i, j int) bool { return a[i].at < a[j].at }
func (a alarms) Swap(i, j int)      { a[i], a[j] = a[j], a[i] }
func (a *alarms) Push(x any)        { *a = append(*a, x.(alarm)) }
func (a *alarms) Pop() any {
	old := *a
	last := old[len(old)-1]
	*a = old[:len(old)-1]
	return last
}

// FuzzNode lets two peers say anything to a node of every protocol.
func FuzzNode(f *testing.F) {
	lines := packetLines()
	for i := range gossip.Protocols() {
		f.Add(uint8(i), []byte(strings.Join(lines, "\n")))
		for _, line := range lines {
			f.Add(uint8(i), []byte(line+"\n"+line))
		}
	}
	f.Add(uint8(5), []byte("/IHAVE:[[1,7,2],[1,9,2],[2,7,0]]\n/IHAVE:[[1,7,0]]\n/PRUNE:\n/PRUNE:\n/GRAFT:[]\n/RELAY:1|[\"a_7\", [1]]\n/RELAY:1|[\"a_7\", [1, 2]]"))
	f.Add(uint8(5), []byte("/GRAFT:["+strings.Repeat("[9,3600000000009,1],", 100)+"[9,3600000000009,1]]"))
	f.Add(uint8(0), []byte("/SYNC:{\"session\":1,\"give\":true,\"take\":true,\"ranges\":["+
		strings.Repeat(`{"from":[1,1],"to":[9,3600000000009],"fingerprint":"00000000000000000000000000000000"},`, 50)+`{"keys":[]}]}`))
	f.Fuzz(func(t *testing.T, protocol uint8, input []byte) {
		rows := gossip.Protocols()
		params := map[string]string{}
		if name := rows[int(protocol)%len(rows)].Name; name == "rumor" || name == "hybrid" {
			params["mode"] = "pushpull"
		}
		rule, err := gossip.NewRule(rows[int(protocol)%len(rows)].Name, params)
		require.NoError(t, err)
		v := newVictim(t, rule)
		for i, line := range bytes.Split(input, []byte("\n")) {
			if i == 100 {
				break
			}
			v.say(gossip.NodeID(1+i%2), line)
			v.pass(30 * time.Millisecond)
		}
		v.step(gossip.Event{Kind: gossip.LinkDrained, Peer: 1}, 0)
		v.step(gossip.Event{Kind: gossip.LinkDown, Peer: 1}, 0)
		v.step(gossip.Event{Kind: gossip.Leave}, 0)
		v.pass(3 * time.Second)
	})
}

// A stranger who follows PROTOCOL.md computes the fingerprints that a node says.
func TestFingerprintsAreThoseOfTheProtocol(t *testing.T) {
	mix := func(x uint64) uint64 {
		x ^= x >> 30
		x *= 0xbf58476d1ce4e5b9
		x ^= x >> 27
		x *= 0x94d049bb133111eb
		return x ^ x>>31
	}
	v := newVictim(t, nil)
	n := v.node.Store().Len()
	actions := v.node.Step(v.now, gossip.Event{Kind: gossip.Receive, Peer: 1, Packet: &gossip.Packet{
		Kind: gossip.Sync, Control: &gossip.Control{Sync: gossip.SyncPacket{Give: true, Take: true, Ranges: []gossip.Range{{To: gossip.LastBound()}}}},
	}}, nil)
	ranges := actions[len(actions)-1].Packet.Control.Sync.Ranges
	require.Len(t, ranges, 16)
	for i, r := range ranges {
		var want gossip.Fingerprint
		for rank := i * n / 16; rank < (i+1)*n/16; rank++ {
			key := v.node.Store().At(rank).Message.Key // published in order
			first := mix(uint64(key.Time) ^ mix(uint64(key.Origin)+0x9e3779b97f4a7c15))
			want[0] += first
			want[1] += mix(first + 0xd1b54a32d192ed03)
		}
		require.Equal(t, want, r.Fingerprint, "part %d", i)
		require.Equal(t, (i+1)*n/16-i*n/16, r.Count)
	}
}
