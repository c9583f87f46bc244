package reproduce

import (
	"math"
	"strconv"
	"strings"
)

// Reference is what a figure of ours is held against.
type Reference struct {
	Text  string // as it was printed, or as much of a value as says something
	Value float64
	Error float64 // how well it is known, as a standard error
}

// figure is one quantity of a series.
type figure struct {
	quantity    string     // as the source calls it
	measured    string     // by a measure, or a metric of the simulator
	paper       *Reference // nil: the source gives none
	formula     string     // that the paper's figure is the value of; "" for one that it measured
	independent *Reference // by a simulation of another make; nil: there is none
	equals      string     // what it is equal to in every run; the paper's figure is then the mean of that
	open        float64    // a theorem holds up to a constant: so much is no deviation from the paper
	why         string     // what is known of a difference; then the paper's figure is no goal
	note        string
}

// printed is a figure as a paper prints it, known to half a unit of its last digit.
func printed(text string) *Reference {
	return &Reference{Text: text, Value: number(text), Error: halfUnit(text)}
}

// simulated is a figure of an independent simulation; margin is two standard errors. It is no better
// known than its digits say.
func simulated(text string, margin float64) *Reference {
	return &Reference{Text: text, Value: number(text), Error: math.Max(margin/2, halfUnit(text))}
}

// computed is the value of a formula.
func computed(value float64) *Reference {
	const digits = 4
	return &Reference{Text: strconv.FormatFloat(value, 'g', digits, 64), Value: value}
}

// number reads a figure of a table of this package.
func number(text string) float64 {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		panic("reproduce: " + err.Error())
	}
	return v
}

// halfUnit is half a unit of the last digit of a decimal number.
func halfUnit(text string) float64 {
	_, decimals, _ := strings.Cut(text, ".")
	return 0.5 * math.Pow10(-len(decimals))
}

// Verdict says how a row came out.
type Verdict string

// The verdicts.
const (
	Agrees  Verdict = "agrees"
	Differs Verdict = "differs"
	// Unjudged is a row of too few runs, or of runs that are all alike by chance: nothing is known of
	// the error of their mean.
	Unjudged Verdict = "too few runs"
)

const (
	// MaxDeviation is how many standard errors a figure that agrees may be off.
	MaxDeviation = 5
	// FewestRuns are needed for a verdict: the standard error of fewer is itself known too badly.
	FewestRuns = 10
)

// deviation returns how far a mean is from a reference, in standard errors of both together.
func (r *Reference) deviation(mean, stderr, open float64) float64 {
	off := mean - r.Value
	beyond := math.Max(0, math.Abs(off)-open)
	if beyond == 0 {
		return 0
	}
	return math.Copysign(beyond/math.Hypot(stderr, r.Error), off)
}
