package sim

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/fault"
	"gossip/internal/gossip"
	"gossip/topology"
)

var update = flag.Bool("update", false, "write the golden traces anew")

// traceOf makes a run and returns its trace.
func traceOf(t testing.TB, w *Worker, cfg Config) string {
	t.Helper()
	var out bytes.Buffer
	header, err := NewTraceHeader(cfg, topology.Spec{Kind: "circular"})
	require.NoError(t, err)
	trace, err := NewTraceWriter(&out, header)
	require.NoError(t, err)
	cfg.Observer = trace
	r, err := w.Run(t.Context(), cfg)
	require.NoError(t, err)
	require.NoError(t, trace.End(r.End))
	return out.String()
}

// tracedRuns are runs of many kinds.
func tracedRuns(t testing.TB) map[string]Config {
	t.Helper()
	circle, hundred := graph(t, "circular", 8, 0), graph(t, topology.Random, 100, 7)
	uniform := Network{Latency: Uniform(5*time.Millisecond, 20*time.Millisecond)}
	lossy := Network{Latency: Exponential(10 * time.Millisecond), Loss: .1, Duplicate: .1, Datagrams: true, Bandwidth: 100_000}
	plan := fault.Plan{}
	for _, text := range []string{"crash 20% at 1s", "restart all at 2s", "partition 50% at 2500ms for 1s"} {
		f, err := fault.Parse(text, fault.Clock{})
		require.NoError(t, err, text)
		plan = append(plan, f)
	}
	timeline, err := plan.Timeline(100, 3)
	require.NoError(t, err)
	several := []Message{{Origin: 1, Text: "a \"quoted\" \\ täxt 🦊\n\u202e"}, {At: 900 * time.Millisecond, Origin: 50, Relays: 2}, {At: 3 * time.Second, Origin: 7}}
	runs := map[string]Config{
		"flood": {Graph: circle, Rule: rule(t, "flood"), Seed: 7, Network: uniform, Messages: []Message{{Origin: 1}}},
		"rumor": synchronous(t, 50, "rumor", "k", "2"),
	}
	for _, p := range gossip.Protocols() {
		cfg := Config{Graph: hundred, Rule: rule(t, p.Name), Seed: 7, Network: lossy, Faults: timeline, Messages: several, Until: 20 * time.Second}
		if p.Aggregates {
			cfg.Messages = nil
		}
		runs["faulty "+p.Name] = cfg
	}
	limited := synchronous(t, 60, "antientropy")
	limited.Rounds.ConnectionLimit, limited.Rounds.Hunt = 1, 2
	runs["limited"] = limited
	paired := synchronous(t, 60, "averaging", "pairing", "matching")
	paired.Messages, paired.Error = nil, 1e-6
	runs["paired"] = paired
	return runs
}

// TestSameSeedSameTrace makes each run by a fresh worker, by one that made all the others before, and
// through the line protocol.
func TestSameSeedSameTrace(t *testing.T) {
	used := NewWorker()
	for name, cfg := range tracedRuns(t) {
		t.Run(name, func(t *testing.T) {
			want := traceOf(t, NewWorker(), cfg)
			assert.Equal(t, want, traceOf(t, used, cfg), "by a worker that was used before")
			cfg.Codec = true
			assert.Equal(t, want, traceOf(t, used, cfg), "through the codec")
			cfg.Codec = false
			cfg.Seed++
			assert.NotEqual(t, want, traceOf(t, used, cfg), "another seed")
		})
	}
}

// TestTracesAreRead reads what was written, and holds the hash to what standard tools make of the lines.
func TestTracesAreRead(t *testing.T) {
	for name, cfg := range tracedRuns(t) {
		t.Run(name, func(t *testing.T) {
			text := traceOf(t, NewWorker(), cfg)
			r, err := NewTraceReader(strings.NewReader(text))
			require.NoError(t, err)
			records, kinds := int64(0), map[RecordKind]int{}
			var mark TraceMark
			for {
				record, err := r.Next()
				if errors.Is(err, io.EOF) {
					break
				}
				require.NoError(t, err)
				records++
				kinds[record.Kind]++
				if records == 20 {
					mark = r.Mark()
				}
			}
			assert.Equal(t, records, r.End().Records)
			assert.Equal(t, kinds[Sent]+kinds[Doubled], kinds[Received]+kinds[Lost]+underway(t, cfg), "%v", kinds)
			lines := strings.SplitAfter(text, "\n")
			sum := sha256.Sum256([]byte(strings.Join(lines[1:len(lines)-2], "")))
			assert.Equal(t, hex.EncodeToString(sum[:]), r.End().Hash)

			hasher := NewHasher(cfg)
			cfg.Observer = hasher
			_, err = Run(t.Context(), cfg)
			require.NoError(t, err)
			assert.Equal(t, r.End().Hash, hasher.Hex())
			assert.Equal(t, r.End().Hash, CombineHashes([]string{hasher.Hex()}))
			assert.NotEqual(t, r.End().Hash, CombineHashes([]string{hasher.Hex(), hasher.Hex()}))

			again, err := ResumeTrace(strings.NewReader(text), r.Header(), mark)
			require.NoError(t, err)
			record, err := again.Next()
			require.NoError(t, err)
			assert.Equal(t, lines[21], string(record.Raw)+"\n")
			assert.Equal(t, 22, record.Line)
		})
	}
}

// underway counts the packets that are on their way when a run ends.
func underway(t *testing.T, cfg Config) int {
	w := NewWorker()
	_, err := w.Run(t.Context(), cfg)
	require.NoError(t, err)
	if cfg.Rounds.Synchronous {
		return w.world.rounds.next.len
	}
	on := 0
	for w.world.queue.due(1 << 62) {
		if e := w.world.queue.pop(); e.from < fromClock && e.what >= 0 {
			on++
		}
	}
	return on
}

// TestGoldenTraces fixes what happens in two small runs, line by line, and the hashes of all others: any
// change of a machine, of a version of Go, or of what is drawn shows here. GOAMD64=v3, where the compiler
// fuses multiplications with additions, and GOARCH=386 give the same. A change that is meant:
// go test ./internal/sim -run Golden -update
func TestGoldenTraces(t *testing.T) {
	runs := tracedRuns(t)
	var hashes strings.Builder
	for _, name := range slices.Sorted(maps.Keys(runs)) {
		got := traceOf(t, NewWorker(), runs[name])
		reader, err := NewTraceReader(strings.NewReader(got))
		require.NoError(t, err)
		for err == nil {
			_, err = reader.Next()
		}
		require.ErrorIs(t, err, io.EOF)
		fmt.Fprintf(&hashes, "%s  %s\n", reader.End().Hash, name)
		if name == "flood" || name == "rumor" {
			golden(t, name+".trace", got)
		}
	}
	golden(t, "traces.sha256", hashes.String())
}

// golden holds a text against a file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(want), got)
}

func TestTraceWriterFails(t *testing.T) {
	_, err := NewTraceWriter(brokenPipe{}, TraceHeader{})
	require.ErrorIs(t, err, io.ErrClosedPipe)
	w, err := NewTraceWriter(&brokenLater{}, TraceHeader{})
	require.NoError(t, err)
	for range 10_000 {
		w.Observe(Record{Kind: TimerFired, Node: 1})
	}
	require.ErrorIs(t, w.End(Quiet), io.ErrClosedPipe)
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

type brokenLater struct{ writes int }

func (b *brokenLater) Write(p []byte) (int, error) {
	if b.writes++; b.writes > 1 {
		return 0, io.ErrClosedPipe
	}
	return len(p), nil
}

// BenchmarkHasher says what a hash costs each event.
func BenchmarkHasher(b *testing.B) {
	cfg := Config{Graph: graph(b, topology.Random, 10_000, 7), Rule: rule(b, "flood"), Messages: []Message{{Origin: 1}},
		Network: Network{Latency: Uniform(5*time.Millisecond, 20*time.Millisecond)}}
	for _, on := range []bool{false, true} {
		b.Run(fmt.Sprint(on), func(b *testing.B) {
			w := NewWorker()
			for b.Loop() {
				if on {
					cfg.Observer = NewHasher(cfg)
				}
				_, err := w.Run(b.Context(), cfg)
				require.NoError(b, err)
			}
		})
	}
}
