package main

import (
	"context"
	"fmt"
	"time"

	"gossip/topology"
)

// The load of the comparison.
const (
	textSize     = 64
	window       = 64              // of each client
	warmMessages = 2000            // before anything is measured
	loadTime     = 2 * time.Second // a measurement of throughput is cut to about this
	idleRate     = 100             // messages/s for latency: each has the network for itself
	idleMessages = 100
	patience     = 20 * time.Second // for everything that one contender does in one run
)

// A comparison holds the contenders against the reference.
type comparison struct {
	contenders []contender
	runs       int
	budget     time.Duration
	deliveries int
}

// A result is what one contender reached in one run.
type result struct {
	loaded, idle figures
}

// An entry gathers the results of a contender on networks of one size.
type entry struct {
	contender
	results []result // of the runs, the reference's at the same places
	failure error    // after the first the contender is left alone
}

// table measures and prints the comparison on networks of each size. The sizes share the budget; each
// has one run at least.
func (c comparison) table(ctx context.Context, sizes []int) error {
	begin := time.Now()
	for i, n := range sizes {
		g, err := topology.Generate(topology.Spec{Kind: topology.Random, N: n, Seed: graphSeed,
			Values: map[string]float64{"degree": graphDegree}})
		if err != nil {
			return fmt.Errorf("a graph of %d nodes: %w", n, err)
		}
		until := begin.Add(c.budget * time.Duration(i+1) / time.Duration(len(sizes)))
		entries, runs, err := c.compare(ctx, g, until)
		if err != nil {
			return err
		}
		report(entries, n, runs)
	}
	legend()
	return nil
}

// compare lets the contenders take turns on the graph.
func (c comparison) compare(ctx context.Context, g *topology.Graph, until time.Time) ([]entry, int, error) {
	entries := make([]entry, len(c.contenders))
	for i := range entries {
		entries[i].contender = c.contenders[i]
	}
	runs := 0
	for ; runs == 0 || runs < c.runs && time.Now().Before(until); runs++ {
		for i := range entries {
			e := &entries[i]
			if e.failure != nil {
				continue
			}
			r, err := c.run(ctx, e.contender, g)
			if ctx.Err() != nil {
				return nil, 0, ctx.Err()
			}
			if err != nil {
				e.failure = err
				continue
			}
			e.results = append(e.results, r)
		}
	}
	return entries, runs, nil
}

// run measures one contender once, on a network of its own.
func (c comparison) run(ctx context.Context, who contender, g *topology.Graph) (r result, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	net, err := who.start(ctx, g)
	if err != nil {
		return result{}, err
	}
	defer func() {
		if stopErr := net.stop(); err == nil {
			err = stopErr
		}
	}()
	// The network warms up: heaps grow, trees form. And the loaded measurement takes as many messages
	// as this says fit in its time, so that a slow contender does not hold up everybody.
	warm, full := load{messages: warmMessages, size: textSize, window: window}, c.deliveries/g.Len()
	if who.rate != nil {
		warm.rate = who.rate(g.Len())
		warm.messages = min(warmMessages, int(warm.rate))
	}
	first, err := net.measure(ctx, warm)
	if err != nil {
		return result{}, err
	}
	loaded := warm
	loaded.messages = min(full, max(warm.messages, int(first.MessagesPerS*loadTime.Seconds())))
	if r.loaded, err = net.measure(ctx, loaded); err != nil {
		return result{}, err
	}
	r.idle, err = net.measure(ctx, load{messages: idleMessages, size: textSize, window: window, rate: idleRate})
	return r, err
}
