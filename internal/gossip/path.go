package gossip

// Path is the list of nodes that one copy of a message travelled through, from its origin to the
// node that holds it. A node may stand in it more than once. A Path is immutable, and paths share
// their beginnings: a path of h hops costs one element, not h. An element has room for several nodes,
// so that one which shares nothing, because it came over a wire, costs little too.
type Path struct {
	parent *Path // what comes before; nil if nothing does
	length int32 // of the whole path
	digits int32 // of all its ids
	nodes  [pathRoom]NodeID
}

// pathRoom is the number of nodes in one element. Every element but the last is full.
const pathRoom = 4

// own returns the nodes in this element: since all before it are full, its parent need not be asked.
func (p *Path) own() []NodeID {
	return p.nodes[:(p.length-1)%pathRoom+1]
}

// Append returns the path that goes on from p to the given node. A nil p is the empty path.
func (p *Path) Append(node NodeID) *Path { return new(Paths).Append(p, node) }

// NewPath returns the path through the given nodes, nil for none.
func NewPath(ids []NodeID) *Path { return new(Paths).New(ids) }

// Paths makes paths from common blocks of memory, for a node that makes many and keeps nearly all of
// them: a block lives as long as any path in it.
type Paths struct {
	blocks slab[Path]
	tail   Path // the last element of what Passing returned

	foreseen, onward *Path // see Foresee
}

// Passing is New of a path that will be looked at and then, most likely, appended to: it is good until
// the next call, and what Append makes of it is good for ever. Append never builds on a last element
// with room, so that one need not be kept.
func (s *Paths) Passing(ids []NodeID) *Path {
	rest := len(ids) % pathRoom
	full := s.New(ids[:len(ids)-rest])
	if rest == 0 {
		return full
	}
	s.tail = Path{}
	s.tail.fill(full, ids[len(ids)-rest:])
	return &s.tail
}

// Foresee tells the node that path goes on from here as onward: an arrival by just that path needs no new
// one then. Both must be good for ever; nil if that is not known. It is for a node on its own.
func (n *Node) Foresee(path, onward *Path) {
	paths := &n.store.group.paths
	paths.foreseen, paths.onward = path, onward
}

// here is Append of the node that all these paths lead to.
func (s *Paths) here(p *Path, node NodeID) *Path {
	if s.onward != nil && p == s.foreseen {
		return s.onward
	}
	return s.Append(p, node)
}

// New returns the path through the given nodes, nil for none.
func (s *Paths) New(ids []NodeID) *Path {
	if len(ids) == 0 {
		return nil
	}
	block := s.blocks.take((len(ids) + pathRoom - 1) / pathRoom)
	var p *Path
	for i := range block {
		block[i].fill(p, ids[i*pathRoom:])
		p = &block[i]
	}
	return p
}

// fill makes an empty element the continuation of parent by as many of the given nodes as it has room
// for.
func (p *Path) fill(parent *Path, ids []NodeID) {
	n := copy(p.nodes[:], ids)
	p.parent, p.length, p.digits = parent, int32(parent.Len()+n), int32(parent.Digits())
	for _, id := range ids[:n] {
		p.digits += digits(id)
	}
}

// Append is Path.Append. A last element with room is copied and not extended: others may share it.
func (s *Paths) Append(p *Path, node NodeID) *Path {
	next := &s.blocks.take(1)[0]
	next.parent, next.length, next.digits = p, int32(p.Len()+1), int32(p.Digits())+digits(node)
	own := 0
	if p != nil {
		if own = len(p.own()); own < pathRoom {
			next.parent, next.nodes = p.parent, p.nodes
		} else {
			own = 0
		}
	}
	next.nodes[own] = node
	return next
}

// Len returns the number of nodes on the path.
func (p *Path) Len() int {
	if p == nil {
		return 0
	}
	return int(p.length)
}

// Digits returns the number of decimal digits in the ids of the path, from which follows how long it is
// on a wire.
func (p *Path) Digits() int {
	if p == nil {
		return 0
	}
	return int(p.digits)
}

// digits returns the number of decimal digits of an id.
func digits(id NodeID) int32 {
	d := int32(1)
	for bound := NodeID(10); id >= bound && d < 9; bound *= 10 {
		d++
	}
	return d
}

// Last returns the node at which the path ends, 0 for the empty path.
func (p *Path) Last() NodeID {
	if p == nil {
		return 0
	}
	own := p.own()
	return own[len(own)-1]
}

// Before returns the node before the last one, 0 if there is none.
func (p *Path) Before() NodeID {
	if p.Len() < 2 {
		return 0
	}
	if own := p.own(); len(own) > 1 {
		return own[len(own)-2]
	}
	return p.parent.Last()
}

// Origin returns the node at which the path begins, 0 for the empty path.
func (p *Path) Origin() NodeID {
	if p == nil {
		return 0
	}
	for p.parent != nil {
		p = p.parent
	}
	return p.nodes[0]
}

// AppendIDs appends the nodes of the path, origin first.
func (p *Path) AppendIDs(ids []NodeID) []NodeID {
	if p == nil {
		return ids
	}
	start := len(ids)
	for range p.Len() {
		ids = append(ids, 0)
	}
	for q := p; q != nil; q = q.parent {
		copy(ids[start+q.parent.Len():], q.own())
	}
	return ids
}

// repeats returns a node that stands twice in a row, 0 if there is none.
func (p *Path) repeats() NodeID {
	after := NodeID(0)
	for q := p; q != nil; q = q.parent {
		own := q.own()
		for i := len(own) - 1; i >= 0; i-- {
			if own[i] == after {
				return after
			}
			after = own[i]
		}
	}
	return 0
}
