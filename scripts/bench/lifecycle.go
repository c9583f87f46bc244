package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"gossip/internal/cluster"
	"gossip/internal/wire"
	"gossip/scripts/keeper"
)

// A lifecycle measures what it takes to start a network, to keep it idle, to send single messages
// through it, and to stop it.
type lifecycle struct {
	program  string
	home     cluster.Home
	keeper   *keeper.Keeper // of the networks in home, should this process be killed
	runs     int
	messages int
}

// table prints a row for each size.
func (b lifecycle) table(ctx context.Context, sizes []int) error {
	fmt.Printf("%s, %d cores, random 3-regular, medians of %d runs (least to greatest)\n\n", runtime.Version(), runtime.NumCPU(), b.runs)
	fmt.Printf("%6s  %-26s  %-26s  %-12s  %s\n", "nodes", "start-network to ready", "stop-network", "PSS per node", "last node has the message after")
	for _, n := range sizes {
		if err := b.measure(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

// measure prints one row: everything about networks of n nodes.
func (b lifecycle) measure(ctx context.Context, n int) error {
	var starts, stops, memory, latency []float64
	for i := range b.runs {
		took, err := b.gossip(ctx, "start-network", "random", "3", "-n", strconv.Itoa(n), "--seed", strconv.Itoa(i+1), "--ports-origin", "0")
		if err != nil {
			return err
		}
		starts = append(starts, took.Seconds())
		pss, spread, err := b.inside(ctx, i)
		took, stopErr := b.gossip(ctx, "stop-network")
		if err := cmp.Or(err, stopErr); err != nil {
			return err
		}
		stops = append(stops, took.Seconds())
		memory, latency = append(memory, pss), append(latency, spread...)
	}
	fmt.Printf("%6d  %-26s  %-26s  %-12s  %s\n", n, row(starts, "s", 3), row(stops, "s", 3),
		fmt.Sprintf("%.2f MiB", quantile(memory, 0.5)), row(latency, "ms", 2))
	return nil
}

// gossip runs one command and returns how long it took, from the outside.
func (b lifecycle) gossip(ctx context.Context, args ...string) (time.Duration, error) {
	cmd := exec.CommandContext(ctx, b.program, args...)
	cmd.Env = append(os.Environ(), "GOSSIP_STATE_DIR="+b.home.Dir)
	cmd.Stderr = os.Stderr
	b.keeper.Hold(cmd)
	begin := time.Now()
	err := cmd.Run()
	if err != nil {
		err = fmt.Errorf("gossip %s: %w", strings.Join(args, " "), err)
	}
	return time.Since(begin), err
}

// inside measures the running network: memory per idle node in MiB, and for each message the time
// in ms from its acceptance to its arrival at the last node. The nodes take the times themselves, so
// that nothing is measured but the nodes: all are processes on one machine with one clock.
func (b lifecycle) inside(ctx context.Context, turn int) (pss float64, spread []float64, err error) {
	network, err := b.home.Open("default")
	if err != nil {
		return 0, nil, err
	}
	nodes, err := network.Nodes(ctx)
	if err != nil {
		return 0, nil, err
	}
	for _, n := range nodes {
		pss += float64(n.PSSBytes) / (1 << 20) / float64(len(nodes))
	}
	origin := nodes[turn%len(nodes)].ID
	last := map[string]int64{}
	if err := b.publish(ctx, network, origin, len(nodes), last); err != nil {
		return 0, nil, err
	}
	accepted := map[string]int64{}
	for _, n := range nodes {
		messages, err := b.fetch(ctx, network, n.ID)
		if err != nil {
			return 0, nil, err
		}
		for _, m := range messages {
			last[m.ID] = max(last[m.ID], m.ReceivedNS)
			if n.ID == origin {
				accepted[m.ID] = m.ReceivedNS
			}
		}
	}
	for id, at := range last {
		spread = append(spread, float64(at-accepted[id])/1e6)
	}
	return pss, spread, nil
}

// publish submits the messages one after the other, each after the network has come to rest.
func (b lifecycle) publish(ctx context.Context, network *cluster.Network, origin, nodes int, ids map[string]int64) error {
	c, err := network.Dial(ctx, origin)
	if err != nil {
		return err
	}
	defer c.Close()
	text := strings.Repeat("x", 64)
	for range min(b.messages, 20_000/nodes) {
		id, err := c.Publish(ctx, text, 1)
		if err != nil {
			return err
		}
		ids[id] = 0
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause(nodes)):
		}
	}
	return nil
}

// pause is the time for a network to come to rest: to look whether it has would disturb it.
func pause(nodes int) time.Duration {
	return 10*time.Millisecond + time.Duration(nodes)*time.Millisecond/2
}

func (b lifecycle) fetch(ctx context.Context, network *cluster.Network, id int) ([]wire.Message, error) {
	c, err := network.Dial(ctx, id)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	return c.Messages(ctx, wire.All)
}

func row(values []float64, unit string, digits int) string {
	return fmt.Sprintf("%.*f %s (%.*f to %.*f)", digits, quantile(values, 0.5), unit,
		digits, quantile(values, 0), digits, quantile(values, 1))
}

func quantile(values []float64, q float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[int(q*float64(len(sorted)-1))]
}
