package gossip

import "time"

// EventKind says what happened to a node.
type EventKind uint8

const (
	Start       EventKind = iota + 1 // the first event of a node
	Publish                          // a client submitted Event.Text with Event.Relays
	Receive                          // Event.Packet arrived from Event.Peer
	LinkUp                           // the link to Event.Peer came up
	LinkDown                         // the link to Event.Peer went down
	LinkDrained                      // packets to Event.Peer had to be dropped; the link has room again
	Fired                            // the timer Event.Timer that SetTimer asked for is due
	Leave                            // the node will end: hand on what only it may have, see Node.Busy
	Meet                             // a conductor drew the node and Event.Peer as a pair, see Rule.Conducted
)

// Event is one thing that happened. Only the fields that its kind names are set.
type Event struct {
	Kind   EventKind
	Relays uint8 // Publish: the relay limit, 1 to MaxRelays
	Timer  Timer
	Peer   NodeID
	Packet *Packet // of a Receive; it is read during the Step, and not kept
	Text   string  // Publish: UTF-8, not empty
}

// ActionKind says what a driver has to do.
type ActionKind uint8

const (
	Send     ActionKind = iota + 1 // put Action.Packet on the link to Action.Peer; if it is down, drop it
	Deliver                        // Action.Packet arrived here first: tell whoever waits for messages
	SetTimer                       // bring a Fired event with Action.Timer at Action.At or soon after
)

// Action is one thing to do, in the order in which Step returned it.
type Action struct {
	Kind   ActionKind
	Timer  Timer
	Peer   NodeID        // Send: to whom; Deliver: from whom, 0 for the origin's own
	At     time.Duration // SetTimer: since the Unix epoch
	Packet Packet
}

// Timer says what a timer is for. A driver carries it and need not look into it. Each SetTimer fires
// once; none is ever cancelled: a node ignores one that it no longer waits for.
type Timer uint8

const (
	timerSession  Timer = iota + 1 // a reconciliation makes no progress
	timerCycle                     // the next cycle of rumor mongering or aggregation
	timerBackstop                  // the next round of anti-entropy
	timerAnnounce                  // Plumtree's announcements leave
	timerGraft                     // an announced message is overdue
)

// deadline is a timer of which only the last setting counts.
type deadline time.Duration

// set asks for the timer at the given time, in place of any earlier setting.
func (d *deadline) set(timer Timer, at time.Duration, actions []Action) []Action {
	if time.Duration(*d) == at {
		return actions
	}
	*d = deadline(at)
	return append(actions, Action{Kind: SetTimer, Timer: timer, At: at})
}

// due reports whether a timer that fired now is the one last set, and forgets it then.
func (d *deadline) due(now time.Duration) bool {
	if *d == 0 || now < time.Duration(*d) {
		return false
	}
	*d = 0
	return true
}

func (d deadline) pending() bool { return d != 0 }
