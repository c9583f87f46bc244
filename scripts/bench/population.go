package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"gossip/topology"
)

// A population is a running network of children, with a client at each of them.
type population struct {
	children []*child // children[i] is node i+1
	clients  []*client
}

// populate starts a node for each of g, by the command with the node's id behind it, and links them:
// of the two ends of an edge the greater id dials. With everyone every pair has an edge instead.
func populate(ctx context.Context, g *topology.Graph, everyone bool, env []string, command ...string) (_ *population, err error) {
	p := &population{}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.stop())
		}
	}()
	for id := range g.IDs() {
		c, err := spawn(ctx, env, append(command[:len(command):len(command)], strconv.Itoa(id))...)
		if err != nil {
			return p, fmt.Errorf("spawn node %d: %w", id, err)
		}
		p.children = append(p.children, c)
	}
	for i, c := range p.children {
		peers := g.NeighborIDs(i + 1)
		if everyone {
			peers = nil
			for id := range g.IDs() {
				peers = append(peers, id)
			}
		}
		request := []string{"peers", strconv.Itoa(len(peers))}
		for _, id := range peers {
			if id <= i {
				request = append(request, p.children[id-1].peer)
			}
		}
		// Nobody is ready before all have dialled, so the answers are read below.
		if _, err := fmt.Fprintln(c.in, strings.Join(request, " ")); err != nil {
			return p, fmt.Errorf("link node %d: %w", i+1, err)
		}
	}
	for i, c := range p.children {
		if line, err := c.answer(); err != nil || line != "ready" {
			return p, errors.Join(fmt.Errorf("node %d is not ready but says %q", i+1, line), err)
		}
		client, err := dialClient(c.client)
		if err != nil {
			return p, fmt.Errorf("client of node %d: %w", i+1, err)
		}
		p.clients = append(p.clients, client)
	}
	return p, nil
}

// stop ends all processes and waits for them.
func (p *population) stop() error {
	for _, c := range p.clients {
		c.close()
	}
	failures := make([]error, len(p.children))
	var all sync.WaitGroup
	for i, c := range p.children {
		all.Go(func() { failures[i] = c.stop() })
	}
	all.Wait()
	return errors.Join(failures...)
}

// measure applies the load and waits until every node has every message, or nothing has come for a
// second. Clients, load and clock are the benchmark's own process: its time is not in the figures.
func (p *population) measure(ctx context.Context, l load) (figures, error) {
	before, err := p.totals()
	if err != nil {
		return figures{}, err
	}
	begin := time.Now()
	if err := p.submit(ctx, l, begin); err != nil {
		return figures{}, err
	}
	after, err := p.settle(ctx, before, l.messages)
	if err != nil {
		return figures{}, err
	}
	arrivals := make([][]arrival, len(p.children))
	for i, c := range p.children {
		if arrivals[i], err = c.dump(before.counts[i].messages); err != nil {
			return figures{}, fmt.Errorf("node %d: %w", i+1, err)
		}
	}
	f := summarize(arrivals, l.messages, begin.UnixNano())
	f.CPU = (after.cpu - before.cpu).Seconds() / float64(l.messages) * 1000
	if deliveries := float64(after.messages - before.messages - l.messages); deliveries > 0 {
		f.Relays = float64(after.relays-before.relays) / deliveries
		f.Bytes = float64(after.bytes-before.bytes) / deliveries
	}
	f.PSS, err = p.memory()
	return f, err
}

// submit runs all clients.
func (p *population) submit(ctx context.Context, l load, begin time.Time) error {
	failures := make([]error, len(p.clients))
	var all sync.WaitGroup
	for i, c := range p.clients {
		all.Go(func() { failures[i] = c.submit(ctx, l, i, len(p.clients), begin) })
	}
	all.Wait()
	return errors.Join(failures...)
}

// totals are the sums over all nodes at one time.
type totals struct {
	count
	counts []count // of each node
	cpu    time.Duration
}

func (p *population) totals() (totals, error) {
	var t totals
	for i, c := range p.children {
		n, err := c.count()
		if err != nil {
			return t, fmt.Errorf("node %d: %w", i+1, err)
		}
		used, err := cpu(c.cmd.Process.Pid)
		if err != nil {
			return t, err
		}
		t.counts, t.cpu = append(t.counts, n), t.cpu+used
		t.messages, t.relays, t.bytes = t.messages+n.messages, t.relays+n.relays, t.bytes+n.bytes
	}
	return t, nil
}

// settle waits for the messages to arrive everywhere and returns the totals at the last arrival. It
// looks only after the submission, and seldom: when a message arrived the nodes have noted themselves.
func (p *population) settle(ctx context.Context, before totals, messages int) (totals, error) {
	const (
		look  = 20 * time.Millisecond
		quiet = time.Second
	)
	ticker := time.NewTicker(look)
	defer ticker.Stop()
	last, at := before, time.Now()
	for want := before.messages + messages*len(p.children); ; {
		now, err := p.totals()
		if err != nil || now.messages == want {
			return now, err
		}
		if now.messages > last.messages {
			last, at = now, time.Now()
		}
		if time.Since(at) > quiet {
			return last, nil
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return last, ctx.Err()
		}
	}
}

// memory is the mean over the nodes in bytes.
func (p *population) memory() (float64, error) {
	sum := 0
	for _, c := range p.children {
		bytes, err := pss(c.cmd.Process.Pid)
		if err != nil {
			return 0, err
		}
		sum += bytes
	}
	return float64(sum) / float64(len(p.children)), nil
}
