package gossip

import "time"

// Arrival is one accepted copy of a message.
type Arrival struct {
	Path *Path // from the origin to here
	At   time.Duration
}

// Record is what a node keeps of one message: the message and every accepted arrival, in order. The
// first arrival is the delivery.
type Record struct {
	Message  *Message
	Arrivals []Arrival
	Relays   uint8
}

// Store holds the messages of one node in order of delivery. Records are only ever added, and the
// arrivals of a record only ever appended to.
type Store struct {
	records []Record
	index   map[Key]int32 // nil while a scan is cheaper
	bytes   int64
}

// scanLimit is the number of records up to which a scan replaces the index: a simulated node that
// carries a few messages needs no map.
const scanLimit = 8

// What one record and one hop of a path cost beside the text, for the accounting that bounds a
// node's memory: a Record with its share of the index and of the protocol's bookkeeping, and an
// Arrival with its path element.
const (
	recordBytes  = 256
	arrivalBytes = 16
	hopBytes     = 16
)

// Len returns the number of messages.
func (s *Store) Len() int { return len(s.records) }

// At returns the i-th message in order of delivery.
func (s *Store) At(i int) Record { return s.records[i] }

// Bytes estimates the memory that the stored messages and paths take.
func (s *Store) Bytes() int64 { return s.bytes }

// Find returns the position of a message, and whether the node has it.
func (s *Store) Find(key Key) (int, bool) {
	if s.index != nil {
		i, ok := s.index[key]
		return int(i), ok
	}
	for i := range s.records {
		if s.records[i].Message.Key == key {
			return i, true
		}
	}
	return 0, false
}

func (s *Store) add(m *Message, relays uint8) int {
	i := len(s.records)
	s.records = append(s.records, Record{Message: m, Relays: relays})
	s.bytes += recordBytes + int64(len(m.Text))
	switch {
	case s.index != nil:
		s.index[m.Key] = int32(i)
	case i == scanLimit:
		s.index = make(map[Key]int32, 4*scanLimit)
		for j := range s.records {
			s.index[s.records[j].Message.Key] = int32(j)
		}
	}
	return i
}

func (s *Store) arrived(i int, path *Path, at time.Duration) {
	r := &s.records[i]
	r.Arrivals = append(r.Arrivals, Arrival{Path: path, At: at})
	s.bytes += arrivalBytes + hopBytes*int64(path.Len())
}
