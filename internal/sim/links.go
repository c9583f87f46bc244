package sim

import (
	"math/bits"
	"math/rand/v2"
	"slices"
	"time"
)

// links is the model of what lies between the nodes: how long packets take, and which get lost.
type links struct {
	Network
	random    *rand.Rand
	loss      chance
	duplicate chance
	sampler   sampler
	seed      uint64
	size      int // bytes of the packet that is being sent

	// What is known of each direction of a link lies beside the adjacency of the graph. Complete graphs
	// store none: there it lies in a square, or in a map if that would be too large.
	first   []int
	adj     []int32
	side    int     // of the square; 0 if there is none
	ordered bool    // packets must be kept from overtaking each other
	last    []int64 // when the last packet arrives, ns
	free    []int64 // when the link has sent what it was given, ns; only with a bandwidth
	lastFar map[uint64]int64
	freeFar map[uint64]int64
	far     bool // in the maps
}

// chance is a probability as a part of 2^63.
type chance uint64

func chanceOf(p float64) chance { return chance(p * (1 << 63)) }

func (l *links) prepare(w *world) {
	cfg := w.cfg
	first, adj := cfg.Graph.Adjacency()
	*l = links{
		Network: cfg.Network, random: w.random, seed: cfg.Seed, loss: chanceOf(cfg.Network.Loss), duplicate: chanceOf(cfg.Network.Duplicate),
		sampler: newSampler(cfg.Network.Latency), first: first, adj: adj,
		last: l.last, free: l.free,
	}
	steady := l.sampler.fixed() || l.PerLink
	l.ordered = !l.Datagrams && !cfg.Rounds.Synchronous && (!steady || len(cfg.Faults) > 0)
	directions := len(adj)
	if first == nil {
		if l.far = w.n >= onDemand; l.far {
			l.lastFar, l.freeFar = map[uint64]int64{}, map[uint64]int64{}
			return
		}
		l.side = w.n
		directions = w.n * w.n
	}
	if l.ordered {
		l.last = room(l.last, directions)
		clear(l.last)
	}
	if l.Bandwidth > 0 {
		l.free = room(l.free, directions)
		clear(l.free)
	}
}

func (l *links) loses() bool   { return l.loss > 0 && chance(l.random.Uint64()>>1) < l.loss }
func (l *links) doubles() bool { return l.duplicate > 0 && chance(l.random.Uint64()>>1) < l.duplicate }

// arrival returns when a packet arrives that is sent now; all packets take slowed thousandths of their time.
func (l *links) arrival(from, to uint32, now, slowed int64) int64 {
	at := -1
	if l.ordered || l.Bandwidth > 0 {
		at = l.position(from, to)
	}
	if l.Bandwidth > 0 {
		now = l.sent(from, to, at, now)
	}
	delay := l.latency(from, to)
	if slowed != ordinary {
		delay = scaledBy(delay, slowed)
	}
	if delay > int64(1<<62)-now {
		delay = int64(1<<62) - now // beyond any end of a run
	}
	arrives := now + delay
	if l.ordered {
		arrives = l.behind(from, to, at, arrives)
	}
	return arrives
}

// occupy lets the link send a packet that gets lost behind it.
func (l *links) occupy(from, to uint32, now int64) {
	if l.Bandwidth == 0 {
		return
	}
	l.sent(from, to, l.position(from, to), now)
}

// ordinary is the factor, in thousandths, of a node that is not slow.
const ordinary = 1000

// scaledBy multiplies a time with a number of thousandths.
func scaledBy(ns, thousandths int64) int64 {
	high, low := bits.Mul64(uint64(ns), uint64(thousandths))
	if high >= 500 {
		return 1<<62 - 1
	}
	scaled, _ := bits.Div64(high, low, 1000)
	return int64(scaled)
}

func (l *links) latency(from, to uint32) int64 {
	switch {
	case l.sampler.fixed():
		return int64(l.sampler.a)
	case l.PerLink:
		return l.sampler.latency(scramble(l.seed ^ scramble(uint64(from)<<32|uint64(to))))
	}
	return l.sampler.latency(l.random.Uint64())
}

// scramble turns a number into one that looks random (the finalizer of splitmix64).
func scramble(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// position returns where a direction of a link lies in the adjacency or in the square, -1 if in the maps.
func (l *links) position(from, to uint32) int {
	switch {
	case l.side > 0:
		return int(from)*l.side + int(to)
	case l.far:
		return -1
	}
	begin := l.first[from]
	row := l.adj[begin:l.first[from+1]]
	if len(row) > 16 {
		k, _ := slices.BinarySearch(row, int32(to))
		return begin + k
	}
	for k, j := range row {
		if uint32(j) == to {
			return begin + k
		}
	}
	panic("sim: a packet to a node that is no peer")
}

// sent returns when the link has sent the packet, with the bandwidth that it has.
func (l *links) sent(from, to uint32, at int, now int64) int64 {
	key := uint64(from)<<32 | uint64(to)
	free := l.freeFar[key]
	if at >= 0 {
		free = l.free[at]
	}
	high, low := bits.Mul64(uint64(l.size), uint64(time.Second))
	takes, _ := bits.Div64(high, low, uint64(l.Bandwidth)) // a packet is smaller than 2^63 ns x 1 B/s
	free = min(max(free, now)+int64(takes), 1<<61)
	if at >= 0 {
		l.free[at] = free
	} else {
		l.freeFar[key] = free
	}
	return free
}

// behind keeps a packet behind the one that was sent before it.
func (l *links) behind(from, to uint32, at int, arrives int64) int64 {
	if at < 0 {
		key := uint64(from)<<32 | uint64(to)
		arrives = max(arrives, l.lastFar[key])
		l.lastFar[key] = arrives
		return arrives
	}
	arrives = max(arrives, l.last[at])
	l.last[at] = arrives
	return arrives
}
