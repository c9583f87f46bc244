package wire

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"gossip/internal/gossip"
)

// FuzzRequest gives any line to the parsers: none may panic, and what a relay says must come out
// again.
func FuzzRequest(f *testing.F) {
	for _, seed := range []string{
		"/NEW:1|Hello World", "/NEW:64|", `/RELAY:1|["Hello World_1700000000000000001", [1, 8]]`,
		`/RELAY:3|["\ud83d\ude42_7",[1]]`, "/GET:all|shortest & longest", "/PEERS:", "/REMOVE:12", "/REMOVE:-1",
		`/OPEN:{"peer":3,"network":"default","run":""}`, `/POST:{"text":"a\nb"}`, `/CONNECT:{"id":9,"addr":"127.0.0.1:7009"}`,
		"/REPLACE:[]", `/READY:{"timeout_ms":5}`, "", "\x00", "/", ":", "/:", "/NEW", "GET / HTTP/1.1", "/RELAY:1|[\"a_7\", [1]]\x00",
	} {
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
		case Relay:
			checkRelay(t, payload)
		}
	})
}

func checkRelay(t *testing.T, payload []byte) {
	p, err := ParseRelay(payload)
	if err != nil {
		return
	}
	var scratch []gossip.NodeID
	line := AppendRelay(nil, p, &scratch)
	_, again, err := Split(bytes.TrimSuffix(line, []byte("\n")))
	require.NoError(t, err)
	q, err := ParseRelay(again)
	require.NoError(t, err)
	require.Equal(t, p.Message, q.Message)
	require.Equal(t, p.Relays, q.Relays)
	require.Equal(t, p.Path.AppendIDs(nil), q.Path.AppendIDs(nil))
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
