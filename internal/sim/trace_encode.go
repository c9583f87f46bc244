package sim

import (
	"strconv"
	"time"

	"gossip/internal/gossip"
)

// traceEncoder writes records as lines. It makes no garbage: a run of a million nodes has ten million
// records.
type traceEncoder struct {
	round   time.Duration // 0 in an asynchronous run
	events  [Doubled + 1]string
	packets [gossip.Correction + 1]string
	numbers map[gossip.Key]int // of the messages, from 1 in the order in which they were accepted
	last    gossip.Key         // the key of the last message, and its number
	number  int
	path    []gossip.NodeID
}

func newTraceEncoder(round time.Duration) traceEncoder {
	return traceEncoder{round: round, events: eventNames(), packets: packetNames(), numbers: make(map[gossip.Key]int)}
}

// append appends a record as a line.
func (e *traceEncoder) append(b []byte, r *Record) []byte {
	b = append(b, `{"t":`...)
	b = strconv.AppendInt(b, int64(r.At), 10)
	if e.round > 0 {
		b = appendField(b, "round", int64(r.At/e.round))
	}
	b = append(append(append(b, `,"event":"`...), e.events[r.Kind]...), '"')
	b = appendField(b, "node", int64(r.Node))
	switch {
	case r.Kind == Delivered:
		b = e.appendDelivery(b, r)
	case r.Kind.hasPeer():
		b = appendField(b, "peer", int64(r.Peer))
	}
	if r.Kind.hasPacket() {
		b = e.appendPacket(b, r)
	}
	return append(b, "}\n"...)
}

// appendDelivery appends what is known of a first arrival; that at the origin has no peer.
func (e *traceEncoder) appendDelivery(b []byte, r *Record) []byte {
	if r.Peer != 0 {
		b = appendField(b, "peer", int64(r.Peer))
	}
	m := r.Packet.Message
	b = appendField(b, "message", int64(e.numberOf(m.Key)))
	if r.Peer == 0 {
		b = append(b, `,"text":`...)
		b = appendExcerpt(b, m.Text)
	}
	b = appendField(b, "hop", int64(r.Packet.Path.Len()-1))
	e.path = r.Packet.Path.AppendIDs(e.path[:0])
	return appendPath(b, e.path)
}

// appendPacket appends what a packet holds.
func (e *traceEncoder) appendPacket(b []byte, r *Record) []byte {
	p := &r.Packet
	b = append(append(append(b, `,"packet":"`...), e.packets[p.Kind]...), '"')
	switch p.Kind {
	case gossip.Relay, gossip.Repair:
		b = appendField(b, "message", int64(e.numberOf(p.Message.Key)))
		b = appendField(b, "hop", int64(p.Path.Len()))
		if r.Kind == Received {
			e.path = append(p.Path.AppendIDs(e.path[:0]), r.Node)
			b = appendPath(b, e.path)
		}
	case gossip.Feedback, gossip.Announce, gossip.Graft:
		b = e.appendNotices(b, p.Control.Notices)
	case gossip.Sync:
		b = appendSync(b, &p.Control.Sync)
	case gossip.Push:
		b = appendNumber(appendNumber(b, "sum", p.Share.Sum), "weight", p.Share.Weight)
	case gossip.Exchange, gossip.Correction:
		b = appendNumber(b, "sum", p.Share.Sum)
	}
	return b
}

// appendNotices appends the messages that a packet speaks of, and what it says of each.
func (e *traceEncoder) appendNotices(b []byte, notices []gossip.Notice) []byte {
	b = append(b, `,"messages":[`...)
	for i, n := range notices {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, int64(e.numberOf(n.Key)), 10)
	}
	b = append(b, `],"values":[`...)
	for i, n := range notices {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendUint(b, uint64(n.Value), 10)
	}
	return append(b, ']')
}

// appendSync appends the size of a step of a reconciliation.
func appendSync(b []byte, s *gossip.SyncPacket) []byte {
	listed := 0
	for _, r := range s.Ranges {
		listed += len(r.Keys)
	}
	b = appendField(b, "session", int64(s.Session))
	b = appendField(b, "ranges", int64(len(s.Ranges)))
	b = appendField(b, "keys", int64(listed))
	return appendField(b, "want", int64(len(s.Want)))
}

// numberOf returns the number of a message. Most packets are about the same one as the packet before.
func (e *traceEncoder) numberOf(key gossip.Key) int {
	if key == e.last {
		return e.number
	}
	number, known := e.numbers[key]
	if !known {
		number = len(e.numbers) + 1
		e.numbers[key] = number
	}
	e.last, e.number = key, number
	return number
}

func appendField(b []byte, name string, value int64) []byte {
	b = append(append(append(b, `,"`...), name...), `":`...)
	return strconv.AppendInt(b, value, 10)
}

// appendNumber appends a number in the shortest form that reads as the same.
func appendNumber(b []byte, name string, value float64) []byte {
	b = append(append(append(b, `,"`...), name...), `":`...)
	return strconv.AppendFloat(b, value, 'g', -1, 64)
}

func appendPath(b []byte, path []gossip.NodeID) []byte {
	b = append(b, `,"path":[`...)
	for i, id := range path {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendUint(b, uint64(id), 10)
	}
	return append(b, ']')
}

// excerptLimit bounds how much of a text is in a trace, in characters.
const excerptLimit = 80

// appendExcerpt appends the beginning of a text as JSON that is plain ASCII.
func appendExcerpt(b []byte, text string) []byte {
	const hex = "0123456789abcdef"
	unit := func(b []byte, u rune) []byte {
		return append(b, '\\', 'u', hex[u>>12&15], hex[u>>8&15], hex[u>>4&15], hex[u&15])
	}
	b = append(b, '"')
	count := 0
	for _, r := range text {
		if count++; count > excerptLimit {
			break
		}
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case ' ' <= r && r <= '~':
			b = append(b, byte(r))
		case r < 0x10000:
			b = unit(b, r)
		default:
			r -= 0x10000
			b = unit(unit(b, 0xd800+r>>10), 0xdc00+r&0x3ff)
		}
	}
	return append(b, '"')
}
