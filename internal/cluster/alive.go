package cluster

// Alive reports whether the recorded process of a node runs. A node that runs may not answer all the
// same. A node that the network does not have is not alive.
func (n *Network) Alive(id int) bool {
	node, ok := n.state.node(id)
	return ok && alive(node)
}
