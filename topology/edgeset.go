package topology

import "math/bits"

// An edgeSet is a set of undirected edges between the node indexes 0 to n-1 that generators change
// while they draw. No edge is a loop. It comes as a bit matrix, which is best for dense graphs, and as
// a hash table, which takes memory in proportion to the edges.
type edgeSet interface {
	has(u, v int32) bool
	add(u, v int32)    // which must not be in the set
	remove(u, v int32) // which must be in the set

	// stranger draws, uniformly, a node that is neither u nor a neighbor of u. The caller knows how
	// many neighbors u has; there must be a stranger.
	stranger(u int32, neighbors int, d *dice) int32
}

// newEdgeSet returns an empty set for n nodes which will hold about the given number of edges.
func newEdgeSet(n, edges int) edgeSet {
	if matrixFits(n, edges) {
		return newMatrix(n)
	}
	return newTable(n, edges)
}

// matrixFits reports whether a matrix takes no more memory than a table would (16 bytes an edge), or
// at most 128 KiB.
func matrixFits(n, edges int) bool { return n <= 1024 || int64(n)*int64(n)/8 <= 16*int64(edges) }

// A matrix has one bit for each ordered pair of nodes.
type matrix struct {
	n, words int // words in a row
	bits     []uint64
}

func newMatrix(n int) *matrix {
	words := (n + 63) / 64
	return &matrix{n: n, words: words, bits: make([]uint64, n*words)}
}

func (m *matrix) has(u, v int32) bool {
	return m.bits[int(u)*m.words+int(v>>6)]>>(v&63)&1 == 1
}

func (m *matrix) add(u, v int32)    { m.flip(u, v); m.flip(v, u) }
func (m *matrix) remove(u, v int32) { m.flip(u, v); m.flip(v, u) }
func (m *matrix) flip(u, v int32)   { m.bits[int(u)*m.words+int(v>>6)] ^= 1 << (v & 63) }

func (m *matrix) stranger(u int32, neighbors int, d *dice) int32 {
	if 2*neighbors < m.n {
		return redrawStranger(m, m.n, u, d)
	}
	// Strangers are few: draw the rank of one and find it, a word of the row at a time.
	rank := d.below(m.n - 1 - neighbors)
	for w := range m.words {
		free := ^m.bits[int(u)*m.words+w]
		if w == int(u>>6) {
			free &^= 1 << (u & 63)
		}
		count := bits.OnesCount64(free)
		if rank >= count {
			rank -= count
			continue
		}
		for ; rank > 0; rank-- {
			free &= free - 1
		}
		return int32(w*64 + bits.TrailingZeros64(free))
	}
	panic("topology: a stranger was asked for where there is none")
}

// A table is a hash set with linear probing, at most half full. Its keys are u<<32|v with u < v,
// which is never 0.
type table struct {
	n     int
	shift int // 64 minus the logarithm of the number of slots
	slots []uint64
}

func newTable(n, edges int) *table {
	log := bits.Len(uint(2*edges + 1))
	return &table{n: n, shift: 64 - log, slots: make([]uint64, 1<<log)}
}

func (t *table) has(u, v int32) bool {
	_, found := t.find(edgeKey(u, v))
	return found
}

func (t *table) add(u, v int32) {
	key := edgeKey(u, v)
	if i, found := t.find(key); !found {
		t.slots[i] = key
	}
}

// remove closes the gap it makes, by moving up what was pushed past it, so that no tombstones pile
// up.
func (t *table) remove(u, v int32) {
	gap, found := t.find(edgeKey(u, v))
	if !found {
		return
	}
	mask := len(t.slots) - 1
	for i := (gap + 1) & mask; t.slots[i] != 0; i = (i + 1) & mask {
		// The key at i may move to the gap unless its home lies behind the gap.
		if (i-t.home(t.slots[i]))&mask >= (i-gap)&mask {
			t.slots[gap] = t.slots[i]
			gap = i
		}
	}
	t.slots[gap] = 0
}

func (t *table) stranger(u int32, _ int, d *dice) int32 { return redrawStranger(t, t.n, u, d) }

// find returns the slot of a key, or the free slot where it belongs.
func (t *table) find(key uint64) (slot int, found bool) {
	mask := len(t.slots) - 1
	for i := t.home(key); ; i = (i + 1) & mask {
		switch t.slots[i] {
		case key:
			return i, true
		case 0:
			return i, false
		}
	}
}

// home is the slot where the search for a key begins: the top bits of a multiplicative hash.
func (t *table) home(key uint64) int { return int(key * 0x9e3779b97f4a7c15 >> t.shift) }

func edgeKey(u, v int32) uint64 { return uint64(min(u, v))<<32 | uint64(max(u, v)) }

// redrawStranger draws nodes until one is a stranger of u.
func redrawStranger(s edgeSet, n int, u int32, d *dice) int32 {
	for {
		if v := int32(d.below(n)); v != u && !s.has(u, v) {
			return v
		}
	}
}
