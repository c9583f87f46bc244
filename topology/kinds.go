package topology

import (
	"fmt"
	"strconv"
	"strings"
)

// A Kind is one row of the table of topologies: all that a program must know to offer it.
type Kind struct {
	Name    string  // what users type, and Spec.Kind
	Summary string  // one line for a list
	Nodes   string  // which numbers of nodes it takes
	Params  []Param // at most one of them is positional
	Random  bool    // whether the seed matters

	also []string // what others call it: Lookup suggests the kind by these, but doesn't accept them

	// check judges what belongs together; the single values are in their bounds already. It may be
	// nil.
	check func(Spec) *ParamError
	// edges is the expected number of edges.
	edges func(Spec) float64
	// generate makes one attempt, with dice of its own.
	generate func(Spec, *dice) (*Graph, error)
	// luckless is set if an attempt may come out disconnected: then Generate checks it, and tries
	// again. It says what went wrong after the last attempt.
	luckless func(s Spec, attempts int) *ParamError
	// group gives the group of a node id; nil where there are no groups.
	group func(s Spec, id int) int
	// implicit is set if the edges are not stored, so that their number has no limit.
	implicit bool
}

// A Param is one parameter of a kind.
type Param struct {
	Name    string    // the key in Spec.Values and in JSON, such as "edge_probability"
	Flag    string    // the flag that sets it, such as "edge-probability"; "" if it is positional
	Type    ParamType // what its text is
	Default string    // as help shows it; "" if there is none
	Doc     string    // what it is
	Bounds  string    // which values work

	min, max float64             // what any number of nodes can bear; not for a Path
	fallback func(n int) float64 // the value if none is given; n is the number of nodes
}

// Positional reports whether the parameter follows the kind's name instead of having a flag.
func (p Param) Positional() bool { return p.Flag == "" }

// Parse reads a value of the parameter from text. Whether the value is in its bounds is judged
// with the whole Spec, by Resolved.
func (p Param) Parse(text string) (float64, error) {
	what := "a number"
	if p.Type == Int {
		what = "a whole number"
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0, fmt.Errorf("%s must be %s, and %q is not", spaced(p.Name), what, text)
	}
	return v, nil
}

// ParamType says what the text of a parameter is.
type ParamType int

// The types of parameters.
const (
	Int   ParamType = iota // a whole number
	Float                  // a number
	Path                   // the path of a file; it goes into Spec.Path, not into Spec.Values
)

// String returns the type as help shows it.
func (t ParamType) String() string {
	switch t {
	case Int:
		return "int"
	case Float:
		return "float"
	case Path:
		return "path"
	}
	return fmt.Sprintf("ParamType(%d)", int(t))
}

// Kinds returns the table of all kinds, in the order in which help lists them. The caller owns it.
func Kinds() []Kind {
	return []Kind{
		circularKind(),
		randomKind(),
		powerLawKind(),
		turanKind(),
		lineKind(),
		fullKind(),
		starKind(),
		treeKind(),
		gridKind(),
		torusKind(),
		grid3DKind(),
		imp2DKind(),
		imp3DKind(),
		smallWorldKind(),
		erdosKind(),
		fileKind(),
	}
}

// Lookup returns the kind with the given name, or an *UnknownKindError.
func Lookup(name string) (Kind, error) {
	kinds := Kinds()
	for _, k := range kinds {
		if k.Name == name {
			return k, nil
		}
	}
	return Kind{}, &UnknownKindError{Name: name, Nearest: nearestKind(kinds, name)}
}

// UnknownKindError says that there is no kind of that name.
type UnknownKindError struct {
	Name    string
	Nearest string // the kind that was probably meant; "" if none is near
}

// Error implements error.
func (e *UnknownKindError) Error() string { return fmt.Sprintf("there is no topology %q", e.Name) }

// Hint says what to do instead.
func (e *UnknownKindError) Hint() string {
	if e.Nearest != "" {
		return fmt.Sprintf("did you mean %q?", e.Nearest)
	}
	var names []string
	for _, k := range Kinds() {
		names = append(names, k.Name)
	}
	return "the topologies are " + strings.Join(names, ", ")
}

// nearestKind returns the kind whose name, or whose name elsewhere, is the fewest edits away from
// the given one; "" if that is more than a third of the letters.
func nearestKind(kinds []Kind, name string) string {
	name = strings.ToLower(name)
	best, nearest := len(name)/3+1, ""
	for _, k := range kinds {
		for _, known := range append([]string{k.Name}, k.also...) {
			if d := editDistance(name, known); d < best {
				best, nearest = d, k.Name
			}
		}
	}
	return nearest
}

// editDistance is Levenshtein's: how many letters must be inserted, deleted or replaced.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1) // distances from the part of a so far to each beginning of b
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replace := diagonal
			if a[i] != b[j] {
				replace++
			}
			diagonal = row[j+1]
			row[j+1] = min(replace, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// spaced turns the name of a parameter into words.
func spaced(name string) string { return strings.ReplaceAll(name, "_", " ") }
