package fault

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Plan is a list of faults. Their order does not matter, but for those that begin at the same time,
// and for what the seed draws.
type Plan []Fault

// event is the beginning or the end of a fault.
type event struct {
	at     time.Duration
	end    bool
	number int // of the fault in the plan
}

// events lists what happens by time. At the same time ends come first, so that of two faults of which
// one follows upon the other never both are there.
func (p Plan) events() []event {
	var events []event
	for i, f := range p {
		events = append(events, event{f.From, false, i})
		if f.To != 0 {
			events = append(events, event{f.To, true, i})
		}
	}
	slices.SortStableFunc(events, func(a, b event) int {
		if a.at == b.at && a.end != b.end {
			if a.end {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.at, b.at)
	})
	return events
}

// Validate judges the plan for a network of n nodes, without drawing anything: a plan that it takes
// has a Timeline for every seed. The error is an *Error.
func (p Plan) Validate(n int) error {
	if n < 1 {
		return refuse("faults need a network with nodes", "there are %d nodes", n)
	}
	for _, f := range p {
		err := f.check()
		if err == nil {
			err = f.checkSize(n)
		}
		if err != nil {
			return within(fmt.Sprintf("fault %q", f), err)
		}
	}
	return p.checkLives(n)
}
