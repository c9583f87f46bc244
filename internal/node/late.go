package node

import "time"

// lateness is how long a relay waits at most that tells its receiver nothing but one more path of a
// message. It goes along with what leaves meanwhile, and the first copies of a message, for which everybody
// waits, have the processors to themselves: of the time that a message by flood takes to the last of 16
// nodes on one machine, that is a fifth.
const lateness = time.Millisecond

// late says when the relays that are in no hurry leave. They are in the outboxes already, so that they
// count there and keep their order; what waits is the word to the writers.
type late struct {
	alarm *time.Timer
	set   bool
}

// flushSoon lets what was put on a link leave when what is being worked on is done.
func (o *owner) flushSoon(l *link) {
	if !l.dirty {
		l.dirty = true
		o.dirty = append(o.dirty, l)
	}
}

// flushLater lets what was put on a link leave before long.
func (o *owner) flushLater(l *link) {
	l.late = true
	if !o.late.set {
		o.late.set = true
		o.late.alarm.Reset(lateness)
	}
}

// flush lets everything leave that is in a hurry, and what else waits on the same links.
func (o *owner) flush() {
	for _, l := range o.dirty {
		l.dirty, l.late = false, false
		l.out.flush()
	}
	o.dirty = o.dirty[:0]
	for _, w := range o.watchers {
		w.flush()
	}
}

// flushLate lets leave what was in no hurry.
func (o *owner) flushLate() {
	o.late.set = false
	for _, p := range o.peers {
		if l := p.link; l != nil && l.late {
			l.late = false
			l.out.flush()
		}
	}
}
