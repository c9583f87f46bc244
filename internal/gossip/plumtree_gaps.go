package gossip

import (
	"container/heap"
	"slices"
	"time"
)

// gap is a message of which only announcements have come.
type gap struct {
	announcers []announcer
	since      time.Duration // the first announcement
	grafts     int
}

// announcer is a peer that has a missing message, and how far from the origin it is.
type announcer struct {
	peer NodeID
	hops uint32
}

// due is when a missing message should have come.
type due struct {
	key Key
	at  time.Duration
}

// What a node remembers of announced messages, and how often it asks each announcer for one. A link
// that is up loses nothing, so one answer is certain from each announcer that lives; more attempts serve
// simulated loss. They wait twice as long each time: a peer that is only slow would answer them all.
const (
	maxGaps   = 1 << 16
	maxGrafts = 8
	maxAsked  = 4096 // gaps that are looked through for more to ask for
	maxSlower = 8    // times that the first wait grows at most
)

// arrived closes a gap, if there is one, and notes how late the message is: not at all without one.
func (t *plumtree) arrived(now time.Duration, key Key) {
	var late time.Duration
	if g := t.gaps[key]; g != nil {
		late = now - g.since
		delete(t.gaps, key)
	}
	t.learn(late)
}

// learn takes one more time into the mean and its deviation.
func (t *plumtree) learn(late time.Duration) {
	t.varies += ((late - t.late).Abs() - t.varies) / 4
	t.late += (late - t.late) / 8
}

// patience returns how long to wait for an announced message.
func (t *plumtree) patience(n *Node) time.Duration {
	wait := t.leastPatience()
	return wait + time.Duration(n.store.group.rand.Int64N(int64(wait)*t.cfg.jitter/100+1))
}

func (t *plumtree) leastPatience() time.Duration {
	return min(max(t.cfg.graft, t.late+4*t.varies), maxSlower*t.cfg.graft)
}

// await waits for a missing message.
func (t *plumtree) await(d due, actions []Action) []Action {
	heap.Push(&t.overdue, d)
	if t.graft.pending() && time.Duration(t.graft) <= d.at {
		return actions
	}
	return t.graft.set(timerGraft, d.at, actions)
}

// graftOverdue asks for the messages that should have come by now. Of several announcers it prefers one
// that it asks anyway, so that the tree gets no more links than it needs.
func (t *plumtree) graftOverdue(n *Node, now time.Duration, actions []Action) []Action {
	var asked []NodeID
	var wanted [][]Notice // of each
	for len(t.overdue) > 0 && t.overdue[0].at <= now {
		key := heap.Pop(&t.overdue).(due).key
		g := t.gaps[key]
		if g == nil {
			continue // it has come
		}
		if len(g.announcers) == 0 || g.grafts >= maxGrafts*len(g.announcers) {
			delete(t.gaps, key) // the announcers are gone; whoever comes back reconciles
			continue
		}
		if ready := g.since + t.leastPatience(); g.grafts == 0 && ready > now {
			heap.Push(&t.overdue, due{key, ready}) // messages have become slower since
			continue
		}
		heap.Push(&t.overdue, due{key, now + t.cfg.regraft<<(g.grafts/len(g.announcers))}) // longer once all were asked
		t.learn(now - g.since)                                                             // it takes at least this
		notice, peer := g.ask(key, asked)
		at := slices.Index(asked, peer)
		if at < 0 {
			at = len(asked)
			asked, wanted = append(asked, peer), append(wanted, nil)
		}
		wanted[at] = append(wanted[at], notice)
	}
	if len(asked) > 0 {
		t.askForMore(asked, wanted)
	}
	for i, peer := range asked {
		actions = t.setEager(n, peer, actions)
		actions = sendNotices(Graft, peer, wanted[i], actions)
	}
	if len(t.overdue) > 0 && (!t.graft.pending() || t.overdue[0].at < time.Duration(t.graft)) {
		actions = t.graft.set(timerGraft, t.overdue[0].at, actions)
	}
	return actions
}

// askForMore adds to what peers are asked for all else that they announced and nobody was asked for
// yet: what one of them did not push before, it will not push now.
func (t *plumtree) askForMore(asked []NodeID, wanted [][]Notice) {
	for _, d := range t.overdue[:min(len(t.overdue), maxAsked)] {
		g := t.gaps[d.key]
		if g == nil || g.grafts > 0 {
			continue
		}
		for _, a := range g.announcers {
			if i := slices.Index(asked, a.peer); i >= 0 {
				notice, _ := g.ask(d.key, asked[i:i+1])
				wanted[i] = append(wanted[i], notice)
				break
			}
		}
	}
}

// ask chooses the announcer to ask: the one that waited longest for it, or one of those that are asked
// anyway if nobody was asked for this message yet. It becomes the last one to be asked again.
func (g *gap) ask(key Key, anyway []NodeID) (Notice, NodeID) {
	i := 0
	if g.grafts == 0 {
		i = max(0, slices.IndexFunc(g.announcers, func(a announcer) bool { return slices.Contains(anyway, a.peer) }))
	}
	a := g.announcers[i]
	g.announcers = append(slices.Delete(g.announcers, i, i+1), a)
	g.grafts++
	return Notice{Key: key, Value: a.hops}, a.peer
}

// dues is a heap by time.
type dues []due

func (d dues) Len() int           { return len(d) }
func (d dues) Less(i, j int) bool { return d[i].at < d[j].at }
func (d dues) Swap(i, j int)      { d[i], d[j] = d[j], d[i] }
func (d *dues) Push(x any)        { *d = append(*d, x.(due)) }
func (d *dues) Pop() any {
	old := *d
	last := old[len(old)-1]
	*d = old[:len(old)-1]
	return last
}
