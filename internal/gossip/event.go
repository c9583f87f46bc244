package gossip

// EventKind says what happened to a node.
type EventKind uint8

const (
	Publish  EventKind = iota + 1 // a client submitted Event.Text with Event.Relays
	Receive                       // Event.Packet arrived from Event.Peer
	LinkUp                        // the link to Event.Peer came up
	LinkDown                      // the link to Event.Peer went down
)

// Event is one thing that happened. Only the fields that its kind names are set.
type Event struct {
	Kind   EventKind
	Relays uint8 // Publish: the relay limit, 1 to MaxRelays
	Peer   NodeID
	Packet Packet
	Text   string // Publish: UTF-8, not empty
}

// ActionKind says what a driver has to do.
type ActionKind uint8

const (
	Send    ActionKind = iota + 1 // put Action.Packet on the link to Action.Peer
	Deliver                       // Action.Packet arrived here first: tell whoever waits for messages
)

// Action is one thing to do, in the order in which Step returned it.
type Action struct {
	Kind   ActionKind
	Peer   NodeID // Send: to whom; Deliver: from whom, 0 for the origin's own
	Packet Packet
}

// Packet is one relay of one message over one link. The path is the one that this copy has
// travelled so far: it begins at the origin and ends at the sender. In a Deliver it ends here.
type Packet struct {
	Message *Message
	Path    *Path
	Relays  uint8 // relay limit, 1 to MaxRelays
}
