package topology

// maximumMatching returns a largest set of disjoint pairs of the numbers 0 to n-1, of which may(i, j)
// allows each: partner[i] is the other of the pair, or -1. It first pairs greedily in ascending
// order, and then repairs.
//
// J. Edmonds, Paths, trees, and flowers, Canad. J. Math. 17 (1965): an augmenting path is searched
// breadth first from every single number, and odd cycles are shrunk into their base. It takes at
// most n^3 steps, and n^2 where the greedy pairs are nearly all.
func maximumMatching(n int, may func(i, j int) bool) (partner []int) {
	m := &matching{n: n, may: may, partner: filled(n), before: filled(n),
		base: make([]int, n), outer: make([]bool, n), marked: make([]bool, n)}
	for i := range n {
		for j := i + 1; j < n && m.partner[i] < 0; j++ {
			if m.partner[j] < 0 && may(i, j) {
				m.partner[i], m.partner[j] = j, i
			}
		}
	}
	for i := range n {
		if m.partner[i] < 0 {
			m.augment(m.search(i))
		}
	}
	return m.partner
}

// filled returns n times -1.
func filled(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = -1
	}
	return list
}

// matching is the state of Edmonds's algorithm.
type matching struct {
	n       int
	may     func(i, j int) bool
	partner []int

	// One search. Its tree alternates between pairs that may be made and pairs that are made.
	before []int  // by inner number, and by members of shrunk cycles: where the search came from
	base   []int  // by number: the base of the shrunk cycle it is in, or itself
	outer  []bool // the numbers from which the search goes on
	marked []bool // scratch, by base
	queue  []int
}

// search returns a single number at which an augmenting path from the root ends, or -1.
func (m *matching) search(root int) int {
	for i := range m.n {
		m.before[i], m.base[i], m.outer[i] = -1, i, false
	}
	m.outer[root] = true
	m.queue = append(m.queue[:0], root)
	for head := 0; head < len(m.queue); head++ {
		v := m.queue[head]
		for w := range m.n {
			if m.base[v] == m.base[w] || m.partner[v] == w || m.before[w] >= 0 && !m.outer[w] || !m.may(v, w) {
				continue
			}
			if m.outer[w] {
				m.shrink(v, w)
				continue
			}
			m.before[w] = v
			next := m.partner[w]
			if next < 0 {
				return w
			}
			m.outer[next] = true
			m.queue = append(m.queue, next)
		}
	}
	return -1
}

// augment makes the pairs along the path that ends here; -1 is no path.
func (m *matching) augment(end int) {
	for end >= 0 {
		v := m.before[end]
		next := m.partner[v]
		m.partner[v], m.partner[end] = end, v
		end = next
	}
}

// shrink turns the odd cycle that the outer numbers v and w close into one outer number.
func (m *matching) shrink(v, w int) {
	base := m.meeting(v, w)
	clear(m.marked)
	m.mark(v, base, w)
	m.mark(w, base, v)
	for i := range m.n {
		if m.marked[m.base[i]] {
			m.base[i] = base
			if !m.outer[i] {
				m.outer[i] = true
				m.queue = append(m.queue, i)
			}
		}
	}
}

// meeting returns the base where the ways from v and w back to the root meet.
func (m *matching) meeting(v, w int) int {
	clear(m.marked)
	for {
		v = m.base[v]
		m.marked[v] = true
		if m.partner[v] < 0 {
			break // the root
		}
		v = m.before[m.partner[v]]
	}
	for {
		w = m.base[w]
		if m.marked[w] {
			return w
		}
		w = m.before[m.partner[w]]
	}
}

// mark marks the bases between v and the base of the cycle, and lets the way back from v lead over
// the cycle's other side, which begins with the given number.
func (m *matching) mark(v, base, other int) {
	for m.base[v] != base {
		m.marked[m.base[v]], m.marked[m.base[m.partner[v]]] = true, true
		m.before[v] = other
		other = m.partner[v]
		v = m.before[other]
	}
}
