package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"gossip/internal/gossip"
)

// byteSize is a flag value: a number of bytes, written like 512MiB, 2GB or 100000.
type byteSize int64

// Set implements pflag.Value.
func (b *byteSize) Set(s string) error {
	n, err := parseSize(s)
	if err != nil {
		return err
	}
	*b = byteSize(n)
	return nil
}

// String implements pflag.Value.
func (b *byteSize) String() string { return formatSize(int64(*b)) }

// Type implements pflag.Value.
func (b *byteSize) Type() string { return "size" }

// sizeUnit is a unit of memory. The binary units come first, so that they are the ones that are
// written.
type sizeUnit struct {
	suffix string
	bytes  int64
}

func sizeUnits() []sizeUnit {
	return []sizeUnit{
		{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10},
		{"GB", 1e9}, {"MB", 1e6}, {"kB", 1e3}, {"B", 1},
	}
}

// parseSize reads a number of bytes with an optional unit. At least one byte.
func parseSize(s string) (int64, error) {
	number, factor := s, int64(1)
	for _, u := range sizeUnits() {
		if rest, ok := strings.CutSuffix(s, u.suffix); ok {
			number, factor = strings.TrimSpace(rest), u.bytes
			break
		}
	}
	digits, ok := gossip.WholeDigits(number)
	n, err := strconv.ParseInt(digits, 10, 64)
	if !ok || err != nil || n < 1 || n > math.MaxInt64/factor {
		return 0, fmt.Errorf("it must be a size of at least one byte, like 512MiB, 2GB or 100000")
	}
	return n * factor, nil
}

// formatSize writes a number of bytes in the largest binary unit that divides it, so that parseSize
// reads the same number.
func formatSize(n int64) string {
	for _, u := range sizeUnits()[:3] {
		if n >= u.bytes && n%u.bytes == 0 {
			return fmt.Sprintf("%d%s", n/u.bytes, u.suffix)
		}
	}
	return strconv.FormatInt(n, 10)
}

// roundSize writes a number of bytes for people: three digits at most.
func roundSize(n int64) string {
	for _, u := range sizeUnits()[:3] {
		if n >= u.bytes {
			value := float64(n) / float64(u.bytes)
			if value < 10 {
				return fmt.Sprintf("%.1f %s", value, u.suffix)
			}
			return fmt.Sprintf("%.0f %s", value, u.suffix)
		}
	}
	return fmt.Sprintf("%d B", n)
}
