package sim

import (
	"fmt"
	"hash/fnv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/fault"
	"gossip/internal/gossip"
	"gossip/topology"
)

// contents observes a run by what its packets hold, not by where that lies in memory.
type contents struct{ sum uint64 }

func (c *contents) Observe(r Record) {
	h := fnv.New64a()
	fmt.Fprint(h, c.sum, r.At, r.Kind, r.Node, r.Peer, r.Packet.Kind, r.Packet.Relays, r.Packet.Share)
	if m := r.Packet.Message; m != nil {
		fmt.Fprint(h, m.Key, m.Text, r.Packet.Path.AppendIDs(nil))
	}
	if k := r.Packet.Control; k != nil {
		fmt.Fprint(h, k.Notices, k.Sync)
	}
	c.sum = h.Sum64()
}

// traced makes a run and returns the sum of its contents.
func traced(t *testing.T, w *Worker, cfg Config) (uint64, Result) {
	t.Helper()
	var c contents
	cfg.Observer = &c
	r, err := w.Run(t.Context(), cfg)
	require.NoError(t, err)
	r.Elapsed = 0
	return c.sum, r
}

// TestSameSeedSameRun: whatever the worker did before, and through the line protocol of real nodes or
// not, the same seed gives the same run; another seed gives another one.
func TestSameSeedSameRun(t *testing.T) {
	faults := fault.Timeline{
		{At: 30 * ms, Kind: fault.Down, Nodes: []int{3, 4}},
		{At: 50 * ms, Kind: fault.Split, Number: 1, Groups: [][]int{{1, 2, 5, 6, 7}}},
		{At: 90 * ms, Kind: fault.Up, Nodes: []int{3}},
		{At: 300 * ms, Kind: fault.Heal, Number: 1},
	}
	worker := NewWorker()
	for _, row := range gossip.Protocols() {
		for name, change := range map[string]func(*Config){
			"uniform":     func(c *Config) { c.Network.Latency = Uniform(5*ms, 20*ms) },
			"per link":    func(c *Config) { c.Network = Network{Latency: Exponential(10 * ms), PerLink: true, Bandwidth: 50_000} },
			"lossy":       func(c *Config) { c.Network = Network{Latency: Normal(10*ms, 3*ms), Loss: .1, Duplicate: .1} },
			"datagrams":   func(c *Config) { c.Network = Network{Latency: Exponential(10 * ms), Datagrams: true} },
			"faults":      func(c *Config) { c.Network.Latency = Uniform(5*ms, 20*ms); c.Faults = faults },
			"synchronous": func(c *Config) { c.Rounds.Synchronous = true },
		} {
			t.Run(row.Name+" "+name, func(t *testing.T) {
				cfg := Config{
					Graph: graph(t, topology.Random, 24, 5), Rule: rule(t, row.Name), Seed: 7, Until: 3 * time.Second,
					Messages: []Message{{Origin: 1}, {At: 40 * ms, Origin: 9, Text: `"two" \ ☂`, Relays: 2}, {At: 41 * ms, Origin: 9}},
				}
				if row.Aggregates {
					cfg.Messages = nil
				}
				change(&cfg)
				sum, result := traced(t, NewWorker(), cfg)
				again, resultAgain := traced(t, worker, cfg)
				assert.Equal(t, sum, again, "a worker that has run before")
				assert.Equal(t, result, resultAgain)
				cfg.Codec = true
				coded, resultCoded := traced(t, worker, cfg)
				assert.Equal(t, sum, coded, "through the line protocol")
				assert.Equal(t, result, resultCoded)
				cfg.Codec, cfg.Seed = false, 8
				if other, _ := traced(t, worker, cfg); name != "synchronous" || row.Name == "rumor" {
					assert.NotEqual(t, sum, other, "another seed")
				}
			})
		}
	}
}

// TestLinksKeepTheOrder: packets overtake each other only as datagrams.
func TestLinksKeepTheOrder(t *testing.T) {
	for _, kind := range []string{topology.Random, topology.Full} {
		for _, datagrams := range []bool{false, true} {
			o := &order{t: t, sent: map[[2]gossip.NodeID][]*gossip.Path{}}
			run(t, Config{
				Graph: graph(t, kind, 12, 3), Rule: rule(t, "flood"), Seed: 3, Observer: o,
				Network:  Network{Latency: Exponential(10 * ms), Datagrams: datagrams},
				Messages: []Message{{Origin: 1, Relays: 20}, {Origin: 2, Relays: 20}},
			})
			assert.Equal(t, datagrams, o.overtook > 0, "%s, datagrams %v", kind, datagrams)
		}
	}
}

// order counts packets that arrive before one that was sent earlier on the same link.
type order struct {
	t        *testing.T
	sent     map[[2]gossip.NodeID][]*gossip.Path
	overtook int
}

func (o *order) Observe(r Record) {
	switch link := [2]gossip.NodeID{r.Node, r.Peer}; r.Kind {
	case Sent:
		o.sent[link] = append(o.sent[link], r.Packet.Path)
	case Received:
		link[0], link[1] = link[1], link[0]
		for i, path := range o.sent[link] {
			if path == r.Packet.Path {
				if i > 0 {
					o.overtook++
				}
				o.sent[link] = append(o.sent[link][:i:i], o.sent[link][i+1:]...)
				return
			}
		}
		assert.Fail(o.t, "a packet that nobody sent")
	}
}

func TestLatencyPerLinkIsAlwaysTheSame(t *testing.T) {
	o := &delays{}
	run(t, Config{
		Graph: graph(t, topology.Circular, 10, 3), Rule: rule(t, "dedup"), Seed: 3, Observer: o,
		Network:  Network{Latency: Uniform(1*ms, 100*ms), PerLink: true},
		Messages: []Message{{Origin: 1}, {At: time.Second, Origin: 1}},
	})
	require.Len(t, o.first, 11, "around the ring to the far side, and a relay back over each of its last links")
	assert.Equal(t, o.first, o.second)
}

// delays notes how long the packets of two messages took on each link.
type delays struct {
	sent          map[[2]gossip.NodeID]time.Duration
	first, second map[[2]gossip.NodeID]time.Duration
}

func (d *delays) Observe(r Record) {
	if d.sent == nil {
		d.sent, d.first, d.second = map[[2]gossip.NodeID]time.Duration{}, map[[2]gossip.NodeID]time.Duration{}, map[[2]gossip.NodeID]time.Duration{}
	}
	switch r.Kind {
	case Sent:
		d.sent[[2]gossip.NodeID{r.Node, r.Peer}] = r.At
	case Received:
		link, which := [2]gossip.NodeID{r.Peer, r.Node}, d.first
		if r.At >= time.Second {
			which = d.second
		}
		which[link] = r.At - d.sent[link]
	}
}
