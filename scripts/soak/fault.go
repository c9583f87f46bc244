package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"syscall"
	"time"

	"gossip/internal/cluster"
)

// How long a node is suspended, or a link cut.
const (
	shortest = 2 * time.Second
	longest  = 5 * time.Second
)

// A fault is something that happens to the network and is made good before it returns what it was.
type fault func(s *soak, ctx context.Context) (string, error)

// fault lets one of the kinds happen, each as often as the others.
func (s *soak) fault(ctx context.Context) (string, error) {
	kinds := []fault{(*soak).stall, (*soak).kill, (*soak).cut}
	return kinds[s.random.IntN(len(kinds))](s, ctx)
}

// stall suspends any node for a while.
func (s *soak) stall(ctx context.Context) (string, error) {
	node := s.pick(1, s.nodes)
	took := s.while()
	p, err := s.process(ctx, node)
	if err == nil {
		err = p.Signal(syscall.SIGSTOP)
	}
	if err != nil {
		return "", err
	}
	pass(ctx, took)
	return fmt.Sprintf("stalled %d for %.1f s", node, took.Seconds()), p.Signal(syscall.SIGCONT)
}

// kill ends a node of the upper half and starts it anew.
func (s *soak) kill(ctx context.Context) (string, error) {
	node := s.pick(s.veterans()+1, s.nodes)
	p, err := s.process(ctx, node)
	if err != nil {
		return "", err
	}
	s.kills++
	if err := p.Kill(); err != nil {
		return "", err
	}
	return fmt.Sprintf("killed %d", node), s.gossip(ctx, "restart-node", strconv.Itoa(node))
}

// cut parts two peers for a while.
func (s *soak) cut(ctx context.Context) (string, error) {
	nodes, err := s.network.Nodes(ctx)
	if err != nil {
		return "", err
	}
	n := nodes[s.random.IntN(len(nodes))]
	if len(n.Peers) == 0 {
		return "", fmt.Errorf("node %d says that it has no peers: it is %s", n.ID, n.State)
	}
	a, b := strconv.Itoa(n.ID), strconv.Itoa(n.Peers[s.random.IntN(len(n.Peers))])
	if err := s.gossip(ctx, "disconnect", a, b); err != nil {
		return "", err
	}
	took := s.while()
	pass(ctx, took)
	return fmt.Sprintf("cut %s-%s for %.1f s", a, b, took.Seconds()), s.gossip(ctx, "connect", a, b)
}

// veterans is the number of nodes that are never killed: the first ones.
func (s *soak) veterans() int { return s.nodes / 2 }

func (s *soak) pick(from, to int) int { return from + s.random.IntN(to-from+1) }

func (s *soak) while() time.Duration {
	return shortest + time.Duration(s.random.Int64N(int64(longest-shortest)))
}

// process returns the process of a node as it is now.
func (s *soak) process(ctx context.Context, node int) (*os.Process, error) {
	nodes, err := s.network.Nodes(ctx)
	if err != nil {
		return nil, err
	}
	for _, n := range nodes {
		if n.ID == node && n.State == cluster.NodeRunning {
			return os.FindProcess(n.PID)
		}
	}
	return nil, fmt.Errorf("node %d does not run", node)
}

// pass lets time pass, unless ctx ends.
func pass(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
