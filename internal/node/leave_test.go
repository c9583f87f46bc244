package node

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/gossip"
	"gossip/internal/wire"
)

// accept makes a node accept messages at once.
func (r *running) accept(t *testing.T, messages int) {
	t.Helper()
	batch := make([]submission, messages)
	for i := range batch {
		batch[i] = submission{text: fmt.Sprint(i, strings.Repeat("x", 200)), relays: 1}
	}
	r.look(t, func(o *owner) { o.publish(batch) })
}

// A node that ends hands on what it accepted before it had a link, also by protocols that send at once
// what they accept: its peer was still pulling, piece by piece, and got no more than one.
func TestANodeThatStopsWhileAPeerPullsHandsOnTheRest(t *testing.T) {
	each(t, func(t *testing.T, row gossip.Protocol, use func(*Config)) {
		nw := launch(t, map[int][]int{1: {}, 2: {}}, use, seldom(row))
		const messages = 1500 // three pieces
		nw.nodes[1].accept(t, messages)
		_, err := nw.client(2).Connect(ctx(t), wire.Peer{ID: 1, Addr: nw.nodes[1].addr})
		require.NoError(t, err)
		_, err = nw.client(1).Connect(ctx(t), wire.Peer{ID: 2, Addr: nw.nodes[2].addr})
		require.NoError(t, err)
		require.Empty(t, nw.nodes[1].node.Ready(ctx(t)))
		nw.nodes[1].end(t)
		delete(nw.nodes, 1)
		nw.holds(messages)
	})
}

// A full outbox drops what a leaving node says as well. It says it again when the peer has taken what
// waits.
func TestANodeThatStopsWithAFullOutboxHandsOnWhatWasDropped(t *testing.T) {
	nw := launch(t, map[int][]int{1: {}, 2: {}}, func(c *Config) {
		c.Protocol, c.OutboxLimit, c.StopTimeout = "dedup", 500_000, patience
	})
	g := newGate(t, nw.nodes[2].addr)
	_, err := nw.client(2).Connect(ctx(t), wire.Peer{ID: 1, Addr: nw.nodes[1].addr})
	require.NoError(t, err)
	one := nw.client(1)
	_, err = one.Connect(ctx(t), wire.Peer{ID: 2, Addr: g.Addr().String()})
	require.NoError(t, err)
	nw.linked()
	g.hold(true)
	const messages = 150
	for i := range messages {
		_, err := one.Publish(ctx(t), fmt.Sprint(i, strings.Repeat("x", 100_000)), 1)
		require.NoError(t, err)
	}
	stopped := make(chan wire.Stopping, 1)
	go func() {
		s, err := one.Stop(ctx(t), wire.Stop{Run: "run-1"})
		assert.NoError(t, err)
		stopped <- s
	}()
	nw.nodes[1].leaves(t)
	g.hold(false)
	assert.Equal(t, wire.Stopping{Node: 1, HandedOn: true}, <-stopped)
	nw.nodes[1].end(t)
	delete(nw.nodes, 1)
	nw.holds(messages)
}

// leaves waits until a node has begun to leave.
func (r *running) leaves(t *testing.T) {
	t.Helper()
	eventually(t, func() error {
		busy := false
		r.look(t, func(o *owner) { busy = o.core.Busy() })
		if !busy {
			return fmt.Errorf("it does not leave")
		}
		return nil
	})
}

// What only a node has is lost if nobody takes it; whoever stops the node is told.
func TestStopTellsWhetherAPeerTookOver(t *testing.T) {
	for name, test := range map[string]struct {
		peers    map[int][]int
		messages int
		stop     wire.Stop
		handedOn bool
	}{
		"a peer":              {map[int][]int{1: {2}, 2: {1}}, 3, wire.Stop{}, true},
		"a peer that is away": {map[int][]int{1: {2}}, 3, wire.Stop{}, false},
		"no peer":             {map[int][]int{1: {}}, 3, wire.Stop{}, false},
		"nothing to tell":     {map[int][]int{1: {2}}, 0, wire.Stop{}, true},
		"the whole network":   {map[int][]int{1: {2}}, 3, wire.Stop{Whole: true}, true},
	} {
		t.Run(name, func(t *testing.T) {
			nw := launch(t, test.peers, func(c *Config) {
				c.StopTimeout = 50 * time.Millisecond
				if len(test.peers) > 1 {
					c.StopTimeout = patience / 2 // there is somebody who takes over, in his time
				}
			})
			if len(test.peers) > 1 {
				nw.linked()
			}
			nw.nodes[1].accept(t, test.messages)
			test.stop.Run = "run-1"
			s, err := nw.client(1).Stop(ctx(t), test.stop)
			require.NoError(t, err)
			assert.Equal(t, test.handedOn, s.HandedOn)
		})
	}
}

// counting is a log that counts the lines with a message.
type counting struct {
	message string
	lines   *atomic.Int64
}

func (counting) Enabled(context.Context, slog.Level) bool { return true }
func (c counting) WithAttrs([]slog.Attr) slog.Handler     { return c }
func (c counting) WithGroup(string) slog.Handler          { return c }
func (c counting) Handle(_ context.Context, r slog.Record) error {
	if strings.HasPrefix(r.Message, c.message) {
		c.lines.Add(1)
	}
	return nil
}

// A link that is about to end takes nothing more, which is not what a full outbox is: to treat it so
// kept a node busy with nothing else, and filled its log.
func TestALinkThatEndsDoesNotOverflow(t *testing.T) {
	var lines atomic.Int64
	nw := launch(t, map[int][]int{9: {1, 2}}, func(c *Config) { c.Log = slog.New(counting{"outbox full", &lines}) })
	nw.play(1, 9)
	two := nw.play(2, 9)
	nw.linked()
	var closing *outbox
	nw.nodes[9].look(t, func(o *owner) { closing = o.peers[0].link.out })
	nw.nodes[9].stop()
	eventually(t, func() error {
		if !closing.ended() {
			return fmt.Errorf("the link to node 1 does not end")
		}
		return nil
	})
	two.say(`/RELAY:1|["hello_2048000000000002", [2]]` + "\n")
	require.NoError(t, <-nw.nodes[9].done)
	delete(nw.nodes, 9)
	assert.Zero(t, lines.Load())
}
