package node

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"gossip/internal/client"
	"gossip/internal/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// network is some nodes in this process, on ports that were free.
type network struct {
	t     *testing.T
	nodes map[int]*running
	peers map[int][]int
}

type running struct {
	node *Node
	addr string
	stop context.CancelFunc
	done chan error
}

// start runs a node for every key of peers and waits until all links are up.
func start(t *testing.T, peers map[int][]int, change ...func(*Config)) *network {
	t.Helper()
	nw := launch(t, peers, change...)
	nw.linked()
	return nw
}

// linked waits until all links are up.
func (nw *network) linked() {
	nw.t.Helper()
	for id, r := range nw.nodes {
		require.Empty(nw.t, r.node.Ready(ctx(nw.t)), "node %d has no link to these", id)
	}
}

// launch runs a node for every key of peers. A peer that is no key is for the test to play; its id must
// be lower than those of its peers, for which it is to call.
func launch(t *testing.T, peers map[int][]int, change ...func(*Config)) *network {
	t.Helper()
	nw := &network{t: t, nodes: map[int]*running{}, peers: peers}
	listeners := map[int]net.Listener{}
	for id := range peers {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		listeners[id] = l
	}
	t.Cleanup(nw.stop)
	for id, list := range peers {
		cfg := DefaultConfig()
		cfg.ID, cfg.Listener, cfg.Addr = id, listeners[id], listeners[id].Addr().String()
		cfg.Network, cfg.Run, cfg.Log = "test", "run-1", slog.New(slog.DiscardHandler)
		for _, p := range list {
			addr := "127.0.0.1:1"
			if l := listeners[p]; l != nil {
				addr = l.Addr().String()
			}
			cfg.Peers = append(cfg.Peers, wire.Peer{ID: p, Addr: addr})
		}
		for _, f := range change {
			f(&cfg)
		}
		nw.run(cfg)
	}
	return nw
}

func (nw *network) run(cfg Config) *running {
	nw.t.Helper()
	n, err := New(cfg)
	require.NoError(nw.t, err)
	run, cancel := context.WithCancel(context.Background())
	r := &running{node: n, addr: cfg.Addr, stop: cancel, done: make(chan error, 1)}
	go func() { r.done <- n.Run(run) }()
	nw.nodes[cfg.ID] = r
	return r
}

// stop ends the whole network, so that nobody hands anything on.
func (nw *network) stop() {
	var draining sync.WaitGroup
	for _, r := range nw.nodes {
		draining.Go(func() { r.node.drain(true); r.stop() })
	}
	draining.Wait()
	for _, r := range nw.nodes {
		if err := <-r.done; err != nil {
			nw.t.Errorf("node %d: %v", r.node.cfg.ID, err)
		}
	}
}

func (nw *network) client(id int) *client.Client {
	nw.t.Helper()
	c, err := client.Dial(ctx(nw.t), nw.nodes[id].addr)
	require.NoError(nw.t, err)
	nw.t.Cleanup(func() { _ = c.Close() })
	return c
}

// patience is how long a test waits for anything: what works takes a small part of it, also on a machine
// that is busy and under the race detector.
const patience = 2 * time.Minute

// ctx is the patience of one call.
func ctx(t *testing.T) context.Context {
	c, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return c
}

// eventually polls until check passes, since nothing tells a client that no more arrivals come.
func eventually(t *testing.T, check func() error) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	enough := time.After(patience)
	for {
		err := check()
		if err == nil {
			return
		}
		select {
		case <-enough:
			require.NoError(t, err)
		case <-tick.C:
		}
	}
}

// arrivals waits until every node holds exactly the wanted number of paths of each message.
func (nw *network) arrivals(wanted func(id int, m wire.Message) int, messages int) {
	nw.t.Helper()
	for _, id := range nw.ids() {
		c := nw.client(id)
		eventually(nw.t, func() error {
			have, err := c.Messages(ctx(nw.t), wire.All)
			if err != nil {
				return err
			}
			if len(have) != messages {
				return fmt.Errorf("node %d holds %d messages, not %d", id, len(have), messages)
			}
			for _, m := range have {
				if want := wanted(id, m); len(m.Paths) != want {
					return fmt.Errorf("node %d recorded %d paths of %q, not %d", id, len(m.Paths), m.ID, want)
				}
			}
			return nil
		})
	}
}

// holds waits until every node holds the given number of messages.
func (nw *network) holds(messages int) {
	nw.t.Helper()
	for _, id := range nw.ids() {
		a, err := nw.client(id).Await(ctx(nw.t), wire.Holding{Messages: messages, TimeoutMS: patience.Milliseconds()})
		require.NoError(nw.t, err)
		require.True(nw.t, a.Held, "node %d holds %d messages, not %d", id, a.Messages, messages)
		require.Equal(nw.t, messages, a.Messages, "node %d", id)
	}
}

func (nw *network) ids() []int {
	var ids []int
	for id := range nw.nodes {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// ring returns a circle of n nodes, each joined to the next one and to the one after that.
func ring(n int) map[int][]int {
	peers := map[int][]int{}
	for i := range n {
		for _, step := range []int{1, 2} {
			j := (i + step) % n
			peers[i+1] = append(peers[i+1], j+1)
			peers[j+1] = append(peers[j+1], i+1)
		}
	}
	return peers
}

func TestEveryNodeRecordsRelayLimitTimesDegreePaths(t *testing.T) {
	nw := start(t, ring(9))
	for r := 1; r <= 3; r++ {
		_, err := nw.client(r).Publish(ctx(t), fmt.Sprintf("message with relay limit %d", r), r)
		require.NoError(t, err)
	}
	nw.arrivals(func(id int, m wire.Message) int {
		want := m.Relays * len(nw.peers[id])
		if id == m.Origin {
			want++
		}
		return want
	}, 3)
}

// A node that is asked right at its start whether it is ready must not answer before it knows its
// peers.
func TestReadyMeansReady(t *testing.T) {
	for range 20 {
		nw := start(t, ring(5))
		for _, id := range nw.ids() {
			s, err := nw.client(id).Status(ctx(t))
			require.NoError(t, err)
			require.Len(t, s.Peers, 4)
			for _, p := range s.Peers {
				require.Equal(t, wire.LinkUp, p.Link, "node %d, peer %d", id, p.ID)
			}
		}
	}
}
