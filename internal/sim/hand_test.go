package sim

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/fault"
	"gossip/internal/gossip"
	"gossip/topology"
)

const ms = time.Millisecond

// figures are metrics and their values.
type figures map[string]float64

func requireFigures(t *testing.T, want figures, r Result) {
	t.Helper()
	for name, value := range want {
		got, ok := r.Value(name)
		if assert.True(t, ok, "there is no %s", name) {
			assert.InDelta(t, value, got, 1e-9, name)
		}
	}
}

func run(t testing.TB, cfg Config) Result {
	t.Helper()
	r, err := Run(t.Context(), cfg)
	require.NoError(t, err)
	return r
}

// TestByHand checks metrics against cases that were computed by hand; a packet takes 10 ms.
func TestByHand(t *testing.T) {
	second := func(k int) float64 { return float64(k) / 100 }
	line := len(`/RELAY:1|["m1_1700000000000000001", [1]]` + "\n")
	for _, c := range []struct {
		name     string
		kind     string
		n        int
		protocol string
		change   func(*Config)
		end      End
		hops     []int
		want     figures
	}{
		{
			"a line has no redundancy", topology.Line, 3, "dedup", nil, Covered, []int{1, 1, 1},
			figures{"coverage": 1, "residue": 0, "rmr": 0, "duplicates": 0, "ldh": 2, "mean_hop": 1, "t_avg": second(3) / 2, "t_last": second(2),
				"t_50": second(1), "t_90": second(2), "t_100": second(2), "messages": 2, "payload_messages": 2, "control_messages": 0,
				"traffic": 2.0 / 3, "max_load": 2, "lost": 0, "accepted": 1, "payload_bytes": float64(line + line + len(", 2")), "control_bytes": 0},
		}, {
			"a perfect tree has none", "tree", 7, "flood", nil, Covered, []int{1, 2, 4},
			figures{"rmr": 0, "duplicates": 0, "ldh": 2, "messages": 6, "t_avg": second(2*1+4*2) / 6},
		}, {
			"a flooded triangle", topology.Full, 3, "flood", nil, Covered, []int{1, 2},
			figures{"rmr": 2, "messages": 6, "duplicates": 4.0 / 3, "ldh": 1, "t_last": second(1), "end_time": second(3), "max_load": 4},
		}, {
			"a triangle without duplicates", topology.Full, 3, "dedup", nil, Covered, []int{1, 2},
			figures{"rmr": 1, "messages": 4, "duplicates": 2.0 / 3, "end_time": second(2)},
		}, {
			"everything gets lost", topology.Full, 4, "flood", func(c *Config) { c.Network.Loss = 1 }, Quiet, []int{1},
			figures{"coverage": .25, "residue": .75, "lost": 3, "messages": 3, "t_last": 0},
		}, {
			"everything comes twice", topology.Line, 2, "dedup", func(c *Config) { c.Network.Duplicate = 1 }, Covered, []int{1, 1},
			figures{"rmr": 1, "messages": 1, "duplicates": .5},
		}, {
			"a link sends so many bytes a second", topology.Line, 2, "dedup", func(c *Config) { c.Network.Bandwidth = int64(line) }, Covered, []int{1, 1},
			figures{"t_last": 1.01},
		}, {
			"one packet waits for the one before", topology.Line, 2, "dedup",
			func(c *Config) {
				c.Network.Bandwidth = int64(line)
				c.Messages = []Message{{Origin: 1}, {Origin: 1, Text: "m3"}}
			}, Covered, []int{2, 2},
			figures{"t_last": 1.51, "accepted": 2},
		}, {
			"two messages at two times", topology.Line, 3, "dedup",
			func(c *Config) { c.Messages = []Message{{Origin: 1}, {At: time.Second, Origin: 2}} }, Covered, []int{2, 3, 1},
			figures{"t_last": second(3) / 2, "ldh": 2, "rmr": 0, "coverage": 1, "traffic": 2.0 / 3, "end_time": 1.01},
		}, {
			"a hop is a round", topology.Circular, 8, "dedup", func(c *Config) { c.Rounds.Synchronous = true; c.Network.Latency = Latency{} }, Covered, []int{1, 2, 2, 2, 1},
			figures{"t_last": 4, "t_avg": 16.0 / 7, "t_50": 2, "messages": 9, "rmr": 2.0 / 7, "end_time": 5},
		}, {
			"the middle of a line is gone", topology.Line, 3, "dedup",
			func(c *Config) { c.Faults = fault.Timeline{{At: 15 * ms, Kind: fault.Down, Nodes: []int{2}}} }, Quiet, []int{1},
			figures{"coverage": .5, "lost": 1, "t_last": 0},
		}, {
			"what came to the dead is nobody's duplicate", topology.Full, 3, "dedup",
			func(c *Config) { c.Faults = fault.Timeline{{At: 25 * ms, Kind: fault.Down, Nodes: []int{2}}} }, Covered, []int{1, 1},
			figures{"duplicates": 1.0 / 2, "rmr": 1, "messages": 4},
		}, {
			"nor is what came to a node before it began anew", topology.Full, 3, "dedup", // then one of the others repairs it
			func(c *Config) {
				c.Faults = fault.Timeline{{At: 25 * ms, Kind: fault.Down, Nodes: []int{2}}, {At: 26 * ms, Kind: fault.Up, Nodes: []int{2}}}
			}, Covered, []int{1, 2},
			figures{"duplicates": 1.0 / 3, "rmr": 5.0/3 - 1},
		}, {
			"a slow node", topology.Line, 3, "dedup",
			func(c *Config) { c.Faults = fault.Timeline{{Kind: fault.Slow, Nodes: []int{3}, Factor: 2.5}} }, Covered, []int{1, 1, 1},
			figures{"t_last": .035},
		}, {
			"nobody is there to take it", topology.Line, 2, "dedup",
			func(c *Config) { c.Faults = fault.Timeline{{Kind: fault.Down, Nodes: []int{1}}} }, Quiet, nil,
			figures{"accepted": 0, "messages": 0},
		}, {
			"alone", topology.Line, 1, "flood", nil, Covered, []int{1},
			figures{"coverage": 1, "t_last": 0, "t_100": 0, "messages": 0},
		}, {
			"it is over before it arrives", topology.Line, 3, "dedup", func(c *Config) { c.Until = 15 * ms }, Expired, []int{1, 1},
			figures{"coverage": 2.0 / 3, "end_time": .015, "messages": 2},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg := Config{
				Graph: graph(t, c.kind, c.n, 1), Rule: rule(t, c.protocol), Seed: 1,
				Network: Network{Latency: Constant(10 * ms)}, Messages: []Message{{Origin: 1}},
			}
			if c.change != nil {
				c.change(&cfg)
			}
			r := run(t, cfg)
			assert.Equal(t, c.end, r.End)
			assert.Equal(t, c.hops, r.Hops)
			requireFigures(t, c.want, r)
		})
	}
}

func TestCurveOfALine(t *testing.T) {
	cfg := Config{
		Graph: graph(t, topology.Line, 4, 1), Rule: rule(t, "dedup"), Curve: true,
		Network: Network{Latency: Constant(10 * ms)}, Messages: []Message{{Origin: 2}},
	}
	assert.Equal(t, []Point{{0, .25}, {.01, .75}, {.02, 1}}, run(t, cfg).Curve)
	cfg.Network, cfg.Rounds.Synchronous = Network{}, true
	assert.Equal(t, []Point{{0, .25}, {1, .75}, {2, 1}}, run(t, cfg).Curve)
}

// TestCurveOfNothing: a message that is lost with its origin covers nobody, and one that nobody accepted has
// no curve.
func TestCurveOfNothing(t *testing.T) {
	cfg := Config{
		Graph: graph(t, topology.Line, 4, 1), Rule: rule(t, "dedup"), Curve: true, Network: Network{Latency: Constant(10 * ms)},
		Messages: []Message{{Origin: 1}}, Faults: fault.Timeline{{At: 5 * ms, Kind: fault.Down, Nodes: []int{1}}},
	}
	assert.Equal(t, []Point{{0, 0}}, run(t, cfg).Curve)
	cfg.Faults[0].At = 0
	assert.Empty(t, run(t, cfg).Curve)
}

// TestEveryMetricIsDescribed: the table has a row for each metric, and no name twice.
func TestEveryMetricIsDescribed(t *testing.T) {
	seen := map[string]bool{}
	require.Len(t, Metrics(), int(metricCount))
	for _, m := range Metrics() {
		assert.NotEmpty(t, m.Name)
		assert.NotEmpty(t, m.Unit, m.Name)
		assert.NotEmpty(t, m.Doc, m.Name)
		assert.NotEmpty(t, m.Source, m.Name)
		assert.False(t, seen[m.Name], m.Name)
		seen[m.Name] = true
	}
}

// TestEveryMetricIsPossibleWhereItIs: a run in which all goes well has what its protocol can have, and
// nothing else.
func TestEveryMetricIsPossibleWhereItIs(t *testing.T) {
	const n = 20
	for _, row := range gossip.Protocols() {
		cfg := Config{Graph: graph(t, topology.Full, n, 0), Rule: rule(t, row.Name), Until: 10 * time.Second}
		if !row.Aggregates {
			cfg.Messages = []Message{{Origin: 1}}
		}
		r := run(t, cfg)
		for _, m := range Metrics() {
			_, measured := r.Value(m.Name)
			assert.Equal(t, measured, m.Possible(row, n), "%s of %s", m.Name, row.Name)
		}
	}
	r := run(t, Config{Graph: graph(t, topology.Full, manyShares, 0), Rule: rule(t, "pushsum"), Until: ms})
	_, measured := r.Value("control_bytes")
	assert.False(t, measured)
	row, err := gossip.LookupProtocol("pushsum")
	require.NoError(t, err)
	assert.False(t, Metrics()[controlBytes].Possible(row, manyShares))
	assert.True(t, Metrics()[controlBytes].Possible(row, manyShares-1))
}

func TestWhatMakesNoSenseIsRefused(t *testing.T) {
	g := graph(t, topology.Line, 3, 1)
	for name, c := range map[string]struct {
		change func(*Config)
		says   string
	}{
		"no graph":                {func(c *Config) { c.Graph = nil }, "needs a graph"},
		"an origin that is not":   {func(c *Config) { c.Messages = []Message{{Origin: 4}} }, "node 4, and the nodes are 1 to 3"},
		"the origin zero":         {func(c *Config) { c.Messages = []Message{{}} }, "node 0"},
		"messages out of order":   {func(c *Config) { c.Messages = []Message{{Origin: 1, At: 2}, {Origin: 1, At: 1}} }, "message 2 comes before"},
		"a relay limit":           {func(c *Config) { c.Messages = []Message{{Origin: 1, Relays: 65}} }, "65, and 64"},
		"a chance above one":      {func(c *Config) { c.Network.Loss = 1.5 }, "loss must be a probability"},
		"a chance that is none":   {func(c *Config) { c.Network.Duplicate = -1 }, "duplicate must be"},
		"values":                  {func(c *Config) { c.Values = []float64{1} }, "1 values for 3 nodes"},
		"a negative time":         {func(c *Config) { c.Until = -1 }, "cannot be negative"},
		"a limit without rounds":  {func(c *Config) { c.Rounds.ConnectionLimit = 1 }, "belong to the synchronous model"},
		"hunting without a limit": {func(c *Config) { c.Rounds = Rounds{Synchronous: true, Hunt: 1} }, "hunt needs a connection limit"},
		"latency in rounds":       {func(c *Config) { c.Rounds.Synchronous = true; c.Network.Latency = Constant(1) }, "no meaning"},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := Config{Graph: g, Messages: []Message{{Origin: 1}}}
			c.change(&cfg)
			_, err := Run(t.Context(), cfg)
			assert.ErrorContains(t, err, c.says)
		})
	}
}
