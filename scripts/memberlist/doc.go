// Command memberlist is a node of hashicorp/memberlist for the benchmark in scripts/bench: a text that
// a client submits becomes a broadcast, and the node notes when each broadcast first arrived. It is a
// module of its own, so that what memberlist needs stays out of the program's go.mod.
//
// The configuration is memberlist's own for one machine (DefaultLocalConfig), or one for speed, on
// 127.0.0.1. Its nodes all know each other, and pass a broadcast on to random ones, in datagrams, a few times: no graph of
// links, no promise that it reaches all.
//
// The words on standard input and output, the frames of clients and the records of a dump are those
// in the documentation of package gossip/scripts/bench/rawflood, so that the benchmark drives both with the
// same code.
package main
