package experiment

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// MaxPoints bounds the points of an experiment, and the values of one quantity.
const MaxPoints = 10_000

// Parse reads the values of a quantity: one, a list (1,2,5), a range (1..5, 0..0.5:0.1), or a list with
// ranges in it (1,2,5..8). Whole numbers are a step of 1 apart where no step is named; all others need
// one. The end of a range is in it if a step hits it.
func (s Scale) Parse(text string) ([]Value, error) {
	pieces := s.pieces
	if pieces == nil {
		pieces = func(text string) []string { return strings.Split(text, ",") }
	}
	var values []Value
	for _, piece := range pieces(text) {
		more, err := s.piece(strings.TrimSpace(piece))
		if bad, ok := errors.AsType[*notOne](err); ok && bad.text == text {
			return nil, errors.New("it must be " + s.noun) // nothing else was given
		}
		if err != nil {
			return nil, err
		}
		if len(values)+len(more) > MaxPoints {
			return nil, fmt.Errorf("these are more than %d values", MaxPoints)
		}
		values = append(values, more...)
	}
	return values, s.distinct(values)
}

// distinct refuses values that are there twice, in whatever way they are written: the points of a sweep
// would be the same, and so would their runs.
func (s Scale) distinct(values []Value) error {
	seen := make(map[string]string, len(values))
	for _, v := range values {
		key := s.identity(v)
		first, twice := seen[key]
		switch {
		case !twice:
			seen[key] = v.Text
		case first == v.Text:
			return fmt.Errorf("%s is there twice", v.Text)
		default:
			return fmt.Errorf("%s is there twice: %s is the same", first, v.Text)
		}
	}
	return nil
}

// identity is a text that values have in common if they are the same, and only then.
func (s Scale) identity(v Value) string {
	switch {
	case v.Kind == Span:
		return v.Duration().String() // seconds as a float64 do not tell all durations apart
	case v.Kind == Number:
		return strconv.FormatFloat(v.Number, 'g', -1, 64)
	case s.plain != nil:
		return s.plain(v.Text)
	}
	return v.Text
}

// piece reads one value or one range.
func (s Scale) piece(text string) ([]Value, error) {
	low, rest, isRange := strings.Cut(text, "..")
	switch {
	case isRange && s.parse != nil:
		return s.interval(text, low, rest)
	case isRange && s.ranges != nil:
		values, err := s.ranges.interval(text, low, rest)
		for i := range values {
			values[i] = Value{Text: values[i].Text, Kind: s.kind}
		}
		return values, err
	}
	v, err := s.value(text)
	return []Value{v}, err
}

// value reads one value.
func (s Scale) value(text string) (Value, error) {
	if s.parse == nil {
		if text == "" || s.words != nil && !slices.Contains(s.words, text) {
			return Value{}, s.refuse(text)
		}
		return Value{Text: text, Kind: s.kind}, nil
	}
	r, err := s.number(text)
	if err != nil {
		return Value{}, err
	}
	return s.made(r, text), nil
}

// number reads one number and judges it by the bounds.
func (s Scale) number(text string) (*big.Rat, error) {
	r, ok := s.parse(text)
	if !ok || s.low != nil && r.Cmp(s.low) < 0 || s.high != nil && r.Cmp(s.high) > 0 {
		return nil, s.refuse(text)
	}
	return r, nil
}

// made returns a number as a value. What was typed stays as it is, unless it is no number to JSON, or is
// a whole number in another form.
func (s Scale) made(r *big.Rat, typed string) Value {
	v := Value{Kind: s.kind}
	in := r
	if s.unit != nil {
		in = new(big.Rat).Quo(r, s.unit)
	}
	v.Number, _ = in.Float64()
	switch {
	case s.kind == Span && r.Sign() != 0 && typed != "":
		v.Text = typed
	case s.kind == Number && s.step == nil && typed != "" && json.Valid([]byte(typed)):
		v.Text = typed
	default:
		v.Text = s.format(r)
	}
	return v
}

// interval reads low..high or low..high:step.
func (s Scale) interval(text, low, rest string) ([]Value, error) {
	high, by, stepped := strings.Cut(rest, ":")
	from, err := s.number(low)
	if err != nil {
		return nil, err
	}
	to, err := s.number(high)
	if err != nil {
		return nil, err
	}
	step := s.step
	if stepped {
		var ok bool
		if step, ok = s.parse(by); !ok {
			return nil, fmt.Errorf("the step %q of %s must be of the kind that the values are", by, text)
		}
		if step.Sign() <= 0 {
			return nil, fmt.Errorf("the step %q of %s must be more than 0", by, text)
		}
	}
	switch {
	case step == nil:
		return nil, fmt.Errorf("%s needs a step, like %s..%s:%s", text, low, high, s.exampleStep(from, to))
	case to.Cmp(from) < 0:
		return nil, fmt.Errorf("%s runs downwards; write %s..%s", text, high, low)
	}
	quotient := new(big.Rat).Quo(new(big.Rat).Sub(to, from), step)
	steps := new(big.Int).Quo(quotient.Num(), quotient.Denom())
	if steps.Cmp(big.NewInt(MaxPoints)) >= 0 {
		return nil, fmt.Errorf("%s has more than %d values", text, MaxPoints)
	}
	values := make([]Value, steps.Int64()+1)
	for i := range values {
		r := new(big.Rat).Mul(step, new(big.Rat).SetInt64(int64(i)))
		values[i] = s.made(r.Add(r, from), "")
	}
	return values, nil
}

// exampleStep is a step that suits a range: a tenth of it.
func (s Scale) exampleStep(from, to *big.Rat) string {
	length := new(big.Rat).Sub(to, from)
	if length.Sign() <= 0 {
		return "STEP"
	}
	return s.format(length.Quo(length, big.NewRat(10, 1)))
}

// Axis is a quantity and its values, at least one.
type Axis struct {
	Name   string
	Values []Value
}

// NewAxis reads the values of a quantity.
func NewAxis(name, text string, s Scale) (Axis, error) {
	values, err := s.Parse(text)
	return Axis{name, values}, err
}

// Swept reports whether the axis has several values.
func (a Axis) Swept() bool { return len(a.Values) > 1 }

// Point is one combination of values: one of each axis, in the order of the axes.
type Point []Setting

// Setting is a quantity and the value that it has.
type Setting struct {
	Name  string
	Value Value
}

// Value returns the value of a quantity at the point, the zero Value if the point lacks it.
func (p Point) Value(name string) Value {
	for _, s := range p {
		if s.Name == name {
			return s.Value
		}
	}
	return Value{}
}

// Points returns all combinations of the values of the axes. The first axis changes slowest.
func Points(axes []Axis) ([]Point, error) {
	count := 1
	for _, axis := range axes {
		if len(axis.Values) == 0 {
			return nil, errors.New(axis.Name + " has no value")
		}
		if count *= len(axis.Values); count > MaxPoints {
			return nil, fmt.Errorf("these are more than %d combinations of values", MaxPoints)
		}
	}
	points := make([]Point, count)
	for i := range points {
		p := make(Point, len(axes))
		rest := i
		for k := len(axes) - 1; k >= 0; k-- {
			values := axes[k].Values
			p[k] = Setting{axes[k].Name, values[rest%len(values)]}
			rest /= len(values)
		}
		points[i] = p
	}
	return points, nil
}
