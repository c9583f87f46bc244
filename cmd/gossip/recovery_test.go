package main

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"gossip/internal/wire"
	"gossip/topology"
)

// TestASmallOutboxLosesNothing stalls a node until its peers have so much for it that they drop what
// comes further, on links whose outboxes hold a few messages only.
func TestASmallOutboxLosesNothing(t *testing.T) {
	for _, row := range promising() {
		if !row.Eager {
			continue // such a one has little waiting for a peer that does not answer
		}
		t.Run(row.Name, func(t *testing.T) {
			t.Parallel()
			o := begin(t, load{every: 4 * time.Millisecond, size: 8 << 10}, append(speaking(row), "--outbox-limit", "64KiB")...)
			o.bulky = true
			o.stall(t, 5, func() { until(t, func() error { return o.overflowed(5, 3) }) })
			require.Positive(t, o.overflows(t))
			o.settle(t, o.network)
			t.Logf("%d overflows", o.overflows(t))
		})
	}
}

// overflowed is an error until the outbox for a node has been full at so many others.
func (o *ordeal) overflowed(node, others int) error {
	full := 0
	for _, n := range o.network.State().Nodes {
		log, err := os.ReadFile(o.network.LogPath(n.ID))
		if err != nil {
			return err
		}
		for line := range strings.Lines(string(log)) {
			if strings.Contains(line, "outbox full") && strings.Contains(line, fmt.Sprintf(" peer=%d ", node)) {
				full++
				break
			}
		}
	}
	if full < others {
		return fmt.Errorf("%d outboxes for node %d have been full, not %d", full, node, others)
	}
	return nil
}

// overflows counts those of all nodes.
func (o *ordeal) overflows(t *testing.T) (sum int64) {
	t.Helper()
	for _, c := range o.clients {
		s, err := c.Status(patience(t))
		require.NoError(t, err)
		sum += s.Traffic.Overflows
	}
	return sum
}

// TestARestartedNodeGetsALongHistory kills a node of a network that holds 20,000 messages.
func TestARestartedNodeGetsALongHistory(t *testing.T) {
	const history = 20_000
	network := startProgram(t, "", topology.Spec{Kind: "circular", N: 5}, "--protocol", "dedup")
	books := newLedger()
	for id := 1; id <= 5; id++ {
		books.joined(id, id%5+1)
		books.stream(t, network, id, load{size: 64, most: history / 5})
	}
	for _, s := range books.streams {
		<-s.ended
	}
	// All must be at the others before the node that accepted a part of it dies.
	for id := 1; id <= 5; id++ {
		a, err := dialNode(t, network, id).Await(patience(t), wire.Holding{Messages: history, TimeoutMS: 60_000})
		require.NoError(t, err)
		require.True(t, a.Held)
	}
	o := ordeal{network: network}
	require.NoError(t, o.process(t, 3).Kill())
	begin := time.Now()
	_, err := network.RestartNode(patience(t), 3)
	require.NoError(t, err)
	ready := time.Since(begin)
	a, err := dialNode(t, network, 3).Await(patience(t), wire.Holding{Messages: history, TimeoutMS: 60_000})
	require.NoError(t, err)
	require.True(t, a.Held, "%d messages", a.Messages)
	t.Logf("restarted after %v, has all after %v", ready, time.Since(begin))
	books.settle(t, network)
}

// TestAFastClientWaitsForASlowNetwork streams to a node whose peers run only half of the time.
func TestAFastClientWaitsForASlowNetwork(t *testing.T) {
	network := startProgram(t, "", topology.Spec{Kind: "circular", N: 4}, "--protocol", "dedup", "--outbox-limit", "256KiB")
	o := ordeal{ledger: newLedger(), network: network}
	o.bulky = true
	for id := 1; id <= 4; id++ {
		o.joined(id, id%4+1)
	}
	const messages = 5_000
	s := o.stream(t, network, 1, load{size: 4 << 10, most: messages})
	slow := []*os.Process{o.process(t, 2), o.process(t, 4)}
	signal := func(what syscall.Signal) {
		for _, p := range slow {
			require.NoError(t, p.Signal(what))
		}
	}
	t.Cleanup(func() { signal(syscall.SIGCONT) })
	turn := time.NewTicker(20 * time.Millisecond)
	defer turn.Stop()
	for running := true; running; {
		signal(syscall.SIGSTOP)
		<-turn.C
		signal(syscall.SIGCONT)
		select {
		case <-turn.C:
		case <-s.ended:
			running = false
		}
	}
	require.Equal(t, messages, s.count())
	o.settle(t, network)
}
