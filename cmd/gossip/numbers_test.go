package main

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/gossip"
	"gossip/internal/wire"
)

func TestPlurals(t *testing.T) {
	for n, want := range map[int][3]string{
		0: {"0 nodes", "0 nodes", "0 nodes were"}, 1: {"1 node", "1 node", "1 node was"}, 2: {"2 nodes", "2 nodes", "2 nodes were"},
		1000: {"1000 nodes", "1,000 nodes", "1,000 nodes were"},
	} {
		assert.Equal(t, want, [3]string{amount(n, "node"), count(n, "node"), were(n, "node")})
	}
}

// TestOneIsNoPlural writes texts about a single thing.
func TestOneIsNoPlural(t *testing.T) {
	p := newProgress(newCLI(newTestStreams(nil).streams), "Gossip-Node-1")
	p.accepted, p.refused, p.ended = 1, 1, p.begun
	interrupted, cancel := context.WithCancel(t.Context())
	cancel()
	single, other := side(2, 1, []gossip.NodeID{1}, []gossip.NodeID{1, 2}), side(2, 1, []gossip.NodeID{1})
	for name, c := range map[string]struct{ got, want string }{
		"hops":        {hopsText(make([]float64, 25)), ", and 1 hop more"},
		"missed":      {watchEvent{Event: wire.Event{Event: wire.MissedEvent, Missed: 1}}.text(painter{}), "missed 1 event: "},
		"arrivals":    {arrivalsCheck(single, other).Differences[0], "message 1 arrives 1 time at node 2, simulated 0 times"},
		"load":        {benchPlan{messages: 1, size: 64}.words(1), "1 message of 64 B"},
		"sent":        {p.summary(), "1 message sent to Gossip-Node-1 in 0.00 s, 1 refused"},
		"refused":     {p.refusal().Error(), "1 line was refused"},
		"interrupted": {p.explain(interrupted, nil, nil, 1).Error(), "interrupted: 1 message was accepted by node 1"},
		"input":       {p.explain(t.Context(), nil, errors.New("broken"), 1).Error(), "broken; 1 message was accepted"},
	} {
		t.Run(name, func(t *testing.T) { assert.Contains(t, c.got, c.want) })
	}
}

// TestResultsOfOneNode prints results about a single node.
func TestResultsOfOneNode(t *testing.T) {
	s := newTestStreams(nil)
	c := newCLI(s.streams)
	result := benchResult{Nodes: 1, Messages: 1, Protocol: "flood", LatencyMS: newBenchLatency([]time.Duration{1})}
	require.NoError(t, result.print(c, "1 message"))
	require.NoError(t, c.out.Flush())
	assert.Contains(t, s.stdout.String(), "; 0 of 1 message reached all 1 node\n")
}
