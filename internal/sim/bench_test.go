package sim

import (
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"gossip/internal/gossip"
	"gossip/topology"
)

func rule(t testing.TB, name string, params ...string) *gossip.Rule {
	t.Helper()
	set := map[string]string{}
	for i := 0; i < len(params); i += 2 {
		set[params[i]] = params[i+1]
	}
	r, err := gossip.NewRule(name, set)
	require.NoError(t, err)
	return r
}

func graph(t testing.TB, kind string, n int, seed uint64) *topology.Graph {
	t.Helper()
	g, err := topology.Generate(topology.Spec{Kind: kind, N: n, Seed: seed})
	require.NoError(t, err)
	return g
}

// BenchmarkMessage spreads one message over a random 3-regular graph with latencies of 5 to 20 ms, the
// making of the graph included.
func BenchmarkMessage(b *testing.B) {
	for _, protocol := range []string{"dedup", "flood"} {
		for _, n := range []int{1e3, 1e4, 1e5, 1e6} {
			b.Run(protocol+"/"+sizeName(n), func(b *testing.B) {
				r := rule(b, protocol)
				steps, alone := 0.0, time.Duration(0)
				for i := 0; b.Loop(); i++ {
					result, err := Run(b.Context(), Config{
						Graph: graph(b, topology.Random, n, uint64(i)), Rule: r, Seed: uint64(i),
						Network:  Network{Latency: Uniform(5*time.Millisecond, 20*time.Millisecond)},
						Messages: []Message{{Origin: 1}},
					})
					require.NoError(b, err)
					require.Equal(b, Covered, result.End)
					events, _ := result.Value("events")
					steps += events
					alone += result.Elapsed
				}
				b.ReportMetric(float64(alone.Nanoseconds())/steps, "ns/event") // without the graph
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				b.ReportMetric(float64(m.Sys)/(1<<20), "MiB-sys")
			})
		}
	}
}

// BenchmarkAveraging makes 20 rounds of push-pull averaging over a complete graph.
func BenchmarkAveraging(b *testing.B) {
	for _, n := range []int{1e4, 1e6} {
		b.Run(sizeName(n), func(b *testing.B) {
			r := rule(b, "averaging", "digits", "15", "jitter", "0")
			g := graph(b, topology.Full, n, 0)
			for b.Loop() {
				_, err := Run(b.Context(), Config{Graph: g, Rule: r, Rounds: Rounds{Synchronous: true}, Until: 20 * Length(r)})
				require.NoError(b, err)
			}
			b.ReportMetric(b.Elapsed().Seconds()*1e9/float64(b.N)/float64(20*n), "ns/exchange")
		})
	}
}

// BenchmarkRumor mongers one rumor in synchronous rounds, and says what a node takes.
func BenchmarkRumor(b *testing.B) {
	for _, k := range []string{"1", "5"} {
		b.Run("k="+k+"/"+sizeName(1e6), func(b *testing.B) {
			cfg := synchronous(b, 1e6, "rumor", "k", k)
			for b.Loop() {
				run(b, cfg)
			}
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			b.ReportMetric(float64(m.Sys)/1e6, "B-sys/node")
		})
	}
}

// BenchmarkDemersTable1 makes runs of the first table of Demers et al. (1987).
func BenchmarkDemersTable1(b *testing.B) {
	for _, k := range []string{"1", "2", "3", "4", "5"} {
		b.Run("k="+k, func(b *testing.B) {
			cfg := synchronous(b, 1000, "rumor", "k", k)
			w := NewWorker()
			for b.Loop() {
				cfg.Seed++
				_, err := w.Run(b.Context(), cfg)
				require.NoError(b, err)
			}
		})
	}
}
