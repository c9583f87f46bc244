package gossip

import (
	"fmt"
	"slices"
)

// Range-based set reconciliation (Meyer, arXiv 2212.13567; the constants are those of negentropy).
// Two nodes compare the fingerprints of ranges of keys. Where they differ, the one that notices
// splits the range and answers with the fingerprints of the parts, or, when it holds few keys there,
// with the keys themselves. Whoever sees the other's keys sends what the other lacks and asks for
// what it lacks. Neither end keeps any state between two packets, and what is exchanged grows with
// the difference of the sets, not with the sets.
const (
	splitWays  = 16      // parts of a range
	listBelow  = 32      // a range with fewer keys is listed: 2 x splitWays, so that no part is ever empty
	frameLimit = 1 << 14 // fingerprints and keys in one packet: some 1.5 MB as JSON
)

// What one packet may bring back. What does not fit is put off: in its place the answer has a
// fingerprint, so that the other end asks again when it has taken what it got.
const (
	chunkMessages = 512
	chunkBytes    = 256 << 10
)

// check reports what is wrong with a packet from outside.
func (p *SyncPacket) check() error {
	var last Bound
	for i, r := range p.Ranges {
		if compareKeys(r.From, last) < 0 || compareKeys(r.From, r.To) >= 0 {
			return fmt.Errorf("range %d of a reconciliation does not follow the one before it", i+1)
		}
		last = r.To
		for j, k := range r.Keys {
			if compareKeys(k, r.From) < 0 || compareKeys(k, r.To) >= 0 || j > 0 && compareKeys(r.Keys[j-1], k) >= 0 {
				return fmt.Errorf("key %d of range %d of a reconciliation is out of order", j+1, i+1)
			}
			if !k.possible() {
				return fmt.Errorf("key %d of range %d of a reconciliation is that of no message", j+1, i+1)
			}
		}
	}
	for i, k := range p.Want {
		if !k.possible() {
			return fmt.Errorf("key %d that a reconciliation asks for is that of no message", i+1)
		}
	}
	return nil
}

// possible reports whether a message can have the key. There is a bound after each key that can be.
func (k Key) possible() bool { return k.Origin >= 1 && k.Origin <= MaxNodeID && k.Time >= 1 }

// reconciliation answers one packet: with ranges and wants for the next packet, and with positions of
// messages to send.
type reconciliation struct {
	store  *Store
	order  *ordered
	give   bool // this node sends what the other lacks
	take   bool // this node asks for what it lacks
	ranges []Range
	want   []Key
	send   []int32 // positions in the store

	entries int // fingerprints and keys in ranges and want
	bytes   int // of the texts in send
}

func newReconciliation(store *Store, give, take bool) *reconciliation {
	return &reconciliation{store: store, order: store.order(), give: give, take: take}
}

// open begins with the whole set.
func (r *reconciliation) open() { r.split(Bound{}, LastBound()) }

// answer works on what the other end said. Keys that it asked for come first: they end a difference.
func (r *reconciliation) answer(p *SyncPacket) {
	served := 0
	if r.give {
		served = r.serve(p.Want)
	}
	if rest := p.Want[served:]; r.give && len(rest) > 0 {
		from, to := span(rest)
		if n := len(p.Ranges); n > 0 {
			from, to = minKey(from, p.Ranges[0].From), maxKey(to, p.Ranges[n-1].To)
		}
		r.fingerprint(from, to)
		return
	}
	for i := range p.Ranges {
		theirs := &p.Ranges[i]
		if !theirs.List {
			r.judge(theirs)
		} else if stop := r.compare(theirs); stop != theirs.To {
			r.fingerprint(stop, theirs.To)
		}
		if last := p.Ranges[len(p.Ranges)-1].To; r.entries >= frameLimit && theirs.To != last {
			r.fingerprint(theirs.To, last)
			return
		}
	}
}

// serve sends what the other end asked for, and returns how many keys it got through.
func (r *reconciliation) serve(want []Key) int {
	for i, key := range want {
		position, ok := r.store.Find(key)
		if !ok {
			continue
		}
		if r.full() {
			return i
		}
		r.add(int32(position))
	}
	return len(want)
}

// span returns the bounds around some keys.
func span(keys []Key) (from, to Bound) {
	from, to = keys[0], keys[0]
	for _, k := range keys {
		from, to = minKey(from, k), maxKey(to, k)
	}
	to.Origin++
	return from, to
}

func minKey(a, b Key) Key {
	if compareKeys(b, a) < 0 {
		return b
	}
	return a
}

func maxKey(a, b Key) Key {
	if compareKeys(b, a) > 0 {
		return b
	}
	return a
}

func (r *reconciliation) full() bool {
	return len(r.send) >= chunkMessages || r.bytes >= chunkBytes
}

func (r *reconciliation) add(position int32) {
	r.send = append(r.send, position)
	r.bytes += len(r.store.record(int(position)).Message.Text)
}

// judge answers a fingerprint.
func (r *reconciliation) judge(theirs *Range) {
	count, sum := r.between(theirs.From, theirs.To)
	switch {
	case count == theirs.Count && sum == theirs.Fingerprint:
	case count == 0 && !r.take, theirs.Count == 0 && !r.give:
		// there is nothing to give, or nothing to take
	default:
		r.split(theirs.From, theirs.To)
	}
}

func (r *reconciliation) between(from, to Bound) (int, Fingerprint) {
	low, below := r.order.before(from)
	high, sum := r.order.before(to)
	return high - low, sum.minus(below)
}

// split says what this node holds in a range: the keys, or the fingerprints of its parts.
func (r *reconciliation) split(from, to Bound) {
	low, _ := r.order.before(from)
	high, _ := r.order.before(to)
	n := high - low
	if n < listBelow {
		keys := make([]Key, n)
		for i := range keys {
			keys[i] = r.order.at(low + i).Key
		}
		r.ranges = append(r.ranges, Range{From: from, To: to, List: true, Keys: keys})
		r.entries += n + 1
		return
	}
	for part := range splitWays {
		upto := to
		if part < splitWays-1 {
			upto = r.order.at(low + n*(part+1)/splitWays).Key
		}
		r.fingerprint(from, upto)
		from = upto
	}
}

func (r *reconciliation) fingerprint(from, to Bound) {
	count, sum := r.between(from, to)
	r.ranges = append(r.ranges, Range{From: from, To: to, Count: count, Fingerprint: sum})
	r.entries++
}

// compare works on a list. It returns the bound up to which it came: that of the list, unless what it
// has to send does not fit.
func (r *reconciliation) compare(theirs *Range) Bound {
	if r.take {
		for _, key := range theirs.Keys {
			if _, have := r.store.Find(key); !have {
				r.want = append(r.want, key)
				r.entries++
			}
		}
	}
	if !r.give {
		return theirs.To
	}
	low, _ := r.order.before(theirs.From)
	high, _ := r.order.before(theirs.To)
	for rank := low; rank < high; rank++ {
		mine := r.order.at(rank)
		if _, have := slices.BinarySearchFunc(theirs.Keys, mine.Key, compareKeys); have {
			continue
		}
		if r.full() {
			return mine.Key
		}
		r.add(mine.position)
	}
	return theirs.To
}

// done reports whether there is nothing left to say.
func (r *reconciliation) done() bool { return len(r.ranges) == 0 && len(r.want) == 0 }
