package fault

import (
	"math/bits"
	"math/rand/v2"
	"slices"
)

// Timeline says what changes when in a network of n nodes. What is drawn depends on the seed and on
// the fault's place in the plan, on every machine alike. It fails only where Validate does, with the
// same *Error: for no seed or for all. So a plan that leaves nobody alive by bad luck alone is not
// refused.
func (p Plan) Timeline(n int, seed uint64) (Timeline, error) {
	if err := p.Validate(n); err != nil {
		return nil, err
	}
	line, _, err := p.unfold(n, seed)
	return line, err
}

// unfold makes the timeline, and returns how many nodes live at its end.
func (p Plan) unfold(n int, seed uint64) (line Timeline, alive int, err error) {
	network := newPopulation(n)
	begun := make([]Change, len(p)) // the beginning of each fault; zero if it befell nobody
	for _, e := range p.events() {
		row, err := LookupKind(p[e.number].Kind)
		if err != nil {
			return nil, 0, err
		}
		var c Change
		if e.end {
			c = network.end(begun[e.number], row.ends)
		} else {
			network.reseed(seed, e.number)
			c = row.draw(p[e.number], network)
			c.Kind = row.begins
		}
		c.At, c.Number = e.at, e.number
		if c.idle(n) {
			continue
		}
		if !e.end {
			begun[e.number] = c
		}
		network.apply(c)
		line = append(line, c)
	}
	return line, network.alive, nil
}

// idle reports whether the change changes nothing.
func (c Change) idle(n int) bool {
	switch c.Kind {
	case Split, Heal:
		return len(c.Groups) == 0 || len(c.Groups[0]) == n
	case Cut, Mend:
		return len(c.Nodes) == 0 || len(c.Others) == 0
	}
	return len(c.Nodes) == 0
}

// population is the state of the nodes while a plan unfolds.
type population struct {
	n     int
	down  []int32 // by id - 1: the number of the fault that ended it, plus 1; 0 if it lives
	alive int
	taken []bool // by id - 1: chosen for the fault at hand; nil if nobody is
	pcg   rand.PCG
}

// among says from whom nodes are chosen.
type among uint8

const (
	anyone among = iota // the named as they are, and shares of the living that are not chosen yet
	living
	fallen
)

func newPopulation(n int) *population {
	return &population{n: n, down: make([]int32, n), alive: n}
}

// apart keeps the streams of this package apart from those that others derive from the same seed.
const apart = 0x6661756c74 << 16

// reseed begins the draws of a fault. They depend on other faults only through who is alive.
func (p *population) reseed(seed uint64, number int) {
	p.taken = nil
	x := scramble(scramble(seed+apart) + uint64(number))
	p.pcg.Seed(x, scramble(x))
}

// scramble is the output function of SplitMix64 (Steele, Lea and Flood: Fast splittable pseudorandom
// number generators, OOPSLA 2014), so that neighboring seeds have unrelated streams.
func scramble(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// pick chooses nodes, ascending.
func (p *population) pick(s Nodes, from among) []int {
	var ids []int
	switch s.Which {
	case Named:
		for _, r := range s.merged() {
			for id := r.First; id <= r.Last; id++ {
				if p.in(id, from) {
					ids = append(ids, id)
				}
			}
		}
	case Share:
		ids = p.draw(s, from)
	default:
		for id := 1; id <= p.n; id++ {
			if p.in(id, from) && !(s.Which == Rest && p.isTaken(id)) {
				ids = append(ids, id)
			}
		}
	}
	p.mark(ids)
	return ids
}

// in reports whether a node that is named can be chosen.
func (p *population) in(id int, from among) bool {
	return from == anyone || (p.down[id-1] == 0) == (from == living)
}

// take keeps the nodes that are named out of draws.
func (p *population) take(s Nodes) {
	for _, r := range s.merged() {
		for id := r.First; id <= r.Last; id++ {
			p.markOne(id)
		}
	}
}

func (p *population) isTaken(id int) bool { return p.taken != nil && p.taken[id-1] }

func (p *population) mark(ids []int) {
	for _, id := range ids {
		p.markOne(id)
	}
}

func (p *population) markOne(id int) {
	if p.taken == nil {
		p.taken = make([]bool, p.n)
	}
	p.taken[id-1] = true
}

// draw chooses a share at random: of the fallen or of the living, except who is chosen already.
func (p *population) draw(s Nodes, from among) []int {
	total := p.alive
	if from == fallen {
		total = p.n - p.alive
	}
	ids := make([]int, 0, total)
	for id := 1; id <= p.n; id++ {
		if (p.down[id-1] == 0) == (from != fallen) && !p.isTaken(id) {
			ids = append(ids, id)
		}
	}
	k := min(s.count(total), len(ids))
	for i := range k {
		j := i + p.below(len(ids)-i)
		ids[i], ids[j] = ids[j], ids[i]
	}
	ids = slices.Clip(ids[:k])
	slices.Sort(ids)
	return ids
}

// below returns a uniform number from 0 to n-1; n must be positive. Of the 128-bit product of a draw
// with n, the high half is the number, and the low half tells the few draws that must be repeated
// (Lemire: Fast random integer generation in an interval, ACM TOMACS 2019). The methods of rand.Rand
// promise no such thing for every machine and every release.
func (p *population) below(n int) int {
	m := uint64(n)
	for {
		high, low := bits.Mul64(p.pcg.Uint64(), m)
		if low >= -m%m {
			return int(high)
		}
	}
}

// end makes the change that ends what another began; nodes that somebody else restarted in the
// meantime do not begin anew once more.
func (p *population) end(begun Change, kind Kind) Change {
	c := begun
	c.Kind = kind
	if kind == Up {
		c.Nodes = nil
		for _, id := range begun.Nodes {
			if p.down[id-1] == int32(begun.Number)+1 {
				c.Nodes = append(c.Nodes, id)
			}
		}
	}
	return c
}

// apply notes who is alive.
func (p *population) apply(c Change) {
	switch c.Kind {
	case Down:
		for _, id := range c.Nodes {
			p.down[id-1] = int32(c.Number) + 1
		}
		p.alive -= len(c.Nodes)
	case Up:
		for _, id := range c.Nodes {
			p.down[id-1] = 0
		}
		p.alive += len(c.Nodes)
	}
}
