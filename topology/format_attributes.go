package topology

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"unicode/utf8"
)

// check refuses attributes that some format cannot carry, so that what one format takes all take.
func (o WriteOptions) check(g *Graph) error {
	if err := writable(o.Name); err != nil {
		return fmt.Errorf("the name of the graph: %w", err)
	}
	seen := map[string]bool{"name": true} // where formats have no other place for the name
	for _, a := range o.Attributes {
		if !isIdentifier(a.Key) {
			return fmt.Errorf("attribute %q: a key is letters, digits and underscores, and does not begin with a digit", a.Key)
		}
		if seen[a.Key] {
			return fmt.Errorf("attribute %q stands twice", a.Key)
		}
		seen[a.Key] = true
		if _, err := valueOf(a.Value); err != nil {
			return fmt.Errorf("attribute %q: %w", a.Key, err)
		}
	}
	for id := range g.IDs() {
		if o.Label != nil {
			if err := writable(o.Label(id)); err != nil {
				return fmt.Errorf("the label of node %d: %w", id, err)
			}
		}
		if _, err := o.colorOf(id); err != nil {
			return fmt.Errorf("the color of node %d: %w", id, err)
		}
	}
	return nil
}

// writable refuses text that XML cannot carry.
func writable(s string) error {
	if !utf8.ValidString(s) {
		return fmt.Errorf("%q is not UTF-8", s)
	}
	for _, r := range s {
		if r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r == 0xfffe || r == 0xffff {
			return fmt.Errorf("%q has a control character", s)
		}
	}
	return nil
}

func isIdentifier(s string) bool {
	for i, r := range s {
		letter := r == '_' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s != ""
}

// A value is the value of an attribute.
type value struct {
	text string
	kind valueKind
}

// valueKind is the type of a value, in the words of GraphML.
type valueKind string

const (
	aString valueKind = "string"
	aBool   valueKind = "boolean"
	aLong   valueKind = "long"
	aDouble valueKind = "double"
)

func valueOf(v any) (value, error) {
	r := reflect.ValueOf(v)
	switch {
	case !r.IsValid():
		return value{}, fmt.Errorf("the value is missing")
	case r.Kind() == reflect.String:
		return value{r.String(), aString}, writable(r.String())
	case r.Kind() == reflect.Bool:
		return value{strconv.FormatBool(r.Bool()), aBool}, nil
	case r.CanInt():
		return value{strconv.FormatInt(r.Int(), 10), aLong}, nil
	case r.CanUint():
		text := strconv.FormatUint(r.Uint(), 10)
		if r.Uint() > math.MaxInt64 { // beyond a long of other programs, such as half of all seeds
			return value{text, aString}, nil
		}
		return value{text, aLong}, nil
	case r.CanFloat():
		if math.IsInf(r.Float(), 0) || math.IsNaN(r.Float()) {
			return value{}, fmt.Errorf("%v is not a number that files can hold", v)
		}
		return value{strconv.FormatFloat(r.Float(), 'g', -1, 64), aDouble}, nil
	}
	return value{}, fmt.Errorf("a %T is neither text nor number", v)
}

// rgb is the color of a node.
type rgb struct{ r, g, b byte }

// colorOf returns the color of a node, nil if it has none.
func (o WriteOptions) colorOf(id int) (*rgb, error) {
	if o.Color == nil {
		return nil, nil
	}
	text := o.Color(id)
	if text == "" {
		return nil, nil
	}
	if len(text) != 7 || text[0] != '#' {
		return nil, fmt.Errorf("%q is not a color such as #0072b2", text)
	}
	all, err := strconv.ParseUint(text[1:], 16, 32)
	if err != nil {
		return nil, fmt.Errorf("%q is not a color such as #0072b2", text)
	}
	return &rgb{byte(all >> 16), byte(all >> 8), byte(all)}, nil
}
