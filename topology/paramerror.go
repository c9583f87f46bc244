package topology

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// mostChanges is how many steps cured goes: from a hopeless spec each value may need one to become
// whole, one to come within its bounds, and one to fit the others.
const mostChanges = 8

// nodesParam is what a ParamError calls the number of nodes, Spec.N.
const nodesParam = "n"

// A ParamError says that a spec breaks a bound: which one, and what would work instead.
type ParamError struct {
	Kind  string // the kind of topology
	Param string // a Param.Name, or "n" for the number of nodes
	Bound string // the bound that is broken, such as "must be below the number of nodes, 16"

	// Works holds the nearest specs that do work, each with as few values changed as possible. It
	// is empty only if a path is missing.
	Works []Spec

	given   Spec
	value   string   // the value that breaks the bound, as people read it
	unknown bool     // the kind has no such parameter
	cures   []change // single values to try, the nearest first
}

// Error implements error.
func (e *ParamError) Error() string {
	return fmt.Sprintf("%s: %s: %s", e.Kind, e.subject(), e.Bound)
}

// subject names the value that breaks the bound.
func (e *ParamError) subject() string {
	if e.Param == nodesParam {
		return amount(e.given.N)
	}
	return strings.TrimSpace(spaced(e.Param) + " " + e.value)
}

// Hint says what would work: the nearest values, below and above. Whoever follows it has a spec
// that is in all bounds.
func (e *ParamError) Hint() string {
	if len(e.Works) == 0 {
		return "name a file with the edges of a graph"
	}
	var alone []string              // parameters that can be changed alone, as they come
	values := map[string][]string{} // their values
	var together []string           // changes of several values at once, and returns to a default
	for _, w := range e.Works {
		changes := difference(e.given, w)
		if c := changes[0]; len(changes) == 1 && c.text() != "" {
			if values[c.param] == nil {
				alone = append(alone, c.param)
			}
			values[c.param] = append(values[c.param], c.text())
			continue
		}
		var words []string
		for _, c := range changes {
			words = append(words, e.phrase(c.param, c.text()))
		}
		together = append(together, strings.Join(words, " with "))
	}
	var choices []string
	for _, param := range alone {
		choices = append(choices, e.phrase(param, strings.Join(values[param], " or ")))
	}
	return "use " + strings.Join(append(choices, together...), ", or ")
}

// phrase writes a parameter with its values; none means that it should not be set.
func (e *ParamError) phrase(param, values string) string {
	switch {
	case values == "" && e.unknown:
		return "no " + spaced(param)
	case values == "":
		return "the default " + spaced(param)
	case param == nodesParam && values == "1":
		return "1 node"
	case param == nodesParam:
		return values + " nodes"
	}
	return spaced(param) + " " + values
}

func amount(n int) string {
	if n == 1 {
		return "1 node"
	}
	return fmt.Sprintf("%d nodes", n)
}

// A change sets one value of a spec, or takes it away (NaN) so that the default returns.
type change struct {
	param string
	value float64
}

func set(param string, value float64) change { return change{param, value} }
func unset(param string) change              { return change{param, math.NaN()} }

func (c change) text() string {
	if math.IsNaN(c.value) {
		return ""
	}
	return figure(c.value)
}

// with returns the spec after a change.
func (s Spec) with(c change) Spec {
	if c.param == nodesParam {
		s.N = int(c.value)
		return s
	}
	s.Values = maps.Clone(s.Values)
	if s.Values == nil {
		s.Values = map[string]float64{}
	}
	if math.IsNaN(c.value) {
		delete(s.Values, c.param)
	} else {
		s.Values[c.param] = c.value
	}
	return s
}

// difference lists the changes that lead from one spec to another.
func difference(from, to Spec) []change {
	var changes []change
	for _, name := range slices.Sorted(maps.Keys(to.Values)) {
		if old, given := from.Values[name]; !given || old != to.Values[name] {
			changes = append(changes, set(name, to.Values[name]))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(from.Values)) {
		if _, kept := to.Values[name]; !kept {
			changes = append(changes, unset(name))
		}
	}
	if from.N != to.N {
		changes = append(changes, set(nodesParam, float64(to.N)))
	}
	return changes
}

// refuse begins a ParamError: the parameter, its bound, and single changes that may cure it, the
// nearest first. Those that cure nothing are dropped later, by complete.
func refuse(param, bound string, cures ...change) *ParamError {
	return &ParamError{Param: param, Bound: bound, cures: cures}
}

// complete finishes a ParamError for the spec that was given: it tries the cures.
func (e *ParamError) complete(given Spec, kind Kind) *ParamError {
	e.Kind, e.given = kind.Name, given
	v, isGiven := given.Values[e.Param]
	i := slices.IndexFunc(kind.Params, func(p Param) bool { return p.Name == e.Param })
	e.unknown = i < 0 || kind.Params[i].Type == Path
	if isGiven {
		e.value = figure(v)
	} else if !e.unknown {
		e.value = figure(kind.Params[i].fallback(given.N)) + " (the default)"
	}
	e.Works = fewest(given, cured(given, kind, e.cures, mostChanges))
	return e
}

// cured returns the specs that single changes make work. If none does, because several values are
// wrong at once, it follows each change with the cures of what is then still wrong, up to the given
// number of changes.
func cured(s Spec, kind Kind, cures []change, changes int) []Spec {
	var works, later []Spec
	for _, c := range cures {
		next := s.with(c)
		resolved, bad := next.judge(kind)
		if bad == nil {
			bad = resolved.judgeSize(kind)
		}
		switch {
		case bad == nil:
			works = append(works, next)
		case changes > 1:
			later = append(later, cured(next, kind, bad.cures, changes-1)...)
		}
	}
	if len(works) == 0 {
		return later
	}
	return works
}

// fewest keeps the specs that differ from the given one in the fewest values, and each only once.
func fewest(given Spec, specs []Spec) []Spec {
	least := math.MaxInt
	for _, s := range specs {
		least = min(least, len(difference(given, s)))
	}
	var kept []Spec
	for _, s := range specs {
		same := func(k Spec) bool { return len(difference(k, s)) == 0 }
		if len(difference(given, s)) == least && !slices.ContainsFunc(kept, same) {
			kept = append(kept, s)
		}
	}
	return kept
}
