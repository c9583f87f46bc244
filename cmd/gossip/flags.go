package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"gossip/internal/gossip"
)

// boundedInt is a flag value: a whole number between two bounds, which may be written like 1e6.
type boundedInt struct {
	value     *int
	low, high int
}

// bounds are the least and the greatest value of a number.
type bounds struct{ low, high int }

// newBoundedInt returns a flag value that writes to value, which begins with the default.
func newBoundedInt(value *int, preset int, b bounds) *boundedInt {
	*value = preset
	return &boundedInt{value, b.low, b.high}
}

// Set implements pflag.Value.
func (b *boundedInt) Set(s string) error {
	digits, ok := gossip.WholeDigits(s)
	n, err := strconv.Atoi(digits)
	if !ok || err != nil || n < b.low || n > b.high {
		return fmt.Errorf("it must be a whole number from %d to %d", b.low, b.high)
	}
	*b.value = n
	return nil
}

// String implements pflag.Value.
func (b *boundedInt) String() string {
	if b.value == nil {
		return ""
	}
	return strconv.Itoa(*b.value)
}

// Type implements pflag.Value.
func (b *boundedInt) Type() string { return "int" }

// choice is a flag value: one of a few words.
type choice[T ~string] struct {
	value *T
	words []T
}

// newChoice returns a flag value that writes to value. The first word is the default.
func newChoice[T ~string](value *T, words ...T) *choice[T] {
	*value = words[0]
	return &choice[T]{value, words}
}

// Set implements pflag.Value.
func (c *choice[T]) Set(s string) error {
	for _, w := range c.words {
		if s == string(w) {
			*c.value = w
			return nil
		}
	}
	words := make([]string, len(c.words))
	for i, w := range c.words {
		words[i] = string(w)
	}
	return fmt.Errorf("it must be %s", alternatives(words))
}

// String implements pflag.Value.
func (c *choice[T]) String() string {
	if c.value == nil {
		return ""
	}
	return string(*c.value)
}

// Type implements pflag.Value.
func (c *choice[T]) Type() string { return "format" }

// optionalSeed is a flag value: a seed, and whether it was given.
type optionalSeed struct {
	value uint64
	given bool
}

// Set implements pflag.Value.
func (s *optionalSeed) Set(text string) error {
	digits, ok := gossip.WholeDigits(text)
	n, err := strconv.ParseUint(digits, 10, 64)
	if !ok || err != nil {
		return fmt.Errorf("it must be a whole number from 0 to %d", uint64(1<<64-1))
	}
	s.value, s.given = n, true
	return nil
}

// String implements pflag.Value.
func (s *optionalSeed) String() string {
	if !s.given {
		return ""
	}
	return strconv.FormatUint(s.value, 10)
}

// Type implements pflag.Value.
func (s *optionalSeed) Type() string { return "number" }

// nodeList is a flag value: numbers of nodes, separated by commas.
type nodeList struct{ ids []int }

// Set implements pflag.Value.
func (l *nodeList) Set(s string) error {
	l.ids = l.ids[:0]
	for _, word := range strings.Split(s, ",") {
		id, err := parseNode(strings.TrimSpace(word))
		if err != nil {
			return err
		}
		l.ids = append(l.ids, id)
	}
	return nil
}

// String implements pflag.Value.
func (l *nodeList) String() string {
	return joinInts(l.ids, ",")
}

// Type implements pflag.Value.
func (l *nodeList) Type() string { return "nodes" }

var (
	_ pflag.Value = (*boundedInt)(nil)
	_ pflag.Value = (*choice[string])(nil)
	_ pflag.Value = (*optionalSeed)(nil)
	_ pflag.Value = (*nodeList)(nil)
)

// alternatives joins words as a sentence does: a, b or c.
func alternatives(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// joinInts joins numbers with a separator.
func joinInts(numbers []int, separator string) string {
	words := make([]string, len(numbers))
	for i, n := range numbers {
		words[i] = strconv.Itoa(n)
	}
	return strings.Join(words, separator)
}
