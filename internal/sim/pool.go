package sim

import "gossip/internal/gossip"

// pool holds the packets that are on their way, so that events need no pointers. Equal packets of one
// step, as a node sends them to several peers, take one place.
type pool struct {
	blocks [][]pooled
	free   []int32
	len    int32
	last   int32 // the place that the last packet of this step took, -1 if there was none
}

type pooled struct {
	packet  gossip.Packet
	waiting int32 // events that are about it
	_       int32
	_       int64 // a line of the cache for each
}

const poolBlock = 1 << 12

// reset empties the pool. It keeps the memory.
func (p *pool) reset() { p.free, p.len, p.last = p.free[:0], 0, -1 }

// begin tells that a new step begins.
func (p *pool) begin() { p.last = -1 }

func (p *pool) at(place int32) *pooled { return &p.blocks[place/poolBlock][place%poolBlock] }

// put takes in a packet for one event.
func (p *pool) put(packet *gossip.Packet) int32 {
	if p.last >= 0 {
		if same := p.at(p.last); same.packet == *packet {
			same.waiting++
			return p.last
		}
	}
	if n := len(p.free); n > 0 {
		p.last = p.free[n-1]
		p.free = p.free[:n-1]
	} else {
		if int(p.len) == len(p.blocks)*poolBlock {
			p.blocks = append(p.blocks, make([]pooled, poolBlock))
		}
		p.last = p.len
		p.len++
	}
	at := p.at(p.last)
	copyPacket(&at.packet, packet)
	at.waiting = 1
	return p.last
}

// packet returns the packet of an event. It is good until the event releases it.
func (p *pool) packet(place int32) *gossip.Packet { return &p.at(place).packet }

// release ends what one event has to do with its packet.
func (p *pool) release(place int32) {
	at := p.at(place)
	if at.waiting--; at.waiting == 0 {
		p.free = append(p.free, place)
	}
}

// copyPacket copies a packet that was only just written, field by field: a processor has to wait when
// it reads at once what was written in smaller pieces a moment ago.
func copyPacket(to, from *gossip.Packet) {
	to.Kind, to.Relays, to.Number = from.Kind, from.Relays, from.Number
	to.Message, to.Path, to.Control = from.Message, from.Path, from.Control
	to.Share.Sum, to.Share.Weight = from.Share.Sum, from.Share.Weight
}
