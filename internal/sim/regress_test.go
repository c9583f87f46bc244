package sim

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/fault"
	"gossip/internal/gossip"
	"gossip/topology"
)

// TestWhoHearsNoAnswerIsStranded: an infective node whose peers have all ended, or that has none, never
// loses interest. The run ends all the same, and what it would have sent was not sent.
func TestWhoHearsNoAnswerIsStranded(t *testing.T) {
	cfg := Config{
		Graph: graph(t, "star", 10, 0), Rule: rule(t, "rumor"), Network: Network{Latency: Constant(10 * ms)}, Messages: []Message{{Origin: 2}},
		Faults: fault.Timeline{{At: 2 * time.Second, Kind: fault.Down, Nodes: []int{1}}},
	}
	r := run(t, cfg)
	assert.NotEqual(t, Expired, r.End)
	sent, _ := r.Value("messages")
	assert.Less(t, sent, 1000.0)
	cfg = Config{Graph: graph(t, topology.Full, 1, 0), Rule: rule(t, "rumor"), Messages: []Message{{Origin: 1}}}
	assert.Equal(t, Covered, run(t, cfg).End)
	cfg = Config{Graph: graph(t, topology.Full, 10, 0), Rule: rule(t, "rumor"), Messages: []Message{{Origin: 1}}, Network: Network{Loss: 1}}
	assert.Equal(t, Stuck, run(t, cfg).End)
}

// TestTheEndOfTimeChangesNothingBefore: how long a run may last has no part in what happens until then.
func TestTheEndOfTimeChangesNothingBefore(t *testing.T) {
	cfg := Config{
		Graph: graph(t, topology.Line, 2, 0), Rule: rule(t, "dedup"), Seed: 3, Network: Network{Latency: Uniform(5*ms, 20*ms)},
		Messages: []Message{{Origin: 1}, {Origin: 1}, {Origin: 1}, {Origin: 1}, {Origin: 1}},
	}
	short, _ := traced(t, NewWorker(), cfg)
	cfg.Until = 365 * 24 * time.Hour
	long, r := traced(t, NewWorker(), cfg)
	assert.Equal(t, short, long)
	last, _ := r.Value("end_time")
	assert.LessOrEqual(t, last, .02)
}

// TestLargeCompleteGraphsHeal: their nodes hold no links, and yet reconcile after a partition and after a
// restart.
func TestLargeCompleteGraphsHeal(t *testing.T) {
	const n = onDemand
	half := make([]int, 1000)
	for i := range half {
		half[i] = i + 1
	}
	for name, faults := range map[string]fault.Timeline{
		"partition": {{Kind: fault.Split, Groups: [][]int{half}}, {At: 2 * time.Second, Kind: fault.Heal}},
		"crash":     {{At: time.Second, Kind: fault.Down, Nodes: half}, {At: 2 * time.Second, Kind: fault.Up, Nodes: half}},
	} {
		r := run(t, Config{
			Graph: graph(t, topology.Full, n, 0), Rule: rule(t, "hybrid"), Seed: 3, Faults: faults,
			Network: Network{Latency: Constant(10 * ms)}, Messages: []Message{{Origin: 2000}},
		})
		assert.Equal(t, Covered, r.End, name)
	}
	r := run(t, Config{
		Graph: graph(t, topology.Full, n, 0), Rule: rule(t, "antientropy"), Messages: []Message{{Origin: 1}},
		Faults: fault.Timeline{{Kind: fault.Split, Groups: [][]int{half}}},
	})
	assert.Equal(t, Stuck, r.End)
}

// TestOneDirectionIsNotEnough to ask and be answered, or to reconcile, but to push: where a node can never
// get what it lacks, the run is stuck.
func TestOneDirectionIsNotEnough(t *testing.T) {
	cfg := Config{
		Graph: graph(t, topology.Random, 100, 3), Messages: []Message{{Origin: 1}},
		Faults: fault.Timeline{{Kind: fault.Cut, Nodes: []int{50}, Others: others(100, 50)}},
	}
	for name, c := range map[string]struct {
		rule *gossip.Rule
		want End
	}{
		"reconcile": {rule(t, "antientropy"), Stuck},
		"pull":      {rule(t, "rumor", "mode", "pull", "stop", "never"), Stuck},
		"push":      {rule(t, "rumor", "mode", "push", "stop", "never"), Covered},
		"both":      {rule(t, "hybrid"), Covered},
	} {
		cfg.Rule = c.rule
		assert.Equal(t, c.want, run(t, cfg).End, name)
	}
}

// others are the ids of all nodes but one.
func others(n, node int) (ids []int) {
	for i := 1; i <= n; i++ {
		if i != node {
			ids = append(ids, i)
		}
	}
	return ids
}

// TestARoundEndsWithItsContext: what nobody waits for is not made to its end, which may be minutes away.
func TestARoundEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var after int
	cfg := synchronous(t, 100_000, "rumor", "mode", "pull", "stop", "never")
	cfg.Observer = observe(func(Record) { cancel(); after++ })
	_, err := Run(ctx, cfg)
	assert.ErrorIs(t, err, context.Canceled)
	assert.Less(t, after, 50_000)
}

type observe func(Record)

func (o observe) Observe(r Record) { o(r) }

func TestOneSlownessEndsAndAnotherGoesOn(t *testing.T) {
	r := run(t, Config{
		Graph: graph(t, topology.Line, 2, 0), Rule: rule(t, "dedup"), Network: Network{Latency: Constant(10 * ms)},
		Messages: []Message{{At: 2 * ms, Origin: 1}},
		Faults: fault.Timeline{
			{Kind: fault.Slow, Number: 0, Nodes: []int{1}, Factor: 2}, {Kind: fault.Slow, Number: 1, Nodes: []int{1}, Factor: 10},
			{At: ms, Kind: fault.Normal, Number: 1, Nodes: []int{1}},
		},
	})
	requireFigures(t, figures{"t_last": .02}, r)
}

// TestLostPacketsTakeTheirTimeOnALink: they get lost behind it.
func TestLostPacketsTakeTheirTimeOnALink(t *testing.T) {
	cfg := Config{Graph: graph(t, topology.Line, 2, 0), Rule: rule(t, "dedup"), Seed: 1, Network: Network{Bandwidth: 1000, Loss: .5}}
	for range 20 {
		cfg.Messages = append(cfg.Messages, Message{Origin: 1})
	}
	r := run(t, cfg)
	lost, _ := r.Value("lost")
	require.Positive(t, lost)
	bytes, _ := r.Value("payload_bytes")
	ended, _ := r.Value("end_time")
	assert.InDelta(t, bytes/1000, ended, .2, "but for what was lost last")
}

func TestANodeThatBeginsAnewBringsItsValue(t *testing.T) {
	for _, protocol := range []string{"averaging", "pushsum"} {
		r := run(t, Config{
			Graph: graph(t, topology.Full, 20, 0), Rule: rule(t, protocol), Until: 5 * time.Second, Network: Network{Latency: Constant(10 * ms)},
			Faults: fault.Timeline{{At: time.Second, Kind: fault.Down, Nodes: []int{3}}, {At: 3 * time.Second, Kind: fault.Up, Nodes: []int{3}}},
		})
		value, _ := r.Value("mass_error")
		assert.Less(t, value, 1e-12, protocol)
	}
}
