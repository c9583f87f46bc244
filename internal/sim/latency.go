package sim

import (
	"fmt"
	"math/bits"
	"time"
)

// Latency is how long a packet takes. The zero value takes no time.
type Latency struct {
	kind latencyKind
	a, b time.Duration
}

type latencyKind uint8

const (
	constant latencyKind = iota
	uniform
	exponential
	normal
)

// Constant takes the same time always.
func Constant(d time.Duration) Latency { return Latency{kind: constant, a: d} }

// Uniform takes any time from low to high with the same chance.
func Uniform(low, high time.Duration) Latency { return Latency{uniform, low, high} }

// Exponential has the given mean and no memory.
func Exponential(mean time.Duration) Latency { return Latency{kind: exponential, a: mean} }

// Normal has the given mean and standard deviation; what falls below 0 is 0.
func Normal(mean, deviation time.Duration) Latency { return Latency{normal, mean, deviation} }

// String writes the latency as ParseLatency reads it.
func (l Latency) String() string {
	switch l.kind {
	case uniform:
		return fmt.Sprintf("%v..%v", l.a, l.b)
	case exponential:
		return fmt.Sprintf("exp:%v", l.a)
	case normal:
		return fmt.Sprintf("normal:%v,%v", l.a, l.b)
	}
	return l.a.String()
}

// sampler draws latencies.
type sampler struct {
	Latency
	tail *tail // of the kinds that have one
}

func newSampler(l Latency) sampler {
	s := sampler{Latency: l}
	switch l.kind {
	case exponential:
		s.tail = exponentialTail()
	case normal:
		s.tail = normalTail()
	}
	return s
}

// fixed reports whether all packets take the same time.
func (s *sampler) fixed() bool { return s.kind == constant }

// latency returns the latency that belongs to 64 random bits, in ns.
func (s *sampler) latency(random uint64) int64 {
	switch s.kind {
	case uniform:
		part, _ := bits.Mul64(random, uint64(s.b-s.a)+1)
		return int64(s.a) + int64(part)
	case exponential:
		return scaled(int64(s.a), s.tail.draw(random>>1))
	case normal:
		deviation := scaled(int64(s.b), s.tail.draw(random>>2))
		if random&1 == 1 {
			deviation = -deviation
		}
		return max(0, int64(s.a)+deviation)
	}
	return int64(s.a)
}

// scaled multiplies a time with a number of units, as a tail draws them.
func scaled(ns, units int64) int64 {
	high, low := bits.Mul64(uint64(ns), uint64(units))
	if high>>(unitBits-1) > 0 {
		return 1<<63 - 1
	}
	return int64(high<<(64-unitBits) | low>>unitBits)
}
