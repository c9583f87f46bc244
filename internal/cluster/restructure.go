package cluster

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"gossip/internal/client"
	"gossip/internal/wire"
	"gossip/topology"
)

// A Build lays out a new topology for n nodes, with the ids 1 to n. Groups are by index of the
// graph, nil if there are none.
type Build func(n int) (g *topology.Graph, t Topology, groups []int, err error)

// RestructureReport says what Restructure did.
type RestructureReport struct {
	Peers map[int][]int // the new peers of every living node, ascending
	Dead  []int         // nodes that have died and were left out, ascending
}

// Restructure lays a new topology over the living nodes without restarting them: node k of the new
// graph is the k-th living node in the order of ids. Either all of them get their new peers, or
// all keep the old ones. It waits until the new links are up.
func (n *Network) Restructure(ctx context.Context, build Build) (RestructureReport, error) {
	var report RestructureReport
	err := n.change(ctx, func(s *State) error {
		r, err := s.revise(ctx, s.ids())
		if err != nil {
			return err
		}
		defer r.close()
		report.Dead = r.dead
		next, peers, err := s.layOut(r.living(), build)
		if err != nil {
			return err
		}
		report.Peers = make(map[int][]int, len(peers))
		for id, list := range peers {
			report.Peers[id] = peerIDs(list)
		}
		old, err := r.peers(ctx)
		if err != nil {
			return unchanged(ctx, err)
		}
		if err := r.setAll(ctx, peers, old); err != nil {
			return r.rollback(ctx, err)
		}
		if err := n.record(next); err != nil {
			return r.rollback(ctx, err)
		}
		return s.awaitAll(ctx, report.Peers)
	})
	return report, err
}

// ids lists the ids of all nodes.
func (s *State) ids() []int {
	ids := make([]int, len(s.Nodes))
	for i, node := range s.Nodes {
		ids[i] = node.ID
	}
	return ids
}

// living lists the nodes that can be told something, ascending.
func (r *revision) living() []int {
	var ids []int
	for id := range r.sessions {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// layOut computes the record and the peers under the new topology.
func (s *State) layOut(living []int, build Build) (State, map[int][]wire.Peer, error) {
	g, t, groups, err := build(len(living))
	if err != nil {
		return State{}, nil, err
	}
	if g == nil || g.Len() != len(living) || groups != nil && len(groups) != len(living) {
		return State{}, nil, invalid("", "the new topology is not one of %d nodes, as many as are alive", len(living))
	}
	o := StartOptions{Graph: g}
	if err := o.cost().checkLinks(thisMachine()); err != nil {
		return State{}, nil, err
	}
	next := s.clone()
	next.Topology = t
	for i := range next.Nodes {
		next.Nodes[i].Group = NoGroup
	}
	peers := make(map[int][]wire.Peer, len(living))
	for i, id := range living {
		ns := g.Neighbors(i)
		list := make([]wire.Peer, ns.Len())
		for k := range list {
			node, _ := s.node(living[ns.At(k)])
			list[k] = wire.Peer{ID: node.ID, Addr: node.Addr, Weight: weightSaid(g, i, k)}
		}
		peers[id] = list
		if at, _ := next.position(id); groups != nil {
			next.Nodes[at].Group = groups[i]
		}
	}
	return next, peers, nil
}

// peerIDs lists the ids of peers.
func peerIDs(peers []wire.Peer) []int {
	ids := make([]int, len(peers))
	for i, p := range peers {
		ids[i] = p.ID
	}
	return ids
}

// peers asks every node of the revision for its peers.
func (r *revision) peers(ctx context.Context) (map[int][]wire.Peer, error) {
	ids := r.living()
	lists := make([][]wire.Peer, len(ids))
	errs := make([]error, len(ids))
	ForEach(len(ids), func(i int) {
		node, _ := r.state.node(ids[i])
		question, cancel := asking(ctx, node)
		defer cancel()
		lists[i], errs[i] = r.sessions[ids[i]].Peers(question)
	})
	old := make(map[int][]wire.Peer, len(ids))
	for i, id := range ids {
		if errs[i] != nil {
			return nil, failed(errs[i], "ask node %d for its peers", id)
		}
		old[id] = lists[i]
	}
	return old, nil
}

// setAll gives every node its new peers, the highest ids first: the lower end of a new link dials
// as soon as it knows of it, and by then the higher one does.
func (r *revision) setAll(ctx context.Context, peers, old map[int][]wire.Peer) error {
	for _, id := range slices.Backward(r.living()) {
		back := func(ctx context.Context, c *client.Client) error { return c.SetPeers(ctx, old[id]) }
		_, err := r.tell(ctx, id, back, func(ctx context.Context, c *client.Client) (bool, error) {
			return true, c.SetPeers(ctx, peers[id])
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// awaitAll waits until every node has its links; all of them together get a little longer than one.
func (s *State) awaitAll(ctx context.Context, peers map[int][]int) error {
	var ids []int
	for id := range peers {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	ctx, cancel := context.WithTimeout(ctx, linkWait+time.Duration(len(ids))*5*time.Millisecond)
	defer cancel()
	var mu sync.Mutex // guards failure
	var failure error
	ForEach(len(ids), func(i int) {
		if err := s.awaitLinks(ctx, ids[i], peers[ids[i]]); err != nil {
			mu.Lock()
			defer mu.Unlock()
			failure = err
		}
	})
	if failure != nil {
		return fmt.Errorf("network %q has its new topology: %w", s.Network, failure)
	}
	return nil
}
