package gossip

import "time"

// Arrival is one accepted copy of a message.
type Arrival struct {
	Path *Path // from the origin to here
	At   time.Duration
}

// Record is what a node keeps of one message: the message and its arrivals, in order. The first
// arrival is the delivery.
type Record struct {
	Message  *Message
	Arrivals []Arrival
	Unkept   uint32 // further arrivals, of which only the number is known
	Relays   uint8
}

// Store holds the messages of one node in order of delivery. Records are only ever added, and the
// arrivals of a record only ever appended to.
type Store struct {
	group *Group
	bytes int64
	first Record // beside the rest: a simulated node carries one message, mostly
	len   int32
	more  *records // nil while one record is all there is
}

// records are what a store of several messages has.
type records struct {
	all    chunks[Record] // but the first
	index  index          // empty while a scan is cheaper
	sorted *ordered       // nil until there is something to reconcile
}

// memo is what was last looked for in the stores of a group, and the answer: a packet is checked, then
// received.
type memo struct {
	store *Store
	key   Key
	at    int32
	found bool
}

// scanLimit is the number of records up to which a scan replaces the index: a simulated node that
// carries a few messages needs none.
const scanLimit = 8

// What one record costs beside the text, and one arrival beside its path, for the accounting that
// bounds a node's memory: a Record with its message, its share of the index and of the protocol's
// bookkeeping; an Arrival. A path costs an element for its end and one for every pathRoom nodes.
const (
	recordBytes  = 192
	arrivalBytes = 16
	pathBytes    = 32
)

// Len returns the number of messages.
func (s *Store) Len() int { return int(s.len) }

// At returns the i-th message in order of delivery.
func (s *Store) At(i int) Record { return *s.record(i) }

// record returns the i-th record; the pointer is good until the next add.
func (s *Store) record(i int) *Record {
	if i == 0 {
		return &s.first
	}
	return s.more.all.at(i - 1)
}

func (s *Store) others() *records {
	if s.more == nil {
		s.more = new(records)
	}
	return s.more
}

// Bytes estimates the memory that the stored messages and paths take.
func (s *Store) Bytes() int64 { return s.bytes }

// Find returns the position of a message, and whether the node has it.
func (s *Store) Find(key Key) (int, bool) {
	m := &s.group.memo
	if m.key != key || m.store != s {
		at, found := s.find(key)
		*m = memo{s, key, at, found}
	}
	return int(m.at), m.found
}

func (s *Store) find(key Key) (int32, bool) {
	if s.more != nil && s.more.index.slots != nil {
		return s.more.index.find(s, key)
	}
	for i := range s.len {
		if s.record(int(i)).Message.Key == key {
			return i, true
		}
	}
	return 0, false
}

// Fetch reads what Find will read of some messages, up to 16: that is hardly ever in the cache, and the
// processor fetches it side by side if nothing else comes between. The number means nothing; see Touch.
func (s *Store) Fetch(keys []Key) int {
	if s.more == nil || s.more.index.slots == nil {
		return 0
	}
	return s.more.index.fetch(s, keys)
}

// Known returns the stored message of a key if it has the given text, else nil. With it, a driver that
// reads packets from a wire needs no new Message for each copy of the same one.
func (s *Store) Known(key Key, text []byte) *Message {
	if i, ok := s.Find(key); ok && s.record(i).Message.Text == string(text) {
		return s.record(i).Message
	}
	return nil
}

func (s *Store) add(m *Message, relays uint8) int {
	i := int(s.len)
	s.len++
	s.bytes += recordBytes + int64(len(m.Text))
	s.group.memo = memo{s, m.Key, int32(i), true}
	if i == 0 {
		s.first = Record{Message: m, Relays: relays}
		return i
	}
	others := s.others()
	others.all.add(Record{Message: m, Relays: relays})
	if i == scanLimit {
		for j := range i {
			others.index.add(s.record(j).Message.Key, int32(j))
		}
	}
	if i >= scanLimit {
		others.index.add(m.Key, int32(i))
	}
	return i
}

// arrive notes an arrival at a node by a path that ends at the sender, and returns the path to here,
// or nil if the node keeps no more of them.
func (s *Store) arrive(n *Node, i int, path *Path, at time.Duration, all bool) *Path {
	r := s.record(i)
	if !all && n.keepsNoMore(len(r.Arrivals)) {
		r.Unkept++
		return nil
	}
	path = s.group.paths.here(path, n.id)
	s.arrived(n, i, path, at)
	return path
}

// arrived notes an arrival by a path that ends here.
func (s *Store) arrived(n *Node, i int, path *Path, at time.Duration) {
	r := s.record(i)
	if r.Arrivals == nil {
		r.Arrivals = s.group.arrivals.take(n.arrivalsExpected())[:0]
	}
	r.Arrivals = append(r.Arrivals, Arrival{Path: path, At: at})
	s.bytes += arrivalBytes + pathBytes*int64(1+path.Len()/pathRoom)
}

// order returns the keys of all records in ascending order. It catches up with what was added since
// it was last asked, so that a store that is never reconciled pays nothing for it.
func (s *Store) order() *ordered {
	o := s.others()
	if o.sorted == nil {
		o.sorted = new(ordered)
	}
	for i := o.sorted.count(); i < s.Len(); i++ {
		o.sorted.insert(entry{s.record(i).Message.Key, int32(i)})
	}
	return o.sorted
}
