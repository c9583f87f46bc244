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
	ID   int    `json:"id"`
	Addr string `json:"addr"` // host:port
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

// Stop is the payload of /STOP.
type Stop struct {
	Run string `json:"run"`
}

// Stopping is the answer to /STOP.
type Stopping struct {
	Node   int `json:"node"`
	Unsent int `json:"unsent"` // bytes that a peer did not take in time
}

// Failure is the answer to anything that went wrong.
type Failure struct {
	Error string `json:"error"`
}
