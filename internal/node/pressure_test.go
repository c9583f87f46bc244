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

// empty makes a node end when its peers have taken what waits: they are played, and answer nothing.
func (r *running) empty() {
	r.node.drain(true)
	r.stop()
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

// tenOutboxes is how many messages of submitAll are ten times what an outbox holds, and some times what
// it and the sockets hold.
const tenOutboxes = 100

func TestClientsWaitForPeersThatAreSlowAndLoseNothing(t *testing.T) {
	nw, peers := stalledAmong(t, time.Hour, 1, 2)
	done := nw.submitAll(9, tenOutboxes)
	nw.nodes[9].clientsWait(t, true)
	require.Empty(t, done)
	one, two := peers[0].count(wire.Relay), peers[1].count(wire.Relay) // from now on they read
	require.NoError(t, <-done)
	s, err := nw.client(9).Status(ctx(t))
	require.NoError(t, err)
	assert.Zero(t, s.Traffic.Overflows)
	assert.EqualValues(t, 2*tenOutboxes, s.Traffic.RelaysSent)
	nw.nodes[9].empty() // it sends what waits, and ends
	assert.Equal(t, []int{tenOutboxes, tenOutboxes}, []int{<-one, <-two})
}

func TestClientsDoNotWaitForPeersThatStall(t *testing.T) {
	const stall = 100 * time.Millisecond
	nw, peers := stalledAmong(t, stall, 1, 2)
	began := time.Now()
	require.NoError(t, <-nw.submitAll(9, tenOutboxes))
	assert.GreaterOrEqual(t, time.Since(began), stall, "at first they wait")
	s, err := nw.client(9).Status(ctx(t))
	require.NoError(t, err)
	assert.GreaterOrEqual(t, s.Traffic.Overflows, int64(2), "each gets the rest later")
	var pokes []<-chan int
	for _, p := range peers { // now they take what was there, and hear that there is more
		pokes = append(pokes, p.count(wire.Poke))
	}
	eventually(t, func() (err error) {
		nw.nodes[9].look(t, func(o *owner) {
			for _, p := range o.peers {
				if p.link.lossy || p.link.stalled {
					err = fmt.Errorf("peer %d has taken everything, and counts as stalled", p.id)
				}
			}
		})
		return err
	})
	nw.nodes[9].empty()
	for _, heard := range pokes {
		assert.Positive(t, <-heard)
	}
}

func TestOneSlowLinkAmongOthersHoldsNobodyUp(t *testing.T) {
	nw, peers := stalledAmong(t, time.Hour, 1, 2, 3)
	for _, p := range peers[:2] {
		go func() { _, _ = io.Copy(io.Discard, p.TCPConn) }()
	}
	require.NoError(t, <-nw.submitAll(9, tenOutboxes), "nobody waits for it")
	s, err := nw.client(9).Status(ctx(t))
	require.NoError(t, err)
	assert.EqualValues(t, 1, s.Traffic.Overflows)
}

func TestClientsThatWaitGoOnWhenTheLinksFall(t *testing.T) {
	nw, peers := stalledAmong(t, time.Hour, 1, 2)
	done := nw.submitAll(9, tenOutboxes)
	nw.nodes[9].clientsWait(t, true)
	for _, p := range peers {
		require.NoError(t, p.Close())
	}
	require.NoError(t, <-done)
}
