package wire

import (
	"hash/maphash"
	"strconv"

	"gossip/internal/gossip"
)

// routes are paths that one relay after the other comes by. In a network of few nodes nearly all relays
// come by paths that were seen before, which need not be read and kept anew each time.
type routes struct {
	seed  maphash.Seed
	table []route // by hash; nil until one is looked for
}

// route is a path on the wire and in memory.
type route struct {
	text   string // as nodes write it; empty if there is none
	origin gossip.NodeID
	path   *gossip.Path // up to the peer that sent it
	here   *gossip.Path // the same, and this node
	next   uint64       // the hash of the last path that found the place taken
}

// Bounds of the table, which takes some 200 KiB at most.
const (
	maxRoutes    = 1024 // a power of two
	maxRouteText = 64
)

// find returns the route with a text, nil if it is not known, and then, if it is worth to be known, the
// place for it. That is when it comes for the second time in a row to the same place: in a large
// network nearly all paths come only once.
func (r *routes) find(text []byte) (known, place *route) {
	if len(text) > maxRouteText {
		return nil, nil
	}
	if r.table == nil {
		r.seed, r.table = maphash.MakeSeed(), make([]route, maxRoutes)
	}
	hash := maphash.Bytes(r.seed, text)
	place = &r.table[hash%maxRoutes]
	if place.text == string(text) {
		return place, nil
	}
	if place.next == hash {
		return nil, place
	}
	place.next = hash
	return nil, nil
}

// learn puts a path into its place and returns it as a route, nil if its text is not as nodes write it.
func (p *Parser) learn(place *route, text []byte) *route {
	s := scanner{rest: text}
	var err error
	if p.ids, err = s.path(p.ids[:0]); err != nil || string(appendPath(nil, p.ids)) != string(text) {
		return nil
	}
	path := p.paths.New(p.ids)
	*place = route{text: string(text), origin: p.ids[0], path: path, here: p.paths.Append(path, p.Self)}
	return place
}

// passing is the relay that was read last, if it came by a route.
type passing struct {
	gossip.Packet
	here *gossip.Path // its path and this node; nil if there is no such relay
	line []byte       // as it came
}

// Here returns how the path of the packet that was read last goes on from this node, if the Parser knows
// it; else nil. Both are then good for ever.
func (p *Parser) Here() *gossip.Path { return p.passing.here }

// AppendPacket is AppendPacket with memory of its own. A relay that was just read, and now goes on from
// this node, is mostly copied.
func (p *Parser) AppendPacket(b []byte, packet gossip.Packet) []byte {
	last := &p.passing
	if last.here == nil || packet.Path != last.here || packet.Kind != last.Kind || packet.Relays != last.Relays || packet.Message != last.Message {
		return AppendPacket(b, packet, &p.ids)
	}
	b = append(b, last.line[:len(last.line)-len("]]")]...)
	b = append(b, ", "...)
	b = strconv.AppendUint(b, uint64(p.Self), 10)
	return append(b, "]]\n"...)
}
