// Package node drives one protocol core with TCP links and the real clock: one process is one node.
//
// Who does what, and who owns what:
//
//	listener ─> connection ─> verbs ─┐                       one goroutine a connection
//	            link reader ─────────┤ ask / batch
//	                                 ▼
//	                               owner                      one goroutine: core, peers, read marks
//	                                 │ append, never waits
//	            link writer <─── outbox                       one goroutine a link
//	            dialer                                        one goroutine for each peer of higher id
//
// The owner never blocks: what it sends goes into bounded outboxes. Writers are told of it after each
// batch; of relays that bring their receiver nothing but another path, within a millisecond. Between two peers the
// node with the lower id dials. The protocol that connections speak is in package wire and its PROTOCOL.md.
//
//	n, err := node.New(node.Config{ID: 1, Listener: l, Peers: peers, Log: log})
//	err = n.Run(ctx) // until ctx ends or a client says /STOP
package node
