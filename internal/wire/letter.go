package wire

import (
	"bytes"

	"gossip/internal/gossip"
)

// Letter is a line of a link that was glanced at, but not read: what it needs of the node can be fetched
// meanwhile.
type Letter struct {
	Line []byte // without its newline

	// Of a relay in just the form in which nodes write it, with a text of plain ASCII.
	relays uint8 // 0: any other line
	key    gossip.Key
	text   []byte
	by     []byte       // the path, if it is no route
	path   *gossip.Path // else the route
	here   *gossip.Path
}

// maxLetters is the number of lines that Open takes at most: as many misses of the cache as overlap.
const maxLetters = 16

// Open glances at the first lines of a block, which ends in a newline, lets Fetch know what messages they
// are about, and returns them, in the memory of letters, and the rest of the block.
func (p *Parser) Open(block []byte, letters []Letter) (_ []Letter, rest []byte) {
	letters, p.keys = letters[:0], p.keys[:0]
	for len(letters) < maxLetters && len(block) > 0 {
		end := bytes.IndexByte(block, '\n')
		letters = append(letters, Letter{Line: block[:end]})
		l := &letters[len(letters)-1]
		p.glance(l)
		if l.path != nil {
			p.keys = append(p.keys, l.key)
		}
		block = block[end+1:]
	}
	if p.Fetch != nil {
		p.Fetch(p.keys)
	}
	return letters, block
}

// Line parses one line of a link, without its newline.
func (p *Parser) Line(line []byte) (gossip.Packet, error) {
	l := Letter{Line: line}
	p.glance(&l)
	return p.Read(&l)
}

// glance fills in the letter if it is a relay in the usual form.
func (p *Parser) glance(l *Letter) {
	relays, rest, ok := usualRelays(l.Line)
	if !ok {
		return
	}
	id := rest[:plainBytes(rest)]
	rest = rest[len(id):]
	const between, end = `", `, "]"
	if !bytes.HasPrefix(rest, []byte(between)) || !bytes.HasSuffix(rest, []byte(end)) {
		return
	}
	text, ns, err := gossip.CutID(id)
	if err != nil {
		return
	}
	l.relays, l.text, l.key.Time, l.by = relays, text, ns, rest[len(between):len(rest)-len(end)]
	if p.Self == 0 {
		return
	}
	known, place := p.routes.find(l.by)
	if place != nil {
		known = p.learn(place, l.by)
	}
	if known != nil {
		l.key.Origin, l.path, l.here = known.origin, known.path, known.here
	}
}

// usualRelays reads what stands before the id of a message.
func usualRelays(line []byte) (relays uint8, rest []byte, ok bool) {
	const verb, begin = Relay + ":", `|["`
	if len(line) <= len(verb)+2 || string(line[:len(verb)]) != verb {
		return 0, nil, false
	}
	relays, rest = line[len(verb)]-'0', line[len(verb)+1:]
	if relays < 1 || relays > 9 {
		return 0, nil, false
	}
	if digit := rest[0] - '0'; digit <= 9 {
		relays, rest = 10*relays+digit, rest[1:]
	}
	if relays > gossip.MaxRelays || !bytes.HasPrefix(rest, []byte(begin)) {
		return 0, nil, false
	}
	return relays, rest[len(begin):], true
}

// Read parses a letter.
func (p *Parser) Read(l *Letter) (gossip.Packet, error) {
	p.passing.here = nil
	if l.relays == 0 {
		return p.other(l.Line)
	}
	packet := gossip.Packet{Kind: gossip.Relay, Relays: l.relays, Path: l.path}
	if l.path == nil {
		s := scanner{rest: l.by}
		var err error
		if p.ids, err = s.path(p.ids[:0]); err != nil || s.peek() != 0 {
			return p.other(l.Line) // which says what is wrong
		}
		l.key.Origin, packet.Path = p.ids[0], p.paths.Passing(p.ids)
	}
	packet.Message = p.message(l.key, l.text)
	if l.path != nil {
		p.passing = passing{Packet: packet, here: l.here, line: append(p.passing.line[:0], l.Line...)}
	}
	return packet, nil
}
