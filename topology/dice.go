package topology

import (
	"math/bits"
	"math/rand/v2"
)

// dice is the one source of randomness of the generators: a PCG-DXSM generator (the algorithm of
// math/rand/v2's PCG, which is fixed for ever) behind two integer decisions. Nothing else of
// math/rand/v2 is used, because its derived methods may take another way on another word size, and
// no floating-point number decides anything. So a seed gives the same graph on every machine.
type dice struct{ pcg rand.PCG }

// apart keeps the streams of this package apart from those that others derive from the same seed.
const apart = 1 << 32

// newDice returns the dice of one attempt at a graph. Attempts with one seed, and attempts with
// neighboring seeds, have unrelated streams.
func newDice(seed uint64, attempt int) *dice {
	x := scramble(scramble(seed+apart) + uint64(attempt))
	d := new(dice)
	d.pcg.Seed(x, scramble(x))
	return d
}

// scramble is the output function of SplitMix64 (Steele, Lea and Flood: Fast splittable pseudorandom
// number generators, OOPSLA 2014): a bijection in which every bit of x reaches every bit of the
// result.
func scramble(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// below returns a uniform number from 0 to n-1; n must be positive. The high half of a 128-bit
// product is that number once the few products are rejected that would favor some (Lemire: Fast
// random integer generation in an interval, ACM TOMACS 2019).
func (d *dice) below(n int) int {
	m := uint64(n)
	high, low := bits.Mul64(d.pcg.Uint64(), m)
	if low < m {
		for surplus := -m % m; low < surplus; {
			high, low = bits.Mul64(d.pcg.Uint64(), m)
		}
	}
	return int(high)
}

// A chance is a probability in units of 2^-63.
type chance uint64

// sure is the chance of what always happens.
const sure chance = 1 << 63

// chanceOf turns a probability, 0 <= p <= 1, into a chance. Scaling by a power of two is exact, so
// every machine rounds alike: down, by less than 2^-63.
func chanceOf(p float64) chance { return chance(p * (1 << 63)) }

// happens reports true with the given chance.
func (d *dice) happens(c chance) bool { return d.pcg.Uint64()>>1 < uint64(c) }

// shuffle puts xs in a uniformly random order (Fisher and Yates).
func (d *dice) shuffle(xs []int32) {
	for i := len(xs) - 1; i > 0; i-- {
		j := d.below(i + 1)
		xs[i], xs[j] = xs[j], xs[i]
	}
}

// permutation returns the numbers 0 to n-1 in a uniformly random order.
func (d *dice) permutation(n int) []int32 {
	xs := make([]int32, n)
	for i := range xs {
		xs[i] = int32(i)
	}
	d.shuffle(xs)
	return xs
}
