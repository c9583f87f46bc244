package main

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
)

// share is a flag value: a part of a whole, above 0 and up to 1, written 100%, 99.5% or 0.9.
type share float64

var _ pflag.Value = (*share)(nil)

// Set implements pflag.Value.
func (s *share) Set(text string) error {
	digits, isPercent := strings.CutSuffix(strings.TrimSpace(text), "%")
	value, err := strconv.ParseFloat(strings.TrimSpace(digits), 64)
	if isPercent {
		value /= 100
	}
	if err != nil || !(value > 0 && value <= 1) {
		return errors.New("it must be above 0% and up to 100%, like 100%, 99.5% or 0.9")
	}
	*s = share(value)
	return nil
}

// String implements pflag.Value.
func (s *share) String() string {
	return strconv.FormatFloat(math.Round(float64(*s)*1e10)/1e8, 'f', -1, 64) + "%"
}

// Type implements pflag.Value.
func (s *share) Type() string { return "share" }

// of returns how many of n make the share, at least one.
func (s *share) of(n int) int {
	const rounding = 1e-9 // 0.7 * 10 is a little more than 7
	return max(int(math.Ceil(float64(*s)*float64(n)-rounding)), 1)
}
