// Package topology generates, reads, writes and describes the graphs that a gossip network can have:
// rings, grids, trees, random graphs of several kinds.
//
// A [Spec] names a kind and its parameters; [Generate] makes the [Graph]. The exact definition of
// each kind, with its source, is the documentation of the constant that names it ([Circular],
// [Random], [PowerLaw], ...), and [Kinds] is the table from which help and completions are made.
//
// Three promises hold for every graph that Generate returns:
//
//   - It is simple and connected, and its nodes have the ids 1 to N. What cannot be so is an error: a
//     [ParamError] says which bound is broken and which nearest values work.
//   - The same spec gives the same graph on every machine. Only the integer generator PCG draws, and
//     only integers decide; a floating-point result that may differ between machines never does.
//   - Time and memory are in proportion to nodes and edges, up to [MaxNodes] and [MaxEdges]. The
//     complete graph stores no edges at all.
//
// A Graph implements gonum's graph.Undirected, with nodes and neighbors in ascending order, so that
// gonum's algorithms run on it.
//
// # Adding a kind
//
// A kind is one file and one row of the table: write a constant with the definition and a function
// that returns the Kind, as in line.go, and add the function to [Kinds]. For a random kind, draw from
// the dice that generate is given; if an attempt may come out disconnected, set luckless. The tests
// run over the whole table, but want to know the exact shape (shapes_test.go) and a golden hash
// (golden_test.go).
package topology
