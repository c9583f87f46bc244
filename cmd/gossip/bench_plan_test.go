package main

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"gossip/internal/cluster"
	"gossip/internal/gossip"
)

func TestPresetMessages(t *testing.T) {
	for name, tt := range map[string]struct {
		nodes  int
		rate   float64
		cyclic bool
		want   int
	}{
		"a small network":         {16, 0, false, 10_000},
		"a large one":             {1000, 0, false, 400},
		"a huge one":              {1_000_000, 0, false, 1},
		"cycles":                  {16, 0, true, 2000},
		"cycles in a large one":   {1000, 0, true, 80},
		"a rate":                  {16, 100, false, 200},
		"a rate in cycles":        {16, 100, true, 200},
		"a rate beyond the limit": {16, 1e6, false, 10_000},
		"a tiny rate":             {16, 0.01, false, 1},
		"nobody":                  {0, 0, false, 10_000},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, tt.want, presetMessages(tt.nodes, tt.rate, tt.cyclic))
		})
	}
}

func TestWorksInCycles(t *testing.T) {
	for _, row := range gossip.Protocols() {
		want := row.Name == "rumor" || row.Name == "antientropy" || row.Name == "hybrid" || row.Aggregates
		assert.Equal(t, want, worksInCycles(row), row.Name)
	}
}

// The clients together submit each message once, evenly spaced.
func TestSchedule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := benchPlan{
			messages: rapid.IntRange(1, 300).Draw(t, "messages"),
			rate:     rapid.Float64Range(0.01, 1e6).Draw(t, "rate"),
			size:     64, tag: "run",
		}
		n := rapid.IntRange(1, 40).Draw(t, "clients")
		due := make(map[int]time.Duration)
		texts := make(map[string]bool)
		for i := range n {
			for k := range p.share(i, n) {
				due[i+k*n] = p.due(i, k, n)
				texts[p.text(i, k, n)] = true
			}
		}
		require.Len(t, due, p.messages)
		require.Len(t, texts, p.messages)
		for number, at := range due {
			assert.InDelta(t, float64(number)/p.rate, at.Seconds(), 1e-8*(1+at.Seconds()))
		}
	})
	assert.Zero(t, benchPlan{messages: 10}.due(3, 5, 7), "a window has no plan")
}

func TestBenchText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := benchPlan{size: rapid.IntRange(1, 5000).Draw(t, "size"), tag: "mi0yk3"}
		assert.Len(t, p.text(3, 7, 16), p.size)
	})
	p := benchPlan{size: 40, tag: "mi0yk3"}
	assert.Equal(t, "bench mi0yk3 00000115 abcdefghijklmnopqrs", benchPlan{size: 41, tag: "mi0yk3"}.text(3, 7, 16))
	assert.True(t, strings.HasPrefix(p.text(0, 0, 1), "bench mi0yk3 00000000 a"))
	assert.Equal(t, "115", benchPlan{size: 3, tag: "mi0yk3"}.text(3, 7, 16), "the end of the number")
}

func TestBenchPlan(t *testing.T) {
	options := func(change func(*benchOptions)) *benchOptions {
		o := &benchOptions{window: 32, size: 64, timeout: benchTimeout}
		change(o)
		return o
	}
	for name, tt := range map[string]struct {
		options *benchOptions
		room    int
		want    benchPlan
		error   string
	}{
		"the preset":           {options(func(*benchOptions) {}), 1 << 20, benchPlan{messages: 10_000, size: 64, window: 32, limit: benchLimit}, ""},
		"as many as there fit": {options(func(*benchOptions) {}), 77, benchPlan{messages: 77, size: 64, window: 32, limit: benchLimit}, ""},
		"a number":             {options(func(o *benchOptions) { o.messages = 5 }), 5, benchPlan{messages: 5, size: 64, window: 32}, ""},
		"a rate": {options(func(o *benchOptions) { o.rate, o.messages = 10, 5 }), 5,
			benchPlan{messages: 5, size: 64, window: openWindow, rate: 10}, ""},
		"too many":  {options(func(o *benchOptions) { o.messages = 6 }), 5, benchPlan{}, "are too many"},
		"full":      {options(func(*benchOptions) {}), 0, benchPlan{}, "at its limit"},
		"full, one": {options(func(o *benchOptions) { o.messages = 1 }), 0, benchPlan{}, "at its limit"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := tt.options.plan("flood", 16, tt.room)
			if tt.error != "" {
				require.ErrorContains(t, err, tt.error)
				return
			}
			require.NoError(t, err)
			assert.NotEmpty(t, got.tag)
			got.tag = ""
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestBenchFlags(t *testing.T) {
	var rate rateFlag
	for _, text := range []string{"0.01", "1", "2.5", "1e6"} {
		assert.NoError(t, rate.Set(text), text)
	}
	for _, text := range []string{"", "0", "-1", "x", "NaN", "Inf", "1000001"} {
		assert.Error(t, rate.Set(text), text)
	}
	var size int
	flag := newBoundedSize(&size, 64, 1<<20)
	require.NoError(t, flag.Set("1MiB"))
	assert.Equal(t, 1<<20, size)
	for _, text := range []string{"", "0", "1048577", "2MiB", "x"} {
		assert.Error(t, flag.Set(text), text)
	}
	from := fromFlag{id: 3}
	assert.Equal(t, "3", from.String())
	require.NoError(t, from.Set("all"))
	assert.Zero(t, from.id)
	require.NoError(t, from.Set("Gossip-Node-7"))
	assert.Equal(t, 7, from.id)
	assert.Error(t, from.Set("0"))
}

// What the system does not tell is no figure.
func TestUnknownProcessorTime(t *testing.T) {
	s := newTestStreams(nil)
	b := bench{cli: newCLI(s.streams), network: new(cluster.Network), ledger: newBenchLedger(nil), spent: benchSpent{unclocked: true}}
	r := b.result(false)
	assert.Nil(t, r.CPUSecondsPer1000)
	assert.Nil(t, r.OwnCPUFractionOfAll)
	require.NoError(t, r.print(b.cli, "nothing"))
	require.NoError(t, b.cli.out.Flush())
	assert.Regexp(t, `(?m)^CPU +-$`, s.stdout.String())
	assert.Regexp(t, `(?m)^own CPU +0 s$`, s.stdout.String())
}
