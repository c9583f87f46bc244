package experiment

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"gossip/internal/gossip"
	"gossip/topology"
)

// ValueKind says what a value is.
type ValueKind uint8

// The kinds of values.
const (
	Word   ValueKind = iota // one of some names
	Number                  // a number
	Span                    // a duration
	Truth                   // true or false
)

// Value is one value of a quantity.
type Value struct {
	Text   string // as it was typed, and is shown
	Kind   ValueKind
	Number float64 // of a Number; the seconds of a Span
}

// Numeric reports whether the value has a place on an axis.
func (v Value) Numeric() bool { return v.Kind == Number || v.Kind == Span }

// Int returns a Number as a whole number.
func (v Value) Int() int { return int(v.Number) }

// Duration returns a Span; 0 for anything else.
func (v Value) Duration() time.Duration {
	d, err := time.ParseDuration(v.Text)
	if err != nil {
		return 0
	}
	return d
}

// MarshalJSON writes numbers and truths as such, sizes as numbers of bytes, and everything else as a
// string.
func (v Value) MarshalJSON() ([]byte, error) {
	switch {
	case v.Kind == Truth, v.Kind == Number && json.Valid([]byte(v.Text)):
		return []byte(v.Text), nil
	case v.Kind == Number:
		return json.Marshal(v.Number)
	}
	return json.Marshal(v.Text)
}

// Scale says which values a quantity takes, how they are written, and how they are counted.
type Scale struct {
	noun      string // what a value is, with its bounds, for errors
	kind      ValueKind
	parse     func(string) (*big.Rat, bool) // nil where values cannot be counted
	format    func(*big.Rat) string
	step      *big.Rat // of a range that names none; nil: it has to
	low, high *big.Rat // bounds; nil: none
	words     []string // of a Word; nil: any
	unit      *big.Rat // what Value.Number counts; nil: 1
	pieces    func(text string) []string
	plain     func(text string) string // of a Word: what it has in common with others that mean the same; nil: nothing
	ranges    *Scale                   // of Words some of which are numbers: that of the numbers; nil: none are
}

// Whole is the scale of whole numbers, which may be written like 1e6.
func Whole() Scale {
	return Scale{noun: "a whole number", kind: Number, parse: parseWhole, format: formatDecimal, step: big.NewRat(1, 1)}
}

// Decimal is the scale of numbers. They are kept as they are typed: 0.1 is a tenth.
func Decimal() Scale {
	return Scale{noun: "a number", kind: Number, parse: parseDecimal, format: formatDecimal}
}

// Spans is the scale of durations, like 10ms.
func Spans() Scale {
	s := Units("a duration like 10ms", func(text string) (int64, error) {
		d, err := time.ParseDuration(text)
		return int64(d), err
	}, func(ns int64) string { return shortSpan(time.Duration(ns)) })
	s.kind, s.unit = Span, big.NewRat(int64(time.Second), 1)
	return s
}

// Units is the scale of a quantity that is a whole number of its smallest unit, and has its own way to
// be written.
func Units(noun string, parse func(string) (int64, error), format func(int64) string) Scale {
	return Scale{
		noun: noun, kind: Number,
		parse: func(text string) (*big.Rat, bool) {
			n, err := parse(text)
			return new(big.Rat).SetInt64(n), err == nil
		},
		format: func(r *big.Rat) string { return format(r.Num().Int64()) },
	}
}

// Words is the scale of names; none are given if any will do.
func Words(noun string, words ...string) Scale {
	return Scale{noun: noun, kind: Word, words: words}
}

// Truths is the scale of true and false.
func Truths() Scale {
	return Scale{noun: "true or false", kind: Truth, words: []string{"true", "false"}}
}

// Between bounds a scale. The bounds are values of it, "" for none.
func (s Scale) Between(low, high string) Scale {
	bound := func(text string) *big.Rat {
		if text == "" {
			return nil
		}
		r, ok := s.parse(text)
		if !ok {
			panic("experiment: " + text + " is no bound of " + s.noun)
		}
		return r
	}
	s.low, s.high = bound(low), bound(high)
	switch {
	case low != "" && high != "":
		s.noun += " from " + low + " to " + high
	case low != "":
		s.noun += " of at least " + low
	}
	return s
}

// SplitBy replaces the way in which a list is taken apart, for words that have commas in them.
func (s Scale) SplitBy(pieces func(text string) []string) Scale {
	s.pieces = pieces
	return s
}

// AlikeBy tells words that mean the same by a text that plain returns for all of them.
func (s Scale) AlikeBy(plain func(text string) string) Scale {
	s.plain = plain
	return s
}

// OrRanges lets ranges of numbers stand among words, for a quantity some words of which are numbers.
func (s Scale) OrRanges(of Scale) Scale {
	s.ranges = &of
	return s
}

// ParamScale is the scale of a parameter of a protocol. Its bounds are left to the protocol.
func ParamScale(p gossip.Param) Scale {
	switch p.Type {
	case gossip.Boolean:
		return Truths()
	case gossip.Choice:
		return Words("one of "+strings.Join(p.Choices, ", "), p.Choices...)
	case gossip.Duration:
		return Spans()
	case gossip.Integer:
		return Whole()
	}
	return Decimal()
}

// TopologyScale is the scale of a parameter of a topology. Its bounds are left to the topology.
func TopologyScale(p topology.Param) Scale {
	if p.Type == topology.Int {
		return Whole()
	}
	return Decimal()
}

// parseDecimal reads a decimal number, with an exponent or without. It is exact.
func parseDecimal(text string) (*big.Rat, bool) {
	const (
		longest = 40  // digits and signs
		largest = 300 // decimal exponent: what a float64 holds
	)
	if text == "" || len(text) > longest || strings.Trim(text, "+-.0123456789eE") != "" {
		return nil, false
	}
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		exponent, err := strconv.Atoi(text[i+1:])
		if err != nil || exponent < -largest || exponent > largest {
			return nil, false // before it is written out
		}
	}
	return new(big.Rat).SetString(text)
}

// parseWhole reads a whole number, as flags that take only one value do.
func parseWhole(text string) (*big.Rat, bool) {
	digits, ok := gossip.WholeDigits(text)
	n, err := strconv.ParseInt(digits, 10, 64)
	return new(big.Rat).SetInt64(n), ok && err == nil
}

// formatDecimal writes a number with all its digits, and no more.
func formatDecimal(r *big.Rat) string {
	digits, _ := r.FloatPrec() // of a decimal number it is exact
	return r.FloatString(digits)
}

// shortSpan writes a duration without the zero units at its end: 1m, not 1m0s.
func shortSpan(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// notOne is a text that is no value of a scale.
type notOne struct{ text, noun string }

func (e *notOne) Error() string { return fmt.Sprintf("%q is not %s", e.text, e.noun) }

// refuse is the error for a text that is no value of the scale.
func (s Scale) refuse(text string) error { return &notOne{text, s.noun} }
