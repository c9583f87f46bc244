package wire

// Identity is how a node introduces itself: the answer to /OPEN.
type Identity struct {
	Node    int    `json:"node"`
	Name    string `json:"name"`
	Network string `json:"network"`
	Run     string `json:"run"` // token of this start of the network; "" for a node started by hand
	PID     int    `json:"pid"`
	Version string `json:"version"`
}

// Open is the payload of /OPEN. A client leaves it empty; a peer says who it is and to which run of
// which network it belongs.
type Open struct {
	Peer    int    `json:"peer,omitempty"`
	Network string `json:"network,omitempty"`
	Run     string `json:"run,omitempty"`
}

// Peer is a node and where it listens.
type Peer struct {
	ID     int     `json:"id"`
	Addr   string  `json:"addr"`             // host:port
	Weight float64 `json:"weight,omitempty"` // for peers=weighted; 0 means 1
}

// PeerStatus is a peer and the state of the link to it.
type PeerStatus struct {
	Peer
	Link string `json:"link"` // LinkUp or LinkDown
}

// States of a link.
const (
	LinkUp   = "up"
	LinkDown = "down"
)

// Status is the answer to /STATUS.
type Status struct {
	Identity
	Addr        string       `json:"addr"`
	StartedNS   int64        `json:"started_ns"` // Unix ns
	Messages    int          `json:"messages"`
	Unread      int          `json:"unread"`
	StoredBytes int64        `json:"stored_bytes"`
	Peers       []PeerStatus `json:"peers"` // ascending by id
	Draining    bool         `json:"draining"`
	Dropped     int          `json:"dropped"` // relays with a path too long for any line
	Protocol    string       `json:"protocol"`
	Params      []Param      `json:"params"` // all parameters of the protocol, in the order of its declaration
	Traffic     Traffic      `json:"traffic"`
	Estimate    *float64     `json:"estimate,omitempty"` // of a protocol that aggregates, if the node has one
}

// Param is a parameter of the protocol with its value.
type Param struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Traffic counts what a node exchanged with its peers since it started. Bytes are those of whole
// lines. Packets that a full outbox or a missing link kept from leaving are not in it.
type Traffic struct {
	RelaysSent       int64 `json:"relays_sent"`  // payload: /RELAY and /REPAIR
	RepairsSent      int64 `json:"repairs_sent"` // the /REPAIRs among them
	ControlSent      int64 `json:"control_sent"`
	BytesSent        int64 `json:"bytes_sent"`
	ControlBytesSent int64 `json:"control_bytes_sent"` // of them, in control packets
	RelaysReceived   int64 `json:"relays_received"`
	ControlReceived  int64 `json:"control_received"`
	Overflows        int64 `json:"overflows"` // times that the outbox of a link was full
}

// Message is one message in the answer to /MESSAGES.
type Message struct {
	ID         string  `json:"id"`
	Text       string  `json:"text"`
	Origin     int     `json:"origin"`
	TimeNS     int64   `json:"time_ns"`     // origination, Unix ns
	ReceivedNS int64   `json:"received_ns"` // first arrival here, Unix ns
	Unread     bool    `json:"unread"`      // before this answer
	Relays     int     `json:"relays"`
	Paths      [][]int `json:"paths"` // in order of arrival
}

// Messages is the answer to /MESSAGES.
type Messages struct {
	Node     int       `json:"node"`
	Messages []Message `json:"messages"` // in order of delivery
}

// Post is the payload of /POST.
type Post struct {
	Text   string `json:"text"`
	Relays int    `json:"relays"` // 1 to gossip.MaxRelays; 1 if it is left out
}

// Accepted is the answer to /NEW and /POST.
type Accepted struct {
	ID   string `json:"id"`
	Node int    `json:"node"`
}

// Changed is the answer to /CONNECT, /REMOVE and /REPLACE.
type Changed struct {
	Node    int  `json:"node"`
	Changed bool `json:"changed"` // false: it was so already
}

// Wait is the payload of /READY.
type Wait struct {
	TimeoutMS int64 `json:"timeout_ms"`
}

// Ready is the answer to /READY.
type Ready struct {
	Ready bool  `json:"ready"`
	Down  []int `json:"down"` // peers without a link, ascending
}

// Holding is the payload of /AWAIT: one message (Origin and TimeNS), a number of messages, or a number
// of those that an origin accepted in a span of time (Origin, FromNS and ToNS, both inclusive).
type Holding struct {
	Origin    int   `json:"origin,omitempty"`
	TimeNS    int64 `json:"time_ns,omitempty"`
	FromNS    int64 `json:"from_ns,omitempty"`
	ToNS      int64 `json:"to_ns,omitempty"`
	Messages  int   `json:"messages,omitempty"`
	TimeoutMS int64 `json:"timeout_ms"`
}

// Awaited is the answer to /AWAIT.
type Awaited struct {
	Node       int   `json:"node"`
	Held       bool  `json:"held"`        // false: not in time
	ReceivedNS int64 `json:"received_ns"` // first arrival of the one message, or of the one that made up the number in a span, Unix ns; else 0
	Messages   int   `json:"messages"`    // that the node holds now; of the span, if there is one
}

// TraceQuery is the payload of /TRACE: a message id, or a text that any number of messages may have.
type TraceQuery struct {
	ID   string `json:"id,omitempty"`
	Text string `json:"text,omitempty"`
}

// Traced is the answer to /TRACE.
type Traced struct {
	Node     int             `json:"node"`
	Messages []TracedMessage `json:"messages"` // at most MaxTraced, the latest; in order of delivery
}

// MaxTraced is the number of messages in one answer to /TRACE.
const MaxTraced = 16

// TracedMessage is one message and all that a node knows about how it came.
type TracedMessage struct {
	ID       string    `json:"id"`
	Text     string    `json:"text"`
	Origin   int       `json:"origin"`
	TimeNS   int64     `json:"time_ns"`
	Arrivals []Arrival `json:"arrivals"` // the first is the delivery
	Unkept   int       `json:"unkept"`   // further arrivals, of which only the number is known
}

// Arrival is one copy of a message that came to a node.
type Arrival struct {
	Path []int `json:"path"`
	AtNS int64 `json:"at_ns"`
}

// DeliveriesQuery is the payload of /DELIVERIES.
type DeliveriesQuery struct {
	From int `json:"from"` // position in the order of delivery, from 0
}

// Deliveries is the answer to /DELIVERIES: at most MaxDeliveries of them, in order of delivery.
type Deliveries struct {
	Node       int        `json:"node"`
	From       int        `json:"from"`
	Total      int        `json:"total"` // messages that the node holds
	Deliveries []Delivery `json:"deliveries"`
}

// MaxDeliveries is the number of deliveries in one answer.
const MaxDeliveries = 50_000

// Delivery is origin, origination time, time of the first arrival (Unix ns) and number of arrivals.
type Delivery [4]int64

// WatchQuery is the payload of /WATCH.
type WatchQuery struct {
	Deliveries bool `json:"deliveries"`
	Links      bool `json:"links"`
}

// Kinds of events.
const (
	DeliveryEvent = "delivery"
	LinkEvent     = "link"
	MissedEvent   = "missed"
)

// Event is one line that a node sends to a watcher.
type Event struct {
	Event  string `json:"event"`
	Node   int    `json:"node"`
	TimeNS int64  `json:"time_ns"`          // when it happened
	ID     string `json:"id,omitempty"`     // delivery
	Origin int    `json:"origin,omitempty"` // delivery
	From   int    `json:"from,omitempty"`   // delivery: the peer that it came from, 0 at the origin
	Hops   int    `json:"hops,omitempty"`   // delivery
	Repair bool   `json:"repair,omitempty"` // delivery: a reconciliation brought it
	Peer   int    `json:"peer,omitempty"`   // link
	Link   string `json:"link,omitempty"`   // link: LinkUp or LinkDown
	Missed int    `json:"missed,omitempty"` // events that were dropped because the watcher was too slow
}

// Watching is the answer to /WATCH, before the events.
type Watching struct {
	Node     int  `json:"node"`
	Watching bool `json:"watching"`
}

// Stop is the payload of /STOP.
type Stop struct {
	Run   string `json:"run"`
	Whole bool   `json:"whole,omitempty"` // the whole network ends: there is nobody to hand anything on to
}

// Stopping is the answer to /STOP.
type Stopping struct {
	Node   int `json:"node"`
	Unsent int `json:"unsent"` // bytes that a peer did not take in time

	// HandedOn reports whether a peer has taken over all messages. If not, those are lost that only this
	// node had. It is true of a node that has none, and where the whole network ends.
	HandedOn bool `json:"handed_on"`
}

// Failure is the answer to anything that went wrong.
type Failure struct {
	Error string `json:"error"`
}
