package sim

import (
	"encoding/binary"

	"gossip/internal/fault"
	"gossip/internal/gossip"
)

// activity follows which nodes still spread something of their own accord.
type activity struct {
	counted bool // nodes lose interest, so their number matters
	endless bool // nodes never rest: the run ends when there is nothing left to spread
	active  []bool
	count   int
	look    int64 // when to look next whether an endless run is stuck, ns
}

func (a *activity) prepare(w *world) {
	*a = activity{active: a.active, look: patience * int64(w.cfg.Rounds.length(w.group.Rule()))}
	row := w.group.Rule().Protocol()
	if row.Aggregates {
		return
	}
	a.endless = w.nodes[0].Active() || w.group.Rule().Endless()
	a.counted = !row.Promises && !a.endless
	if a.counted {
		a.active = room(a.active, w.n)
		clear(a.active)
	}
}

func (a *activity) update(i uint32, n *gossip.Node) {
	if active := n.Active(); active != a.active[i] {
		a.active[i] = active
		if active {
			a.count++
		} else {
			a.count--
		}
	}
}

// forget is told that a node ended.
func (a *activity) forget(i uint32) {
	if a.counted && a.active[i] {
		a.active[i] = false
		a.count--
	}
}

// patience is for how many rounds nothing may be delivered before it is looked whether anything can be.
// If so, it may take as long again: a look goes over all links.
const patience = 64

// stuck reports whether nobody who still spreads something has a living peer in reach that lacks it:
// those who had that peer for a peer have lost interest, or the network stays in parts, or what would
// bring it takes an answer over a link that is cut in that direction.
func (w *world) stuck() bool {
	w.waited()
	if first, _ := w.cfg.Graph.Adjacency(); first == nil {
		if len(w.faults.active) == 0 && w.links.loss < certain {
			return false // everybody reaches everybody
		}
		if w.n >= onDemand {
			return w.stuckApart()
		}
	}
	for i := range w.nodes {
		node := &w.nodes[i]
		if w.faults.down(uint32(i)) || !node.Active() {
			continue
		}
		peers := w.peers.of(i)
		for k := range peers.Len() {
			j := uint32(peers.At(k) - 1)
			if w.reaches(uint32(i), j) && (node.Pushes() || w.reaches(j, uint32(i))) && lacks(w.nodes[j].Store(), node.Store()) {
				return false
			}
		}
	}
	return true
}

// waited sets when to look next: when as long again has passed without a delivery.
func (w *world) waited() {
	last := int64(0)
	if n := len(w.tally.log); n > 0 {
		last = w.tally.log[n-1].at
	}
	w.infected.look = max(2*w.now-last, last+patience*int64(w.cfg.Rounds.length(w.group.Rule())))
}

// certain is the chance of what always happens.
const certain = chance(1 << 63)

// reaches reports whether a packet could get from one node to the other.
func (w *world) reaches(from, to uint32) bool {
	return w.links.loss < certain && !w.faults.blocks(from, to)
}

// stranded reports whether no node that still has interest reaches any peer: it hears no answer, and so
// never loses it.
func (w *world) stranded() bool {
	w.waited()
	for i, active := range w.infected.active {
		if !active {
			continue
		}
		peers := w.peers.of(i)
		for k := range peers.Len() {
			if w.reaches(uint32(i), uint32(peers.At(k)-1)) {
				return false
			}
		}
	}
	return true
}

// stuckApart is stuck for complete graphs of which the links are too many to be looked at: in each part
// of a split network all nodes have the same.
func (w *world) stuckApart() bool {
	type part struct{ texts int }
	parts := map[string]*part{}
	var groups []byte
	for i := range w.nodes {
		if w.faults.down(uint32(i)) {
			continue
		}
		groups = groups[:0]
		for _, r := range w.faults.active {
			if r.kind == fault.Split {
				groups = binary.AppendUvarint(groups, uint64(r.group[i]))
			}
		}
		p := parts[string(groups)]
		if p == nil {
			p = &part{texts: w.nodes[i].Store().Len()}
			parts[string(groups)] = p
		}
		if w.links.loss < certain && w.nodes[i].Store().Len() != p.texts {
			return false
		}
	}
	return len(parts) > 1 || w.links.loss >= certain
}

// lacks reports whether one store lacks a message of the other.
func lacks(store, other *gossip.Store) bool {
	for k := range other.Len() {
		if _, found := store.Find(other.At(k).Message.Key); !found {
			return true
		}
	}
	return false
}
