package gossip

import "time"

// hybrid spreads by rumor mongering, and anti-entropy finds what that missed (Demers et al., PODC
// 1987, section 1.5). A message that anti-entropy brings becomes a hot rumor again.
type hybrid struct {
	rumor    *rumor
	backstop *antiEntropy
}

func hybridProtocol() Protocol {
	const prefix = "backstop_"
	return Protocol{
		Name:    "hybrid",
		Summary: "rumor mongering for speed, anti-entropy as the backstop",
		Doc: `Messages spread as in rumor. Every backstop_interval a node reconciles with a random peer as in
antientropy, and what that brings becomes a rumor again, so that every node gets every message.`,
		Source:   "Demers et al. 1987, section 1.5",
		Promises: true, Dials: true,
		Params: append(rumorParams(), antiEntropyParams(prefix, "500ms")...),
		check: func(v values) error {
			if err := v.checkPace(""); err != nil {
				return err
			}
			return v.checkPace(prefix)
		},
		prepare: func(v values) func() protocol {
			hot, cold := v.rumor(), v.antiEntropy(prefix)
			return func() protocol { return &hybrid{newRumor(hot), newAntiEntropy(cold)} }
		},
	}
}

func (h *hybrid) start(n *Node, now time.Duration, actions []Action) []Action {
	return h.backstop.start(n, now, h.rumor.start(n, now, actions))
}

func (h *hybrid) published(n *Node, now time.Duration, i int, actions []Action) []Action {
	return h.backstop.published(n, now, i, h.rumor.published(n, now, i, actions))
}

func (h *hybrid) repaired(n *Node, now time.Duration, i int, actions []Action) (bool, []Action) {
	_, actions = h.rumor.repaired(n, now, i, actions)
	return h.backstop.repaired(n, now, i, actions)
}

func (h *hybrid) linkChanged(_ *Node, _ time.Duration, _ NodeID, _ bool, actions []Action) []Action {
	return actions
}

func (h *hybrid) receive(n *Node, now time.Duration, from NodeID, p *Packet, actions []Action) []Action {
	before := n.store.Len()
	actions = h.rumor.receive(n, now, from, p, actions)
	if n.store.Len() == before {
		return actions
	}
	return h.backstop.published(n, now, before, actions)
}

func (h *hybrid) fired(n *Node, now time.Duration, timer Timer, actions []Action) []Action {
	return h.backstop.fired(n, now, timer, h.rumor.fired(n, now, timer, actions))
}
