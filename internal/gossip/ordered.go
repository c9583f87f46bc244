package gossip

import "slices"

// ordered is a set of keys in ascending order, by origination time and then by origin. It knows the
// number and the fingerprint of all keys before any bound in O(log n): a B+ tree in which every node
// carries the sums of what is below it.
type ordered struct {
	root *treeNode
}

// entry is a key and its position in the store.
type entry struct {
	Key
	position int32
}

// Fingerprint is the sum of the hashes of a set of keys, in two words that are summed apart. Sums form
// a group, so the fingerprint of a range is a difference. Two different sets have the same one by
// chance only once in 2^128; nothing protects it against someone who wants that.
type Fingerprint [2]uint64

func (f Fingerprint) plus(g Fingerprint) Fingerprint {
	return Fingerprint{f[0] + g[0], f[1] + g[1]}
}

func (f Fingerprint) minus(g Fingerprint) Fingerprint {
	return Fingerprint{f[0] - g[0], f[1] - g[1]}
}

// fingerprint returns that of one key.
func (k Key) fingerprint() Fingerprint {
	a := mix64(uint64(k.Time) ^ mix64(uint64(k.Origin)+0x9e3779b97f4a7c15))
	return Fingerprint{a, mix64(a + 0xd1b54a32d192ed03)}
}

// mix64 is the output function of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): a bijection in which
// every input bit reaches every output bit.
func mix64(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func compareKeys(a, b Key) int {
	switch {
	case a.Time < b.Time:
		return -1
	case a.Time > b.Time:
		return 1
	case a.Origin < b.Origin:
		return -1
	case a.Origin > b.Origin:
		return 1
	}
	return 0
}

// Widths of the tree. Keys mostly arrive in ascending order, so a full node keeps most of its own and
// a new one begins.
const (
	leafWidth  = 64
	innerWidth = 32
)

// treeNode is a leaf with entries, or has children.
type treeNode struct {
	low      Key // the smallest key below
	entries  []entry
	children []*treeNode
	size     int
	sum      Fingerprint
}

func (o *ordered) count() int {
	if o.root == nil {
		return 0
	}
	return o.root.size
}

// insert adds a key that is not in the set yet.
func (o *ordered) insert(e entry) {
	if o.root == nil {
		o.root = &treeNode{low: e.Key}
	}
	if right := o.root.insert(e, e.Key.fingerprint()); right != nil {
		left := o.root
		o.root = &treeNode{low: left.low, children: []*treeNode{left, right}}
		o.root.resum()
	}
}

// insert adds an entry below t. If t is full, the greater part of it becomes a node of its own, which
// is returned.
func (t *treeNode) insert(e entry, f Fingerprint) (right *treeNode) {
	if compareKeys(e.Key, t.low) < 0 {
		t.low = e.Key
	}
	t.size++
	t.sum = t.sum.plus(f)
	if t.children == nil {
		i, _ := slices.BinarySearchFunc(t.entries, e.Key, func(have entry, k Key) int { return compareKeys(have.Key, k) })
		t.entries = slices.Insert(t.entries, i, e)
		if len(t.entries) <= leafWidth {
			return nil
		}
		at := splitAt(i, len(t.entries))
		right = &treeNode{low: t.entries[at].Key, entries: slices.Clone(t.entries[at:])}
		t.entries = slices.Clip(slices.Delete(t.entries, at, len(t.entries)))
	} else {
		i := t.child(e.Key)
		added := t.children[i].insert(e, f)
		if added == nil {
			return nil
		}
		t.children = slices.Insert(t.children, i+1, added)
		if len(t.children) <= innerWidth {
			return nil
		}
		at := splitAt(i+1, len(t.children))
		right = &treeNode{low: t.children[at].low, children: slices.Clone(t.children[at:])}
		t.children = slices.Clip(slices.Delete(t.children, at, len(t.children)))
	}
	right.resum()
	t.size -= right.size
	t.sum = t.sum.minus(right.sum)
	return right
}

// splitAt returns where a full node of n is cut, after an insertion at i: before what was inserted if
// that is the last, as when keys arrive in order, else in the middle.
func splitAt(i, n int) int {
	if i == n-1 {
		return i
	}
	return n / 2
}

func (t *treeNode) resum() {
	t.size, t.sum = len(t.entries), Fingerprint{}
	for i := range t.entries {
		t.sum = t.sum.plus(t.entries[i].fingerprint())
	}
	for _, c := range t.children {
		t.size += c.size
		t.sum = t.sum.plus(c.sum)
	}
}

// child returns the position of the child below which a key belongs.
func (t *treeNode) child(k Key) int {
	i, exact := slices.BinarySearchFunc(t.children, k, func(c *treeNode, k Key) int { return compareKeys(c.low, k) })
	if exact {
		return i
	}
	return max(i-1, 0)
}

// before returns the number and the fingerprint of all keys before a bound.
func (o *ordered) before(b Bound) (rank int, sum Fingerprint) {
	t := o.root
	for t != nil && t.children != nil {
		i := t.child(b)
		for _, c := range t.children[:i] {
			rank += c.size
			sum = sum.plus(c.sum)
		}
		t = t.children[i]
	}
	if t == nil {
		return 0, sum
	}
	for i := range t.entries {
		if compareKeys(t.entries[i].Key, b) >= 0 {
			break
		}
		rank++
		sum = sum.plus(t.entries[i].fingerprint())
	}
	return rank, sum
}

// at returns the entry of the given rank, from 0; there must be one.
func (o *ordered) at(rank int) entry {
	t := o.root
	for t.children != nil {
		for _, c := range t.children {
			if rank < c.size {
				t = c
				break
			}
			rank -= c.size
		}
	}
	return t.entries[rank]
}
