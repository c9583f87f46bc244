package topology

import "slices"

// joinAmongOrphans joins lonely orphans to each other: as many as can be, and so that the parts
// become one.
//
// A largest set of pairs that may be joined leaves only orphans of one part without partner, for two
// of different parts could be joined. If the pairs do not connect all parts, there is a pair x-y
// that its parts do not need (there are ends enough: see surplus). Let z-w be a pair elsewhere: x-z
// and y-w instead of these two connect more, and are as many.
func (m *mend) joinAmongOrphans() {
	pairs := m.largestPairs()
	for m.connectMore(pairs) {
	}
	for i, partner := range pairs.partner {
		switch {
		case partner < 0:
			m.spare = append(m.spare, pairs.orphan[i])
		case i < partner:
			m.draft.add(pairs.orphan[i], pairs.orphan[partner])
		}
	}
}

// orphanPairs is a set of pairs of lonely orphans, which are numbered from 0.
type orphanPairs struct {
	orphan  []int32
	part    []int // the part of each
	partner []int // the other one of its pair, or -1
}

func (m *mend) largestPairs() *orphanPairs {
	p := &orphanPairs{}
	for i, part := range m.parts {
		for _, o := range part.lonely {
			p.orphan = append(p.orphan, o)
			p.part = append(p.part, i)
		}
	}
	m.rng.Shuffle(len(p.orphan), func(i, j int) {
		p.orphan[i], p.orphan[j] = p.orphan[j], p.orphan[i]
		p.part[i], p.part[j] = p.part[j], p.part[i]
	})
	p.partner = maximumMatching(len(p.orphan), func(i, j int) bool { return !m.draft.has(p.orphan[i], p.orphan[j]) })
	return p
}

// connectMore changes a pair or two so that they connect more of the parts. It reports false when
// they connect all.
func (m *mend) connectMore(p *orphanPairs) bool {
	group := make([]int, len(m.parts)) // by part: the parts that the pairs connect have one number
	for i := range group {
		group[i] = i
	}
	needless := -1 // one of a pair whose parts are connected without it
	for x, y := range p.partner {
		if y < x {
			continue // single, or seen from the other side
		}
		from, to := group[p.part[x]], group[p.part[y]]
		if from == to {
			needless = x
			continue
		}
		for i := range group {
			if group[i] == from {
				group[i] = to
			}
		}
	}
	if needless < 0 {
		return false
	}
	x := needless
	elsewhere := func(i int) bool { return group[p.part[i]] != group[p.part[x]] }
	z := -1
	for i := range p.partner {
		if elsewhere(i) && (z < 0 || p.partner[i] >= 0) {
			z = i
		}
	}
	if z < 0 {
		return false
	}
	y, w := p.partner[x], p.partner[z]
	p.partner[x], p.partner[z] = z, x
	p.partner[y] = w // w is -1 if z had no partner: then y takes over that
	if w >= 0 {
		p.partner[w] = y
	}
	return true
}

// restoreBySwaps restores orphans without partner, two at a time: an edge u-v is removed, and they
// become neighbors of its ends. The orphans that are left are all neighbors of each other.
func (m *mend) restoreBySwaps() {
	for m.restoreTwo() {
	}
}

func (m *mend) restoreTwo() bool {
	for i, a := range m.spare {
		for j := range i {
			if m.swap(a, m.spare[j]) {
				m.spare = slices.Delete(m.spare, i, i+1)
				m.spare = slices.Delete(m.spare, j, j+1)
				return true
			}
		}
	}
	return false
}

// swap looks for an edge u-v that a-u and b-v can replace without cutting anything off, and replaces
// it.
func (m *mend) swap(a, b int32) bool {
	n := m.g.Len()
	if m.draft.degree(a) == n-1 || m.draft.degree(b) == n-1 {
		return false
	}
	start := m.rng.IntN(n)
	for step := range n {
		u := int32((start + step) % n)
		if u == a || u == b || m.draft.has(a, u) {
			continue
		}
		for _, v := range slices.Collect(m.draft.neighbors(u)) { // a copy: the draft changes below
			if v == a || v == b || m.draft.has(b, v) {
				continue
			}
			m.draft.remove(u, v)
			m.draft.add(a, u)
			m.draft.add(b, v)
			if m.draft.reaches(u, v) {
				return true
			}
			m.draft.remove(b, v)
			m.draft.remove(a, u)
			m.draft.add(u, v)
		}
	}
	return false
}
