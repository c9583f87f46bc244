package gossip

import (
	"slices"
	"time"
)

// sessions are the reconciliations that a node has begun and those that it will begin. The responder
// of one keeps nothing.
//
// What a node lacks it pulls, from one peer at a time: after a partition every peer may have the same
// messages for it, and it wants each of them once. A session asks for the next piece when it has
// taken the last one, so the node sets the pace, and a peer never has more than one piece for it in
// its outbox.
type sessions struct {
	active []session
	queue  []NodeID // peers to pull from, each once, first come first served
	last   uint32   // the number of the last session
	timer  deadline
	given  gift
	answer time.Duration // how long answers take, of late; 0 before the first
	left   bool          // there was a Leave
	handed bool          // and a peer has, since then, all that the node has
}

// gift is what a peer gave of its own accord, of which the others have to hear.
type gift struct {
	from  NodeID        // 0: several peers
	pokes time.Duration // when they hear; 0: there is none
}

// pokeDelay lets a gift of many messages be announced once: every Poke makes a peer ask.
const pokeDelay = 20 * time.Millisecond

// session is a reconciliation that this node began and that is not done.
type session struct {
	peer       NodeID
	number     uint32
	give, take bool
	repair     bool // pulls because of a link or a Poke
	leave      bool // pushes because of a Leave
	again      bool // something new may have come to the peer since it began
	gained     bool // brought messages that the protocol does not pass on
	retries    uint8
	asked      time.Duration // when the node last asked something
	silent     time.Duration // when the peer is overdue
}

// A session whose peer is silent so long makes room for the next one, and starts anew later. The time
// doubles up to the greatest. A link that is up loses nothing, so this is about peers that stall and
// about simulated datagram loss; the figures are choices: far above a round trip, far below patience.
const (
	sessionTimeout    = time.Second
	maxSessionTimeout = 30 * time.Second
)

// pullFrom reconciles with a peer that may have something for this node, in its turn.
func (s *sessions) pullFrom(n *Node, now time.Duration, peer NodeID, actions []Action) []Action {
	for i := range s.active {
		if s.active[i].peer == peer && s.active[i].repair {
			s.active[i].again = true
			return actions
		}
	}
	if !slices.Contains(s.queue, peer) {
		s.queue = append(s.queue, peer)
	}
	return s.next(n, now, actions)
}

// restart reconciles with a peer after packets between the two were dropped, because an outbox was full:
// a question or an answer may be among them, so what is under way begins again at once.
func (s *sessions) restart(n *Node, now time.Duration, peer NodeID, actions []Action) []Action {
	pulling := false
	for _, a := range slices.Clone(s.active) {
		if a.peer == peer && (a.repair || a.leave) {
			a.again = false
			actions = s.begin(n, now, a, actions)
			pulling = pulling || a.repair
		}
	}
	if pulling {
		return actions
	}
	return s.pullFrom(n, now, peer, actions)
}

// round begins a session for its own sake, unless there is one with the same peer whose answer may still
// be on its way: one that always began anew would never come to its end.
func (s *sessions) round(n *Node, now time.Duration, begun session, actions []Action) []Action {
	patience := 2 * s.answer
	if patience == 0 {
		patience = sessionTimeout
	}
	for _, a := range s.active {
		if a.peer == begun.peer && !a.repair && !a.leave && now < a.asked+patience {
			return actions
		}
	}
	return s.begin(n, now, begun, actions)
}

// next begins the next repair if there is none.
func (s *sessions) next(n *Node, now time.Duration, actions []Action) []Action {
	busy := func(a session) bool { return a.repair && a.retries == 0 }
	if len(s.queue) == 0 || slices.ContainsFunc(s.active, busy) {
		return actions
	}
	peer := s.queue[0]
	s.queue = slices.Delete(s.queue, 0, 1)
	return s.begin(n, now, session{peer: peer, take: true, repair: true}, actions)
}

// begin starts a session, in place of any other of its kind with the same peer.
func (s *sessions) begin(n *Node, now time.Duration, begun session, actions []Action) []Action {
	s.active = slices.DeleteFunc(s.active, func(a session) bool {
		return a.peer == begun.peer && a.repair == begun.repair && a.leave == begun.leave
	})
	s.last++
	begun.number = s.last
	timeout := min(sessionTimeout<<begun.retries, maxSessionTimeout)
	begun.asked, begun.silent = now, now+timeout
	s.active = append(s.active, begun)
	r := newReconciliation(&n.store, begun.give, begun.take)
	r.open()
	actions = append(actions, n.ask(&begun, r))
	return s.rearm(actions)
}

// ask returns the next packet of a session.
func (n *Node) ask(s *session, r *reconciliation) Action {
	return sendSync(s.peer, SyncPacket{Session: s.number, Give: s.give, Take: s.take, Ranges: r.ranges, Want: r.want})
}

func sendSync(peer NodeID, p SyncPacket) Action {
	return Action{Kind: Send, Peer: peer, Packet: Packet{Kind: Sync, Control: &Control{Sync: p}}}
}

// receive takes a packet of either side.
func (s *sessions) receive(n *Node, now time.Duration, from NodeID, p *SyncPacket, actions []Action) []Action {
	if !p.Reply {
		r := newReconciliation(&n.store, p.Take, p.Give)
		r.answer(p)
		actions = n.sendRepairs(from, r, actions)
		return append(actions, sendSync(from, SyncPacket{
			Session: p.Session, Reply: true, Give: p.Give, Take: p.Take, Ranges: r.ranges, Want: r.want,
		}))
	}
	i := slices.IndexFunc(s.active, func(a session) bool { return a.peer == from && a.number == p.Session })
	if i < 0 {
		return actions // an answer that was given up
	}
	a := &s.active[i]
	s.answer = max(now-a.asked, s.answer-s.answer/8)
	r := newReconciliation(&n.store, a.give, a.take)
	r.answer(p)
	actions = n.sendRepairs(from, r, actions)
	if !r.done() {
		a.retries = 0
		a.asked, a.silent = now, now+sessionTimeout
		return append(actions, n.ask(a, r))
	}
	if a.leave && len(r.send) > 0 { // an outbox that is full may drop them
		return s.begin(n, now, *a, actions)
	}
	s.handed = s.handed || a.leave
	return s.end(n, now, i, actions)
}

func (n *Node) sendRepairs(peer NodeID, r *reconciliation, actions []Action) []Action {
	for _, position := range r.send {
		actions = append(actions, Action{Kind: Send, Peer: peer, Packet: n.held(Repair, int(position))})
	}
	return actions
}

// end finishes a session that has nothing left to ask.
func (s *sessions) end(n *Node, now time.Duration, i int, actions []Action) []Action {
	ended := s.active[i]
	s.active = slices.Delete(s.active, i, i+1)
	if !ended.repair {
		return actions
	}
	if ended.gained {
		actions = n.poke(ended.peer, actions)
	}
	if ended.again && !slices.Contains(s.queue, ended.peer) {
		s.queue = append(s.queue, ended.peer)
	}
	return s.next(n, now, actions)
}

// poke tells all peers but one to reconcile with this node.
func (n *Node) poke(except NodeID, actions []Action) []Action {
	for k := range n.peers.Len() {
		if peer := n.peers.At(k); peer != except {
			actions = append(actions, Action{Kind: Send, Peer: peer, Packet: Packet{Kind: Poke}})
		}
	}
	return actions
}

// gained is told that a repair brought a message of which the other peers must hear. They do at the
// end of the pull from that peer, or soon if there is none: the peer itself began, in order to give.
func (s *sessions) gained(now time.Duration, peer NodeID, actions []Action) []Action {
	for i := range s.active {
		if s.active[i].peer == peer && s.active[i].repair {
			s.active[i].gained = true
			return actions
		}
	}
	switch {
	case s.given.pokes == 0:
		s.given = gift{peer, now + pokeDelay}
	case s.given.from != peer:
		s.given.from = 0
	}
	return s.rearm(actions)
}

// heard notes that a repair came from a peer. However long a piece takes, the peer is not overdue
// while messages of it arrive; asking anew would only bring them twice.
func (s *sessions) heard(now time.Duration, peer NodeID) {
	for i := range s.active {
		if a := &s.active[i]; a.peer == peer {
			a.silent = max(a.silent, now+sessionTimeout)
		}
	}
}

func (s *sessions) linkDown(n *Node, now time.Duration, peer NodeID, actions []Action) []Action {
	s.queue = slices.DeleteFunc(s.queue, func(id NodeID) bool { return id == peer })
	for i := len(s.active) - 1; i >= 0; i-- {
		if s.active[i].peer != peer {
			continue
		}
		s.active[i].again = false // the link will say when it is back
		actions = s.end(n, now, i, actions)
	}
	return actions
}

// fired tells of gifts, and gives up the sessions whose peer is overdue. A repair starts anew when the
// others had their turn, and so does what a leaving node has to hand on; what was begun for another reason
// is begun again by whoever had it.
func (s *sessions) fired(n *Node, now time.Duration, actions []Action) []Action {
	if !s.timer.due(now) {
		return actions
	}
	if s.given.pokes != 0 && s.given.pokes <= now {
		actions = n.poke(s.given.from, actions)
		s.given = gift{}
	}
	var retry []session
	s.active = slices.DeleteFunc(s.active, func(a session) bool {
		if a.silent > now {
			return false
		}
		if a.repair || a.leave {
			retry = append(retry, a)
		}
		return true
	})
	actions = s.next(n, now, actions)
	for _, a := range retry {
		if a.repair {
			a.retries = min(a.retries+1, 5)
		}
		actions = s.begin(n, now, a, actions)
	}
	return s.rearm(actions)
}

// rearm sets the timer for what is due first: a session that is overdue, or a gift.
func (s *sessions) rearm(actions []Action) []Action {
	first := s.given.pokes
	for _, a := range s.active {
		if first == 0 || a.silent < first {
			first = a.silent
		}
	}
	if first == 0 {
		return actions
	}
	if s.timer.pending() && time.Duration(s.timer) <= first {
		return actions
	}
	return s.timer.set(timerSession, first, actions)
}

// leave pushes what this node has to every peer.
func (s *sessions) leave(n *Node, now time.Duration, actions []Action) []Action {
	s.left = true
	for k := range n.peers.Len() {
		actions = s.handOn(n, now, n.peers.At(k), actions)
	}
	return actions
}

// handOn pushes what a leaving node has to a peer.
func (s *sessions) handOn(n *Node, now time.Duration, peer NodeID, actions []Action) []Action {
	return s.begin(n, now, session{peer: peer, give: true, leave: true}, actions)
}

// leaving reports whether a Leave is not done yet: a peer is about to take what the node has, or none has
// taken it.
func (s *sessions) leaving(n *Node) bool {
	if s.left && !s.handed && n.peers.Len() > 0 && n.store.Len() > 0 {
		return true
	}
	return slices.ContainsFunc(s.active, func(a session) bool { return a.leave })
}
