package wire

import (
	"errors"
	"fmt"
	"math"
	"strconv"

	"gossip/internal/gossip"
)

// The verbs that only links carry, beside /RELAY.
const (
	Repair   = "/REPAIR"
	Sync     = "/SYNC"
	Poke     = "/POKE"
	Request  = "/REQUEST"
	Feedback = "/FEEDBACK"
	Announce = "/IHAVE"
	Graft    = "/GRAFT"
	Prune    = "/PRUNE"
	Push     = "/PUSH"
	Exchange = "/EXCHANGE"
	Correct  = "/CORRECT"
)

// dropped is the payload of a Poke before which packets were dropped.
const dropped = "dropped"

// packetVerbs is the table of what travels between peers, by kind.
func packetVerbs() [gossip.Correction + 1]string {
	return [...]string{
		gossip.Relay: Relay, gossip.Repair: Repair, gossip.Sync: Sync, gossip.Poke: Poke, gossip.Request: Request,
		gossip.Feedback: Feedback, gossip.Announce: Announce, gossip.Graft: Graft, gossip.Prune: Prune,
		gossip.Push: Push, gossip.Exchange: Exchange, gossip.Correction: Correct,
	}
}

// kindOf returns 0 for a verb that peers do not send each other.
func kindOf(verb string) gossip.PacketKind {
	for kind, v := range packetVerbs() {
		if v == verb && kind > 0 {
			return gossip.PacketKind(kind)
		}
	}
	return 0
}

func verbOf(kind gossip.PacketKind) string {
	if kind < gossip.Relay || kind > gossip.Correction {
		panic(fmt.Sprintf("wire: packet of unknown kind %d", kind))
	}
	return packetVerbs()[kind]
}

// IsPacket reports whether a verb is one that peers send each other.
func IsPacket(verb string) bool { return kindOf(verb) != 0 }

// AppendPacket appends one line of a link, newline included.
func AppendPacket(b []byte, p gossip.Packet, scratch *[]gossip.NodeID) []byte {
	if p.Kind.Payload() {
		return AppendRelay(b, p, scratch)
	}
	b = append(append(b, verbOf(p.Kind)...), ':')
	switch p.Kind {
	case gossip.Sync:
		return AppendJSON(b, newSyncJSON(&p.Control.Sync))
	case gossip.Feedback, gossip.Announce, gossip.Graft:
		b = appendNotices(b, p.Control.Notices)
	case gossip.Push, gossip.Exchange, gossip.Correction:
		b = appendShare(b, p)
	case gossip.Poke:
		if p.Number == gossip.Dropped {
			b = append(b, dropped...)
		}
	}
	return append(b, '\n')
}

// other parses a line of a link that is no usual relay.
func (parser *Parser) other(line []byte) (gossip.Packet, error) {
	verb, payload, err := Split(line)
	if err != nil {
		return gossip.Packet{}, err
	}
	if !IsPacket(verb) {
		return gossip.Packet{}, fmt.Errorf("%.40q is no verb of a link", verb)
	}
	return parser.Packet(verb, payload)
}

// Packet parses one line of a link; IsPacket must hold of its verb. What it returns shares no memory
// with the payload.
func (parser *Parser) Packet(verb string, payload []byte) (gossip.Packet, error) {
	p := gossip.Packet{Kind: kindOf(verb)}
	var err error
	switch p.Kind {
	case gossip.Relay, gossip.Repair:
		kind := p.Kind
		p, err = parser.relay(payload)
		p.Kind = kind
	case gossip.Sync:
		p.Control, err = parseSync(payload)
	case gossip.Feedback, gossip.Announce, gossip.Graft:
		p.Control = new(gossip.Control)
		if p.Control.Notices, err = parseNotices(payload); err != nil {
			err = fmt.Errorf("%w in %s; %s takes [[<origin>, <unix ns>, <number>], ...]", err, excerpt(payload), verb)
		}
	case gossip.Push, gossip.Exchange, gossip.Correction:
		err = parseShare(&p, payload)
	case gossip.Poke, gossip.Request, gossip.Prune:
		switch {
		case p.Kind == gossip.Poke && string(payload) == dropped:
			p.Number = gossip.Dropped
		case p.Kind == gossip.Poke && len(payload) > 0:
			err = fmt.Errorf("%s takes %q or no payload, and got %s", verb, dropped, excerpt(payload))
		case len(payload) > 0:
			err = fmt.Errorf("%s takes no payload, and got %s", verb, excerpt(payload))
		}
	default:
		err = fmt.Errorf("%.40q is no verb of a link", verb)
	}
	return p, err
}

// appendNotices appends [[origin, time, value], ...] without blanks.
func appendNotices(b []byte, notices []gossip.Notice) []byte {
	b = append(b, '[')
	for i, n := range notices {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendUint(append(b, '['), uint64(n.Origin), 10)
		b = strconv.AppendInt(append(b, ','), n.Time, 10)
		b = strconv.AppendUint(append(b, ','), uint64(n.Value), 10)
		b = append(b, ']')
	}
	return append(b, ']')
}

func parseNotices(payload []byte) ([]gossip.Notice, error) {
	s := scanner{rest: payload}
	if !s.take('[') {
		return nil, errors.New("no list")
	}
	var notices []gossip.Notice
	if s.take(']') {
		return notices, s.end()
	}
	for {
		n, err := s.notice()
		if err != nil {
			return nil, err
		}
		notices = append(notices, n)
		if s.take(']') {
			return notices, s.end()
		}
		if !s.take(',') {
			return nil, errors.New("no end of the list")
		}
	}
}

func (s *scanner) end() error {
	if s.peek() != 0 {
		return errors.New("something after the end")
	}
	return nil
}

// notice reads [origin, time, value].
func (s *scanner) notice() (gossip.Notice, error) {
	var n gossip.Notice
	if !s.take('[') {
		return n, errors.New("no triple")
	}
	var v [3]int64
	for i, most := range []int64{gossip.MaxNodeID, math.MaxInt64, math.MaxUint32} {
		if i > 0 && !s.take(',') {
			return n, errors.New("no three numbers")
		}
		var ok bool
		if v[i], ok = s.number(most); !ok {
			return n, errors.New("a bad number")
		}
	}
	if v[0] < 1 || v[1] < 1 || !s.take(']') {
		return n, errors.New("no node and time")
	}
	return gossip.Notice{Key: gossip.Key{Origin: gossip.NodeID(v[0]), Time: v[1]}, Value: uint32(v[2])}, nil
}

// small reads a node id.
func (s *scanner) small() (int64, bool) {
	if len(s.rest) > 1 && s.rest[0] == ' ' {
		s.rest = s.rest[1:] // how our own nodes write a path
	}
	v, n := int64(0), 0
	for n < len(s.rest) && n < 8 && s.rest[n] >= '0' && s.rest[n] <= '9' {
		v = 10*v + int64(s.rest[n]-'0')
		n++
	}
	if n == 0 || n == 8 || s.rest[0] == '0' || v > gossip.MaxNodeID {
		v, ok := s.number(gossip.MaxNodeID)
		return v, ok && v > 0
	}
	s.rest = s.rest[n:]
	return v, true
}

// number reads digits without a leading zero.
func (s *scanner) number(most int64) (int64, bool) {
	s.peek()
	var v int64
	n := 0
	for n < len(s.rest) && s.rest[n] >= '0' && s.rest[n] <= '9' {
		d := int64(s.rest[n] - '0')
		if v > (most-d)/10 {
			return 0, false
		}
		v = 10*v + d
		n++
	}
	if n == 0 || n > 1 && s.rest[0] == '0' {
		return 0, false
	}
	s.rest = s.rest[n:]
	return v, true
}
