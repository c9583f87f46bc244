package fault

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The words that stand before a value, and the keys of a table.
const (
	keyKind   = "kind"
	keyNodes  = "nodes"
	keyOthers = "others"
	keyGroups = "groups"
	keyBy     = "by"
	keyAt     = "at"
	keyFor    = "for"
	keyFrom   = "from"
	keyTo     = "to"
)

// keywords are the keys that stand in the text of a fault.
func keywords() []string { return []string{keyBy, keyAt, keyFor, keyFrom, keyTo} }

// keys are those that a table can have, in the order in which help lists them.
func keys() []string {
	return append([]string{keyKind, keyNodes, keyOthers, keyGroups}, keywords()...)
}

// words is a fault as text, by key; groups apart.
type words struct {
	values map[string]string
	groups []string
}

// Parse reads a fault, such as "crash 30% at 2s". The clock says how times are written in it. The
// error is an *Error.
func Parse(text string, clock Clock) (Fault, error) {
	w, err := split(text)
	if err == nil {
		var f Fault
		if f, err = build(w, clock); err == nil {
			return f, nil
		}
	}
	return Fault{}, within(fmt.Sprintf("fault %q", text), err)
}

// split takes a text apart: a kind, whom it befalls, and values behind keywords in any order.
func split(text string) (words, error) {
	w := words{values: map[string]string{}}
	if strings.ContainsAny(text, ";\n") {
		return w, refuse("give each fault a flag of its own", "this is more than one fault")
	}
	fields := strings.Fields(text)
	if len(fields) == 0 {
		return w, refuse("write a fault such as crash 30% at 2s", "there is no text")
	}
	w.values[keyKind] = strings.ToLower(fields[0])
	row, err := LookupKind(w.values[keyKind])
	if err != nil {
		return w, err
	}
	whom, rest := untilKeyword(fields[1:])
	w.befall(row, whom)
	for len(rest) > 0 {
		key := strings.ToLower(rest[0])
		if _, twice := w.values[key]; twice {
			return w, refuse("write "+row.Synopsis, "%q stands there twice", key)
		}
		if w.values[key], rest = untilKeyword(rest[1:]); w.values[key] == "" {
			return w, refuse("write "+row.Synopsis, "nothing stands behind %q", key)
		}
	}
	return w, nil
}

// untilKeyword joins the fields up to the first keyword, and returns the others.
func untilKeyword(fields []string) (joined string, rest []string) {
	i := slices.IndexFunc(fields, func(s string) bool { return slices.Contains(keywords(), strings.ToLower(s)) })
	if i < 0 {
		i = len(fields)
	}
	return strings.Join(fields[:i], " "), fields[i:]
}

// befall takes the part apart that says whom the fault befalls.
func (w *words) befall(row Row, text string) {
	switch nodes, others, arrow := strings.Cut(text, "->"); {
	case strings.TrimSpace(text) == "":
	case arrow:
		w.values[keyNodes], w.values[keyOthers] = nodes, others
	case row.subject == someGroups || strings.Contains(text, "|"):
		w.groups = strings.Split(text, "|")
	default:
		w.values[keyNodes] = text
	}
}

// build makes a fault of its words.
func build(w words, clock Clock) (Fault, error) {
	f := Fault{Kind: w.values[keyKind], Clock: clock}
	row, err := LookupKind(f.Kind)
	if err != nil {
		return Fault{}, err
	}
	if err := w.fit(row); err != nil {
		return Fault{}, err
	}
	if row.subject != someGroups {
		if f.Nodes, err = parseNodes(w.values[keyNodes]); err != nil {
			return Fault{}, err
		}
	}
	if row.subject == someLinks {
		if f.Others, err = parseNodes(w.values[keyOthers]); err != nil {
			return Fault{}, err
		}
	}
	for _, text := range w.groups {
		if strings.TrimSpace(text) == "" {
			return Fault{}, refuse("name the nodes of each group; those in no group are one more group by themselves", "a group is empty")
		}
		g, err := parseNodes(text)
		if err != nil {
			return Fault{}, err
		}
		f.Groups = append(f.Groups, g)
	}
	if row.factor {
		if f.By, err = strconv.ParseFloat(w.values[keyBy], 64); err != nil {
			return Fault{}, refuse("write a factor from 1 to 1000", "%q is not a factor", w.values[keyBy])
		}
	}
	if f.From, f.To, err = w.times(clock); err != nil {
		return Fault{}, err
	}
	return f, f.check()
}

// fit checks that the kind takes the keys that are there, and that those are there that it needs.
func (w words) fit(row Row) error {
	hint := "write " + row.Synopsis
	for _, key := range keys()[1:] {
		if w.has(key) && !row.takes(key) {
			return refuse(hint, "%s takes no %s", row.Name, spoken(key))
		}
	}
	for _, key := range []string{keyNodes, keyOthers, keyGroups, keyBy} {
		if row.takes(key) && !w.has(key) {
			return refuse(hint, "%s lacks the %s", row.Name, spoken(key))
		}
	}
	return nil
}

func (w words) has(key string) bool {
	_, given := w.values[key]
	return given || key == keyGroups && len(w.groups) > 0
}

// spoken says what a key gives.
func spoken(key string) string {
	switch key {
	case keyNodes, keyGroups:
		return key
	case keyOthers:
		return `nodes behind an arrow ("others" in a table)`
	case keyBy:
		return `factor behind "by"`
	}
	return fmt.Sprintf("time behind %q", key)
}

// times reads when the fault begins and ends. Each kind has its own words for that in String, but
// takes those of the others as well. Without a beginning it is there from the start.
func (w words) times(clock Clock) (from, to time.Duration, err error) {
	begin, begins, err := w.either(keyAt, keyFrom)
	if err != nil {
		return 0, 0, err
	}
	end, ends, err := w.either(keyFor, keyTo)
	if err != nil {
		return 0, 0, err
	}
	if begins {
		if from, err = clock.parse(w.values[begin]); err != nil {
			return 0, 0, within(begin, err)
		}
	}
	if !ends {
		return from, 0, nil
	}
	if to, err = clock.parse(w.values[end]); err != nil {
		return 0, 0, within(end, err)
	}
	if end == keyFor {
		if to > math.MaxInt64-from {
			return 0, 0, refuse("leave the end away: then it lasts until the end of the run", "it would end too far away")
		}
		to += from
	}
	if to <= from {
		return 0, 0, endsTooEarly(from, to, clock)
	}
	return from, to, nil
}

// either returns which one of two words for the same thing is there.
func (w words) either(a, b string) (key string, given bool, err error) {
	_, hasA := w.values[a]
	_, hasB := w.values[b]
	switch {
	case hasA && hasB:
		return "", false, refuse("leave one of them away", "%q and %q say the same", a, b)
	case hasA:
		return a, true, nil
	}
	return b, hasB, nil
}
