package cluster

import (
	"context"

	"gossip/topology"
)

// Graph returns who knows whom among the living nodes, as the nodes themselves say now. An edge
// needs both ends; if one of them is stalled, the word of the other one is enough.
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
	says := make(map[[2]int32]bool) // directed: the first one has the second one as a peer
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
			says[[2]int32{int32(v.node.ID), int32(p.ID)}] = true
		}
	}
	var edges [][2]int32
	for pair := range says {
		a, b := pair[0], pair[1]
		switch health[int(b)] {
		case NodeRunning:
			if a < b && says[[2]int32{b, a}] {
				edges = append(edges, pair)
			}
		case NodeStalled:
			edges = append(edges, pair)
		}
	}
	g, err := topology.NewGraphWithIDs(ids, edges)
	if err != nil {
		return nil, failed(err, "make a graph of what the nodes say")
	}
	return g, nil
}
