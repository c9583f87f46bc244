package gossip

import (
	"cmp"
	"slices"
	"time"
)

// rumor is rumor mongering (Demers et al., PODC 1987, section 1.4). A node that has a message is
// infective until it loses interest in it. Each cycle it contacts random peers: in push it sends
// them its hot messages, in pull it asks them for theirs.
//
// Two rules fix what the paper's prose leaves open and what its tables need. Whether a contact was
// needed is judged on the state at the start of the receiver's cycle: two senders that hit the same
// susceptible node in one cycle both score. The counter counts consecutive useless cycles: a cycle
// with any needed contact resets it, one with only useless contacts adds one, however many they
// were, and one without an answer changes nothing.
type rumor struct {
	cfg     *rumorConfig
	chooser chooser
	hot     []hotMessage // ascending by position
	clock   clock
	news    bool // something was hot or new since the last cycle
}

// rumorConfig is what all nodes of a network share.
type rumorConfig struct {
	fanout               int
	push, pull, feedback bool
	stop                 stopRule
	k                    uint32
	pace                 pace
	chooser              func() chooser
}

// hotMessage is a message in which the node has not lost interest.
type hotMessage struct {
	position  int32 // in the store
	count     uint32
	contacted bool // an answer came in this cycle
	useful    bool // and one of them said that it was needed
}

// stopRule says when a node loses interest.
type stopRule int64

// The values of stop, in the order of its choices.
const (
	stopCounter stopRule = iota // after k consecutive useless cycles
	stopCoin                    // with probability 1/k after a useless contact
	stopHeard                   // after it has received the message k times
	stopNever
)

const demersTable1 = "Demers et al. 1987, table 1"

func rumorProtocol() Protocol {
	return Protocol{
		Name:    "rumor",
		Summary: "rumor mongering: infective nodes contact random peers until they lose interest",
		Doc: `A node that gets a message becomes infective. Each cycle it contacts random peers, to push its hot
messages, to pull theirs, or both, until it loses interest. It is probabilistic by nature: a message
may die out before it has reached every node, and nothing repairs that. See hybrid.`,
		Source: "Demers et al. 1987, section 1.4",
		Dials:  true,
		Params: rumorParams(),
		check:  func(v values) error { return v.checkPace("") },
		prepare: func(v values) func() protocol {
			cfg := v.rumor()
			return func() protocol { return newRumor(cfg) }
		},
	}
}

func rumorParams() []Param {
	params := []Param{
		{
			Name: "fanout", Type: Integer, Unit: "peers", Min: 1, Max: 1024, Default: "1",
			Doc: "how many different peers a node contacts in a cycle", Source: demersTable1,
		}, {
			Name: "mode", Type: Choice, Choices: []string{"push", "pull", "pushpull"}, Default: "push",
			Doc: "push: infective nodes send; pull: every node asks; pushpull: both", Source: demersTable1,
		}, {
			Name: "feedback", Type: Boolean, Default: "true",
			Doc: "only contacts that the receiver did not need make a node lose interest; false (blind): every contact does", Source: demersTable1,
		}, {
			Name: "stop", Type: Choice, Choices: []string{"counter", "coin", "heard", "never"}, Default: "counter",
			Doc:    "a node loses interest: counter, after k useless cycles in a row; coin, with probability 1/k after each useless contact; heard, when it has received the message k times, which the last ones never do; never",
			Source: demersTable1,
		}, {
			Name: "k", Type: Integer, Min: 1, Max: 1_000_000, Default: "5",
			Doc: "the k of stop", Source: demersTable1 + ": at k=5 a thousandth of the sites is missed",
		},
		peersParam(),
	}
	return append(params, paceParams("", "50ms", "1s", "our choice: a thousand times a round trip on one machine")...)
}

func (v values) rumor() *rumorConfig {
	mode := v["mode"]
	return &rumorConfig{
		fanout: int(v["fanout"]), push: mode != 1, pull: mode != 0, feedback: v.flag("feedback"),
		stop: stopRule(v["stop"]), k: uint32(v["k"]), pace: v.pace(""), chooser: choices()[v["peers"]].create,
	}
}

func newRumor(cfg *rumorConfig) *rumor { return &rumor{cfg: cfg, chooser: cfg.chooser()} }

func (r *rumor) start(n *Node, now time.Duration, actions []Action) []Action {
	if !r.cfg.pull {
		return actions
	}
	return r.clock.begin(n, now, r.cfg.pace, timerCycle, actions)
}

func (r *rumor) published(n *Node, now time.Duration, i int, actions []Action) []Action {
	return r.heat(n, now, i, 0, actions)
}

// heat makes a message hot. A node that is infected in one cycle acts in the next.
func (r *rumor) heat(n *Node, now time.Duration, i int, heard uint32, actions []Action) []Action {
	r.news = true
	if r.cfg.stop == stopHeard && heard >= r.cfg.k {
		return actions
	}
	h := hotMessage{position: int32(i)}
	if r.cfg.stop == stopHeard {
		h.count = heard
	}
	if at, found := r.find(i); !found {
		r.hot = slices.Insert(r.hot, at, h)
	}
	return r.clock.hurry(n, now, r.cfg.pace, timerCycle, actions)
}

func (r *rumor) find(i int) (int, bool) {
	return slices.BinarySearchFunc(r.hot, int32(i), func(h hotMessage, i int32) int { return cmp.Compare(h.position, i) })
}

func (r *rumor) repaired(n *Node, now time.Duration, i int, actions []Action) (bool, []Action) {
	return true, r.heat(n, now, i, 1, actions)
}

func (r *rumor) linkChanged(_ *Node, _ time.Duration, _ NodeID, _ bool, actions []Action) []Action {
	return actions
}

func (r *rumor) receive(n *Node, now time.Duration, from NodeID, p *Packet, actions []Action) []Action {
	switch p.Kind {
	case Relay:
		return r.hear(n, now, from, p, actions)
	case Request:
		if r.cfg.pull {
			actions = r.send(n, from, actions)
		}
	case Feedback:
		for _, notice := range p.Control.Notices {
			r.learn(n, notice)
		}
	}
	return actions
}

// hear takes a relay, and answers whether it was needed if that matters to the sender.
func (r *rumor) hear(n *Node, now time.Duration, from NodeID, p *Packet, actions []Action) []Action {
	i, first, actions := n.take(now, from, p, actions)
	switch {
	case first:
		actions = r.heat(n, now, i, 1, actions)
	case r.cfg.stop == stopHeard:
		if at, hot := r.find(i); hot {
			if r.hot[at].count++; r.hot[at].count >= r.cfg.k {
				r.hot = slices.Delete(r.hot, at, at+1)
			}
		}
	}
	if !r.cfg.feedback || r.cfg.stop != stopCounter && r.cfg.stop != stopCoin {
		return actions
	}
	cycleStart := now - now%r.cfg.pace.interval
	needed := n.store.record(i).Arrivals[0].At >= cycleStart
	feedback := n.store.group.feedback(p.Message.Key, needed)
	return append(actions, Action{Kind: Send, Peer: from, Packet: Packet{Kind: Feedback, Control: feedback}})
}

// learn takes the answer to one relay.
func (r *rumor) learn(n *Node, notice Notice) {
	i, known := n.store.Find(notice.Key)
	if !known {
		return
	}
	at, hot := r.find(i)
	if !hot {
		return
	}
	h := &r.hot[at]
	h.contacted = true
	switch {
	case notice.Value != 0:
		h.useful = true
	case r.cfg.stop == stopCoin && n.store.group.rand.Uint32N(r.cfg.k) == 0:
		r.hot = slices.Delete(r.hot, at, at+1)
	}
}

// send relays all hot messages to one peer.
func (r *rumor) send(n *Node, peer NodeID, actions []Action) []Action {
	kept := r.hot[:0]
	for _, h := range r.hot {
		p := n.held(Relay, int(h.position))
		actions = append(actions, Action{Kind: Send, Peer: peer, Packet: p})
		if !r.cfg.feedback {
			h.contacted = true
			if r.cfg.stop == stopCoin && n.store.group.rand.Uint32N(r.cfg.k) == 0 {
				continue
			}
		}
		kept = append(kept, h)
	}
	r.hot = kept
	return actions
}

func (r *rumor) fired(n *Node, now time.Duration, timer Timer, actions []Action) []Action {
	if timer != timerCycle || !r.clock.timer.due(now) {
		return actions
	}
	r.settle()
	if n.peers.Len() > 0 && (r.cfg.pull || len(r.hot) > 0) {
		var space [8]NodeID
		for _, peer := range contacts(n, r.chooser, r.cfg.fanout, space[:0]) {
			if r.cfg.push {
				actions = r.send(n, peer, actions)
			}
			if r.cfg.pull {
				actions = append(actions, Action{Kind: Send, Peer: peer, Packet: Packet{Kind: Request}})
			}
		}
	}
	if !r.cfg.pull && len(r.hot) == 0 {
		return actions // susceptible or removed: it only listens
	}
	idle := !r.news && len(r.hot) == 0
	r.news = false
	return r.clock.next(n, now, r.cfg.pace, timerCycle, idle, actions)
}

// settle counts the answers of the cycle that ends, and drops what the node has lost interest in.
func (r *rumor) settle() {
	kept := r.hot[:0]
	for _, h := range r.hot {
		if r.cfg.stop == stopCounter && h.contacted {
			h.count++
			if h.useful {
				h.count = 0
			}
			if h.count >= r.cfg.k {
				continue
			}
		}
		h.contacted, h.useful = false, false
		kept = append(kept, h)
	}
	r.hot = kept
}
