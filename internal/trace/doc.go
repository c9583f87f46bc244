// Package trace tells what happened to one message: who got it from whom and when, and the figures
// that the literature compares protocols by. It is pure: what asked the nodes, or simulated them,
// hands in one Node for each living node, with the arrivals that this node recorded.
//
//	living := []trace.Node{
//		{ID: 1, Arrivals: []trace.Arrival{{Path: gossip.NewPath([]gossip.NodeID{1})}}},
//		{ID: 2, Arrivals: []trace.Arrival{{Path: gossip.NewPath([]gossip.NodeID{1, 2}), At: time.Millisecond}}},
//		{ID: 3},
//	}
//	s := trace.Summarize(1, living)     // s.Coverage is 2/3, s.LDH 1
//	roots := trace.Tree(living)     // 1, and 2 below it
//
// # The figures
//
// A delivery is the first arrival at a node, the others are redundant. A hop is one relay: the origin
// delivers at hop 0. Times count from the moment at which the origin accepted the message.
//
// Coverage is the share of the living nodes that hold the message.
//
// RMR, the relative message redundancy of Leitão et al. (2007), is m/r - 1: m payload relays that
// arrived, for r nodes that needed one. A node needs one unless it accepted the message itself, so r
// is the number of living nodes less one while the origin lives and holds what it accepted. A perfect
// tree has an RMR of 0; flooding has about the mean degree less 2. Below full coverage the figure
// says nothing about redundancy, since nodes that were not reached make it smaller.
//
// LDH, the last delivery hop, is the largest hop of a delivery.
//
// # The tree
//
// A path is the exact chain of carriers of one copy, so the tree of deliveries is the tree of the
// delivery paths. It has a node in the place at which this one delivered, whatever happened to the
// nodes above it since: a carrier that is gone, or was restarted and got another copy later, stays in
// its place as a Branch without a delivery. So the tree never has a cycle and loses nobody.
package trace
