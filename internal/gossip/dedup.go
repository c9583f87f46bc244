package gossip

import "time"

// dedup relays a message once, when it first arrives: flooding as it is usually meant. Over each link
// a message goes at most once in each direction, sum of degrees - (nodes - 1) times in all.
type dedup struct{ quiet }

func dedupProtocol() Protocol {
	return Protocol{
		Name:    "dedup",
		Summary: "relay the first arrival to all peers but its sender; count the others",
		Doc: `On the first arrival of a message a node relays it to all peers but the one that it came from. Later
arrivals are counted and their paths kept, and nothing is sent. The relay limit of the message plays
no part.`,
		Source:   "flooding with duplicate suppression; common knowledge",
		Promises: true, Eager: true,
		prepare: func(values) func() protocol {
			return func() protocol { return dedup{} }
		},
	}
}

func (dedup) published(n *Node, _ time.Duration, i int, actions []Action) []Action {
	return n.relayHeld(i, 0, actions)
}

func (dedup) receive(n *Node, now time.Duration, from NodeID, p *Packet, actions []Action) []Action {
	if p.Kind != Relay {
		return actions
	}
	i, first, actions := n.take(now, from, p, actions)
	if !first {
		return actions
	}
	return n.relayHeld(i, from, actions)
}
