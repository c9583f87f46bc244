package gossip

// PacketKind says what a packet is.
type PacketKind uint8

const (
	Relay      PacketKind = iota + 1 // a message on its way: Message, Path, Relays
	Repair                           // a message that the receiver was found to lack: like Relay, not to be relayed on
	Sync                             // one step of a reconciliation: Sync
	Poke                             // the receiver should reconcile with the sender, which has something for it
	Request                          // rumor mongering: the receiver should send its hot rumors
	Feedback                         // rumor mongering: whether the relays of Notices were needed
	Announce                         // Plumtree's IHAVE: the sender has the messages of Notices
	Graft                            // Plumtree's GRAFT: send the messages of Notices, and all later ones
	Prune                            // Plumtree's PRUNE: announce instead of sending from now on
	Push                             // push-sum: half of what the sender held, Share
	Exchange                         // averaging: the sender's value, Share.Sum, to be answered by a Correction of the same Number
	Correction                       // averaging: what the receiver has to add to its value, Share.Sum
)

// Payload reports whether packets of this kind carry a message. All others are control packets.
func (k PacketKind) Payload() bool { return k == Relay || k == Repair }

// Packet is what travels over a link. Message and Path are those of a Relay or Repair: the path is the
// one that this copy has travelled so far, from the origin to the sender. In a Deliver it ends here.
type Packet struct {
	Kind    PacketKind
	Relays  uint8  // relay limit, 1 to MaxRelays
	Number  uint16 // of an Exchange at its sender, and of the Correction that answers it; of a Poke: Dropped or 0
	Message *Message
	Path    *Path
	Control *Control // of a Sync, Feedback, Announce or Graft
	Share   Share    // of a Push, Exchange or Correction
}

// Dropped is the Number of a Poke before which packets were dropped, because the outbox of their link was
// full.
const Dropped = 1

// Share is a part of what aggregation distributes. It stands in the packet itself, so that an exchange
// allocates nothing.
type Share struct {
	Sum    float64 // of values
	Weight float64 // what the sum counts for in the mean; 0 or more
}

// Control is the content of a control packet. It never changes once it is sent.
type Control struct {
	Notices []Notice   // Feedback, Announce, Graft
	Sync    SyncPacket // Sync
}

// Notice is a word about one message.
type Notice struct {
	Key
	Value uint32 // Announce and Graft: hops from the origin to the announcer; Feedback: 1 if it was needed, else 0
}

// SyncPacket is one step of the range-based reconciliation of two sets of messages; see reconcile.go.
// Every packet of the initiator is answered by exactly one of the responder.
type SyncPacket struct {
	Session uint32 // chosen by the initiator
	Reply   bool   // from the responder
	Give    bool   // the initiator gives messages that the responder lacks
	Take    bool   // the initiator takes messages that it lacks
	Ranges  []Range
	Want    []Key // messages that the sender asks for
}

// Bound lies between two keys of the reconciliation's order: just before the key that it names. The
// zero Bound lies before all keys.
type Bound = Key

// LastBound lies after all keys.
func LastBound() Bound { return Bound{Origin: MaxNodeID + 1, Time: 1<<63 - 1} }

// Range says what the sender holds from one bound (inclusive) to another (exclusive): either its
// number and fingerprint, or, in a List, the keys themselves.
type Range struct {
	From, To    Bound
	List        bool
	Count       int
	Fingerprint Fingerprint
	Keys        []Key // ascending
}
