package gossip

import (
	"fmt"
	"strings"
	"time"
)

// protocol is the rule by which a node spreads messages, or aggregates values. One value serves one node. Methods append
// to actions what is to be done.
type protocol interface {
	// start is called once, before anything else.
	start(n *Node, now time.Duration, actions []Action) []Action

	// published passes on the message at position i of the store, which a client submitted here.
	published(n *Node, now time.Duration, i int, actions []Action) []Action

	// receive takes a packet of the protocol that passed Check: anything but Repair, Sync and Poke. The
	// path of a relay ends at the sender.
	receive(n *Node, now time.Duration, from NodeID, p *Packet, actions []Action) []Action

	// repaired is told that a reconciliation with a peer brought the message at position i, and reports
	// whether the protocol itself passes it on. If not, the node tells its other peers to reconcile with
	// it when it has got all that the peer has.
	repaired(n *Node, now time.Duration, i int, actions []Action) (spread bool, _ []Action)

	// linkChanged is told that the link to a peer came up or went down.
	linkChanged(n *Node, now time.Duration, peer NodeID, up bool, actions []Action) []Action

	// fired is told that one of the protocol's timers is due.
	fired(n *Node, now time.Duration, timer Timer, actions []Action) []Action

	// touch is Node.Touch.
	touch(n *Node) int
}

// quiet is what a protocol embeds that has no timers and keeps no state of links.
type quiet struct{}

func (quiet) start(_ *Node, _ time.Duration, actions []Action) []Action { return actions }

func (quiet) repaired(_ *Node, _ time.Duration, _ int, actions []Action) (bool, []Action) {
	return false, actions
}

func (quiet) linkChanged(_ *Node, _ time.Duration, _ NodeID, _ bool, actions []Action) []Action {
	return actions
}

func (quiet) fired(_ *Node, _ time.Duration, _ Timer, actions []Action) []Action { return actions }

// Protocol is one row of the table of protocols.
type Protocol struct {
	Name    string  `json:"name"`
	Summary string  `json:"summary"`
	Doc     string  `json:"doc"`    // the rule and what it promises, in sentences
	Source  string  `json:"source"` // where it was published
	Params  []Param `json:"params"`

	// Promises says that every living node gets every accepted message, as long as the living nodes are
	// connected or become so: the ends of a link reconcile when it comes up.
	Promises bool `json:"promises"`
	// Eager says that an accepted message leaves to all peers at once, if their links are up.
	Eager bool `json:"eager"`
	// Dials says that nodes contact peers of their own accord, as the Dialer of their group lets them. The
	// others only pass on what comes.
	Dials bool `json:"-"`
	// Limited says that a message crosses each link as often as its relay limit allows, so that what it
	// costs grows with that. The others carry the limit along, and do not heed it.
	Limited bool `json:"-"`

	// Aggregates says that the nodes compute something from the values that they hold, see
	// Node.Estimate. Such a protocol spreads no messages: one that is published stays where it is.
	Aggregates bool `json:"aggregates"`

	check     func(values) error           // what bounds of single parameters cannot say; may be nil
	prepare   func(values) func() protocol // reads the parameters once, for any number of nodes
	conducted func(values) string          // see Rule.Conducted; nil: nobody is needed
}

// Protocols returns the table of protocols. The first is the default.
func Protocols() []Protocol {
	return []Protocol{
		floodProtocol(),
		dedupProtocol(),
		rumorProtocol(),
		antiEntropyProtocol(),
		hybridProtocol(),
		plumtreeProtocol(),
		pushSumProtocol(),
		averagingProtocol(),
	}
}

// LookupProtocol returns a row of the table. An empty name is the default.
func LookupProtocol(name string) (Protocol, error) {
	rows := Protocols()
	if name == "" {
		return rows[0], nil
	}
	names := make([]string, len(rows))
	for i, row := range rows {
		if row.Name == name {
			return row, nil
		}
		names[i] = row.Name
	}
	return Protocol{}, &ParamError{
		Text: fmt.Sprintf("there is no protocol %q", name),
		Hint: "there are " + strings.Join(names, ", ") + "; gossip describe-protocol explains them",
	}
}
