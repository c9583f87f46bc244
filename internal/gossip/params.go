package gossip

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ParamType is the type of a parameter's values.
type ParamType string

// The types of parameters, as they are shown.
const (
	Integer  ParamType = "integer"
	Duration ParamType = "duration" // like 50ms
	Boolean  ParamType = "boolean"
	Choice   ParamType = "choice" // one of Param.Choices
)

// Param declares one parameter of a protocol. Validation, help and completion come from it.
type Param struct {
	Name     string    `json:"name"`
	Type     ParamType `json:"type"`
	Unit     string    `json:"unit,omitempty"` // what is counted; durations carry their own
	Min      int64     `json:"-"`              // inclusive; ns for a Duration
	Max      int64     `json:"-"`
	Choices  []string  `json:"choices,omitempty"`
	Default  string    `json:"default"`
	Optional bool      `json:"-"` // 0 is allowed below Min, and means off
	Doc      string    `json:"doc"`
	Source   string    `json:"source"` // where the default comes from
}

// Bounds says which values the parameter takes, as words.
func (p Param) Bounds() string {
	off := ""
	if p.Optional {
		off = "0 or "
	}
	switch p.Type {
	case Boolean:
		return "true or false"
	case Choice:
		return strings.Join(p.Choices, ", ")
	case Duration:
		return fmt.Sprintf("%s%s to %s", off, shortDuration(p.Min), shortDuration(p.Max))
	}
	return fmt.Sprintf("%s%d to %d", off, p.Min, p.Max)
}

// shortDuration writes a duration without the zero units at its end: 1m, not 1m0s.
func shortDuration(ns int64) string {
	s := time.Duration(ns).String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// parse returns a value as a number: ns for a Duration, 0 or 1 for a Boolean, the position for a
// Choice.
func (p Param) parse(text string) (int64, bool) {
	switch p.Type {
	case Boolean:
		v, err := strconv.ParseBool(text)
		if v {
			return 1, err == nil
		}
		return 0, err == nil
	case Choice:
		i := slices.Index(p.Choices, text)
		return int64(i), i >= 0
	case Duration:
		d, err := time.ParseDuration(text)
		return int64(d), err == nil && p.holds(int64(d))
	}
	digits, ok := WholeDigits(text)
	v, err := strconv.ParseInt(digits, 10, 64)
	return v, ok && err == nil && p.holds(v)
}

// Format is the inverse of parse: a value in the one form in which values are shown.
func (p Param) Format(v int64) string {
	switch p.Type {
	case Boolean:
		return strconv.FormatBool(v != 0)
	case Choice:
		return p.Choices[v]
	case Duration:
		if v == 0 {
			return "0"
		}
		return shortDuration(v)
	}
	return strconv.FormatInt(v, 10)
}

func (p Param) holds(v int64) bool {
	return v >= p.Min && v <= p.Max || p.Optional && v == 0
}

// ParamError is a parameter that a protocol does not have, or a value that it does not take.
type ParamError struct {
	Text, Hint string
}

func (e *ParamError) Error() string { return e.Text }

// values are the parameters of one protocol, parsed, by name.
type values map[string]int64

func (v values) duration(name string) time.Duration { return time.Duration(v[name]) }
func (v values) flag(name string) bool              { return v[name] != 0 }

// Setting is a parameter with the value that it has.
type Setting struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Rule is a protocol with its parameters set. One Rule serves any number of nodes.
type Rule struct {
	row       Protocol
	settings  []Setting
	create    func() protocol
	conducted string
}

// NewRule sets the parameters of a protocol; those that params does not name have their defaults. An
// empty name is the default protocol. The error is a *ParamError, or says that there is no such
// protocol.
func NewRule(name string, params map[string]string) (*Rule, error) {
	row, err := LookupProtocol(name)
	if err != nil {
		return nil, err
	}
	if err := row.unknown(params); err != nil {
		return nil, err
	}
	r := &Rule{row: row}
	v := make(values, len(row.Params))
	for _, p := range row.Params {
		text, given := params[p.Name]
		if !given {
			text = p.Default
		}
		value, ok := p.parse(text)
		if !ok {
			return nil, &ParamError{
				Text: fmt.Sprintf("%s=%s: %s of protocol %s is %s", p.Name, text, p.Name, row.Name, p.Bounds()),
				Hint: fmt.Sprintf("the default is %s=%s; gossip describe-protocol %s", p.Name, p.Default, row.Name),
			}
		}
		v[p.Name] = value
		r.settings = append(r.settings, Setting{p.Name, p.Format(value)})
	}
	if row.check != nil {
		if err := row.check(v); err != nil {
			return nil, err
		}
	}
	r.create = row.prepare(v)
	if row.conducted != nil {
		r.conducted = row.conducted(v)
	}
	return r, nil
}

// unknown finds a parameter that the protocol does not have.
func (p Protocol) unknown(params map[string]string) error {
	var names, have []string
	for name := range params {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, declared := range p.Params {
		have = append(have, declared.Name)
	}
	for _, name := range names {
		if slices.Contains(have, name) {
			continue
		}
		hint := fmt.Sprintf("protocol %s takes no parameters", p.Name)
		if len(have) > 0 {
			hint = fmt.Sprintf("it has %s", strings.Join(have, ", "))
		}
		return &ParamError{Text: fmt.Sprintf("protocol %s has no parameter %q", p.Name, name), Hint: hint}
	}
	return nil
}

// Protocol returns the row of the table that the rule is made from.
func (r *Rule) Protocol() Protocol { return r.row }

// Conducted names the way in which somebody who sees all nodes has to draw the pairs that meet, and
// tell one of each by a Meet event; "" if the nodes choose their peers themselves. Nodes of their own
// have nobody who could.
func (r *Rule) Conducted() string { return r.conducted }

// Settings returns all parameters of the protocol with their values, in the order of the declaration.
func (r *Rule) Settings() []Setting { return slices.Clone(r.settings) }
