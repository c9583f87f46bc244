package wire

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"gossip/internal/gossip"
)

// FuzzRequest gives any line to the parsers: none may panic, and what a packet says must come out
// again.
func FuzzRequest(f *testing.F) {
	for _, seed := range []string{
		"/NEW:1|Hello World", "/NEW:64|", `/RELAY:1|["Hello World_1700000000000000001", [1, 8]]`,
		`/RELAY:3|["\ud83d\ude42_7",[1]]`, "/GET:all|shortest & longest", "/PEERS:", "/REMOVE:12", "/REMOVE:-1",
		`/OPEN:{"peer":3,"network":"default","run":""}`, `/POST:{"text":"a\nb"}`, `/CONNECT:{"id":9,"addr":"127.0.0.1:7009"}`,
		"/REPLACE:[]", `/READY:{"timeout_ms":5}`, "", "\x00", "/", ":", "/:", "/NEW", "GET / HTTP/1.1", "/RELAY:1|[\"a_7\", [1]]\x00",
		`/STOP:{"run":"r"}`, "/MESSAGES:all", `/AWAIT:{"origin":1,"time_ns":7,"timeout_ms":5}`, `/AWAIT:{"messages":7}`,
		`/TRACE:{"id":"a_b_7"}`, `/TRACE:{"text":"a"}`, `/DELIVERIES:{"from":50000}`, `/WATCH:{"deliveries":true,"links":true}`,
	} {
		f.Add([]byte(seed))
	}
	for _, seed := range packetLines() {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		verb, payload, err := Split(line)
		if err != nil {
			return
		}
		switch verb {
		case New:
			_, _, _ = ParseNew(payload)
		case Get:
			_, _, _ = ParseGet(payload)
		case Fetch:
			_, _ = ParseWhich(payload)
		case Remove:
			_, _ = ParseNodeID(payload)
		case OpenVerb:
			_ = ParseJSON(payload, new(Open))
		case PostVerb:
			_ = ParseJSON(payload, new(Post))
		case Connect:
			_ = ParseJSON(payload, new(Peer))
		case Replace:
			_ = ParseJSON(payload, new([]Peer))
		case Await:
			_ = ParseJSON(payload, new(Wait))
		case StopVerb:
			_ = ParseJSON(payload, new(Stop))
		case AwaitVerb:
			_ = ParseJSON(payload, new(Holding))
		case Trace:
			query := new(TraceQuery)
			if ParseJSON(payload, query) == nil {
				_, _, _ = gossip.ParseID(query.ID)
			}
		case Delivered:
			_ = ParseJSON(payload, new(DeliveriesQuery))
		case Watch:
			_ = ParseJSON(payload, new(WatchQuery))
		default:
			checkPacket(t, line)
		}
	})
}

// packetLines has lines of every kind of packet, good and nearly good ones.
func packetLines() []string {
	return []string{
		`/RELAY:1|["a_7", [1]]`, `/REPAIR:64|["\ud83d\ude42_7", [3, 1]]`, "/POKE:", "/REQUEST:", "/PRUNE:", "/POKE:x",
		"/FEEDBACK:[[1,7,0],[9,8,1]]", "/IHAVE:[[1,7,2]]", "/IHAVE:[[2,9,4294967295],[16777216,9223372036854775807,0]]",
		"/GRAFT:[]", "/GRAFT:[[1,7,2],[1,7,2]]", "/GRAFT:[[0,7,2]]", "/IHAVE:[[1,7,4294967296]]", "/IHAVE:[[1,7]", "/FEEDBACK:[[01,7,0]]",
		`/SYNC:{"session":1,"take":true,"ranges":[{"keys":[]}]}`,
		`/SYNC:{"session":1,"reply":true,"give":true,"take":true,"ranges":[{"to":[1,7],"fingerprint":"00000000000000000000000000000000"},{"from":[2,7],"to":[2,9],"count":3,"fingerprint":"d7e0bb0f6bd98f35f1d82e1ad72c9b13"},{"keys":[[1,9],[3,9],[1,10]]}],"want":[[1,7],[9,8]]}`,
		`/SYNC:{"session":4294967295,"give":true,"want":[[1,7],[1,7]]}`, `/SYNC:{"ranges":[{"from":[5,5],"to":[4,4],"keys":[]}]}`,
		`/SYNC:{"ranges":[{"to":[16777217,9223372036854775807],"count":-1,"fingerprint":"00"}]}`, "/SYNC:[]", "/SYNC:{}", "/SYNC:{",
		"/PUSH:[3.5,0.25]", "/PUSH:[-1e290,1]", "/PUSH:[1,-1]", "/PUSH:[NaN,1]", "/PUSH:[1e999,1]", "/PUSH:[0,0]", "/PUSH:[1]", "/PUSH:[1,2,3]",
		"/PUSH:[5e-324,5e-324]", "/PUSH:[1e301,1]", "/PUSH:[1e300,1e-300]", "/EXCHANGE:[1e+21,7]", "/EXCHANGE:[-0,0]", "/EXCHANGE:[1e301,1]", "/EXCHANGE:[1e302,1]",
		"/EXCHANGE:[Inf,1]", "/EXCHANGE:[1,-1]", "/EXCHANGE:[1,65536]", "/EXCHANGE:1", "/CORRECT:[-0.1,1]", "/CORRECT:[1e301,1]", "/CORRECT:[-1e301,2]",
		"/CORRECT:[0x1p3,0]", "/CORRECT:[+1,1]", "/CORRECT:[1]",
	}
}

// checkPacket takes a line of a link apart and puts it together again, twice: the second time nothing
// may change.
func checkPacket(t *testing.T, line []byte) {
	var parser Parser
	p, err := parser.Line(line)
	if err != nil {
		return
	}
	var scratch []gossip.NodeID
	once := AppendPacket(nil, p, &scratch)
	q, err := parser.Line(bytes.TrimSuffix(once, []byte("\n")))
	require.NoError(t, err, "%q", once)
	require.Equal(t, p.Kind, q.Kind)
	require.Equal(t, p.Relays, q.Relays)
	require.Equal(t, p.Message, q.Message)
	require.Equal(t, string(once), string(AppendPacket(nil, q, &scratch)))
}

// FuzzReader gives any stream to the reader, cut anywhere: the lines are those of the stream.
func FuzzReader(f *testing.F) {
	f.Add([]byte("one\ntwo\n\nthree"), 3)
	f.Add([]byte("\n"), 1)
	f.Add(bytes.Repeat([]byte("x"), 600), 7)
	f.Fuzz(func(t *testing.T, stream []byte, step int) {
		const limit = 550
		r := NewReader(&steps{data: stream, step: max(1, step%64)}, limit, NewBudget(1<<20))
		defer r.Release()
		rest := stream
		for {
			line, err := r.Line()
			want, after, whole := bytes.Cut(rest, []byte("\n"))
			if len(want) > limit {
				require.ErrorIs(t, err, ErrTooLong)
				return
			}
			if !whole {
				require.Error(t, err)
				require.Equal(t, string(want), string(line))
				return
			}
			require.NoError(t, err)
			require.Equal(t, string(want), string(line))
			rest = after
		}
	})
}

// steps returns a fixed number of bytes at a time.
type steps struct {
	data []byte
	step int
}

func (s *steps) Read(b []byte) (int, error) {
	c := cutReader{data: s.data, n: s.step - 1}
	n, err := c.Read(b)
	s.data = c.data
	return n, err
}
