package node

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/gossip"
	"gossip/internal/wire"
)

// stalledAmong starts node 9, whose clients wait for a link on which nothing moves for as long as given,
// with peers that the test plays.
func stalledAmong(t *testing.T, stall time.Duration, peers ...int) (*network, []*played) {
	t.Helper()
	nw := launch(t, map[int][]int{9: peers}, func(c *Config) {
		c.OutboxLimit, c.StallTime, c.StopTimeout = 2<<20, stall, patience/2
	})
	var all []*played
	for _, id := range peers {
		all = append(all, nw.play(id, 9))
	}
	nw.linked()
	return nw, all
}

// submitAll submits messages of 200,000 bytes one after the other and tells when all were answered.
func (nw *network) submitAll(node, messages int) <-chan error {
	c := nw.client(node)
	done := make(chan error, 1)
	context := ctx(nw.t)
	go func() {
		for range messages {
			if _, err := c.Publish(context, strings.Repeat("x", 200_000), 1); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	return done
}

// An outbox that is full makes the link lossy, and nothing else: when the peer has taken what waits,
// it is told to reconcile, and gets what it missed.
func TestWhatAFullOutboxDropsComesByReconciliation(t *testing.T) {
	for _, name := range []string{"flood", "dedup", "antientropy", "hybrid", "plumtree"} {
		t.Run(name, func(t *testing.T) {
			nw := launch(t, map[int][]int{1: {}, 2: {}}, func(c *Config) {
				c.Protocol, c.OutboxLimit = name, 500_000
				c.Seed = 1
			})
			g := newGate(t, nw.nodes[2].addr)
			one := nw.client(1)
			_, err := nw.client(2).Connect(ctx(t), wire.Peer{ID: 1, Addr: nw.nodes[1].addr})
			require.NoError(t, err)
			_, err = one.Connect(ctx(t), wire.Peer{ID: 2, Addr: g.Addr().String()})
			require.NoError(t, err)
			nw.linked()
			var up *link
			nw.nodes[1].look(t, func(o *owner) { up = o.peers[0].link })

			g.hold(true)
			const messages = 150
			for i := range messages {
				_, err := one.Publish(ctx(t), fmt.Sprint(i, strings.Repeat("x", 100_000)), 1)
				require.NoError(t, err)
			}
			row := must(gossip.LookupProtocol(name))(t)
			s, err := one.Status(ctx(t))
			require.NoError(t, err)
			if row.Eager {
				assert.Positive(t, s.Traffic.Overflows)
			}
			if name == "hybrid" {
				assert.Zero(t, s.Traffic.Overflows, "what is sent again each cycle leaves room for the rest")
			}
			g.hold(false)
			nw.holds(messages)
			nw.nodes[1].look(t, func(o *owner) { assert.Same(t, up, o.peers[0].link, "the link stayed up") })
		})
	}
}

func TestMemoryIsBoundedAgainstAPeerThatAsksAndNeverReads(t *testing.T) {
	nw, peers := stalledAmong(t, 10*time.Millisecond, 1)
	go func() { _, _ = io.Copy(io.Discard, peers[0].TCPConn) }()
	const messages = 100
	require.NoError(t, <-nw.submitAll(9, messages))
	require.NoError(t, peers[0].Close())

	flood := nw.play(1, 9)
	var want []string
	nw.nodes[9].look(t, func(o *owner) {
		for i := range o.core.Store().Len() {
			want = append(want, fmt.Sprintf("[9,%d]", o.core.Store().At(i).Message.Time))
		}
	})
	questions := []string{
		`/SYNC:{"session":1,"take":true,"want":[` + strings.Join(want, ",") + "]}\n",
		`/SYNC:{"session":1,"take":true,"ranges":[{"keys":[]}]}` + "\n",
	}
	for i := range 2000 { // each alone asks for 250 kB or more
		flood.say(questions[i%2])
	}
	eventually(t, func() error {
		var received int64
		nw.nodes[9].look(t, func(o *owner) {
			received = o.traffic.ControlReceived
			waiting, _ := o.peers[0].link.out.backlog()
			assert.LessOrEqual(t, waiting, o.cfg.OutboxLimit)
		})
		if received < 2000 {
			return errors.New("the node still works on the questions")
		}
		return nil
	})
	require.NoError(t, <-nw.submitAll(9, 1), "it goes on serving")
}

// Whoever is removed is no peer any more, and need not behave like one.
func TestALinkToARemovedPeerEndsThoughItDoesNotRead(t *testing.T) {
	nw := launch(t, map[int][]int{9: {1}}, func(c *Config) { c.StopTimeout = 20 * time.Millisecond })
	nw.play(1, 9)
	nw.linked()
	var gone *link
	nw.nodes[9].look(t, func(o *owner) {
		gone = o.peers[0].link
		batch := make([]submission, 12) // more than sockets hold, and less than an outbox
		for i := range batch {
			batch[i] = submission{text: strings.Repeat("x", 1<<20), relays: 1}
		}
		o.publish(batch)
	})
	_, err := nw.client(9).Disconnect(ctx(t), 1)
	require.NoError(t, err)
	eventually(t, func() error {
		if waiting, _ := gone.out.backlog(); waiting > 0 {
			return fmt.Errorf("%d bytes wait for a peer that was removed", waiting)
		}
		return nil
	})
}
