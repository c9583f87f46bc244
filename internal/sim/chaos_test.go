package sim

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/fault"
	"gossip/internal/gossip"
	"gossip/topology"
)

var seeds = flag.Int("seeds", 15, "how many random fault plans each protocol goes through")

// storm draws a plan of faults that are all over after two seconds: every node lives, every link is up.
func storm(rng *rand.Rand, n int) fault.Timeline {
	moment := func() time.Duration { return time.Duration(rng.Int64N(int64(1900 * ms))) }
	some := func() []int {
		ids := rng.Perm(n)[:1+rng.IntN(n/2)]
		for i := range ids {
			ids[i]++
		}
		slices.Sort(ids)
		return ids
	}
	var plan fault.Timeline
	down := map[int]bool{}
	for number := range 1 + rng.IntN(5) {
		from, to := moment(), moment()
		from, to = min(from, to), max(from, to)+1
		begin, end := fault.Change{At: from, Number: number, Nodes: some()}, fault.Change{At: to, Number: number}
		end.Nodes = begin.Nodes
		switch rng.IntN(5) {
		case 0:
			begin.Kind, end.Kind = fault.Down, fault.Up
			begin.Nodes = slices.DeleteFunc(begin.Nodes, func(id int) bool { return down[id] })
			for _, id := range begin.Nodes {
				down[id] = true
			}
			end.Nodes = begin.Nodes
		case 1:
			begin.Kind, end.Kind, begin.Groups = fault.Split, fault.Heal, [][]int{begin.Nodes}
		case 2:
			begin.Kind, end.Kind = fault.Cut, fault.Mend
			begin.Others, end.Others = some(), nil
			end.Others = begin.Others
		case 3:
			begin.Kind, end.Kind, begin.Factor = fault.Slow, fault.Normal, float64(1+rng.IntN(20))
		case 4:
			begin.Kind, end.Kind = fault.Reset, fault.Reset
		}
		plan = append(plan, begin, end)
	}
	slices.SortStableFunc(plan, func(a, b fault.Change) int { return int(a.At - b.At) })
	return plan
}

// TestStormsThenCoverage: nodes crash and come back empty, the network splits and heals, packets vanish
// in one direction, links break. When all that is over, every protocol that promises it brings every
// message that any node still has to all.
func TestStormsThenCoverage(t *testing.T) {
	for _, row := range gossip.Protocols() {
		if row.Aggregates {
			continue
		}
		t.Run(row.Name, func(t *testing.T) {
			t.Parallel()
			w := NewWorker()
			for seed := range fewer(*seeds) {
				rng := rand.New(rand.NewPCG(uint64(seed), 1))
				n := 4 + rng.IntN(30)
				cfg := Config{
					Graph: graph(t, "powerlaw", n, uint64(seed)), Rule: rule(t, row.Name), Seed: uint64(seed),
					Network: Network{Latency: Uniform(1*ms, 40*ms)}, Faults: storm(rng, n), Until: 10 * time.Minute,
					Codec: seed%2 == 0,
				}
				for k := range 1 + rng.IntN(6) {
					cfg.Messages = append(cfg.Messages, Message{At: time.Duration(k*rng.IntN(300)) * ms, Origin: 1 + rng.IntN(n), Relays: uint8(1 + rng.IntN(2))})
				}
				slices.SortFunc(cfg.Messages, func(a, b Message) int { return int(a.At - b.At) })
				again := fmt.Sprintf("seed %d; once more: go test ./internal/sim -run '%s' -seeds %d", seed, t.Name(), seed+1)
				r, err := w.Run(t.Context(), cfg)
				require.NoError(t, err, again)
				require.Equal(t, n, r.Living, again)
				requireSafe(t, &w.world, again)
				if !row.Promises {
					continue
				}
				require.NotEqual(t, Expired, r.End, again)
				for i, x := range w.world.tally.texts {
					if x.accepted && x.held > 0 {
						require.Equal(t, n, x.held, "message %d of %s", i+1, again)
					}
				}
			}
		})
	}
}

// requireSafe checks what holds of every run: nodes hold what was published, once, and by paths along
// links.
func requireSafe(t *testing.T, w *world, again string) {
	t.Helper()
	for i := range w.nodes {
		store := w.nodes[i].Store()
		seen := map[gossip.Key]bool{}
		for k := range store.Len() {
			r := store.At(k)
			require.False(t, seen[r.Message.Key], again)
			seen[r.Message.Key] = true
			index, published := w.tally.indexes[r.Message.Key]
			require.True(t, published, again)
			require.Equal(t, textOf(&w.cfg.Messages[index], int(index)), r.Message.Text, again)
			for _, a := range r.Arrivals {
				ids := a.Path.AppendIDs(nil)
				require.EqualValues(t, w.cfg.Messages[index].Origin, ids[0], again)
				require.EqualValues(t, i+1, ids[len(ids)-1], again)
				for h := 1; h < len(ids); h++ {
					require.True(t, w.cfg.Graph.HasEdgeBetween(int64(ids[h-1]), int64(ids[h])), again)
				}
			}
		}
	}
}

// TestMassIsConserved: whatever is lost, doubled or ends, the sum over nodes, packets on their way and
// what got lost is what it was.
func TestMassIsConserved(t *testing.T) {
	for _, protocol := range []string{"pushsum", "averaging"} {
		for seed := range fewer(*seeds) {
			rng := rand.New(rand.NewPCG(uint64(seed), 2))
			cfg := Config{
				Graph: graph(t, topology.Full, 20, 0), Rule: rule(t, protocol), Seed: uint64(seed), Until: 5 * time.Second,
				Network: Network{Latency: Uniform(1*ms, 300*ms), Loss: .1, Duplicate: .05, Datagrams: true},
				Faults:  slices.DeleteFunc(storm(rng, 20), func(c fault.Change) bool { return c.Kind == fault.Up }),
			}
			r := run(t, cfg)
			value, ok := r.Value("mass_error")
			require.True(t, ok)
			assert.Less(t, value, 1e-12, "%s, seed %d", protocol, seed)
		}
	}
}

// TestAnEmptiedNetwork: for a time nobody lives.
func TestAnEmptiedNetwork(t *testing.T) {
	all := []int{1, 2, 3, 4}
	for _, row := range gossip.Protocols() {
		cfg := Config{
			Graph: graph(t, topology.Full, 4, 0), Rule: rule(t, row.Name), Until: time.Minute, Messages: []Message{{Origin: 1}, {At: 30 * ms, Origin: 1}, {At: time.Second, Origin: 2}},
			Faults: fault.Timeline{{At: 20 * ms, Kind: fault.Down, Nodes: all}, {At: 50 * ms, Kind: fault.Up, Nodes: all}},
		}
		if row.Aggregates {
			cfg.Messages = nil
		}
		r := run(t, cfg)
		assert.Equal(t, 4, r.Living)
		if row.Promises {
			assert.Equal(t, Covered, r.End, row.Name)
			requireFigures(t, figures{"accepted": 2}, r)
		}
		cfg.Faults = cfg.Faults[:1]
		assert.Zero(t, run(t, cfg).Living)
	}
}

// TestWhoCannotBeReached: rumor mongers that stop when they heard a message often enough may leave a
// node out, and a network that stays in parts cannot be covered. Both runs end, and say so.
func TestWhoCannotBeReached(t *testing.T) {
	stuck := 0
	for seed := range uint64(40) {
		r := run(t, Config{
			Graph: graph(t, "imp2d", 64, seed), Rule: rule(t, "rumor", "stop", "heard", "k", "3", "jitter", "0", "max_interval", "0"), Seed: seed,
			Rounds: Rounds{Synchronous: true}, Messages: []Message{{Origin: 1}},
		})
		covered, _ := r.Value("coverage")
		assert.Equal(t, covered == 1, r.End == Covered)
		assert.Equal(t, covered < 1, r.End == Stuck)
		if r.End == Stuck {
			stuck++
		}
	}
	assert.Positive(t, stuck, "of 40")
	for _, protocol := range []string{"antientropy", "hybrid"} {
		r := run(t, Config{
			Graph: graph(t, topology.Circular, 8, 1), Rule: rule(t, protocol), Messages: []Message{{Origin: 1}},
			Faults: fault.Timeline{{Kind: fault.Split, Groups: [][]int{{1, 2, 3}}}},
		})
		assert.Equal(t, Stuck, r.End, protocol)
		requireFigures(t, figures{"coverage": 3.0 / 8}, r)
	}
}

// TestMassThatIsMissing: what a crash took cannot be found again, so the estimates settle elsewhere.
func TestMassThatIsMissing(t *testing.T) {
	r := run(t, Config{
		Graph: graph(t, topology.Full, 16, 1), Rule: rule(t, "averaging"), Error: 1e-6,
		Faults: fault.Timeline{{At: 50 * ms, Kind: fault.Down, Nodes: []int{16}}},
	})
	assert.Equal(t, Settled, r.End)
}
