package trace

import (
	"cmp"
	"slices"
	"time"

	"gossip/internal/gossip"
)

// Branch is one place in the tree of deliveries, and what is below it.
type Branch struct {
	Node     int
	Delivery *Copy // nil: the node carried the message here, but now knows of another delivery or of none
	Children []*Branch

	first time.Duration // of the deliveries here and below
}

// Tree arranges the deliveries of a message: each node is below the one that it got the message from.
// The list has one element, the origin, unless nobody holds the message, or nodes disagree about who
// the origin is.
func Tree(living []Node) []*Branch {
	g := grower{places: make(map[place]*Branch)}
	var ids []gossip.NodeID
	for _, node := range ascending(living) {
		if len(node.Arrivals) == 0 {
			continue
		}
		ids = node.Arrivals[0].Path.AppendIDs(ids[:0])
		delivery := newCopy(node.ID, node.Arrivals[0])
		g.add(ids, &delivery)
	}
	sortBranches(g.roots)
	return g.roots
}

// grower makes a tree of paths.
type grower struct {
	roots  []*Branch
	places map[place]*Branch
}

// place is where a branch is: below which one (nil for a root), and of which node.
type place struct {
	parent *Branch
	node   int
}

// add puts a delivery in the place to which its path leads.
func (g *grower) add(path []gossip.NodeID, delivery *Copy) {
	var branch *Branch
	for _, id := range path {
		at := place{branch, int(id)}
		next, ok := g.places[at]
		if !ok {
			next = &Branch{Node: int(id), first: delivery.At()}
			g.places[at] = next
			if branch == nil {
				g.roots = append(g.roots, next)
			} else {
				branch.Children = append(branch.Children, next)
			}
		}
		next.first = min(next.first, delivery.At())
		branch = next
	}
	if branch != nil {
		branch.Delivery = delivery
	}
}

// sortBranches puts what was reached first in front.
func sortBranches(branches []*Branch) {
	slices.SortFunc(branches, func(a, b *Branch) int {
		return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.Node, b.Node))
	})
	for _, b := range branches {
		sortBranches(b.Children)
	}
}
