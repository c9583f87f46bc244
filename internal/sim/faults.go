package sim

import (
	"slices"

	"gossip/internal/fault"
	"gossip/internal/gossip"
)

// faults is the state of what goes wrong in a run.
type faults struct {
	w        *world
	applied  int             // changes of the timeline that have happened
	happened uint32          // of these, those that broke links: the length of log
	log      []*rift         // what broke links, in order
	active   []*rift         // what keeps packets from arriving now
	dead     []bool          // by node; nil in a run without faults
	born     []uint32        // by node, the value of happened when it last began
	slowed   []int64         // by node, thousandths; nil if nobody ever is
	slow     []*fault.Change // that are not over
	living   int
	held     bool // nodes hold links, and learn when they go up and down
}

// onDemand is the size from which the nodes of a complete graph do not hold links to all others: they
// connect for each contact. They do not hear of links that break, and of few that come up.
const onDemand = 2049

// rift tells which directions of links something breaks.
type rift struct {
	kind   fault.Kind
	number int
	nodes  []uint64 // a set of indexes
	others []uint64
	group  []int32 // by node; for a Split
}

func (f *faults) prepare(w *world) {
	*f = faults{w: w, living: w.n, dead: f.dead, born: f.born}
	first, _ := w.cfg.Graph.Adjacency()
	f.held = first != nil || w.n < onDemand
	if len(w.cfg.Faults) == 0 {
		f.dead, f.born = nil, nil
		return
	}
	f.dead, f.born = room(f.dead, w.n), room(f.born, w.n)
	clear(f.dead)
	clear(f.born)
	for _, c := range w.cfg.Faults {
		if c.Kind == fault.Slow {
			f.slowed = make([]int64, w.n)
			for i := range f.slowed {
				f.slowed[i] = ordinary
			}
			break
		}
	}
}

// down reports whether a node has ended.
func (f *faults) down(i uint32) bool { return f.dead != nil && f.dead[i] }

// gone reports whether a node has ended since the given number of changes.
func (f *faults) gone(i uint32, change uint32) bool { return f.dead[i] || f.born[i] > change }

// blocks reports whether nothing gets from one node to the other now.
func (f *faults) blocks(from, to uint32) bool {
	return f.dead != nil && (f.dead[from] || f.dead[to] || slices.ContainsFunc(f.active, func(r *rift) bool { return r.severs(from, to) }))
}

// lost reports whether what left after so many changes was on a link that broke since.
func (f *faults) lost(from, to uint32, change uint32) bool {
	if f.happened == change {
		return false
	}
	return slices.ContainsFunc(f.log[change:], func(r *rift) bool { return r.severs(from, to) })
}

// slowness returns the factor by which packets between two nodes take longer, in thousandths.
func (f *faults) slowness(from, to uint32) int64 {
	if f.slowed == nil {
		return ordinary
	}
	return max(f.slowed[from], f.slowed[to])
}

func (r *rift) severs(from, to uint32) bool {
	switch r.kind {
	case fault.Split:
		return r.group[from] != r.group[to]
	case fault.Cut:
		return has(r.nodes, from) && has(r.others, to)
	case fault.Mend:
		return has(r.nodes, from) && has(r.others, to) || has(r.nodes, to) && has(r.others, from)
	}
	return has(r.nodes, from) || has(r.nodes, to)
}

func has(set []uint64, i uint32) bool { return set[i>>6]>>(i&63)&1 == 1 }

// set makes a set of node ids one of indexes.
func (f *faults) set(ids []int) []uint64 {
	bits := make([]uint64, (f.w.n+63)/64)
	for _, id := range ids {
		bits[(id-1)>>6] |= 1 << ((id - 1) & 63)
	}
	return bits
}

func (f *faults) rift(c *fault.Change) *rift {
	r := &rift{kind: c.Kind, number: c.Number, nodes: f.set(c.Nodes), others: f.set(c.Others)}
	if c.Kind == fault.Split {
		r.group = make([]int32, f.w.n)
		for g, ids := range c.Groups {
			for _, id := range ids {
				r.group[id-1] = int32(g + 1)
			}
		}
	}
	return r
}

// happen makes the next change of the timeline.
func (f *faults) happen(c *fault.Change) {
	f.applied++
	switch c.Kind {
	case fault.Down:
		f.crash(c)
	case fault.Up:
		f.restart(c)
	case fault.Split:
		f.split(c)
	case fault.Heal:
		f.heal(c)
	case fault.Cut:
		r := f.rift(c)
		f.note(r)
		f.active = append(f.active, r)
	case fault.Mend:
		f.end(fault.Cut, c.Number)
		f.remake(f.rift(c))
	case fault.Reset:
		f.remake(f.rift(c))
	case fault.Slow:
		f.slow = append(f.slow, c)
		f.pace()
	case fault.Normal:
		f.slow = slices.DeleteFunc(f.slow, func(s *fault.Change) bool { return s.Number == c.Number })
		f.pace()
	}
	f.w.tally.recount()
}

// pace finds how slow each node is: as the worst of its faults has it.
func (f *faults) pace() {
	for i := range f.slowed {
		f.slowed[i] = ordinary
	}
	for _, c := range f.slow {
		for _, id := range c.Nodes {
			f.slowed[id-1] = max(f.slowed[id-1], int64(c.Factor*ordinary+0.5))
		}
	}
}

// note adds what broke links to the log: what is on its way there is lost.
func (f *faults) note(r *rift) {
	f.log = append(f.log, r)
	f.happened++
}

func (f *faults) crash(c *fault.Change) {
	r := f.rift(c)
	var ended []uint32
	for _, id := range c.Nodes {
		if i := uint32(id - 1); !f.dead[i] {
			ended = append(ended, i)
		}
	}
	for _, i := range ended {
		f.w.observe(Crashed, i, 0, nil)
		f.w.tally.died(i)
		f.w.infected.forget(i)
		f.living--
	}
	up := f.upLinks(r)
	f.note(r)
	for _, i := range ended {
		f.dead[i] = true
	}
	f.tell(gossip.LinkDown, up)
}

func (f *faults) restart(c *fault.Change) {
	r := f.rift(c)
	f.note(r)
	var begun []uint32
	for _, id := range c.Nodes {
		if i := uint32(id - 1); f.dead[i] {
			f.dead[i], f.born[i] = false, f.happened
			f.living++
			begun = append(begun, i)
		}
	}
	for _, i := range begun {
		f.w.observe(Restarted, i, 0, nil)
		if err := f.w.create(int(i)); err != nil {
			panic(err) // it was created with the same settings before
		}
		f.w.tally.born(i)
		f.w.step(i, gossip.Event{Kind: gossip.Start})
	}
	f.tell(gossip.LinkUp, f.joined(r))
}

func (f *faults) split(c *fault.Change) {
	r := f.rift(c)
	up := f.upLinks(r)
	f.note(r)
	f.active = append(f.active, r)
	f.tell(gossip.LinkDown, up)
}

func (f *faults) heal(c *fault.Change) {
	if r := f.end(fault.Split, c.Number); r != nil {
		f.tell(gossip.LinkUp, f.joined(r))
	}
}

// end takes back what a fault did.
func (f *faults) end(kind fault.Kind, number int) *rift {
	at := slices.IndexFunc(f.active, func(r *rift) bool { return r.kind == kind && r.number == number })
	if at < 0 {
		return nil
	}
	r := f.active[at]
	f.active = slices.Delete(f.active, at, at+1)
	return r
}

// remake breaks the links of a rift and makes them anew at once.
func (f *faults) remake(r *rift) {
	down := f.upLinks(r)
	f.note(r)
	f.tell(gossip.LinkDown, down)
	f.tell(gossip.LinkUp, f.joined(r))
}

// upLinks lists the links that are up and that a rift is about, in either direction.
func (f *faults) upLinks(r *rift) (up [][2]uint32) {
	if !f.held {
		return nil
	}
	g := f.w.cfg.Graph
	for i := range f.w.n {
		if f.dead[i] {
			continue
		}
		peers := g.Neighbors(i)
		for k := range peers.Len() {
			a, b := uint32(i), uint32(peers.At(k))
			if a < b && (r.severs(a, b) || r.severs(b, a)) && !f.parted(a, b) {
				up = append(up, [2]uint32{a, b})
			}
		}
	}
	return up
}

// joined lists the links that come up again after what a rift was about. Where nodes hold no links, each
// node that was cut off connects to one of those that it was cut off from, drawn by lot: that is all it takes to
// reconcile.
func (f *faults) joined(r *rift) [][2]uint32 {
	if f.held {
		return f.upLinks(r)
	}
	const tries = 64
	var links [][2]uint32
	for i := range uint32(f.w.n) {
		if f.dead[i] || !f.touches(r, i) {
			continue
		}
		for range tries {
			j := uint32(f.w.random.IntN(f.w.n))
			if i != j && (r.severs(i, j) || r.severs(j, i)) && !f.parted(i, j) {
				links = append(links, [2]uint32{i, j})
				break
			}
		}
	}
	return links
}

// touches reports whether a node is one of those that a rift names.
func (f *faults) touches(r *rift, i uint32) bool {
	if r.kind == fault.Split {
		return r.group[i] > 0
	}
	return has(r.nodes, i)
}

// parted reports whether a link is down: a cut does not bring it down, for nobody notices.
func (f *faults) parted(a, b uint32) bool {
	return f.dead[a] || f.dead[b] ||
		slices.ContainsFunc(f.active, func(r *rift) bool { return r.kind == fault.Split && r.severs(a, b) })
}

// tell lets the living ends of links know that these went up or down.
func (f *faults) tell(kind gossip.EventKind, links [][2]uint32) {
	record := LinkWentUp
	if kind == gossip.LinkDown {
		record = LinkWentDown
	}
	for _, l := range links {
		for _, end := range [][2]uint32{{l[0], l[1]}, {l[1], l[0]}} {
			if !f.dead[end[0]] {
				f.w.observe(record, end[0], end[1], nil)
				f.w.step(end[0], gossip.Event{Kind: kind, Peer: gossip.NodeID(end[1] + 1)})
			}
		}
	}
}
