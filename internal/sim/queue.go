package sim

import "math/bits"

// event is something that will happen at a node: a packet arrives, or a timer is due. It holds no
// pointers, so that millions of them cost the collector nothing.
type event struct {
	at     int64  // ns since the start of the run
	to     uint32 // index of the node
	from   uint32 // index of the sender
	what   int32  // a packet by its place in the pool, or a timer: -1 less the timer
	change uint32 // how many faults had happened when it was caused
}

// queue is a priority queue of events for a clock that never goes back: a hierarchical timing wheel
// whose levels are the bytes of the time (Varghese and Lauck 1987; with a byte for a digit it is also a
// radix heap). An event lies in the level of the highest byte in which its time differs from the
// clock, and moves down when the clock gets there, so it is moved at most once for each byte of its
// delay, however many others there are. Events of the same time come out in the order in which they
// went in.
type queue struct {
	now    int64
	len    int
	levels [8]level
	free   *chunk

	// soon, if set, is told of events that will come out soon, up to soonest of them at a time.
	soon   func([]event)
	warmed int64 // it knows of those before this time
}

// soonest is a number of events of which all that they touch fits the caches.
const soonest = 1024

// level is one wheel.
type level struct {
	taken [4]uint64 // which slots hold something
	slots [256]slot
}

// slot is a list of events, first in first out.
type slot struct {
	head, tail *chunk
	read       int // in head
}

// chunk is a part of such a list. A kilobyte is read and written at the speed of memory, and little is
// lost in slots that hold few events.
type chunk struct {
	next   *chunk
	len    int
	events [42]event
}

// reset empties the queue and sets the clock to 0. It keeps the memory.
func (q *queue) reset() {
	for l := range q.levels {
		for s := range q.levels[l].slots {
			list := &q.levels[l].slots[s]
			for c := list.head; c != nil; {
				next := c.next
				q.release(c)
				c = next
			}
			*list = slot{}
		}
		q.levels[l].taken = [4]uint64{}
	}
	q.now, q.len, q.warmed = 0, 0, 0
}

// push adds an event. One that lies in the past is due now.
func (q *queue) push(e event) {
	e.at = max(e.at, q.now)
	q.len++
	q.place(e)
}

// place puts an event into the slot in which it waits.
func (q *queue) place(e event) {
	l := 0
	if differing := uint64(e.at ^ q.now); differing > 0xff {
		l = (63 - bits.LeadingZeros64(differing)) / 8
	}
	digit := int(uint64(e.at)>>(8*l)) & 0xff
	level := &q.levels[l]
	level.taken[digit>>6] |= 1 << (digit & 63)
	s := &level.slots[digit]
	c := s.tail
	if c == nil || c.len == len(c.events) {
		c = q.grow(s)
	}
	c.events[c.len] = e
	c.len++
}

// grow appends an empty chunk to a slot.
func (q *queue) grow(s *slot) *chunk {
	c := q.free
	if c == nil {
		block := make([]chunk, 64)
		for i := range block {
			q.release(&block[i])
		}
		c = q.free
	}
	q.free = c.next
	c.next, c.len = nil, 0
	if s.tail == nil {
		s.head, s.read = c, 0
	} else {
		s.tail.next = c
	}
	s.tail = c
	return c
}

func (q *queue) release(c *chunk) { c.next, q.free = q.free, c }

// due reports whether there is an event at or before the given time. It does not move the clock beyond
// that time, so whatever is pushed after it keeps its own.
func (q *queue) due(limit int64) bool {
	for {
		if digit, ok := q.levels[0].first(int(q.now & 0xff)); ok {
			return q.now&^0xff|int64(digit) <= limit
		}
		if !q.descend(limit) {
			return false
		}
	}
}

// pop removes the first event and sets the clock to its time. There must be one that is due.
func (q *queue) pop() event {
	level := &q.levels[0]
	digit, _ := level.first(int(q.now & 0xff))
	q.now = q.now&^0xff | int64(digit)
	q.len--
	s := &level.slots[digit]
	c := s.head
	if s.read == 0 && q.soon != nil && q.now >= q.warmed {
		q.soon(c.events[:c.len])
	}
	e := c.events[s.read]
	s.read++
	if s.read == c.len {
		s.head, s.read = c.next, 0
		q.release(c)
		if s.head == nil {
			s.tail = nil
			level.taken[digit>>6] &^= 1 << (digit & 63)
		}
	}
	return e
}

// descend moves the clock to the beginning of the next slot of a higher level that holds something,
// and its events down, unless there is none or it begins after the given time.
func (q *queue) descend(limit int64) bool {
	for l := 1; l < len(q.levels); l++ {
		shift := 8 * l
		level := &q.levels[l]
		digit, ok := level.first(int(uint64(q.now)>>shift) & 0xff)
		if !ok {
			continue
		}
		begins := q.now>>shift&^0xff<<shift | int64(digit)<<shift
		if begins > limit {
			return false
		}
		q.now = begins
		level.taken[digit>>6] &^= 1 << (digit & 63)
		s := &level.slots[digit]
		c := s.head
		*s = slot{}
		if begins >= q.warmed && q.announce(c) {
			q.warmed = begins + 1<<shift
		}
		for c != nil {
			for i := range c.len {
				q.place(c.events[i])
			}
			next := c.next
			q.release(c)
			c = next
		}
		return true
	}
	return false
}

// announce tells soon of the events in a list, unless they are too many at once.
func (q *queue) announce(list *chunk) bool {
	if q.soon == nil {
		return false
	}
	count := 0
	for c := list; c != nil; c = c.next {
		if count += c.len; count > soonest {
			return false
		}
	}
	for c := list; c != nil; c = c.next {
		q.soon(c.events[:c.len])
	}
	return true
}

// first returns the first slot from the given one on that holds something.
func (l *level) first(from int) (int, bool) {
	word := from >> 6
	rest := l.taken[word] >> (from & 63) << (from & 63)
	for rest == 0 {
		if word++; word == len(l.taken) {
			return 0, false
		}
		rest = l.taken[word]
	}
	return word<<6 + bits.TrailingZeros64(rest), true
}
