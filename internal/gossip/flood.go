package gossip

import (
	"cmp"
	"slices"
	"time"
)

// flood is the rule of the program that this one descends from. A message carries a relay limit r,
// set by its sender. A node
//
//   - accepts the message at most r times from each peer,
//   - sends it at most r times to each peer, and
//   - relays it, on each accepted arrival, to every peer but the one it came from.
//
// On a connected graph of minimum degree 2 every link thus carries the message exactly r times in
// each direction: every node records r x degree paths, and the origin one more, its own. A node of
// degree 1 has nobody to relay to, so its peer hears nothing from it.
type flood struct {
	quiet
	first   crossings         // of the first message
	more    chunks[crossings] // of the others, by position in the store less one
	changes uint32            // how often a link went up or down
}

// crossings says how often one message crossed each link of the node.
type crossings struct {
	counts []linkCount // in the order of the peers at first touch
	spent  uint32      // 1 + changes, when every peer had got as many copies as it may
}

func floodProtocol() Protocol {
	return Protocol{
		Name:    "flood",
		Summary: "relay every accepted arrival to all peers but its sender, within a relay limit",
		Doc: `Each message carries a relay limit R, chosen with send-message --relays. A node accepts a message at
most R times from each peer and sends it at most R times to each. On every accepted arrival it relays
to all peers but the one that it came from, so each node records R x degree paths.`,
		Source:   "the Python program gossip-network-example",
		Promises: true, Eager: true, Limited: true,
		prepare: func(values) func() protocol {
			return func() protocol { return new(flood) }
		},
	}
}

// linkCount says how often one message crossed one link.
type linkCount struct {
	peer           NodeID
	sent, accepted uint8
}

// of returns the crossings of message i.
func (f *flood) of(n *Node, i int) *crossings {
	c := &f.first
	if i > 0 {
		for f.more.len() < i {
			f.more.add(crossings{})
		}
		c = f.more.at(i - 1)
	}
	if c.counts == nil {
		c.counts = n.store.group.counts.take(n.peers.Len())
		for k := range c.counts {
			c.counts[k].peer = n.peers.At(k)
		}
	}
	return c
}

// fewCounts are looked through faster than they are searched.
const fewCounts = 16

// at returns the counter for a peer, which probably stands at position hint, and most likely in
// ascending order.
func (c *crossings) at(peer NodeID, hint int) *linkCount {
	if hint < len(c.counts) && c.counts[hint].peer == peer {
		return &c.counts[hint]
	}
	if len(c.counts) > fewCounts {
		k, found := slices.BinarySearchFunc(c.counts, peer, func(l linkCount, id NodeID) int { return cmp.Compare(l.peer, id) })
		if found {
			return &c.counts[k]
		}
	}
	for k := range c.counts {
		if c.counts[k].peer == peer {
			return &c.counts[k]
		}
	}
	c.counts = append(c.counts, linkCount{peer: peer})
	return &c.counts[len(c.counts)-1]
}

// linkChanged is told when a peer may have joined.
func (f *flood) linkChanged(_ *Node, _ time.Duration, _ NodeID, _ bool, actions []Action) []Action {
	f.changes++
	return actions
}

func (f *flood) published(n *Node, _ time.Duration, i int, actions []Action) []Action {
	return f.relay(n, i, 0, n.held(Relay, i), actions)
}

func (f *flood) relay(n *Node, i int, from NodeID, p Packet, actions []Action) []Action {
	c := f.of(n, i)
	if c.spent == f.changes+1 {
		return actions
	}
	spent := true
	for k := range n.peers.Len() {
		peer := n.peers.At(k)
		l := c.at(peer, k)
		if peer != from && l.sent < p.Relays {
			l.sent++
			actions = append(actions, Action{Kind: Send, Peer: peer, Packet: p})
		}
		spent = spent && l.sent >= p.Relays
	}
	if spent {
		c.spent = f.changes + 1
	}
	return actions
}

func (f *flood) receive(n *Node, now time.Duration, from NodeID, p *Packet, actions []Action) []Action {
	if p.Kind != Relay {
		return actions
	}
	i, known := n.store.Find(p.Message.Key)
	if !known {
		i = n.store.add(p.Message, p.Relays)
	}
	r := n.store.record(i).Relays
	c := f.of(n, i).at(from, 0)
	if c.accepted >= r {
		return actions
	}
	c.accepted++
	path := n.store.arrive(n, i, p.Path, now, true)
	here := Packet{Kind: Relay, Message: n.store.record(i).Message, Path: path, Relays: r}
	if !known {
		actions = append(actions, Action{Kind: Deliver, Peer: from, Packet: here})
	}
	return f.relay(n, i, from, here, actions)
}
