package sim

import (
	"fmt"

	"gossip/internal/gossip"
	"gossip/internal/wire"
)

// codec passes packets through the line protocol of real nodes, so that a test notices what it loses,
// and packets that share what they must not share.
type codec struct {
	w       *world
	line    []byte
	scratch []gossip.NodeID
	parser  wire.Parser
	passed  gossip.Packet
}

func newCodec(w *world) *codec { return &codec{w: w} }

// pass returns the packet as its receiver reads it.
func (c *codec) pass(from, to uint32, p *gossip.Packet) *gossip.Packet {
	c.line = wire.AppendPacket(c.line[:0], *p, &c.scratch)
	if size := wire.Size(*p); size != len(c.line) {
		panic(fmt.Sprintf("sim: the line has %d bytes and was said to have %d: %q", len(c.line), size, c.line))
	}
	var err error
	if c.passed, err = c.parser.Line(c.line[:len(c.line)-1]); err != nil {
		panic(fmt.Sprintf("sim: node %d would not understand node %d: %v in %q", to+1, from+1, err, c.line))
	}
	if path := c.passed.Path; path != nil { // what the parser returns is good until the next line
		c.passed.Path = gossip.NewPath(path.AppendIDs(nil))
	}
	if err := c.w.nodes[to].Check(gossip.NodeID(from+1), c.passed); err != nil {
		panic(fmt.Sprintf("sim: node %d would refuse a packet of node %d: %v in %q", to+1, from+1, err, c.line))
	}
	return &c.passed
}
