package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"math"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"time"

	"gossip/internal/client"
	"gossip/internal/cluster"
	"gossip/internal/sim"
	"gossip/internal/trace"
	"gossip/internal/wire"
)

// withNetwork starts a network of real processes that nobody else knows of: its state is in a temporary
// directory and its ports are free ones. Whatever happens, it is stopped when do returns; if this process
// is killed, its nodes end by themselves.
func (p *comparison) withNetwork(ctx context.Context, do func(*realNetwork) error) (err error) {
	// Signals end ctx. A second one must not end the process before the network is stopped.
	impatient := make(chan os.Signal, 1)
	signal.Notify(impatient, endingSignals()...)
	defer signal.Stop(impatient)

	own, err := newCompareHome()
	if err != nil {
		return err
	}
	home := cluster.Home{Dir: filepath.Join(own.dir, "state")}
	network, err := home.Start(ctx, cluster.StartOptions{
		Network: "compare-" + rand.Text()[:8], Graph: p.graph, Topology: recorded(p.spec), NodeArgs: p.opts.protocol.nodeArgs(),
		Protocol: p.row().Name, Params: p.opts.protocol.params.values, Bound: true,
	})
	if err != nil {
		own.remove() //nolint:errcheck // nothing of it is left that matters
		return err
	}
	defer func() {
		const most = 30 * time.Second
		stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), most)
		defer cancel()
		if stopErr := network.Stop(stopping); stopErr != nil {
			err = hinted{fmt.Errorf("the network could not be stopped: %w", stopErr), "gossip stop-network --all --state-dir " + home.Dir}
			return
		}
		if removeErr := own.remove(); err == nil {
			err = removeErr
		}
	}()
	real := &realNetwork{comparison: p, network: network}
	defer real.close()
	if err = real.open(ctx); err == nil {
		err = do(real)
	}
	if ctx.Err() != nil {
		return ctx.Err() // of which all else is a consequence
	}
	return err
}

// realNetwork is a network of real processes, with a connection to each.
type realNetwork struct {
	*comparison
	network *cluster.Network
	clients []*client.Client // by node index
}

func (r *realNetwork) open(ctx context.Context) error {
	for _, node := range r.network.State().Nodes {
		c, err := r.network.Dial(ctx, node.ID)
		if err != nil {
			return err
		}
		r.clients = append(r.clients, c)
	}
	return nil
}

func (r *realNetwork) close() {
	for _, c := range r.clients {
		c.Close()
	}
}

// traffic is the sum over all nodes.
func (r *realNetwork) traffic(ctx context.Context) (sum wire.Traffic, err error) {
	for _, c := range r.clients {
		s, err := c.Status(ctx)
		if err != nil {
			return sum, err
		}
		sum.RelaysSent += s.Traffic.RelaysSent
		sum.RelaysReceived += s.Traffic.RelaysReceived
		sum.ControlSent += s.Traffic.ControlSent
		sum.BytesSent += s.Traffic.BytesSent
	}
	return sum, nil
}

// spread submits the messages, one after the other when the network is quiet, and reads what became of
// them.
func (r *realNetwork) spread(ctx context.Context) (side compareSide, err error) {
	before, err := r.traffic(ctx)
	if err != nil {
		return side, err
	}
	ids := make([]string, r.opts.messages)
	for i := range ids {
		if ids[i], err = r.clients[r.origin(i)].Publish(ctx, messageText(i), 1); err != nil {
			return side, fmt.Errorf("submit message %d: %w", i+1, err)
		}
		if err := r.settle(ctx, i+1); err != nil {
			return side, err
		}
	}
	after, err := r.traffic(ctx)
	if err != nil {
		return side, err
	}
	side.relays, side.control, side.bytes = after.RelaysSent-before.RelaysSent, after.ControlSent-before.ControlSent, after.BytesSent-before.BytesSent
	var first int64
	for i, id := range ids {
		answers, err := askForMessage(ctx, r.network, id)
		if err != nil {
			return side, err
		}
		result, living, err := answers.summarize()
		if err != nil {
			return side, err
		}
		if len(living) != len(r.clients) {
			return side, fmt.Errorf("%s of the network died", nodesNamed(answers.dead))
		}
		if i == 0 {
			first = result.AcceptedNS
		}
		slices.SortFunc(living, func(a, b trace.Node) int { return cmp.Compare(a.ID, b.ID) })
		side.messages = append(side.messages, newCompareMessage(messageText(i), time.Duration(result.AcceptedNS-first), result.Origin, living))
	}
	return side, nil
}

// settle waits until all nodes have so many messages, if they ever will, and no more relays are sent.
func (r *realNetwork) settle(ctx context.Context, messages int) error {
	limit := time.Now().Add(r.opts.timeout)
	if r.row().Promises {
		for _, c := range r.clients {
			wait := wire.Holding{Messages: messages, TimeoutMS: max(time.Until(limit).Milliseconds(), 1)}
			if _, err := c.Await(ctx, wait); err != nil {
				return err
			}
		}
	}
	const look = 20 * time.Millisecond
	tick := time.NewTicker(look)
	defer tick.Stop()
	var last wire.Traffic
	quiet := time.Now()
	for time.Now().Before(limit) {
		now, err := r.traffic(ctx)
		if err != nil {
			return err
		}
		if now.RelaysSent != last.RelaysSent || now.RelaysSent != now.RelaysReceived {
			last, quiet = now, time.Now()
		}
		if time.Since(quiet) >= r.quietTime() {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// quietTime is how long no relay must be sent until none is expected: nodes that spread messages in
// cycles, and promise nothing, may be at rest for as long as their longest interval, and a tenth more.
func (p *comparison) quietTime() time.Duration {
	const atOnce = 60 * time.Millisecond
	longest, cycles := p.rule.Interval()
	if !cycles || p.row().Promises {
		return atOnce
	}
	for _, s := range p.rule.Settings() {
		if s.Name == "max_interval" {
			if d, err := time.ParseDuration(s.Value); err == nil {
				longest = max(longest, d)
			}
		}
	}
	return atOnce + longest + longest/5
}

// aggregate waits until all nodes estimate the mean, or the time is over.
func (r *realNetwork) aggregate(ctx context.Context) (side compareSide, err error) {
	const look = 10 * time.Millisecond
	tick := time.NewTicker(look)
	defer tick.Stop()
	begun := r.network.State().CreatedNS
	for limit := time.Now().Add(r.opts.timeout); ; {
		side.estimates = side.estimates[:0]
		good := true
		for _, c := range r.clients {
			s, err := c.Status(ctx)
			if err != nil {
				return side, err
			}
			estimate := math.NaN()
			if s.Estimate != nil {
				estimate = *s.Estimate
			}
			good = good && math.Abs(estimate-r.truth()) <= compareTolerance*r.truth()
			side.estimates = append(side.estimates, estimate)
		}
		if good || time.Now().After(limit) {
			side.settled = time.Duration(time.Now().UnixNano() - begun)
			return side, nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return side, ctx.Err()
		}
	}
}

// measureLatency finds out how long a relay takes: the median over all relays that arrived, each from the
// arrival at its sender to that at its receiver; or, of nodes that send in cycles and so let messages
// wait, half the median time that a question to a node takes.
func (r *realNetwork) measureLatency(ctx context.Context, side compareSide) (time.Duration, string, error) {
	var times []time.Duration
	if _, cycles := r.rule.Interval(); !cycles {
		for _, m := range side.messages {
			times = append(times, m.relayTimes...)
		}
	}
	source := fmt.Sprintf("the median of %s in the real network", amount(len(times), "relay"))
	if len(times) == 0 {
		const rounds = 5
		for range rounds {
			for _, c := range r.clients {
				asked := time.Now()
				if _, err := c.Status(ctx); err != nil {
					return 0, "", err
				}
				times = append(times, time.Since(asked)/2)
			}
		}
		source = fmt.Sprintf("half the median of %d round trips to the real nodes", len(times))
	}
	slices.Sort(times)
	return min(times[len(times)/2], sim.MaxLatency), source, nil
}
