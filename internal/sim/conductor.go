package sim

import "gossip/internal/gossip"

// conduct draws the pairs of a round where the protocol leaves that to a conductor (Jelasity et al.
// 2005, section 4.1: GETPAIR_RAND and GETPAIR_PM). As many pairs meet as there are nodes.
func (r *rounds) conduct() {
	switch r.w.group.Rule().Conducted() {
	case "random":
		for range r.w.n {
			a := uint32(r.w.random.IntN(r.w.n))
			if peers := r.w.peers.of(int(a)); peers.Len() > 0 {
				r.meet(a, uint32(peers.At(r.w.random.IntN(peers.Len()))-1))
			}
		}
	case "matching":
		r.match()
		r.match()
	}
}

// match lets the nodes meet in disjoint pairs: a random perfect matching of a complete graph, or else
// one to which no pair can be added.
func (r *rounds) match() {
	order := r.w.random.Perm(r.w.n)
	if first, _ := r.w.cfg.Graph.Adjacency(); first == nil {
		for i := 0; i+1 < len(order); i += 2 {
			r.meet(uint32(order[i]), uint32(order[i+1]))
		}
		return
	}
	met := make([]bool, r.w.n)
	var free []uint32
	for _, a := range order {
		if met[a] {
			continue
		}
		free = free[:0]
		peers := r.w.peers.of(a)
		for k := range peers.Len() {
			if b := uint32(peers.At(k) - 1); !met[b] {
				free = append(free, b)
			}
		}
		if len(free) > 0 {
			b := free[r.w.random.IntN(len(free))]
			met[a], met[b] = true, true
			r.meet(uint32(a), b)
		}
	}
}

// meet lets two nodes exchange, and waits for the end of it.
func (r *rounds) meet(a, b uint32) {
	if r.w.faults.down(a) {
		return
	}
	r.w.step(a, gossip.Event{Kind: gossip.Meet, Peer: gossip.NodeID(b + 1)})
	r.deliver(&r.atomic)
}
