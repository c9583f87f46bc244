package main

import (
	"context"
	"math"
	"time"

	"gossip/internal/gossip"
	"gossip/internal/sim"
	"gossip/internal/trace"
)

// arrivalsObserver records all arrivals of a simulated run, as real nodes do.
type arrivalsObserver struct {
	n        int
	keys     []gossip.Key // of the messages, in the order of their acceptance
	accepted []time.Duration
	texts    []string
	arrivals [][][]trace.Arrival // by message and node index
}

// Observe implements sim.Observer.
func (o *arrivalsObserver) Observe(r sim.Record) {
	switch {
	case r.Kind == sim.Delivered && r.Peer == 0:
		o.keys, o.texts = append(o.keys, r.Packet.Message.Key), append(o.texts, r.Packet.Message.Text)
		o.accepted = append(o.accepted, r.At)
		o.arrivals = append(o.arrivals, make([][]trace.Arrival, o.n))
		o.add(r, r.Packet.Path)
	case r.Kind == sim.Received && r.Packet.Kind.Payload():
		o.add(r, r.Packet.Path.Append(r.Node))
	}
}

func (o *arrivalsObserver) add(r sim.Record, path *gossip.Path) {
	for i, key := range o.keys {
		if key == r.Packet.Message.Key {
			at := &o.arrivals[i][r.Node-1]
			*at = append(*at, trace.Arrival{Path: path, At: r.At - o.accepted[i]})
		}
	}
}

// messages returns what became of the messages.
func (o *arrivalsObserver) messages() []compareMessage {
	all := make([]compareMessage, len(o.keys))
	for i, key := range o.keys {
		nodes := make([]trace.Node, o.n)
		for k := range nodes {
			nodes[k] = trace.Node{ID: k + 1, Arrivals: o.arrivals[i][k]}
		}
		all[i] = newCompareMessage(o.texts[i], o.accepted[i]-o.accepted[0], int(key.Origin), nodes)
	}
	return all
}

// simulate lets the simulator do what the real network did: the same messages at the same nodes and
// times.
func (p *comparison) simulate(ctx context.Context, real compareSide) (compareSide, error) {
	observer := &arrivalsObserver{n: p.graph.Len()}
	cfg := sim.Config{Graph: p.graph, Rule: p.rule, Seed: p.spec.Seed, Network: sim.Network{Latency: p.latency}, Observer: observer}
	for i, m := range real.messages {
		at := m.At
		if i > 0 { // two clocks of one machine may disagree by a little
			at = max(at, cfg.Messages[i-1].At)
		}
		cfg.Messages = append(cfg.Messages, sim.Message{At: at, Origin: m.Summary.Origin, Text: m.Text})
	}
	if p.row().Aggregates {
		cfg.Error = compareTolerance
	}
	result, err := sim.Run(ctx, cfg)
	if err != nil {
		return compareSide{}, err
	}
	side := compareSide{messages: observer.messages()}
	for name, to := range map[string]*int64{"payload_messages": &side.relays, "control_messages": &side.control} {
		value, _ := result.Value(name)
		*to = int64(value)
	}
	for _, name := range []string{"payload_bytes", "control_bytes"} {
		value, _ := result.Value(name)
		side.bytes += int64(value)
	}
	if p.row().Aggregates {
		// The simulator tells the worst of the errors only.
		side.settled = time.Duration(result.Time * float64(time.Second))
		worst, ok := result.Value("relative_error")
		if !ok {
			worst = math.NaN()
		}
		side.estimates = make([]float64, p.graph.Len())
		for i := range side.estimates {
			side.estimates[i] = p.truth() * (1 + worst)
		}
	}
	return side, nil
}
