package fault

import "time"

// Kind says what changes.
type Kind uint8

// The changes that a driver has to make. Ids are those of nodes, 1 and up.
const (
	Down   Kind = iota + 1 // Nodes end without a word
	Up                     // Nodes that ended begin anew, empty
	Split                  // links between different Groups break; nodes in no group are one more group
	Heal                   // the Split with the same Number is over
	Cut                    // nothing gets from Nodes to Others any more; nobody notices
	Mend                   // the Cut with the same Number is over; its links are made anew
	Slow                   // packets from and to Nodes take Factor times as long
	Normal                 // the Slow with the same Number is over
	Reset                  // all links of Nodes break, lose what is on its way, and come up at once
)

// Change is one primitive change of a network. Lists of ids ascend, name no node twice, and are never
// all empty; the end of a fault repeats the lists of its beginning, but for Up, which names only those
// that are still down. Changes share their lists: treat them as constant.
type Change struct {
	At     time.Duration // since the start
	Kind   Kind
	Number int // of the fault in its plan, from 0: ties an end to its beginning
	Nodes  []int
	Others []int
	Groups [][]int
	Factor float64
}

// Timeline is a list of changes, ascending by time. At the same time ends come before beginnings, and
// otherwise the order is that of the plan. Down names only living nodes, and Up only those that are
// down. A change without an end lasts until the end of the run.
type Timeline []Change
