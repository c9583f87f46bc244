package gossip

// index finds the position of a message by its key: a hash table with open addressing and linear
// probing. A lookup in Go's own map touches two places in memory, this one mostly one, which counts
// when every relay looks its message up. Keys are only ever added. They stand in the store, not here: so
// eight slots share a line of the cache.
type index struct {
	slots []slot // a power of two of them; at most three quarters are taken
	used  int
}

// slot is a position, and a part of the hash of the key there.
type slot struct {
	hash  uint32
	after int32 // the position after it: 0 in a free slot
}

// hash returns the part of a key's hash that slots have. A key is looked for first in the slot of that
// number, modulo the number of slots.
func (key Key) hash() uint32 {
	return uint32(mix64(uint64(key.Time) ^ uint64(key.Origin)<<40))
}

// find looks for a key among the records of s.
func (x *index) find(s *Store, key Key) (int32, bool) {
	hash, mask := key.hash(), uint32(len(x.slots)-1)
	for i := hash & mask; ; i = (i + 1) & mask {
		switch slot := x.slots[i]; {
		case slot.after == 0:
			return 0, false
		case slot.hash == hash && s.record(int(slot.after-1)).Message.Key == key:
			return slot.after - 1, true
		}
	}
}

// fetch reads what find will read of some keys, first the slots and then what they lead to.
func (x *index) fetch(s *Store, keys []Key) (sum int) {
	var after [16]int32
	keys = keys[:min(len(keys), len(after))]
	mask := uint32(len(x.slots) - 1)
	for i, key := range keys {
		if slot := x.slots[key.hash()&mask]; slot.hash == key.hash() {
			after[i] = slot.after
		}
	}
	for _, next := range after {
		if next > 0 {
			sum += int(s.record(int(next - 1)).Message.Text[0])
		}
	}
	return sum
}

// add takes in a key that is not there yet.
func (x *index) add(key Key, position int32) {
	if 4*(x.used+1) > 3*len(x.slots) {
		old := x.slots
		x.slots = make([]slot, max(4*scanLimit, 2*len(old)))
		for _, s := range old {
			if s.after != 0 {
				x.put(s)
			}
		}
	}
	x.put(slot{key.hash(), position + 1})
	x.used++
}

func (x *index) put(s slot) {
	mask := uint32(len(x.slots) - 1)
	i := s.hash & mask
	for x.slots[i].after != 0 {
		i = (i + 1) & mask
	}
	x.slots[i] = s
}
