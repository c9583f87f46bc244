package cluster

import (
	"context"
	"fmt"

	"gossip/topology"
)

// EdgeReport says what Connect or Disconnect did.
type EdgeReport struct {
	Changed    bool    // false: it was so already
	Dead       []int   // ends that have died, so that only the other one was told
	Components [][]int // the parts of the network of living nodes afterwards, in the form of topology.Components
	Split      bool    // the network has more parts now than before
}

// Connect makes two nodes peers of each other and waits for the link. Both must be alive and answer;
// otherwise nothing is changed.
func (n *Network) Connect(ctx context.Context, a, b int) (EdgeReport, error) {
	var report EdgeReport
	err := n.change(ctx, func(s *State) error {
		if err := s.checkEnds(a, b, "joined"); err != nil {
			return err
		}
		r, err := s.revise(ctx, []int{a, b})
		if err != nil {
			return err
		}
		defer r.close()
		if len(r.dead) > 0 {
			return &Error{Code: Failed, Text: fmt.Sprintf("node %d is dead, so nothing was changed", r.dead[0]),
				Hint: fmt.Sprintf("gossip restart-node %d starts it again; gossip remove-node %d makes its peers forget it", r.dead[0], r.dead[0])}
		}
		if report.Changed, err = r.connect(ctx, a, b); err != nil {
			return r.rollback(ctx, err)
		}
		return s.awaitLinks(ctx, a, []int{b})
	})
	return report, err
}

// Disconnect makes two nodes forget each other. A dead end is reported; the other one is told.
func (n *Network) Disconnect(ctx context.Context, a, b int) (EdgeReport, error) {
	var report EdgeReport
	err := n.change(ctx, func(s *State) error {
		if err := s.checkEnds(a, b, "parted"); err != nil {
			return err
		}
		r, err := s.revise(ctx, []int{a, b})
		if err != nil {
			return err
		}
		defer r.close()
		report.Dead = r.dead
		views, err := s.survey(ctx)
		if err != nil {
			return unchanged(ctx, err)
		}
		before, err := graphOf(views, 0)
		if err != nil {
			return err
		}
		after, err := withoutEdge(before, a, b)
		if err != nil {
			return err
		}
		if report.Changed, err = r.disconnect(ctx, a, b); err != nil {
			return r.rollback(ctx, err)
		}
		report.Components = topology.Components(after)
		report.Split = len(report.Components) > len(topology.Components(before))
		return nil
	})
	return report, err
}

// checkEnds checks that an edge between two nodes is possible.
func (s *State) checkEnds(a, b int, verb string) error {
	for _, id := range []int{a, b} {
		if _, ok := s.node(id); !ok {
			return s.noSuchNode(id)
		}
	}
	if a == b {
		return invalid("name two different nodes", "node %d cannot be %s with itself", a, verb)
	}
	return nil
}
