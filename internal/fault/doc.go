// Package fault has the words for what goes wrong in a network: the text and the tables in which users
// say it, and the changes that a driver then makes. It knows nothing of simulators or processes, so
// that the same words mean the same wherever a network runs.
//
// A Fault is one thing that goes wrong, a Plan is a list of them. A plan becomes a Timeline for a
// number of nodes and a seed: names and shares of nodes become ids, and each fault one change at its
// beginning and one at its end.
//
//	f, err := fault.Parse("crash 30% at 2s for 5s", fault.Clock{})
//	plan := fault.Plan{f}
//	err = plan.Validate(1000) // refuses what is impossible before any work
//	timeline, err := plan.Timeline(1000, seed)
//	// {At: 2s, Kind: Down, Nodes: [3 8 9 ...]}, {At: 7s, Kind: Up, Nodes: [3 8 9 ...]}
//
// # Words
//
//	crash NODES at TIME [for TIME]
//	restart NODES at TIME
//	partition GROUP [| GROUP]... from TIME [to TIME]
//	cut NODES -> NODES from TIME [to TIME]
//	slow NODES by FACTOR from TIME [to TIME]
//	reset NODES at TIME
//
// NODES are ids and ranges (3,7,10..20), all, or a share (30%) of the nodes that live when the fault
// begins, rounded to the nearest number. TIME is a duration (2s), or a number of rounds where the
// Clock has rounds. FromTable reads the same words as keys of a table.
//
// # A new kind
//
// Write a file with its Row as crash.go has it: name, grammar, doc, the changes at its beginning and
// its end, and a function that draws whom it befalls. Add it to Kinds. Parsing, tables, help and checks
// come from the row. Only what makes nodes meet a new fate needs a new Kind of Change, which then each
// driver must be taught.
package fault
