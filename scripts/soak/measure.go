package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

// A sample is the mean of the nodes that are never killed.
type sample struct {
	at       time.Duration
	messages float64
	stored   float64 // bytes, by the nodes' own account
	pss      float64 // bytes
}

// sample measures, and prints a line.
func (s *soak) sample(ctx context.Context, at time.Duration, happened []string) error {
	nodes, err := s.network.Nodes(ctx)
	if err != nil {
		return err
	}
	now := sample{at: at}
	n := float64(s.veterans())
	for _, node := range nodes[:s.veterans()] {
		c, err := s.network.Dial(ctx, node.ID)
		if err != nil {
			return err
		}
		status, err := c.Status(ctx)
		_ = c.Close()
		if err != nil {
			return err
		}
		now.messages += float64(status.Messages) / n
		now.stored += float64(status.StoredBytes) / n
		now.pss += float64(node.PSSBytes) / n
	}
	s.samples = append(s.samples, now)
	accepted := 0
	for _, p := range s.publishers {
		_, a := p.count()
		accepted += a
	}
	open, err := s.files()
	if err != nil {
		return err
	}
	fmt.Printf("%8s  %9d  %9.0f  %8.1f MiB  %8.1f MiB  %6d  %s\n", at.Round(time.Second), accepted, now.messages,
		now.stored/(1<<20), now.pss/(1<<20), sum(open), strings.Join(happened, ", "))
	return nil
}

// files counts the open files of each node; 0 where the system does not tell.
func (s *soak) files() (map[int]int, error) {
	open := make(map[int]int)
	current, err := s.home.Open(defaultNetwork) // some were started anew
	if err != nil {
		return nil, err
	}
	for _, n := range current.State().Nodes {
		entries, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", n.PID))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
		open[n.ID] = len(entries)
	}
	return open, nil
}

func sum(open map[int]int) (all int) {
	for _, n := range open {
		all += n
	}
	return all
}

// filesBound is how many more files than in the beginning a node may have: a client that looks around.
const filesBound = 3

// judgeFiles holds the nodes to the files that they had.
func judgeFiles(before, after map[int]int) error {
	fmt.Printf("open files: %d in the beginning, %d in the end\n", sum(before), sum(after))
	var leaks []error
	for id, n := range after {
		if n > before[id]+filesBound {
			leaks = append(leaks, fmt.Errorf("node %d has %d open files, and had %d", id, n, before[id]))
		}
	}
	return errors.Join(leaks...)
}
