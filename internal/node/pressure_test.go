package node

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/wire"
)

// count reads to the end and tells how many lines began with a verb.
func (p *played) count(verb string) <-chan int {
	counted := make(chan int, 1)
	go func() {
		n := 0
		for {
			line, err := p.in.ReadString('\n')
			if err != nil {
				counted <- n
				return
			}
			if strings.HasPrefix(line, verb+":") {
				n++
			}
		}
	}()
	return counted
}

// next reads lines until one begins with a verb.
func (p *played) next(verb string) string {
	p.t.Helper()
	for {
		if line := p.line(); strings.HasPrefix(line, verb+":") {
			return line
		}
	}
}

// clientsWait waits until clients of a node have to wait, or need not any more.
func (r *running) clientsWait(t *testing.T, want bool) {
	t.Helper()
	eventually(t, func() error {
		var waits bool
		r.look(t, func(o *owner) { waits = o.blocked != nil })
		if waits != want {
			return fmt.Errorf("do clients wait? %v", waits)
		}
		return nil
	})
}

func TestClientsWaitForPeersThatAreSlowAndLoseNothing(t *testing.T) {
	nw, peers := stalledAmong(t, 1, 2)
	const messages = 400 // ten times what an outbox holds
	done := nw.submitAll(9, messages)
	nw.nodes[9].clientsWait(t, true)
	require.Empty(t, done)
	one, two := peers[0].count(wire.Relay), peers[1].count(wire.Relay) // from now on they read
	require.NoError(t, <-done)
	s, err := nw.client(9).Status(ctx(t))
	require.NoError(t, err)
	assert.Zero(t, s.Traffic.Overflows)
	assert.EqualValues(t, 2*messages, s.Traffic.RelaysSent)
	nw.nodes[9].stop() // it hands on what waits
	assert.Equal(t, []int{messages, messages}, []int{<-one, <-two})
}

func TestClientsDoNotWaitForPeersThatStall(t *testing.T) {
	nw, peers := stalledAmong(t, 1, 2)
	began := time.Now()
	done := nw.submitAll(9, 400)
	nw.nodes[9].clientsWait(t, true)
	require.NoError(t, <-done)
	assert.GreaterOrEqual(t, time.Since(began), stallTime)
	s, err := nw.client(9).Status(ctx(t))
	require.NoError(t, err)
	assert.EqualValues(t, 2, s.Traffic.Overflows, "they get the rest later")
	for _, p := range peers { // they take what was there, and hear that there is more
		p.next(wire.Poke)
	}
	nw.nodes[9].look(t, func(o *owner) {
		for _, p := range o.peers {
			assert.False(t, p.link.lossy || p.link.stalled, "peer %d", p.id)
		}
	})
}

func TestOneSlowLinkAmongOthersHoldsNobodyUp(t *testing.T) {
	nw, peers := stalledAmong(t, 1, 2, 3)
	for _, p := range peers[:2] {
		go func() { _, _ = io.Copy(io.Discard, p.TCPConn) }()
	}
	require.NoError(t, <-nw.submitAll(9, 400))
	nw.nodes[9].look(t, func(o *owner) {
		assert.False(t, o.peers[2].link.stalled, "nobody waited for it")
	})
	s, err := nw.client(9).Status(ctx(t))
	require.NoError(t, err)
	assert.EqualValues(t, 1, s.Traffic.Overflows)
}

func TestClientsThatWaitGoOnWhenTheLinksFall(t *testing.T) {
	nw, peers := stalledAmong(t, 1, 2)
	done := nw.submitAll(9, 400)
	nw.nodes[9].clientsWait(t, true)
	for _, p := range peers {
		require.NoError(t, p.Close())
	}
	require.NoError(t, <-done)
}
