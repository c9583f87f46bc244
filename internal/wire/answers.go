package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"

	"gossip/internal/gossip"
)

// AppendPeers appends the answer to /PEERS:
//
//	[[9, "Gossip-Node-9 (127.0.0.1:7009)"], [12, "Gossip-Node-12 (127.0.0.1:7012)"]]
func AppendPeers(b []byte, peers []PeerStatus, name func(id int) string) []byte {
	b = append(b, '[')
	for i, p := range peers {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = strconv.AppendInt(append(b, '['), int64(p.ID), 10)
		b = append(b, ", "...)
		b = append(AppendString(b, fmt.Sprintf("%s (%s)", name(p.ID), p.Addr)), ']')
	}
	return append(b, "]\n"...)
}

// AppendPaths appends one entry of the answer to /GET: the id of a message and the paths that were
// asked for.
//
//	"Hello World_1700000000000000001": [[1, 10], [1, 14, 12, 10]]
func AppendPaths(b []byte, r gossip.Record, paths string) []byte {
	b = append(AppendString(b, r.Message.ID()), `: [`...)
	var scratch []gossip.NodeID
	some := false
	for _, p := range SelectPaths(r, paths) {
		if some {
			b = append(b, ", "...)
		}
		scratch = p.AppendIDs(scratch[:0])
		b = appendPath(b, scratch)
		some = true
	}
	return append(b, ']')
}

// SelectPaths returns the paths of a message that were asked for: All, or those of the Shortest or
// the Longest length, each in order of arrival. ShortestAndLongest are first those and then these, so
// that a path which is both stands twice.
func SelectPaths(r gossip.Record, paths string) []*gossip.Path {
	shortest, longest := lengths(r)
	var selected []*gossip.Path
	pick := func(wanted func(length int) bool) {
		for _, a := range r.Arrivals {
			if wanted(a.Path.Len()) {
				selected = append(selected, a.Path)
			}
		}
	}
	if paths == All {
		pick(func(int) bool { return true })
	}
	if paths == Shortest || paths == ShortestAndLongest {
		pick(func(length int) bool { return length == shortest })
	}
	if paths == Longest || paths == ShortestAndLongest {
		pick(func(length int) bool { return length == longest })
	}
	return selected
}

func lengths(r gossip.Record) (shortest, longest int) {
	for i, a := range r.Arrivals {
		n := a.Path.Len()
		if i == 0 {
			shortest, longest = n, n
		}
		shortest, longest = min(shortest, n), max(longest, n)
	}
	return shortest, longest
}

// NewMessage returns a stored message in the form of the answer to /MESSAGES.
func NewMessage(r gossip.Record, unread bool) Message {
	m := Message{
		ID:         r.Message.ID(),
		Text:       r.Message.Text,
		Origin:     int(r.Message.Origin),
		TimeNS:     r.Message.Time,
		ReceivedNS: int64(r.Arrivals[0].At),
		Unread:     unread,
		Relays:     int(r.Relays),
		Paths:      make([][]int, len(r.Arrivals)),
	}
	for i, a := range r.Arrivals {
		m.Paths[i] = ints(a.Path)
	}
	return m
}

// NewTracedMessage returns a stored message in the form of the answer to /TRACE.
func NewTracedMessage(r gossip.Record) TracedMessage {
	m := TracedMessage{
		ID:       r.Message.ID(),
		Text:     r.Message.Text,
		Origin:   int(r.Message.Origin),
		TimeNS:   r.Message.Time,
		Arrivals: make([]Arrival, len(r.Arrivals)),
		Unkept:   int(r.Unkept),
	}
	for i, a := range r.Arrivals {
		m.Arrivals[i] = Arrival{Path: ints(a.Path), AtNS: int64(a.At)}
	}
	return m
}

func ints(p *gossip.Path) []int {
	ids := p.AppendIDs(nil)
	path := make([]int, len(ids))
	for i, id := range ids {
		path[i] = int(id)
	}
	return path
}

// AppendAccepted appends the answer to /NEW and /POST. It is Accepted as JSON, written without the
// detour over reflection because clients submit many messages.
func AppendAccepted(b []byte, id string, node int) []byte {
	b = AppendString(append(b, `{"id":`...), id)
	b = strconv.AppendInt(append(b, `,"node":`...), int64(node), 10)
	return append(b, "}\n"...)
}

// ParseAccepted parses an answer to /NEW or /POST that is no failure.
func ParseAccepted(line []byte) (Accepted, error) {
	if rest, ok := bytes.CutPrefix(line, []byte(`{"id":`)); ok {
		s := scanner{rest: rest}
		id, err := s.str()
		if rest, ok := bytes.CutPrefix(s.rest, []byte(`,"node":`)); ok && err == nil {
			s.rest = rest
			if node, ok := s.number(gossip.MaxNodeID); ok && bytes.HasPrefix(s.rest, []byte("}")) {
				return Accepted{ID: string(id), Node: int(node)}, nil
			}
		}
	}
	var a Accepted
	err := json.Unmarshal(line, &a)
	return a, err
}

// AppendPost appends a /POST request line.
func AppendPost(b []byte, text string, relays int) []byte {
	b = AppendString(append(b, PostVerb+`:{"text":`...), text)
	b = strconv.AppendInt(append(b, `,"relays":`...), int64(relays), 10)
	return append(b, "}\n"...)
}
