package main

import (
	"context"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/topology"
)

// TestMain lets the test program be a node of the reference, as the benchmark itself is.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == rawNode {
		if runRawNode(context.Background(), os.Args[1:]) != nil {
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// TestReference runs the reference in real processes: everything arrives everywhere, by no more
// relays than flooding makes, and nothing is left running.
func TestReference(t *testing.T) {
	g, err := topology.Generate(topology.Spec{Kind: topology.Random, N: 4, Seed: graphSeed,
		Values: map[string]float64{"degree": graphDegree}})
	require.NoError(t, err)
	self, err := os.Executable()
	require.NoError(t, err)
	p, err := populate(t.Context(), g, false, nil, self, rawNode)
	require.NoError(t, err)
	stopped := false
	t.Cleanup(func() {
		if !stopped {
			assert.NoError(t, p.stop())
		}
	})

	for name, l := range map[string]load{
		"closed loop": {messages: 100, size: 64, window: 8},
		"at a rate":   {messages: 50, size: 64, window: 8, rate: 1000},
	} {
		f, err := p.measure(t.Context(), l)
		require.NoError(t, err, name)
		assert.Equal(t, 1.0, f.Delivered, name)
		assert.Positive(t, f.MessagesPerS, name)
		assert.Positive(t, f.Latency.P50, name)
		// Over 6 edges a message goes twice but for the 3 on which it first arrives.
		assert.InDelta(t, (2*6-3)/3.0, f.Relays, 1e-9, name)
		assert.InDelta(t, 80*f.Relays, f.Bytes, 1e-9, name)
	}

	stopped = true
	require.NoError(t, p.stop())
	for _, c := range p.children {
		require.NotNil(t, c.cmd.ProcessState, "process %d is still there", c.cmd.Process.Pid)
		assert.True(t, c.cmd.ProcessState.Success())
	}
}

// TestStartFailure leaves nothing behind and says what failed.
func TestStartFailure(t *testing.T) {
	g, err := topology.Generate(topology.Spec{Kind: "line", N: 2})
	require.NoError(t, err)
	_, err = populate(t.Context(), g, false, nil, "/nonexistent/program")
	assert.ErrorContains(t, err, "spawn node 1")
	_, err = ours{program: "/nonexistent/program", dir: t.TempDir()}.start(t.Context(), g, "flood")
	assert.ErrorContains(t, err, "gossip start-network")
}
