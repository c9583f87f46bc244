package gossip

import "time"

// antiEntropy is anti-entropy (Demers et al., PODC 1987, section 1.3): each interval a node resolves
// the difference between its messages and those of one random peer, by range-based set
// reconciliation.
type antiEntropy struct {
	cfg     *antiEntropyConfig
	chooser chooser
	clock   clock
	seen    int // messages at the last round
}

// antiEntropyConfig is what all nodes of a network share.
type antiEntropyConfig struct {
	give, take bool
	pace       pace
	chooser    func() chooser
}

func antiEntropyProtocol() Protocol {
	return Protocol{
		Name:    "antientropy",
		Summary: "reconcile all messages with a random peer again and again",
		Doc: `Each interval a node chooses a peer, and the two exchange what one has and the other lacks. They find
that out by comparing fingerprints of ranges of message ids, so the cost follows the difference of the
two sets, not the history.`,
		Source:   "Demers et al. 1987, section 1.3; Meyer 2022 (range-based set reconciliation)",
		Promises: true, Dials: true,
		Params: append(antiEntropyParams("", "100ms"), peersParam()),
		check:  func(v values) error { return v.checkPace("") },
		prepare: func(v values) func() protocol {
			cfg := v.antiEntropy("")
			return func() protocol { return newAntiEntropy(cfg) }
		},
	}
}

// antiEntropyParams declares the parameters, with a prefix to their names.
func antiEntropyParams(prefix, interval string) []Param {
	return append([]Param{{
		Name: prefix + "mode", Type: Choice, Choices: []string{"push", "pull", "pushpull"}, Default: "pushpull",
		Doc:    "of the two nodes, the one that begins: push, gives; pull, takes; pushpull: does both",
		Source: "Demers et al. 1987, section 1.3 and tables 4 and 5",
	}}, paceParams(prefix, interval, "2s", "our choice: a few thousand round trips on one machine")...)
}

func (v values) antiEntropy(prefix string) *antiEntropyConfig {
	mode := v[prefix+"mode"]
	return &antiEntropyConfig{
		give: mode != 1, take: mode != 0, pace: v.pace(prefix), chooser: choices()[v["peers"]].create,
	}
}

func newAntiEntropy(cfg *antiEntropyConfig) *antiEntropy {
	return &antiEntropy{cfg: cfg, chooser: cfg.chooser()}
}

func (a *antiEntropy) start(n *Node, now time.Duration, actions []Action) []Action {
	return a.clock.begin(n, now, a.cfg.pace, timerBackstop, actions)
}

func (a *antiEntropy) published(n *Node, now time.Duration, _ int, actions []Action) []Action {
	return a.clock.hurry(n, now, a.cfg.pace, timerBackstop, actions)
}

func (a *antiEntropy) repaired(n *Node, now time.Duration, _ int, actions []Action) (bool, []Action) {
	return true, a.clock.hurry(n, now, a.cfg.pace, timerBackstop, actions)
}

func (a *antiEntropy) linkChanged(_ *Node, _ time.Duration, _ NodeID, _ bool, actions []Action) []Action {
	return actions
}

func (a *antiEntropy) receive(n *Node, now time.Duration, from NodeID, p *Packet, actions []Action) []Action {
	if p.Kind != Relay {
		return actions
	}
	_, first, actions := n.take(now, from, p, actions)
	if !first {
		return actions
	}
	return a.clock.hurry(n, now, a.cfg.pace, timerBackstop, actions)
}

func (a *antiEntropy) fired(n *Node, now time.Duration, timer Timer, actions []Action) []Action {
	if timer != timerBackstop || !a.clock.timer.due(now) {
		return actions
	}
	if n.peers.Len() > 0 {
		if peer, ok := n.dial(a.chooser, a.chooser.choose(n)); ok {
			s := session{peer: peer, give: a.cfg.give, take: a.cfg.take}
			actions = n.syncing().round(n, now, s, actions)
		}
	}
	idle := n.store.Len() == a.seen
	a.seen = n.store.Len()
	return a.clock.next(n, now, a.cfg.pace, timerBackstop, idle, actions)
}
