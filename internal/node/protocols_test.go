package node

import (
	"fmt"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/gossip"
	"gossip/internal/wire"
)

// each runs a test with every protocol that spreads messages. Rumor mongering never loses interest in it, because it promises
// nothing otherwise.
func each(t *testing.T, run func(t *testing.T, row gossip.Protocol, use func(*Config))) {
	for _, row := range gossip.Protocols() {
		if row.Aggregates {
			continue
		}
		t.Run(row.Name, func(t *testing.T) {
			run(t, row, func(c *Config) {
				c.Protocol = row.Name
				if row.Name == "rumor" {
					c.Params = map[string]string{"stop": "never"}
				}
			})
		})
	}
}

func TestEveryProtocolReachesEveryNodeByTruePaths(t *testing.T) {
	each(t, func(t *testing.T, row gossip.Protocol, use func(*Config)) {
		nw := start(t, ring(7), use)
		const messages = 21
		for i := range messages {
			_, err := nw.client(1+i%7).Publish(ctx(t), fmt.Sprint("message ", i), 1)
			require.NoError(t, err)
		}
		nw.holds(messages)
		for _, id := range nw.ids() {
			all, err := nw.client(id).Messages(ctx(t), wire.All)
			require.NoError(t, err)
			for _, m := range all {
				require.NotEmpty(t, m.Paths)
				for _, path := range m.Paths {
					require.Equal(t, []int{m.Origin, id}, []int{path[0], path[len(path)-1]})
					for i := 1; i < len(path); i++ {
						require.Contains(t, nw.peers[path[i-1]], path[i], "%v", path)
					}
				}
			}
			s, err := nw.client(id).Status(ctx(t))
			require.NoError(t, err)
			assert.Equal(t, row.Name, s.Protocol)
			assert.Len(t, s.Params, len(row.Params))
			assert.Positive(t, s.Traffic.BytesSent)
		}
	})
}

// seldom lets no cycle of a protocol come any more, and gives a node that ends the time that it needs to hand
// on what it has.
func seldom(row gossip.Protocol) func(*Config) {
	return func(c *Config) {
		c.StopTimeout = patience / 2
		for _, p := range row.Params {
			if p.Name == "interval" || p.Name == "backstop_interval" {
				c.Params = map[string]string{p.Name: "1h", "max_" + p.Name: "0"}
			}
		}
		if row.Name == "hybrid" {
			c.Params = map[string]string{"interval": "1h", "max_interval": "0", "backstop_interval": "1h", "backstop_max_interval": "0"}
		}
	}
}

// What a node accepted goes to a peer before the node ends, even if no cycle of its protocol comes any
// more.
func TestANodeThatStopsAtOnceHandsOnWhatItAccepted(t *testing.T) {
	each(t, func(t *testing.T, row gossip.Protocol, use func(*Config)) {
		nw := pair(t, use, seldom(row))
		const messages = 700 // more than one piece of a reconciliation
		c := nw.client(1)
		for i := range messages {
			_, err := c.Publish(ctx(t), fmt.Sprint(i), 1)
			require.NoError(t, err)
		}
		nw.nodes[1].end(t)
		delete(nw.nodes, 1)
		nw.holds(messages)
	})
}

// end stops a node and waits until it has ended.
func (r *running) end(t *testing.T) {
	t.Helper()
	r.stop()
	select {
	case err := <-r.done:
		require.NoError(t, err)
	case <-time.After(patience):
		require.Fail(t, "the node does not end")
	}
}

// repairs returns the number of messages that reconciliations brought.
func (nw *network) repairs() (sum int64) {
	nw.t.Helper()
	for _, id := range nw.ids() {
		s, err := nw.client(id).Status(ctx(nw.t))
		require.NoError(nw.t, err)
		sum += s.Traffic.RepairsSent
	}
	return sum
}

func TestANodeThatComesBackEmptyGetsTheHistory(t *testing.T) {
	each(t, func(t *testing.T, row gossip.Protocol, use func(*Config)) {
		if !row.Promises {
			return
		}
		nw := start(t, ring(5), use)
		const messages = 1500
		batch := make([]submission, 0, messages)
		for i := range messages {
			batch = append(batch, submission{text: fmt.Sprint(i), relays: 1})
		}
		for part := range slices.Chunk(batch, messages/3) {
			nw.nodes[1].look(t, func(o *owner) { o.publish(part) })
		}
		nw.holds(messages)
		old := nw.nodes[1]
		old.end(t)
		delete(nw.nodes, 1)
		before := nw.repairs()
		cfg := old.node.cfg
		var err error
		cfg.Listener, err = net.Listen("tcp", "127.0.0.1:0") // node 1 calls the others, so any port does
		require.NoError(t, err)
		cfg.Addr = cfg.Listener.Addr().String()
		fresh := nw.run(cfg)
		a, err := nw.client(1).Await(ctx(t), wire.Holding{Messages: messages, TimeoutMS: patience.Milliseconds()})
		require.NoError(t, err)
		assert.True(t, a.Held, "%d of %d messages", a.Messages, messages)
		if row.Eager { // else the cycles of its peers bring it messages beside the pull, of which some come twice
			repairs := nw.repairs() - before
			assert.GreaterOrEqual(t, repairs, int64(messages))
			assert.Less(t, repairs, int64(2*messages), "hardly any comes twice")
		}
		_, err = nw.client(1).Publish(ctx(t), "back again", 1)
		require.NoError(t, err)
		nw.holds(messages + 1)
		require.Empty(t, fresh.node.Ready(ctx(t)))
	})
}
