package fault

import (
	"fmt"
	"slices"
	"strings"
)

// A Row is one row of the table of kinds of fault: all that a program must know to offer it. (A Kind
// is the kind of a Change, the smaller thing that a driver makes.)
type Row struct {
	Name     string   // what users type, and Fault.Kind
	Synopsis string   // its grammar
	Doc      string   // what happens
	Examples []string // in durations
	Timed    bool     // it changes how long things take: where time is counted in rounds it has no effect

	also    []string // what others call it: only suggested by, not accepted
	subject subject  // whom it befalls
	lasts   lasts    // whether it has an end
	factor  bool     // whether it takes "by"

	begins Kind // the change that it begins with
	ends   Kind // the change that it ends with; 0 if it has no end
	// draw makes the beginning's lists and factor for the network as it is then.
	draw func(f Fault, p *population) Change
}

// subject is what stands behind the name of a kind.
type subject uint8

const (
	someNodes  subject = iota // NODES
	someLinks                 // NODES -> NODES
	someGroups                // GROUP | GROUP ...
)

// lasts is how a kind speaks of time.
type lasts uint8

const (
	moment   lasts = iota // at TIME
	aWhile                // at TIME [for TIME]
	interval              // from TIME [to TIME]
)

// Kinds returns the table of all kinds of fault, in the order in which help lists them. The caller
// owns it.
func Kinds() []Row {
	return []Row{
		crashRow(),
		restartRow(),
		partitionRow(),
		cutRow(),
		slowRow(),
		resetRow(),
	}
}

// LookupKind returns the row of the given name; the error suggests the one that was probably meant.
func LookupKind(name string) (Row, error) {
	rows := Kinds()
	var names []string
	for _, r := range rows {
		if r.Name == name {
			return r, nil
		}
		names = append(names, r.Name)
	}
	hint := "the kinds of fault are " + strings.Join(names, ", ")
	if name == "" {
		return Row{}, refuse(hint, "no kind of fault is named")
	}
	if r, found := nearest(rows, name); found {
		hint = fmt.Sprintf("did you mean %q? write %s", r.Name, r.Synopsis)
	}
	return Row{}, refuse(hint, "there is no fault %q", name)
}

// nearest returns the row that others call so, whose name begins so, or whose name is mistyped so.
func nearest(rows []Row, name string) (Row, bool) {
	for _, meant := range []func(Row) bool{
		func(r Row) bool { return slices.Contains(r.also, name) },
		func(r Row) bool { return strings.HasPrefix(r.Name, name) || strings.HasPrefix(name, r.Name) },
		func(r Row) bool { return mistyped(r.Name, name) },
	} {
		if i := slices.IndexFunc(rows, meant); i >= 0 {
			return rows[i], true
		}
	}
	return Row{}, false
}

// mistyped reports whether typed differs from name in one place at most: a letter that is missing, too
// much or another one, or two that changed places. What is between the common beginning and the common
// end of both tells.
func mistyped(name, typed string) bool {
	for len(name) > 0 && len(typed) > 0 && name[0] == typed[0] {
		name, typed = name[1:], typed[1:]
	}
	for len(name) > 0 && len(typed) > 0 && name[len(name)-1] == typed[len(typed)-1] {
		name, typed = name[:len(name)-1], typed[:len(typed)-1]
	}
	swapped := len(name) == 2 && len(typed) == 2 && name[0] == typed[1] && name[1] == typed[0]
	return swapped || len(name) <= 1 && len(typed) <= 1
}

// takes reports whether a fault of this kind can have the key.
func (r Row) takes(key string) bool {
	switch key {
	case keyNodes:
		return r.subject != someGroups
	case keyOthers:
		return r.subject == someLinks
	case keyGroups:
		return r.subject == someGroups
	case keyBy:
		return r.factor
	case keyAt:
		return true
	}
	return r.lasts != moment // from, for and to
}
