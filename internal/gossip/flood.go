package gossip

import "time"

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
//
// When a link comes up, each end sends the messages that it never had from the other. That
// restores messages, not every path.
type flood struct {
	counts [][]linkCount // by position in the store, then in the order of the peers at first touch
}

// linkCount says how often one message crossed one link.
type linkCount struct {
	peer           NodeID
	sent, accepted uint8
}

// row returns the counters of message i.
func (f *flood) row(n *Node, i int) []linkCount {
	for len(f.counts) <= i {
		f.counts = append(f.counts, nil)
	}
	if f.counts[i] == nil {
		row := make([]linkCount, n.peers.Len())
		for k := range row {
			row[k].peer = n.peers.At(k)
		}
		f.counts[i] = row
	}
	return f.counts[i]
}

// at returns the counter of message i for a peer, which probably stands at position hint.
func (f *flood) at(n *Node, i int, peer NodeID, hint int) *linkCount {
	row := f.row(n, i)
	if hint < len(row) && row[hint].peer == peer {
		return &row[hint]
	}
	for k := range row {
		if row[k].peer == peer {
			return &row[k]
		}
	}
	f.counts[i] = append(row, linkCount{peer: peer})
	return &f.counts[i][len(row)]
}

func (f *flood) relay(n *Node, i int, from NodeID, p Packet, actions []Action) []Action {
	for k := range n.peers.Len() {
		peer := n.peers.At(k)
		if peer == from {
			continue
		}
		if c := f.at(n, i, peer, k); c.sent < p.Relays {
			c.sent++
			actions = append(actions, Action{Kind: Send, Peer: peer, Packet: p})
		}
	}
	return actions
}

func (f *flood) receive(n *Node, now time.Duration, from NodeID, p Packet, actions []Action) []Action {
	i, known := n.store.Find(p.Message.Key)
	if !known {
		i = n.store.add(p.Message, p.Relays)
	}
	r := n.store.records[i].Relays
	c := f.at(n, i, from, 0)
	if c.accepted >= r {
		return actions
	}
	c.accepted++
	here := Packet{Message: n.store.records[i].Message, Path: p.Path.Append(n.id), Relays: r}
	n.store.arrived(i, here.Path, now)
	if !known {
		actions = append(actions, Action{Kind: Deliver, Peer: from, Packet: here})
	}
	return f.relay(n, i, from, here, actions)
}

func (f *flood) linkUp(n *Node, peer NodeID, actions []Action) []Action {
	for i := range n.store.Len() {
		c := f.at(n, i, peer, 0)
		if c.accepted > 0 {
			continue
		}
		r := n.store.records[i]
		c.sent = min(c.sent+1, r.Relays)
		p := Packet{Message: r.Message, Path: r.Arrivals[0].Path, Relays: r.Relays}
		actions = append(actions, Action{Kind: Send, Peer: peer, Packet: p})
	}
	return actions
}
