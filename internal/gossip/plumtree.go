package gossip

import (
	"slices"
	"time"
)

// plumtree is Plumtree (Leitão, Pereira, Rodrigues, SRDS 2007): messages are pushed eagerly along
// the links of a tree that builds itself, and announced lazily on the others.
//
// All links begin as eager. A duplicate turns the link that it came over into a lazy one (PRUNE). A
// message that was announced (IHAVE) and does not arrive in time is asked for (GRAFT), which makes
// that link eager again: so the tree heals. If an announced path is much shorter than the one by
// which the message came, the two links change places.
//
// Two rules go beyond the paper, because with many messages on their way at once its tree falls apart
// and is long in coming to rest. Nodes that a broken tree left without messages ask for them at
// different times (graft_jitter), and for all that they miss: the first one to ask serves the others,
// where all at once would build a cycle. And the time that an announced message may take follows what messages take at the
// moment, as TCP's does (RFC 6298): a message that waits in a queue is late, not lost.
type plumtree struct {
	cfg      *plumtreeConfig
	lazy     []NodeID
	announce []announcement // wait for the timer
	leave    deadline       // of announcements
	gaps     map[Key]*gap   // announced and missing; nil while there is none
	overdue  dues           // what is waited for
	graft    deadline

	late, varies time.Duration // smoothed time from announcement to arrival, and its deviation
}

// plumtreeConfig is what all nodes of a network share.
type plumtreeConfig struct {
	graft, regraft time.Duration
	jitter         int64 // percent of graft
	delay          time.Duration
	threshold      int
}

// announcement is a message that the lazy peers are to be told of, but not the one it came from.
type announcement struct {
	position int32
	from     NodeID
}

// youngMessage is the age up to which a message that a reconciliation brought is announced, as one
// that came in any other way. After an interruption there can be many older ones, most of them known
// to the other peers: those are told to reconcile instead.
const youngMessage = 10 * time.Second

func plumtreeProtocol() Protocol {
	const machine = "our choice: longer than a busy machine holds a process up; ports of the paper's code for fast networks have 80ms, 40ms and 5ms"
	milliseconds := func(n int64) int64 { return n * int64(time.Millisecond) }
	return Protocol{
		Name:    "plumtree",
		Summary: "push along a tree that builds itself, announce on the other links",
		Doc: `Messages are pushed along the links of a tree and announced on the others. A duplicate prunes a link
from the tree, but no node's last; a message that is announced but does not come is asked for, which
grafts the link to the tree again. Once the tree stands, each node gets each message once.`,
		Source:   "Leitão, Pereira, Rodrigues, SRDS 2007",
		Promises: true,
		Params: []Param{{
			Name: "graft_timeout", Type: Duration, Min: milliseconds(1), Max: milliseconds(60_000), Default: "200ms",
			Doc: "how long an announced message may take at least before it is asked for; longer while messages are slow", Source: machine,
		}, {
			Name: "graft_jitter", Type: Integer, Unit: "percent", Max: 1000, Default: "100",
			Doc: "each wait is drawn from graft_timeout to this far above; 0 is as in the paper", Source: "our choice: the first to ask serves its neighbors before they ask",
		}, {
			Name: "graft_retry", Type: Duration, Min: milliseconds(1), Max: milliseconds(60_000), Default: "100ms",
			Doc: "how long it may take before the next announcer is asked", Source: machine,
		}, {
			Name: "announce_delay", Type: Duration, Min: milliseconds(1), Max: milliseconds(60_000), Default: "5ms", Optional: true,
			Doc: "how long announcements wait for others, to leave together; 0 sends each at once", Source: machine,
		}, {
			Name: "threshold", Type: Integer, Unit: "hops", Min: 1, Max: 1_000_000, Default: "0", Optional: true,
			Doc: "an announced path that is so much shorter takes the place of the one in the tree; 0 is off", Source: "our choice: with several senders at once, what shortens the way from one lengthens that from another; Leitão et al. 2007, section 4.2, use 7 with one",
		}},
		prepare: func(v values) func() protocol {
			cfg := &plumtreeConfig{
				graft: v.duration("graft_timeout"), regraft: v.duration("graft_retry"),
				jitter: v["graft_jitter"], delay: v.duration("announce_delay"), threshold: int(v["threshold"]),
			}
			return func() protocol { return &plumtree{cfg: cfg} }
		},
	}
}

func (t *plumtree) start(_ *Node, _ time.Duration, actions []Action) []Action { return actions }

func (t *plumtree) published(n *Node, now time.Duration, i int, actions []Action) []Action {
	return t.spread(n, now, i, 0, actions)
}

// spread pushes a message to the eager peers and announces it to the lazy ones.
func (t *plumtree) spread(n *Node, now time.Duration, i int, from NodeID, actions []Action) []Action {
	p := n.held(Relay, i)
	for k := range n.peers.Len() {
		if peer := n.peers.At(k); peer != from && !slices.Contains(t.lazy, peer) {
			actions = append(actions, Action{Kind: Send, Peer: peer, Packet: p})
		}
	}
	if len(t.lazy) == 0 || len(t.lazy) == 1 && t.lazy[0] == from {
		return actions
	}
	t.announce = append(t.announce, announcement{int32(i), from})
	if t.cfg.delay == 0 {
		return t.sendAnnouncements(n, actions)
	}
	if t.leave.pending() {
		return actions
	}
	return t.leave.set(timerAnnounce, now+t.cfg.delay, actions)
}

// sendAnnouncements tells the lazy peers of all messages that wait to be announced.
func (t *plumtree) sendAnnouncements(n *Node, actions []Action) []Action {
	for _, peer := range t.lazy {
		actions = t.announceTo(n, peer, actions)
	}
	t.announce = t.announce[:0]
	return actions
}

func (t *plumtree) announceTo(n *Node, peer NodeID, actions []Action) []Action {
	notices := make([]Notice, 0, len(t.announce))
	for _, a := range t.announce {
		if a.from != peer {
			notices = append(notices, n.notice(int(a.position)))
		}
	}
	return sendNotices(Announce, peer, notices, actions)
}

func sendNotices(kind PacketKind, peer NodeID, notices []Notice, actions []Action) []Action {
	if len(notices) == 0 && kind == Announce {
		return actions
	}
	return append(actions, Action{Kind: Send, Peer: peer, Packet: Packet{Kind: kind, Control: &Control{Notices: notices}}})
}

// notice returns what this node says about a message that it has: how far it is from the origin.
func (n *Node) notice(i int) Notice {
	r := n.store.record(i)
	return Notice{Key: r.Message.Key, Value: uint32(r.Arrivals[0].Path.Len() - 1)}
}

func (t *plumtree) receive(n *Node, now time.Duration, from NodeID, p *Packet, actions []Action) []Action {
	switch p.Kind {
	case Relay:
		i, first, actions := n.take(now, from, p, actions)
		if !first {
			return t.spare(n, i, from, actions)
		}
		t.arrived(now, p.Message.Key)
		actions = t.setEager(n, from, actions)
		return t.spread(n, now, i, from, actions)
	case Prune:
		return t.pruned(n, from, actions)
	case Graft:
		actions = t.setEager(n, from, actions)
		for _, notice := range p.Control.Notices {
			if i, have := n.store.Find(notice.Key); have {
				actions = append(actions, Action{Kind: Send, Peer: from, Packet: n.held(Relay, i)})
			}
		}
	case Announce:
		for _, notice := range p.Control.Notices {
			actions = t.hear(n, now, from, notice, actions)
		}
	}
	return actions
}

// The paper has one sender in mind. With several at once, the first copy of one message can come by a
// link on which another message is a duplicate, so that each finds the other's link spare, and a node
// loses both: it would hear of all that follows only by announcements that are overdue. Two rules keep
// most of the tree together then; with one sender they change nothing.

// spare takes the link to a peer that sent a duplicate of message i out of the tree, unless the link by
// which the first copy came has left it meanwhile: then this one takes its place.
func (t *plumtree) spare(n *Node, i int, peer NodeID, actions []Action) []Action {
	if slices.Contains(t.lazy, n.store.record(i).Arrivals[0].Path.Before()) {
		return actions
	}
	return t.prune(peer, actions)
}

// pruned lets a peer take the link to it out of the tree, unless it is the last that this node has there.
func (t *plumtree) pruned(n *Node, peer NodeID, actions []Action) []Action {
	t.setLazy(peer)
	if len(t.lazy) < n.peers.Len() {
		return actions
	}
	actions = t.setEager(n, peer, actions)
	return sendNotices(Graft, peer, nil, actions)
}

// prune takes the link to a peer out of the tree.
func (t *plumtree) prune(peer NodeID, actions []Action) []Action {
	t.setLazy(peer)
	return append(actions, Action{Kind: Send, Peer: peer, Packet: Packet{Kind: Prune}})
}

func (t *plumtree) setLazy(peer NodeID) {
	if !slices.Contains(t.lazy, peer) {
		t.lazy = append(t.lazy, peer)
	}
}

// setEager takes the link to a peer into the tree. What waits to be announced was not pushed to a lazy
// peer, so the peer hears of it now: it is not among those that the timer will tell.
func (t *plumtree) setEager(n *Node, peer NodeID, actions []Action) []Action {
	at := slices.Index(t.lazy, peer)
	if at < 0 {
		return actions
	}
	t.lazy = slices.Delete(t.lazy, at, at+1)
	return t.announceTo(n, peer, actions)
}

// hear takes one announcement.
func (t *plumtree) hear(n *Node, now time.Duration, from NodeID, notice Notice, actions []Action) []Action {
	if i, known := n.store.Find(notice.Key); known {
		return t.optimize(n, i, from, notice, actions)
	}
	g := t.gaps[notice.Key]
	if g == nil {
		if len(t.gaps) >= maxGaps {
			return n.syncing().pullFrom(n, now, from, actions)
		}
		if t.gaps == nil {
			t.gaps = make(map[Key]*gap)
		}
		g = &gap{since: now}
		t.gaps[notice.Key] = g
		actions = t.await(due{notice.Key, now + t.patience(n)}, actions)
	}
	for _, a := range g.announcers {
		if a.peer == from {
			return actions
		}
	}
	g.announcers = append(g.announcers, announcer{from, notice.Value})
	return actions
}

// optimize lets the announcer take the place of the peer by which a message came, if that spares as
// many hops as the threshold says.
func (t *plumtree) optimize(n *Node, i int, from NodeID, notice Notice, actions []Action) []Action {
	path := n.store.record(i).Arrivals[0].Path
	if t.cfg.threshold == 0 || path.Len() < 2 {
		return actions
	}
	came, offered := path.Len()-1, int(notice.Value)+1
	parent := path.Before()
	if came-offered < t.cfg.threshold || parent == from || slices.Contains(t.lazy, parent) {
		return actions
	}
	actions = t.setEager(n, from, actions)
	actions = sendNotices(Graft, from, nil, actions)
	return t.prune(parent, actions)
}

func (t *plumtree) fired(n *Node, now time.Duration, timer Timer, actions []Action) []Action {
	switch {
	case timer == timerAnnounce && t.leave.due(now):
		return t.sendAnnouncements(n, actions)
	case timer == timerGraft && t.graft.due(now):
		return t.graftOverdue(n, now, actions)
	}
	return actions
}

func (t *plumtree) repaired(n *Node, now time.Duration, i int, actions []Action) (bool, []Action) {
	r := n.store.record(i)
	delete(t.gaps, r.Message.Key)
	if now-time.Duration(r.Message.Time) > youngMessage {
		return false, actions
	}
	from := r.Arrivals[0].Path.Before()
	for k := range n.peers.Len() {
		if peer := n.peers.At(k); peer != from {
			actions = sendNotices(Announce, peer, []Notice{n.notice(i)}, actions)
		}
	}
	return true, actions
}

// linkChanged makes a link that is new to the tree an eager one, as the paper has it. A peer that is
// gone is not asked for anything.
func (t *plumtree) linkChanged(n *Node, _ time.Duration, peer NodeID, up bool, actions []Action) []Action {
	if !up {
		for _, g := range t.gaps {
			g.announcers = slices.DeleteFunc(g.announcers, func(a announcer) bool { return a.peer == peer })
		}
	}
	return t.setEager(n, peer, actions)
}
