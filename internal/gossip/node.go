package gossip

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// Peers is the list of nodes that a node relays to. A driver may change what stands behind it
// between two Steps. Reading it through so small an interface lets a complete graph of a million
// nodes be a pair of numbers.
type Peers interface {
	Len() int
	At(i int) NodeID
}

// Config describes one node.
type Config struct {
	ID       NodeID  // 1 to MaxNodes
	Peers    Peers   // may implement Weights
	MaxNodes int     // no node of the network has a larger id; 0 means DefaultMaxNodes
	Rule     *Rule   // nil means the default protocol with its defaults
	Value    float64 // see Member.Value

	// Rand is the only source of randomness. It may be shared by nodes that one goroutine drives.
	Rand *rand.Rand
}

// DefaultMaxNodes is the largest node id of a network that does not ask for more. It sets the
// distance between two origination times of one node: 1,024 ns let a node accept 976,000 messages a
// second before its message times run ahead of its clock.
const DefaultMaxNodes = 1024

// Node is one participant.
type Node struct {
	peers    Peers
	protocol protocol
	sessions *sessions // nil until there was something to reconcile
	slots    timeslots
	id       NodeID
	promises bool
	store    Store // with it a node has 128 bytes: two lines of the cache, of a million nodes
}

// New returns a node that holds no messages. A driver whose links are all up at that moment need not
// tell it so.
func New(cfg Config) (*Node, error) {
	group, err := NewGroup(GroupConfig{MaxNodes: cfg.MaxNodes, Rule: cfg.Rule, Rand: cfg.Rand})
	if err != nil {
		return nil, fmt.Errorf("node %d: %w", cfg.ID, err)
	}
	n := new(Node)
	return n, group.Init(n, Member{ID: cfg.ID, Peers: cfg.Peers, Value: cfg.Value})
}

// ID returns the id of the node.
func (n *Node) ID() NodeID { return n.id }

// Store returns the messages of the node. They may be read between two Steps.
func (n *Node) Store() *Store { return &n.store }

// Busy reports whether the node still hands on messages because of a Leave. It is busy until every peer
// with a link has what the node has, and at least one: a driver that cannot wait so long gives up, and
// then what only this node has is lost.
func (n *Node) Busy() bool { return n.sessions != nil && n.sessions.leaving(n) }

// HandedOn reports whether all messages of the node are at one of its peers, too, since it got a Leave.
func (n *Node) HandedOn() bool {
	return n.store.Len() == 0 || n.sessions != nil && n.sessions.handed
}

// Step takes one event, at the given time since the Unix epoch, and appends what is to be done
// about it to actions.
func (n *Node) Step(now time.Duration, ev Event, actions []Action) []Action {
	switch ev.Kind {
	case Start:
		return n.protocol.start(n, now, actions)
	case Publish:
		return n.publish(now, ev, actions)
	case Receive:
		return n.receive(now, ev.Peer, ev.Packet, actions)
	case LinkUp:
		actions = n.protocol.linkChanged(n, now, ev.Peer, true, actions)
		if n.promises {
			actions = n.syncing().pullFrom(n, now, ev.Peer, actions)
		}
		if n.sessions != nil && n.sessions.left {
			actions = n.sessions.handOn(n, now, ev.Peer, actions)
		}
		return actions
	case LinkDown:
		if n.sessions != nil {
			actions = n.sessions.linkDown(n, now, ev.Peer, actions)
		}
		return n.protocol.linkChanged(n, now, ev.Peer, false, actions)
	case LinkDrained:
		if n.promises {
			actions = append(actions, Action{Kind: Send, Peer: ev.Peer, Packet: Packet{Kind: Poke, Number: Dropped}})
			actions = n.syncing().restart(n, now, ev.Peer, actions)
		}
		return actions
	case Fired:
		if ev.Timer == timerSession {
			return n.syncing().fired(n, now, actions)
		}
		return n.protocol.fired(n, now, ev.Timer, actions)
	case Leave:
		return n.syncing().leave(n, now, actions)
	case Meet:
		if p, ok := n.protocol.(paired); ok {
			actions = p.meet(n, ev.Peer, actions)
		}
		return actions
	}
	panic(fmt.Sprintf("gossip: event of unknown kind %d", ev.Kind))
}

// syncing returns the reconciliations of the node.
func (n *Node) syncing() *sessions {
	if n.sessions == nil {
		n.sessions = new(sessions)
	}
	return n.sessions
}

func (n *Node) publish(now time.Duration, ev Event, actions []Action) []Action {
	key := n.newKey(now)
	m := &Message{Key: key, Text: ev.Text}
	p := Packet{Kind: Relay, Message: m, Path: n.store.group.paths.Append(nil, n.id), Relays: ev.Relays}
	i := n.store.add(m, ev.Relays)
	n.store.arrived(n, i, p.Path, max(now, time.Duration(key.Time))) // not before it originated
	actions = append(actions, Action{Kind: Deliver, Packet: p})
	return n.protocol.published(n, now, i, actions)
}

// newKey returns a key that nothing in the store has: a clock that was set back may come by the times of
// messages again that the node accepted before it was restarted.
func (n *Node) newKey(now time.Duration) Key {
	for {
		key := Key{Origin: n.id, Time: n.slots.next(int64(now), n.id, n.store.group.modulus)}
		if _, taken := n.store.Find(key); !taken {
			return key
		}
	}
}

func (n *Node) receive(now time.Duration, from NodeID, p *Packet, actions []Action) []Action {
	switch p.Kind {
	case Sync:
		return n.syncing().receive(n, now, from, &p.Control.Sync, actions)
	case Poke:
		if !n.promises {
			return actions
		}
		if p.Number == Dropped {
			return n.syncing().restart(n, now, from, actions)
		}
		return n.syncing().pullFrom(n, now, from, actions)
	case Repair:
		n.syncing().heard(now, from)
		if _, known := n.store.Find(p.Message.Key); known {
			return actions // its relay came first; a repair restores messages, not paths
		}
		i, _, actions := n.take(now, from, p, actions)
		spread, actions := n.protocol.repaired(n, now, i, actions)
		if !spread {
			actions = n.syncing().gained(now, from, actions)
		}
		return actions
	}
	return n.protocol.receive(n, now, from, p, actions)
}

// take stores an arrival: every one of a message that comes first, and a later one as long as its path
// is worth keeping. It returns the position of the message and whether this was its delivery.
func (n *Node) take(now time.Duration, from NodeID, p *Packet, actions []Action) (i int, first bool, _ []Action) {
	i, known := n.store.Find(p.Message.Key)
	if !known {
		i = n.store.add(p.Message, p.Relays)
	}
	path := n.store.arrive(n, i, p.Path, now, false)
	if !known {
		here := Packet{Kind: p.Kind, Message: p.Message, Path: path, Relays: p.Relays}
		actions = append(actions, Action{Kind: Deliver, Peer: from, Packet: here})
	}
	return i, !known, actions
}

// held returns the packet by which a peer gets the message at position i: it has come here by its
// first path.
func (n *Node) held(kind PacketKind, i int) Packet {
	r := n.store.record(i)
	return Packet{Kind: kind, Message: r.Message, Path: r.Arrivals[0].Path, Relays: r.Relays}
}

// relayHeld sends the message at position i to all peers but one.
func (n *Node) relayHeld(i int, except NodeID, actions []Action) []Action {
	p := n.held(Relay, i)
	for k := range n.peers.Len() {
		if peer := n.peers.At(k); peer != except {
			actions = append(actions, Action{Kind: Send, Peer: peer, Packet: p})
		}
	}
	return actions
}

// minArrivalsKept is the number of arrivals of one message of which a node keeps the path at least;
// with more peers it keeps one for each. Protocols that send again and again could fill the memory
// otherwise.
const minArrivalsKept = 64

// keepsNoMore reports whether a message has as many arrivals as are kept.
func (n *Node) keepsNoMore(arrivals int) bool {
	if keep := n.store.group.keep; keep > 0 {
		return arrivals >= keep
	}
	return arrivals >= minArrivalsKept && arrivals > n.peers.Len()
}

// arrivalsExpected is the number of arrivals for which room is made at once: one from each peer, as in
// flooding on a sparse graph.
func (n *Node) arrivalsExpected() int {
	if degree := n.peers.Len(); degree > 0 && degree <= 4 {
		return degree
	}
	return 1
}

var (
	errNoContent = errors.New("a control packet without content")
	errNoMessage = errors.New("a relay without a message")
)

// Check reports what is wrong with a packet that is said to come from the given peer. Ids in a
// packet are data from outside.
func (n *Node) Check(from NodeID, p Packet) error {
	switch p.Kind {
	case Relay, Repair:
		return n.checkPayload(from, p)
	case Poke, Request, Prune:
		return nil
	case Sync:
		if p.Control == nil {
			return errNoContent
		}
		return p.Control.Sync.check()
	case Feedback, Announce, Graft:
		if p.Control == nil {
			return errNoContent
		}
		return nil
	case Push, Exchange, Correction:
		return p.Share.check()
	}
	return fmt.Errorf("a packet of unknown kind %d", p.Kind)
}

func (n *Node) checkPayload(from NodeID, p Packet) error {
	if p.Message == nil {
		return errNoMessage
	}
	if p.Relays < 1 || p.Relays > MaxRelays {
		return fmt.Errorf("relay limit %d is not between 1 and %d", p.Relays, MaxRelays)
	}
	if last := p.Path.Last(); last != from || last == 0 {
		return fmt.Errorf("the path ends at node %d, but the relay comes from node %d", last, from)
	}
	if origin := p.Path.Origin(); origin != p.Message.Origin {
		return fmt.Errorf("the path begins at node %d, but the message is from node %d", origin, p.Message.Origin)
	}
	if node := p.Path.repeats(); node != 0 {
		return fmt.Errorf("the path goes from node %d to itself", node)
	}
	if i, ok := n.store.Find(p.Message.Key); ok && n.store.record(i).Message.Text != p.Message.Text {
		return fmt.Errorf("another message of node %d has the same time %d", p.Message.Origin, p.Message.Time)
	}
	return nil
}
