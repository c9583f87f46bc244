package gossip

// Touch reads what the next event at the node will most likely touch, and changes nothing. A driver of
// a million nodes calls it for those of some events to come, so that the processor fetches their memory
// side by side. The number means nothing; it keeps the compiler from leaving out the reads.
func (n *Node) Touch() int { return n.protocol.touch(n) }

// touch reads what every protocol that spreads messages looks at first.
func (s *Store) touch() int {
	if s.len > 0 {
		if arrivals := s.first.Arrivals; len(arrivals) > 0 {
			return int(arrivals[len(arrivals)-1].At)
		}
	}
	return 0
}

func (quiet) touch(n *Node) int { return n.store.touch() }

func (f *flood) touch(n *Node) int {
	if len(f.first.counts) == 0 {
		return 0
	}
	return n.store.touch() + int(f.first.counts[0].sent)
}

func (r *rumor) touch(n *Node) int { return n.store.touch() + len(r.hot) }

func (a *antiEntropy) touch(n *Node) int { return n.store.touch() + a.seen }

func (h *hybrid) touch(n *Node) int { return h.rumor.touch(n) + h.backstop.seen }

func (t *plumtree) touch(n *Node) int { return n.store.touch() + len(t.lazy) }

// touch reads both ends of the state, which may lie in two lines of the cache.
func (a *averaging) touch(*Node) int { return int(a.cfg.rounds) + int(a.asked) }

func (p *pushSum) touch(*Node) int { return int(p.cfg.rounds) + len(p.down) }
