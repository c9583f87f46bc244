package wire

import (
	"unicode/utf8"

	"gossip/internal/gossip"
)

// Size returns the number of bytes of the line that AppendPacket makes of a packet, without making it:
// a simulation counts the bytes of millions.
func Size(p gossip.Packet) int {
	n := len(verbOf(p.Kind)) + len(":")
	switch p.Kind {
	case gossip.Relay, gossip.Repair:
		n += relaySize(p)
	case gossip.Sync:
		n += syncSize(&p.Control.Sync)
	case gossip.Feedback, gossip.Announce, gossip.Graft:
		n += noticesSize(p.Control.Notices)
	case gossip.Push, gossip.Exchange, gossip.Correction:
		var space [64]byte
		n += len(appendShare(space[:0], p))
	case gossip.Poke:
		if p.Number == gossip.Dropped {
			n += len(dropped)
		}
	}
	return n + len("\n")
}

// relaySize is the size of what AppendRelay writes between the verb and the newline. The path has a
// blank and a comma between two ids.
func relaySize(p gossip.Packet) int {
	const frame = len(`|["_", []]`)
	return frame + digits(int64(p.Relays)) + stringSize(p.Message.Text) + digits(p.Message.Time) +
		p.Path.Digits() + len(", ")*max(p.Path.Len()-1, 0)
}

// stringSize is the size of what AppendString writes, without the quotes.
func stringSize(s string) int {
	i := plainString(s)
	n := i
	for i < len(s) {
		c := s[i]
		if c < utf8.RuneSelf {
			n += escapeSize(c)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if n += unitSize; r > 0xffff {
			n += unitSize // a surrogate pair
		}
		i += size
	}
	return n
}

const unitSize = len(`\u0000`)

// escapeSize is the size of an ASCII character within a string.
func escapeSize(c byte) int {
	switch {
	case c == '"', c == '\\', c == '\n', c == '\r', c == '\t', c == '\b', c == '\f':
		return len(`\n`)
	case c < 0x20, c == 0x7f:
		return unitSize
	}
	return 1
}

// noticesSize is the size of what appendNotices writes.
func noticesSize(notices []gossip.Notice) int {
	n := len("[]") + max(len(notices)-1, 0)
	for _, notice := range notices {
		n += len("[,,]") + digits(int64(notice.Origin)) + digits(notice.Time) + digits(int64(notice.Value))
	}
	return n
}

// syncSize is the size of the JSON of a syncJSON.
func syncSize(p *gossip.SyncPacket) int {
	n := len(`{"session":}`) + digits(int64(p.Session))
	if p.Reply {
		n += len(`,"reply":true`)
	}
	if p.Give {
		n += len(`,"give":true`)
	}
	if p.Take {
		n += len(`,"take":true`)
	}
	if len(p.Ranges) > 0 {
		n += len(`,"ranges":`) + len("[]") + len(p.Ranges) - 1
		var last gossip.Bound
		for i := range p.Ranges {
			n += rangeSize(&p.Ranges[i], last)
			last = p.Ranges[i].To
		}
	}
	if len(p.Want) > 0 {
		n += len(`,"want":`) + keysSize(p.Want)
	}
	return n
}

// rangeSize is the size of the JSON of a rangeJSON, of which the last bound was that before it. The
// first field needs no comma.
func rangeSize(r *gossip.Range, last gossip.Bound) int {
	n := len("{}") - len(",")
	if r.From != last {
		n += len(`,"from":`) + keySize(r.From)
	}
	if r.To != gossip.LastBound() {
		n += len(`,"to":`) + keySize(r.To)
	}
	if r.List {
		return n + len(`,"keys":`) + keysSize(r.Keys)
	}
	if r.Count != 0 {
		n += len(`,"count":`) + digits(int64(r.Count))
	}
	return n + len(`,"fingerprint":""`) + 2*16
}

func keysSize(keys []gossip.Key) int {
	n := len("[]") + max(len(keys)-1, 0)
	for _, k := range keys {
		n += keySize(k)
	}
	return n
}

func keySize(k gossip.Key) int { return len("[,]") + digits(int64(k.Origin)) + digits(k.Time) }

// digits returns the number of decimal digits of a number that is not negative.
func digits(v int64) int {
	d := 1
	if v >= 1e9 {
		if v >= 1e18 { // nearly every time
			return 19
		}
		v /= 1e9
		d += 9
	}
	for bound := int64(10); v >= bound; bound *= 10 {
		d++
	}
	return d
}
