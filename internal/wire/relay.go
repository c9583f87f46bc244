package wire

import (
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
	b = append(append(b, Relay...), ':')
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

// ParseRelay parses the payload of /RELAY: <relay limit>|["<id>", [<path>]]. The origin of the
// message is the first node of the path. What it returns shares no memory with the payload.
func ParseRelay(payload []byte) (gossip.Packet, error) {
	s := scanner{rest: payload}
	digits := s.until('|')
	if digits == nil {
		return gossip.Packet{}, fmt.Errorf(`no | in %s; /RELAY takes <relay limit>|["<id>", [<path>]]`, excerpt(payload))
	}
	relays, err := ParseRelays(digits)
	if err != nil {
		return gossip.Packet{}, err
	}
	id, path, err := s.idAndPath()
	if err != nil {
		return gossip.Packet{}, fmt.Errorf(`%w in %s; /RELAY takes <relay limit>|["<id>", [<path>]]`, err, excerpt(payload))
	}
	text, ns, err := gossip.ParseID(id)
	if err != nil {
		return gossip.Packet{}, err
	}
	key := gossip.Key{Origin: path.Origin(), Time: ns}
	return gossip.Packet{Message: &gossip.Message{Key: key, Text: text}, Path: path, Relays: relays}, nil
}

// scanner reads the JSON of a relay without the cost of a general decoder.
type scanner struct {
	rest []byte
}

// until returns what stands before the next c and goes on behind it; nil if there is no c.
func (s *scanner) until(c byte) []byte {
	for i, have := range s.rest {
		if have == c {
			before := s.rest[:i:i]
			s.rest = s.rest[i+1:]
			return before
		}
	}
	return nil
}

func (s *scanner) idAndPath() (string, *gossip.Path, error) {
	if !s.take('[') {
		return "", nil, errors.New("no list")
	}
	id, err := s.str()
	if err != nil {
		return "", nil, err
	}
	if !s.take(',') {
		return "", nil, errors.New("no comma after the id")
	}
	path, err := s.path()
	if err != nil {
		return "", nil, err
	}
	if !s.take(']') || s.peek() != 0 {
		return "", nil, errors.New("something after the path")
	}
	return id, path, nil
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

// str reads a JSON string.
func (s *scanner) str() (string, error) {
	if s.peek() != '"' {
		return "", errors.New("no id")
	}
	plain := true
	for i := 1; i < len(s.rest); i++ {
		switch c := s.rest[i]; {
		case c == '\\':
			plain = false
			i++
		case c < 0x20:
			return "", errors.New("a raw control character")
		case c == '"':
			token := s.rest[:i+1]
			s.rest = s.rest[i+1:]
			if plain {
				return string(token[1:i]), nil
			}
			var text string
			if err := json.Unmarshal(token, &text); err != nil {
				return "", errors.New("a bad escape")
			}
			return text, nil
		}
	}
	return "", errors.New("no end of the id")
}

// path reads a JSON list of node ids.
func (s *scanner) path() (*gossip.Path, error) {
	if !s.take('[') {
		return nil, errors.New("no path")
	}
	ids := make([]gossip.NodeID, 0, 16)
	for {
		s.peek()
		n := 0
		for n < len(s.rest) && s.rest[n] >= '0' && s.rest[n] <= '9' {
			n++
		}
		id, err := ParseNodeID(s.rest[:n])
		if err != nil || s.rest[0] == '0' {
			return nil, fmt.Errorf("a path element that is not a node id, a number between 1 and %d,", gossip.MaxNodeID)
		}
		ids = append(ids, id)
		s.rest = s.rest[n:]
		if s.take(']') {
			return gossip.NewPath(ids), nil
		}
		if !s.take(',') {
			return nil, errors.New("no end of the path")
		}
	}
}
