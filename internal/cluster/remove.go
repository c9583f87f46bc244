package cluster

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"gossip/topology"
)

// RemoveOptions say how a node is removed.
type RemoveOptions struct {
	Rewire bool // mend the network by topology.PlanRewire, so that the neighbors keep their degrees
}

// RemoveReport says what RemoveNode did.
type RemoveReport struct {
	Neighbors  []int         // those that had the node as a peer, ascending
	Untold     []int         // those of them that could not be told: dead, or stalled meanwhile
	Plan       topology.Plan // what Rewire changed
	Components [][]int       // the parts of the network of living nodes afterwards, in the form of topology.Components
	Split      bool          // the removal has cut the network: it has more parts now than before
	Stopped    bool          // it was the last node alive, so that the network was stopped
	Forsaken   bool          // it found nobody to take its messages: those that only it had are lost
}

// RemoveNode removes a node: it hands on what it accepted and exits, its neighbors forget it, and it
// leaves the record. A node that is dead or stalled can be removed, too. With Rewire the network is
// mended before the node leaves, so that it is connected at every moment. If a neighbor does not
// answer, nothing is changed. Removing the last node that is alive stops the network.
func (n *Network) RemoveNode(ctx context.Context, id int, o RemoveOptions) (RemoveReport, error) {
	var report RemoveReport
	err := n.change(ctx, func(s *State) error {
		if _, ok := s.node(id); !ok {
			return s.noSuchNode(id)
		}
		views, err := s.survey(ctx)
		if err != nil {
			return unchanged(ctx, err)
		}
		if !othersLive(views, id) {
			report.Stopped = true
			return n.stopLast(ctx)
		}
		before, err := graphOf(views, id)
		if err != nil {
			return err
		}
		if err := report.fill(views, before, id, o, s.Topology.Seed); err != nil {
			return err
		}
		return n.remove(ctx, id, &report)
	})
	return report, err
}

// othersLive reports whether a node besides the given one is alive.
func othersLive(views []view, id int) bool {
	return slices.ContainsFunc(views, func(v view) bool { return v.node.ID != id && v.health != NodeDead })
}

// stopLast stops the network of which no other node is alive.
func (n *Network) stopLast(ctx context.Context) error {
	if err := n.state.endAll(ctx); err != nil {
		return err
	}
	return n.home.end(&n.state)
}

// fill computes what the removal will do, before anything is done.
func (report *RemoveReport) fill(views []view, before *topology.Graph, id int, o RemoveOptions, seed uint64) error {
	after, err := withoutNode(before, id)
	if err != nil {
		return err
	}
	report.Neighbors = holders(views, id)
	if o.Rewire {
		report.Plan = topology.PlanRewire(after, before.NeighborIDs(id), rand.New(rand.NewPCG(seed, uint64(id))))
		if after, err = rewired(after, report.Plan); err != nil {
			return err
		}
	}
	parts := len(topology.Components(before))
	if len(before.NeighborIDs(id)) == 0 {
		parts-- // the node was a part of its own
	}
	report.Components = topology.Components(after)
	report.Split = len(report.Components) > parts
	return nil
}

// holders lists the nodes that have the given one as a peer, or are said by it to be peers; ascending.
func holders(views []view, id int) []int {
	var ids []int
	for _, v := range views {
		for _, p := range v.status.Peers {
			switch id {
			case p.ID:
				ids = append(ids, v.node.ID)
			case v.node.ID:
				ids = append(ids, p.ID)
			}
		}
	}
	slices.Sort(ids)
	return slices.DeleteFunc(slices.Compact(ids), func(holder int) bool {
		return !slices.ContainsFunc(views, func(v view) bool { return v.node.ID == holder })
	})
}

// remove carries the removal out. What can fail comes first and can be taken back; from the end of
// the process on there is no way back, so the rest is completed even if ctx ends.
func (n *Network) remove(ctx context.Context, id int, report *RemoveReport) error {
	concerned := slices.Clone(report.Neighbors)
	for _, edge := range slices.Concat(report.Plan.Add, report.Plan.Remove) {
		concerned = append(concerned, edge[0], edge[1])
	}
	slices.Sort(concerned)
	r, err := n.state.revise(ctx, slices.Compact(concerned))
	if err != nil {
		return err
	}
	defer r.close()
	if err := r.carryOut(ctx, report.Plan); err != nil {
		return r.rollback(ctx, err)
	}
	for _, edge := range report.Plan.Add {
		if err := n.state.awaitLinks(ctx, edge[0], []int{edge[1]}); err != nil {
			return r.rollback(ctx, err)
		}
	}
	node, _ := n.state.node(id)
	finishing := context.WithoutCancel(ctx)
	if report.Forsaken, err = n.state.endNode(finishing, node, false); err != nil {
		return r.rollback(ctx, err)
	}
	report.Untold = r.forgetAll(finishing, report.Neighbors, id)
	after := n.state.clone()
	after.Nodes = slices.DeleteFunc(after.Nodes, func(other NodeState) bool { return other.ID == id })
	if err := n.record(after); err != nil {
		return err
	}
	if err := removeFile(n.LogPath(id)); err != nil {
		return failed(err, "node %d is removed, but its log is not", id)
	}
	return nil
}

// carryOut makes the changes of a plan.
func (r *revision) carryOut(ctx context.Context, plan topology.Plan) error {
	for _, edge := range slices.Concat(plan.Add, plan.Remove) {
		for _, id := range edge {
			if !r.tells(id) {
				return &Error{Code: Failed, Text: fmt.Sprintf("node %d has died", id), Hint: "try again"}
			}
		}
	}
	for _, edge := range plan.Add {
		if _, err := r.connect(ctx, edge[0], edge[1]); err != nil {
			return err
		}
	}
	for _, edge := range plan.Remove {
		if _, err := r.disconnect(ctx, edge[0], edge[1]); err != nil {
			return err
		}
	}
	return nil
}

// forgetAll makes the neighbors forget a node and returns those that could not be told.
func (r *revision) forgetAll(ctx context.Context, neighbors []int, id int) []int {
	told := make([]bool, len(neighbors))
	ForEach(len(neighbors), func(i int) {
		c := r.sessions[neighbors[i]]
		if c == nil {
			return
		}
		node, _ := r.state.node(neighbors[i])
		question, cancel := asking(ctx, node)
		defer cancel()
		_, err := forget(question, c, id)
		told[i] = err == nil
	})
	var untold []int
	for i, neighbor := range neighbors {
		if !told[i] {
			untold = append(untold, neighbor)
		}
	}
	return untold
}
