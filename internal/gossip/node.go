package gossip

import (
	"fmt"
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
	ID       NodeID // 1 to MaxNodes
	Peers    Peers
	MaxNodes int    // no node of the network has a larger id; 0 means DefaultMaxNodes
	Protocol string // a name from Protocols; "" means the first
}

// DefaultMaxNodes is the largest node id of a network that does not ask for more. It sets the
// distance between two origination times of one node: 1,024 ns let a node accept 976,000 messages a
// second before its message times run ahead of its clock.
const DefaultMaxNodes = 1024

// Validate checks the configuration.
func (c Config) Validate() error {
	if c.MaxNodes < 0 || c.MaxNodes > MaxNodeID {
		return fmt.Errorf("the largest node id must be between 1 and %d, not %d", MaxNodeID, c.MaxNodes)
	}
	if c.ID < 1 || int(c.ID) > c.maxNodes() {
		return fmt.Errorf("node id %d is not between 1 and %d, the largest id of this network", c.ID, c.maxNodes())
	}
	if c.Peers == nil {
		return fmt.Errorf("node %d has no list of peers", c.ID)
	}
	_, err := lookup(c.Protocol)
	return err
}

func (c Config) maxNodes() int {
	if c.MaxNodes == 0 {
		return DefaultMaxNodes
	}
	return c.MaxNodes
}

// Node is one participant.
type Node struct {
	id       NodeID
	peers    Peers
	modulus  int64
	slots    timeslots
	store    Store
	protocol protocol
}

// New returns a node that holds no messages.
func New(cfg Config) (*Node, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	row, err := lookup(cfg.Protocol)
	if err != nil {
		return nil, err
	}
	modulus := int64(1)
	for modulus < int64(cfg.maxNodes()) {
		modulus *= 2
	}
	return &Node{id: cfg.ID, peers: cfg.Peers, modulus: modulus, protocol: row.new()}, nil
}

// ID returns the id of the node.
func (n *Node) ID() NodeID { return n.id }

// Store returns the messages of the node. They may be read between two Steps.
func (n *Node) Store() *Store { return &n.store }

// Step takes one event, at the given time since the Unix epoch, and appends what is to be done
// about it to actions.
func (n *Node) Step(now time.Duration, ev Event, actions []Action) []Action {
	switch ev.Kind {
	case Publish:
		return n.publish(now, ev, actions)
	case Receive:
		return n.protocol.receive(n, now, ev.Peer, ev.Packet, actions)
	case LinkUp:
		return n.protocol.linkUp(n, ev.Peer, actions)
	case LinkDown:
		return actions
	}
	panic(fmt.Sprintf("gossip: event of unknown kind %d", ev.Kind))
}

func (n *Node) publish(now time.Duration, ev Event, actions []Action) []Action {
	key := Key{Origin: n.id, Time: n.slots.next(int64(now), n.id, n.modulus)}
	m := &Message{Key: key, Text: ev.Text}
	var origin *Path
	p := Packet{Message: m, Path: origin.Append(n.id), Relays: ev.Relays}
	i := n.store.add(m, ev.Relays)
	n.store.arrived(i, p.Path, max(now, time.Duration(key.Time))) // not before it originated
	actions = append(actions, Action{Kind: Deliver, Packet: p})
	return n.protocol.relay(n, i, 0, p, actions)
}

// Check reports what is wrong with a packet that is said to come from the given peer. Ids in a
// packet are data from outside.
func (n *Node) Check(from NodeID, p Packet) error {
	if p.Relays < 1 || p.Relays > MaxRelays {
		return fmt.Errorf("relay limit %d is not between 1 and %d", p.Relays, MaxRelays)
	}
	if last := p.Path.Last(); last != from || last == 0 {
		return fmt.Errorf("the path ends at node %d, but the relay comes from node %d", last, from)
	}
	if origin := p.Path.Origin(); origin != p.Message.Origin {
		return fmt.Errorf("the path begins at node %d, but the message is from node %d", origin, p.Message.Origin)
	}
	for q := p.Path; q.parent != nil; q = q.parent {
		if q.node == q.parent.node {
			return fmt.Errorf("the path goes from node %d to itself", q.node)
		}
	}
	if i, ok := n.store.Find(p.Message.Key); ok && n.store.records[i].Message.Text != p.Message.Text {
		return fmt.Errorf("another message of node %d has the same time %d", p.Message.Origin, p.Message.Time)
	}
	return nil
}
