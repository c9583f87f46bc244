package main

import (
	"context"
	"fmt"
	"time"

	"gossip/internal/gossip"
)

// settlePatience is how long the nodes may take to get the last messages.
const settlePatience = time.Minute

// A holding is the messages of one node.
type holding map[gossip.Key]bool

// audit waits until all nodes hold the same messages, all that they owe among them.
func (s *soak) audit(ctx context.Context) error {
	patience, cancel := context.WithTimeout(ctx, settlePatience)
	defer cancel()
	begin := time.Now()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		missing, err := s.inspect(patience)
		switch {
		case patience.Err() != nil && err != nil:
			return fmt.Errorf("messages were lost, or the nodes do not settle: %w", err)
		case err != nil:
			return err
		case missing == nil:
			fmt.Printf("\nall nodes hold all messages, %.1f s after the last one; %d kills\n", time.Since(begin).Seconds(), s.kills)
			return nil
		}
		select {
		case <-tick.C:
		case <-patience.Done():
			return fmt.Errorf("messages were lost: %w", missing)
		}
	}
}

// inspect compares what the nodes hold with the books. Missing says what is not there yet; the error
// is about what no time heals.
func (s *soak) inspect(ctx context.Context) (missing, err error) {
	var owed []gossip.Key
	sent, accepted := 0, make(holding)
	for _, p := range s.publishers {
		n, _ := p.count()
		sent += n
		for _, l := range p.lives {
			for _, key := range l.accepted {
				if accepted[key] {
					return nil, fmt.Errorf("node %d gave two messages the time %d", key.Origin, key.Time)
				}
				accepted[key] = true
			}
			if !l.cut {
				owed = append(owed, l.accepted...)
			}
		}
	}
	var first holding
	for _, p := range s.publishers {
		held, err := s.holding(ctx, p.node)
		if err != nil {
			return nil, err
		}
		if first == nil {
			first = held
		}
		if len(held) > sent {
			return nil, fmt.Errorf("node %d holds %d messages, but only %d were submitted", p.node, len(held), sent)
		}
		for _, key := range owed {
			if !held[key] {
				return fmt.Errorf("node %d lacks the message that node %d accepted at %d", p.node, key.Origin, key.Time), nil
			}
		}
		for key := range held {
			if !first[key] {
				return fmt.Errorf("node %d holds a message of node %d that others lack", p.node, key.Origin), nil
			}
		}
		if len(held) != len(first) {
			return fmt.Errorf("node %d holds %d messages, others %d", p.node, len(held), len(first)), nil
		}
	}
	return nil, nil
}

// holding asks a node for its messages.
func (s *soak) holding(ctx context.Context, node int) (holding, error) {
	network, err := s.home.Open(defaultNetwork)
	if err != nil {
		return nil, err
	}
	c, err := network.Dial(ctx, node)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	deliveries, err := c.Deliveries(ctx, 0)
	if err != nil {
		return nil, err
	}
	held := make(holding, len(deliveries))
	for _, d := range deliveries {
		key := gossip.Key{Origin: gossip.NodeID(d[0]), Time: d[1]}
		if held[key] {
			return nil, fmt.Errorf("node %d holds a message of node %d twice", node, key.Origin)
		}
		held[key] = true
	}
	return held, nil
}
