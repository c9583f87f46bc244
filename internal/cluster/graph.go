package cluster

import (
	"context"
	"slices"

	"gossip/internal/wire"
	"gossip/topology"
)

// Graph returns who knows whom among the living nodes, as the nodes themselves say now, with the
// weights that they give to each other. An edge needs both ends; if one of them is stalled, the word
// of the other one is enough.
func (n *Network) Graph(ctx context.Context) (*topology.Graph, error) {
	if err := n.refresh(); err != nil {
		return nil, err
	}
	views, err := n.state.survey(ctx)
	if err != nil {
		return nil, err
	}
	return graphOf(views, 0)
}

// graphOf builds the graph of the living nodes. The node with the given id is in it even if it is
// dead, joined to those that still have it as a peer.
func graphOf(views []view, with int) (*topology.Graph, error) {
	health := make(map[int]Health, len(views))
	says := make(map[[2]int32]float64) // directed: the first one has the second one as a peer, of this weight
	var ids []int
	for _, v := range views {
		if v.node.ID == with && v.health == NodeDead {
			v.health = NodeStalled
		}
		health[v.node.ID] = v.health
		if v.health == NodeDead {
			continue
		}
		ids = append(ids, v.node.ID)
		for _, p := range v.status.Peers {
			says[[2]int32{int32(v.node.ID), int32(p.ID)}] = weightOf(p.Peer)
		}
	}
	var edges [][2]int32
	for pair := range says {
		a, b := pair[0], pair[1]
		switch health[int(b)] {
		case NodeRunning:
			if a < b && says[[2]int32{b, a}] != 0 {
				edges = append(edges, pair)
			}
		case NodeStalled:
			edges = append(edges, pair)
		}
	}
	g, err := topology.NewGraphWithIDs(ids, edges)
	if err == nil {
		g, err = g.WithWeights(func(a, b int) float64 {
			if w := says[[2]int32{int32(a), int32(b)}]; w != 0 {
				return w
			}
			return says[[2]int32{int32(b), int32(a)}] // a is stalled
		})
	}
	if err != nil {
		return nil, failed(err, "make a graph of what the nodes say")
	}
	return g, nil
}

// weightOf returns the weight of a peer, which is 1 if nothing else is said.
func weightOf(p wire.Peer) float64 {
	if p.Weight == 0 {
		return 1
	}
	return p.Weight
}

// weightSaid returns what is to be said about the weight of the k-th neighbor of index i: nothing if
// it is 1.
func weightSaid(g *topology.Graph, i, k int) float64 {
	if w := g.Weight(i, k); w != 1 {
		return w
	}
	return 0
}

// withoutEdge returns the graph without one edge, which need not be in it.
func withoutEdge(g *topology.Graph, a, b int) (*topology.Graph, error) {
	gone := [2]int{min(a, b), max(a, b)}
	return altered(g, 0, func(edge [2]int) bool { return edge != gone }, nil)
}

// withoutNode returns the graph without one node and its edges.
func withoutNode(g *topology.Graph, id int) (*topology.Graph, error) {
	return altered(g, id, func(edge [2]int) bool { return edge[0] != id && edge[1] != id }, nil)
}

// rewired returns the graph after a plan.
func rewired(g *topology.Graph, plan topology.Plan) (*topology.Graph, error) {
	return altered(g, 0, func(edge [2]int) bool { return !slices.Contains(plan.Remove, edge) }, plan.Add)
}

// altered returns the graph without one node, with those of its edges that stay, and with more.
func altered(g *topology.Graph, without int, stays func(edge [2]int) bool, more [][2]int) (*topology.Graph, error) {
	var ids []int
	for id := range g.IDs() {
		if id != without {
			ids = append(ids, id)
		}
	}
	var edges [][2]int32
	keep := func(edge [2]int) { edges = append(edges, [2]int32{int32(edge[0]), int32(edge[1])}) }
	for a, b := range g.Pairs() {
		if edge := [2]int{a, b}; stays(edge) {
			keep(edge)
		}
	}
	for _, edge := range more {
		keep(edge)
	}
	after, err := topology.NewGraphWithIDs(ids, edges)
	if err == nil && g.Weighted() {
		after, err = after.WithWeights(func(a, b int) float64 {
			if w, stayed := g.WeightBetween(a, b); stayed {
				return w
			}
			return 1
		})
	}
	if err != nil {
		return nil, failed(err, "compute the network after the change")
	}
	return after, nil
}
