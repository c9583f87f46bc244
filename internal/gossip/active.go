package gossip

// initiator is a protocol whose nodes act when nothing happened to them. All others only react, or
// wait for timers that end what has begun.
type initiator interface {
	// active reports whether the node will of its own accord send something that can bring news.
	active() bool
}

// Active reports whether the node will of its own accord, without anything arriving, still send
// something that can bring news to another one. Where no node is active and nothing is on its way or
// waits for a timer, nothing changes any more.
func (n *Node) Active() bool {
	i, ok := n.protocol.(initiator)
	return ok && i.active()
}

// A node that only asks for the rumors of others is not active: it has nothing that they could lack,
// and those that have are active themselves.
func (r *rumor) active() bool { return len(r.hot) > 0 }

// Pushes reports whether the node sends news unasked, which gets over a link of which only the other
// direction is cut. What a node is asked for, and what it finds out by reconciling, needs both.
func (n *Node) Pushes() bool {
	switch p := n.protocol.(type) {
	case *rumor:
		return p.pushes()
	case *hybrid:
		return p.rumor.pushes()
	}
	return false
}

func (r *rumor) pushes() bool { return r.cfg.push && r.active() }

func (*antiEntropy) active() bool { return true }

func (*hybrid) active() bool { return true }

func (*aggregation) active() bool { return true }
