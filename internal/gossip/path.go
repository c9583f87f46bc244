package gossip

// Path is the list of nodes that one copy of a message travelled through, from its origin to the
// node that holds it. A node may stand in it more than once. A Path is immutable, and paths share
// their beginnings: a path of h hops costs one element, not h.
type Path struct {
	parent *Path
	node   NodeID
	length int32
}

// Append returns the path that goes on from p to the given node. A nil p is the empty path.
func (p *Path) Append(node NodeID) *Path {
	return &Path{parent: p, node: node, length: int32(p.Len() + 1)}
}

// NewPath returns the path through the given nodes, nil for none.
func NewPath(ids []NodeID) *Path {
	if len(ids) == 0 {
		return nil
	}
	block := make([]Path, len(ids)) // one allocation instead of one per hop
	var p *Path
	for i, id := range ids {
		block[i] = Path{parent: p, node: id, length: int32(i + 1)}
		p = &block[i]
	}
	return p
}

// Len returns the number of nodes on the path.
func (p *Path) Len() int {
	if p == nil {
		return 0
	}
	return int(p.length)
}

// Last returns the node at which the path ends, 0 for the empty path.
func (p *Path) Last() NodeID {
	if p == nil {
		return 0
	}
	return p.node
}

// Origin returns the node at which the path begins, 0 for the empty path.
func (p *Path) Origin() NodeID {
	if p == nil {
		return 0
	}
	for p.parent != nil {
		p = p.parent
	}
	return p.node
}

// AppendIDs appends the nodes of the path, origin first.
func (p *Path) AppendIDs(ids []NodeID) []NodeID {
	start := len(ids)
	for q := p; q != nil; q = q.parent {
		ids = append(ids, q.node)
	}
	for i, j := start, len(ids)-1; i < j; i, j = i+1, j-1 {
		ids[i], ids[j] = ids[j], ids[i]
	}
	return ids
}
