package fault

import (
	"fmt"
	"strings"
	"time"
)

// Fault is one thing that goes wrong, as a user says it. Parse and FromTable make it; what its kind
// does not take is zero.
type Fault struct {
	Kind   string        // a Row.Name
	Nodes  Nodes         // whom it befalls
	Others Nodes         // behind the arrow
	Groups []Nodes       // of a partition
	By     float64       // the factor
	From   time.Duration // when it begins, since the start
	To     time.Duration // when it ends; 0 if it does not
	Clock  Clock         // how String writes the times
}

// Factors that make sense.
const (
	minFactor = 1
	maxFactor = 1000
)

// String writes the fault as Parse with the same Clock reads it.
func (f Fault) String() string {
	var b strings.Builder
	b.WriteString(f.Kind)
	row, _ := LookupKind(f.Kind) // an unknown kind is refused elsewhere; here it has nodes and a beginning
	switch row.subject {
	case someNodes:
		b.WriteString(" " + f.Nodes.String())
	case someLinks:
		b.WriteString(" " + f.Nodes.String() + " -> " + f.Others.String())
	case someGroups:
		for i, g := range f.Groups {
			if i > 0 {
				b.WriteString(" |")
			}
			b.WriteString(" " + g.String())
		}
	}
	if row.factor {
		b.WriteString(" by " + formatFloat(f.By))
	}
	begin, end, until := keyAt, keyFor, f.To-f.From
	if row.lasts == interval {
		begin, end, until = keyFrom, keyTo, f.To
	}
	b.WriteString(" " + begin + " " + f.Clock.Format(f.From))
	if f.To != 0 {
		b.WriteString(" " + end + " " + f.Clock.Format(until))
	}
	return b.String()
}

// check judges what does not depend on how many nodes there are.
func (f Fault) check() error {
	row, err := LookupKind(f.Kind)
	if err != nil {
		return err
	}
	for _, s := range f.choices(row) {
		if err := s.check(); err != nil {
			return err
		}
	}
	switch {
	case row.subject == someGroups:
		if err := checkGroups(f.Groups); err != nil {
			return err
		}
	case f.Nodes.Which == Rest:
		return refuse(nodesHint, "there is nothing that %q could be the rest of", "rest")
	}
	if row.factor && !(f.By >= minFactor && f.By <= maxFactor) {
		return refuse(fmt.Sprintf("a factor is from %d to %d", minFactor, maxFactor),
			"the factor %s is out of bounds", formatFloat(f.By))
	}
	switch {
	case f.From < 0:
		return refuse("times count from the start of the run", "it begins at %s, before the start", f.From)
	case f.To != 0 && row.ends == 0:
		return refuse("write "+row.Synopsis, "%s has no end", f.Kind)
	case f.To != 0 && f.To <= f.From:
		return endsTooEarly(f.From, f.To, f.Clock)
	}
	return nil
}

func endsTooEarly(from, to time.Duration, clock Clock) error {
	return refuse("let it end after it begins, or leave the end away: then it lasts until the end of the run",
		"it ends at %s, and begins at %s", clock.Format(to), clock.Format(from))
}

// checkSize judges the fault in a network of n nodes.
func (f Fault) checkSize(n int) error {
	row, err := LookupKind(f.Kind)
	if err != nil {
		return err
	}
	for _, s := range f.choices(row) {
		if err := s.checkSize(n); err != nil {
			return err
		}
	}
	if row.subject == someGroups {
		return checkGroupSizes(f.Groups, n)
	}
	if row.subject == someLinks && f.Others.Which != All && f.Others.Which != Rest &&
		(f.Nodes.Which == Share || f.Others.Which == Share) && f.Nodes.count(n)+f.Others.count(n) > n {
		return refuse("make them smaller, or write all or rest behind the arrow",
			"%s and %s are more than there are", f.Nodes, f.Others)
	}
	return nil
}

// choices lists the choices of nodes that a fault of this kind makes.
func (f Fault) choices(row Row) []Nodes {
	switch row.subject {
	case someLinks:
		return []Nodes{f.Nodes, f.Others}
	case someGroups:
		return f.Groups
	}
	return []Nodes{f.Nodes}
}
