package main

import (
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/spf13/pflag"
)

// rateFlag is a flag value: a number per second.
type rateFlag float64

// Set implements pflag.Value.
func (r *rateFlag) Set(s string) error {
	const least, most = 0.01, 1e6
	rate, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(rate) || rate < least || rate > most {
		return fmt.Errorf("it must be a number from %g to %d", least, int(most))
	}
	*r = rateFlag(rate)
	return nil
}

// String implements pflag.Value.
func (r *rateFlag) String() string {
	if *r == 0 {
		return ""
	}
	return strconv.FormatFloat(float64(*r), 'g', -1, 64)
}

// Type implements pflag.Value.
func (r *rateFlag) Type() string { return "rate" }

// fromFlag is a flag value: a node, or all of them, which is 0.
type fromFlag struct{ id int }

// Set implements pflag.Value.
func (f *fromFlag) Set(s string) error {
	if s == "all" {
		f.id = 0
		return nil
	}
	id, err := parseNode(s)
	if err != nil {
		return errors.New("it must be all, or the number of a node")
	}
	f.id = id
	return nil
}

// String implements pflag.Value.
func (f *fromFlag) String() string {
	if f.id == 0 {
		return "all"
	}
	return strconv.Itoa(f.id)
}

// Type implements pflag.Value.
func (f *fromFlag) Type() string { return "node" }

// boundedSize is a flag value: a number of bytes up to a bound.
type boundedSize struct {
	value *int
	most  int
}

// newBoundedSize returns a flag value that writes to value, which begins with the default.
func newBoundedSize(value *int, preset, most int) *boundedSize {
	*value = preset
	return &boundedSize{value, most}
}

// Set implements pflag.Value.
func (b *boundedSize) Set(s string) error {
	n, err := parseSize(s)
	if err != nil || n > int64(b.most) {
		return fmt.Errorf("it must be a size from 1 to %d bytes (%s)", b.most, roundSize(int64(b.most)))
	}
	*b.value = int(n)
	return nil
}

// String implements pflag.Value.
func (b *boundedSize) String() string {
	if b.value == nil {
		return ""
	}
	return formatSize(int64(*b.value))
}

// Type implements pflag.Value.
func (b *boundedSize) Type() string { return "size" }

var (
	_ pflag.Value = (*rateFlag)(nil)
	_ pflag.Value = (*fromFlag)(nil)
	_ pflag.Value = (*boundedSize)(nil)
)
