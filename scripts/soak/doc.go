// Command soak keeps a network of real processes under a bounded load for minutes, while faults happen
// to it, and looks for what only time shows: messages that get lost, memory and files that leak.
// `make soak` runs it.
//
// Every node accepts its share of the messages (publish.go). Again and again one node is suspended for
// seconds, one is killed and started anew, or one link is cut for a while (fault.go); half of the
// nodes are never killed, so that their memory can be followed over the whole time (measure.go). In
// the end every node must hold every accepted message, but for those of a node that was killed, which
// must be at all nodes or at none (audit.go); the memory must have grown by the stored messages alone
// (fit.go), and each node must have as many open files as in the beginning. The exit status is 1 if
// anything of that does not hold.
//
// What a stored message costs is the slope of memory over messages. That includes the room that the
// collector leaves itself; with GOGC=20 in the environment the nodes are close to what they keep.
//
//	go run ./scripts/soak [-program bin/gossip] [-duration 10m] [-rate 200] [-nodes 16] [-protocol flood]
package main
