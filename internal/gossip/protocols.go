package gossip

import (
	"fmt"
	"strings"
	"time"
)

// protocol is the rule by which a node relays. All methods append to actions what is to be done.
type protocol interface {
	// relay passes on the stored message i, which just arrived as p from the given peer (0: it was
	// published here). The path of p ends at this node.
	relay(n *Node, i int, from NodeID, p Packet, actions []Action) []Action

	// receive takes a packet that passed Check. The path of p ends at the sender.
	receive(n *Node, now time.Duration, from NodeID, p Packet, actions []Action) []Action

	// linkUp makes good what the peer may have missed while there was no link to it.
	linkUp(n *Node, peer NodeID, actions []Action) []Action
}

// Protocol is one row of the table of protocols.
type Protocol struct {
	Name    string
	Summary string
	new     func() protocol
}

// Protocols returns the table of protocols. The first is the default.
func Protocols() []Protocol {
	return []Protocol{
		{
			Name:    "flood",
			Summary: "relay every accepted arrival to all peers but its sender, within a relay limit",
			new:     func() protocol { return new(flood) },
		},
	}
}

func lookup(name string) (Protocol, error) {
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
	return Protocol{}, fmt.Errorf("no protocol is called %q; there is %s", name, strings.Join(names, ", "))
}
