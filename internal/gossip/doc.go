// Package gossip is the protocol core: a pure state machine for one participant of a gossip
// network.
//
// A Node opens no socket, starts no goroutine and reads no clock. Whoever drives it hands in what
// happened, one Event at a time, and carries out the Actions that come back:
//
//	actions = node.Step(now, event, actions[:0])
//	for _, a := range actions {
//		switch a.Kind {
//		case gossip.Send:     // put a.Packet on the link to a.Peer
//		case gossip.Deliver:  // a.Packet.Message arrived here for the first time
//		case gossip.SetTimer: // come back with a Fired event for a.Timer at a.At
//		}
//	}
//
// The same state, event, time and generator give the same actions, on every machine. That is what lets one
// and the same core run in real processes on TCP (package node) and, many at a time, in a test or a
// simulation with a virtual clock.
//
// The contract of a driver:
//
//   - Step is called by one goroutine at a time, with a time that never decreases. The first event is
//     Start. A link that is not up then is reported as down.
//   - A link is ordered and reliable while it is up. The driver reports LinkUp and LinkDown; a
//     packet that was on its way when the link fell may be lost. A driver that has to drop packets
//     on a link that is up reports LinkDrained when it has room for more.
//   - Before a node ends in good order it gets Leave, and events until it is not Busy any more.
//   - Packets from outside pass Check before they enter Step.
//   - Messages and paths are immutable and may be shared between nodes.
//
// A protocol decides what is relayed to whom, or computes something from a value at each node
// (aggregate.go). Each is one file with one row in the table in protocols.go, which declares its
// parameters; a Rule is a protocol with its parameters set. What all protocols share is the Store of
// messages with their paths, and reconciliation: reconcile.go finds the difference of two nodes'
// messages, sessions.go says when and with whom.
package gossip
