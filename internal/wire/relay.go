package wire

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"gossip/internal/gossip"
)

// AppendRelay appends one /RELAY line, newline included:
//
//	/RELAY:1|["Hello World_1700000000000000001", [1, 8]]
func AppendRelay(b []byte, p gossip.Packet, scratch *[]gossip.NodeID) []byte {
	b = append(append(b, verbOf(p.Kind)...), ':')
	b = strconv.AppendUint(b, uint64(p.Relays), 10)
	b = append(b, `|[`...)
	b = AppendString(b, p.Message.Text)
	b = append(b[:len(b)-1], '_') // the closing quote makes way for the time
	b = strconv.AppendInt(b, p.Message.Time, 10)
	b = append(b, `", `...)
	*scratch = p.Path.AppendIDs((*scratch)[:0])
	b = appendPath(b, *scratch)
	return append(b, "]\n"...)
}

// appendPath appends a path as a JSON list with a blank after each comma, like the ancestor.
func appendPath(b []byte, ids []gossip.NodeID) []byte {
	b = append(b, '[')
	for i, id := range ids {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = strconv.AppendUint(b, uint64(id), 10)
	}
	return append(b, ']')
}

// Parser reads the packets that come to one node, and writes those that it sends. It makes no new Message
// for a copy of one that the node knows, and takes memory for paths in blocks. The path of a packet is
// good until the next one is read; see gossip.Paths.Passing. It is for one goroutine.
type Parser struct {
	// Known returns the message that the node has under a key, if its text is the given one; else nil.
	Known func(key gossip.Key, text []byte) *gossip.Message
	// Fetch is told of messages that Known will be asked for soon; see gossip.Store. It may be nil.
	Fetch func(keys []gossip.Key) int
	// Self is the node, if what it reads is about to be passed on; see Here.
	Self gossip.NodeID

	keys     []gossip.Key
	messages gossip.Messages
	paths    gossip.Paths
	ids      []gossip.NodeID
	routes   routes
	passing  passing
}

// ParseRelay parses the payload of /RELAY: <relay limit>|["<id>", [<path>]]. The origin of the
// message is the first node of the path. What it returns shares no memory with the payload.
func ParseRelay(payload []byte) (gossip.Packet, error) {
	var p Parser
	return p.relay(payload)
}

func (p *Parser) relay(payload []byte) (gossip.Packet, error) {
	s := scanner{rest: payload}
	digits := s.until('|')
	if digits == nil {
		return gossip.Packet{}, fmt.Errorf(`no | in %s; /RELAY takes <relay limit>|["<id>", [<path>]]`, excerpt(payload))
	}
	relays, err := ParseRelays(digits)
	if err != nil {
		return gossip.Packet{}, err
	}
	id, err := s.idAndPath(&p.ids)
	if err != nil {
		return gossip.Packet{}, fmt.Errorf(`%w in %s; /RELAY takes <relay limit>|["<id>", [<path>]]`, err, excerpt(payload))
	}
	text, ns, err := gossip.CutID(id)
	if err != nil {
		return gossip.Packet{}, err
	}
	path := p.paths.Passing(p.ids)
	message := p.message(gossip.Key{Origin: p.ids[0], Time: ns}, text)
	return gossip.Packet{Kind: gossip.Relay, Relays: relays, Path: path, Message: message}, nil
}

// message returns the message of that key and text.
func (p *Parser) message(key gossip.Key, text []byte) *gossip.Message {
	if p.Known != nil {
		if known := p.Known(key, text); known != nil {
			return known
		}
	}
	return p.messages.New(key, string(text))
}

// scanner reads the JSON of a relay without the cost of a general decoder.
type scanner struct {
	rest []byte
}

// until returns what stands before the next c and goes on behind it; nil if there is no c.
func (s *scanner) until(c byte) []byte {
	i := bytes.IndexByte(s.rest, c)
	if i < 0 {
		return nil
	}
	before := s.rest[:i:i]
	s.rest = s.rest[i+1:]
	return before
}

// idAndPath reads ["<id>", [<path>]]. The id may alias the input.
func (s *scanner) idAndPath(ids *[]gossip.NodeID) (id []byte, err error) {
	if !s.take('[') {
		return nil, errors.New("no list")
	}
	if id, err = s.str(); err != nil {
		return nil, err
	}
	if !s.take(',') {
		return nil, errors.New("no comma after the id")
	}
	if *ids, err = s.path((*ids)[:0]); err != nil {
		return nil, err
	}
	if !s.take(']') || s.peek() != 0 {
		return nil, errors.New("something after the path")
	}
	return id, nil
}

// peek skips white space and returns the next byte, 0 at the end.
func (s *scanner) peek() byte {
	for len(s.rest) > 0 {
		switch c := s.rest[0]; c {
		case ' ', '\t', '\r', '\n':
			s.rest = s.rest[1:]
		case 0:
			return 1 // a NUL in the input is not the end
		default:
			return c
		}
	}
	return 0
}

func (s *scanner) take(c byte) bool {
	if s.peek() != c {
		return false
	}
	s.rest = s.rest[1:]
	return true
}

// str reads a JSON string. Without escapes it aliases the input.
func (s *scanner) str() ([]byte, error) {
	if s.peek() != '"' {
		return nil, errors.New("no string")
	}
	i := 1 + plainBytes(s.rest[1:])
	if i < len(s.rest) && s.rest[i] == '"' {
		token := s.rest[1:i]
		s.rest = s.rest[i+1:]
		return token, nil
	}
	for ; i < len(s.rest); i++ {
		switch c := s.rest[i]; {
		case c == '\\':
			i++
		case c < 0x20:
			return nil, errors.New("a raw control character")
		case c == '"':
			token := s.rest[:i+1]
			s.rest = s.rest[i+1:]
			var text string
			if err := json.Unmarshal(token, &text); err != nil {
				return nil, errors.New("a bad escape")
			}
			if halved(text, token) {
				return nil, errHalfPair
			}
			return []byte(text), nil
		}
	}
	return nil, errors.New("no end of the string")
}

// plainBytes returns how many bytes at the beginning of b stand for themselves in a JSON string of
// ASCII: all but those below a blank, the quote, the backslash, DEL and what is beyond ASCII. It looks
// at eight at a time.
func plainBytes(b []byte) int {
	n := 0
	for n+8 <= len(b) && !special(binary.LittleEndian.Uint64(b[n:])) {
		n += 8
	}
	for n < len(b) && b[n] >= 0x20 && b[n] < 0x7f && b[n] != '"' && b[n] != '\\' {
		n++
	}
	return n
}

// special reports whether any of the eight bytes in a word is one that plainBytes stops at. It may
// report so without need, after a byte that is.
func special(w uint64) bool {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	quote, backslash, del := w^(ones*'"'), w^(ones*'\\'), w^(ones*0x7f)
	return (w|(w-ones*0x20)|(quote-ones)|(backslash-ones)|(del-ones))&high != 0
}

// path reads a JSON list of node ids.
func (s *scanner) path(ids []gossip.NodeID) ([]gossip.NodeID, error) {
	if !s.take('[') {
		return ids, errors.New("no path")
	}
	for {
		id, ok := s.small()
		if !ok {
			return ids, fmt.Errorf("a path element that is not a node id, a number between 1 and %d,", gossip.MaxNodeID)
		}
		ids = append(ids, gossip.NodeID(id))
		if s.take(']') {
			return ids, nil
		}
		if !s.take(',') {
			return ids, errors.New("no end of the path")
		}
	}
}
