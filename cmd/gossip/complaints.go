package main

// complaints are what is wrong with nodes: for each reason, which nodes have it, in the order in which
// they came.
type complaints []complaint

type complaint struct {
	reason string
	nodes  []int // ascending
}

// add notes the reason of a node, none if it is nil. Nodes come ascending.
func (all *complaints) add(node int, reason error) {
	if reason == nil {
		return
	}
	for i := range *all {
		if c := &(*all)[i]; c.reason == reason.Error() {
			c.nodes = append(c.nodes, node)
			return
		}
	}
	*all = append(*all, complaint{reason.Error(), []int{node}})
}

// shownComplaints is how many reasons are told: in a large network each node may have its own.
const shownComplaints = 10

// note says what nodes are because of that, reason by reason.
func (all complaints) note(c *cli, what string) {
	var rest []int
	for i, one := range all {
		if i >= shownComplaints {
			rest = append(rest, one.nodes...)
			continue
		}
		c.note("warning: %s %s: %s", subject(one.nodes), what, printable(one.reason))
	}
	if rest != nil {
		c.note("warning: %s %s, for other reasons", subject(rest), what)
	}
}
