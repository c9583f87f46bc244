package gossip

import "slices"

// Weights is what the Peers of a node may implement as well: the weights by which the choice
// "weighted" goes. Without it every peer weighs the same.
type Weights interface {
	Weight(i int) uint64 // of the peer At(i); relative to the others, 1 to MaxWeight
}

// MaxWeight is the largest weight of a peer: a million of them can be summed.
const MaxWeight = 1 << 43

// chooser draws the peers that a protocol contacts.
type chooser interface {
	// choose returns one peer; there is at least one.
	choose(n *Node) NodeID
}

// choice is one row of the table of choosers.
type choice struct {
	name, doc string
	create    func() chooser
}

// choices is the table of ways to choose a peer. The first is the default.
func choices() []choice {
	return []choice{
		{"uniform", "each peer with the same chance each time", func() chooser { return uniform{} }},
		{"roundrobin", "in random order, each peer once before any comes again", func() chooser { return new(roundRobin) }},
		{"weighted", "with a chance in proportion to the weight of the edge in the topology file, 1 if it has none", func() chooser { return weighted{} }},
	}
}

// peersParam declares the parameter that chooses a row of choices.
func peersParam() Param {
	p := Param{Name: "peers", Type: Choice, Doc: "how a peer is chosen:", Source: "Demers et al. 1987, section 1: uniform choice"}
	for i, c := range choices() {
		p.Choices = append(p.Choices, c.name)
		if i > 0 {
			p.Doc += ";"
		}
		p.Doc += " " + c.name + ", " + c.doc
	}
	p.Default = p.Choices[0]
	return p
}

// uniform chooses any peer each time.
type uniform struct{}

func (uniform) choose(n *Node) NodeID { return n.peers.At(n.store.group.rand.IntN(n.peers.Len())) }

// weighted chooses a peer in proportion to its weight.
type weighted struct{}

func (weighted) choose(n *Node) NodeID {
	weights, ok := n.peers.(Weights)
	if !ok {
		return uniform{}.choose(n)
	}
	var sum uint64
	for i := range n.peers.Len() {
		sum += weights.Weight(i)
	}
	if sum == 0 {
		return uniform{}.choose(n)
	}
	drawn := n.store.group.rand.Uint64N(sum)
	for i := range n.peers.Len() {
		w := weights.Weight(i)
		if drawn < w {
			return n.peers.At(i)
		}
		drawn -= w
	}
	return n.peers.At(n.peers.Len() - 1)
}

// roundRobin deals the peers like cards: it shuffles them, and deals all before it shuffles again. A
// change of their number shuffles anew. It costs four bytes a peer.
type roundRobin struct {
	order []int32 // positions in the list of peers
	next  int
}

func (r *roundRobin) choose(n *Node) NodeID {
	if r.next >= len(r.order) || len(r.order) != n.peers.Len() {
		r.order, r.next = r.order[:0], 0
		for i := range n.peers.Len() {
			r.order = append(r.order, int32(i))
		}
		n.store.group.rand.Shuffle(len(r.order), func(i, j int) { r.order[i], r.order[j] = r.order[j], r.order[i] })
	}
	r.next++
	return n.peers.At(int(r.order[r.next-1]))
}

// chooseSome appends count different peers, or all if there are not as many. A chooser that keeps
// repeating itself, as one with very unequal weights does, is asked a bounded number of times.
func chooseSome(n *Node, c chooser, count int, chosen []NodeID) []NodeID {
	if n.peers.Len() <= count {
		for i := range n.peers.Len() {
			chosen = append(chosen, n.peers.At(i))
		}
		return chosen
	}
	for tries := 0; len(chosen) < count && tries < 16*count; tries++ {
		if peer := c.choose(n); !slices.Contains(chosen, peer) {
			chosen = append(chosen, peer)
		}
	}
	return chosen
}

// contacts appends count different peers that accept a contact, or as many as are found.
func contacts(n *Node, c chooser, count int, chosen []NodeID) []NodeID {
	begin := len(chosen)
	chosen = chooseSome(n, c, count, chosen)
	if n.store.group.dialer == nil {
		return chosen
	}
	kept := begin
	for _, peer := range chosen[begin:] {
		if peer, ok := n.dial(c, peer); ok {
			chosen[kept] = peer
			kept++
		}
	}
	return chosen[:kept]
}

// dial contacts a peer, or hunts for another one if that is busy.
func (n *Node) dial(c chooser, peer NodeID) (NodeID, bool) {
	d := n.store.group.dialer
	if d == nil || d.Dial(n.id, peer) {
		return peer, true
	}
	for range d.Hunt() {
		if peer = c.choose(n); d.Dial(n.id, peer) {
			return peer, true
		}
	}
	return 0, false
}
