package sim

import (
	"math/bits"
	"sort"
)

// tail is the upper tail of a distribution as a table: values[i] is the chance to exceed i steps, as a
// part of 2^63, descending. It is made by integer arithmetic alone, and so is what is drawn from it:
// math.Exp and math.Log may differ in the last bit from one machine to the next, and an event that
// comes a nanosecond earlier can change a whole run.
type tail struct {
	values []uint64
	steps  int64 // in one unit: a mean, a standard deviation
}

// unitBits is the scale of what draw returns: 2^32 is one unit.
const unitBits = 32

// draw returns how far the tail reaches that has the given chance, which must be less than the first
// value. Between two values it is linear, which is off by less than a step squared.
func (t *tail) draw(chance uint64) int64 {
	i := sort.Search(len(t.values), func(i int) bool { return t.values[i] <= chance })
	if i == len(t.values) {
		return int64(i-1) << unitBits / t.steps
	}
	above, below := t.values[i-1], t.values[i] // above > chance >= below
	if chance == below {
		return int64(i) << unitBits / t.steps
	}
	part, _ := bits.Div64(above-chance, 0, above-below) // of a step, as a part of 2^64
	return (int64(i-1)<<unitBits + int64(part>>(64-unitBits))) / t.steps
}

// exponentialTail is e^-x in steps of 1/64 of the mean. Its first value is 2^63.
func exponentialTail() *tail {
	const (
		steps  = 64
		factor = 18160753814917686419 // 2^64 e^(-1/64)
	)
	t := &tail{steps: steps}
	for value := uint64(1 << 63); value > 0; {
		t.values = append(t.values, value)
		value, _ = bits.Mul64(value, factor)
	}
	return t
}

// normalTail is the upper half of the normal distribution in steps of 1/128 of the standard
// deviation, up to 9 of them. Its first value is 2^62. The density e^(-x*x/2) comes from its own
// ratios at x and x+h, which fall by the same factor from step to step; Simpson's rule adds it up from
// the far end, where the values are smallest.
func normalTail() *tail {
	const (
		steps   = 128
		reach   = 9 * 2 * steps        // halves of a step
		peak    = 28746820885731650    // 2^64 h/sqrt(2 pi), h being 1/256
		ratio   = 18446603336758065834 // 2^64 e^(-h*h/2)
		falling = 18446462600880313685 // 2^64 e^(-h*h)
	)
	density := make([]uint64, reach+1)
	for i, value, r := 0, uint64(peak), uint64(ratio); i <= reach; i++ {
		density[i] = value
		value, _ = bits.Mul64(value, r)
		r, _ = bits.Mul64(r, falling)
	}
	t := &tail{steps: steps, values: make([]uint64, reach/2+1)}
	var sum uint64 // thrice the integral, as a part of 2^63
	for i := reach - 2; i >= 0; i -= 2 {
		sum += (density[i] + 4*density[i+1] + density[i+2]) / 2
		t.values[i/2] = sum / 3
	}
	t.values[0] = 1 << 62
	return t
}
