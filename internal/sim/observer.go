package sim

import (
	"time"

	"gossip/internal/gossip"
)

// Observer is told what happens in a run, in order.
type Observer interface {
	Observe(Record)
}

// RecordKind says what happened.
type RecordKind uint8

// What happens.
const (
	Published    RecordKind = iota + 1 // a client gave Message to Node
	Sent                               // Node put Packet on the link to Peer
	Lost                               // a packet from Node to Peer vanished
	Received                           // Packet of Peer arrived at Node
	Delivered                          // Packet was the first copy at Node, from Peer (0: a client)
	TimerFired                         // a timer of Node was due
	LinkWentUp                         // Node learned that the link to Peer is up
	LinkWentDown                       // Node learned that the link to Peer is down
	Crashed                            // Node ended without a word
	Restarted                          // Node began anew, empty
	Doubled                            // Packet, which Node sent to Peer, will arrive there twice
)

// Record is one thing that happened. Only the fields that its kind names are set.
type Record struct {
	At     time.Duration // since the start of the run
	Kind   RecordKind
	Node   gossip.NodeID
	Peer   gossip.NodeID
	Packet gossip.Packet
}
