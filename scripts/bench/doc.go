// Command bench measures networks of real processes on this machine; `make bench` runs it. It prints
// two tables, and every figure is the median of several runs.
//
// The first is about networks as such: how long one takes to start and to stop, what an idle node
// costs, and how fast a single message spreads (lifecycle.go).
//
// The second compares under load, on the same graph and in the same run (compare.go): this program
// with each of its protocols, a minimal reference (rawflood), and hashicorp/memberlist
// (scripts/memberlist). The contenders take turns, so that a change of the machine meets all of them.
// A contender is one row of the table in contender.go.
//
//	go run ./scripts/bench [-program bin/gossip] [-runs 3] [-nodes 16,64,256,1000] [-compare 16,64]
package main
