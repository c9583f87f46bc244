package main

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSummarize(t *testing.T) {
	const ms = 1_000_000
	tests := []struct {
		name     string
		arrivals [][]arrival
		messages int
		want     figures
	}{
		{"nothing arrived", [][]arrival{nil, nil}, 3, figures{}},
		{"one message reaches all", [][]arrival{{{1, 1, 10 * ms}}, {{1, 1, 12 * ms}}, {{1, 1, 20 * ms}}}, 1,
			figures{MessagesPerS: 50, DeliveriesPerS: 100, Delivered: 1, Latency: latency{10, 10, 10}}},
		{"numbers are each origin's own", [][]arrival{{{1, 1, 1 * ms}, {2, 1, 10 * ms}}, {{2, 1, 4 * ms}, {1, 1, 3 * ms}}}, 2,
			figures{MessagesPerS: 200, DeliveriesPerS: 200, Delivered: 1, Latency: latency{2, 2, 6}}},
		{"a lost one counts as delivered where it came, and not in the latency",
			[][]arrival{{{1, 1, 0}, {1, 2, 0}}, {{1, 1, 5 * ms}, {1, 2, 10 * ms}}, {{1, 1, 8 * ms}}}, 2,
			figures{MessagesPerS: 100, DeliveriesPerS: 300, Delivered: 0.75, Latency: latency{8, 8, 8}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			assert.Equal(t, test.want, summarize(test.arrivals, test.messages, 0))
		})
	}
}

func TestShares(t *testing.T) {
	for _, messages := range []int{0, 1, 15, 16, 17, 100} {
		sum := 0
		for i := range 16 {
			sum += load{messages: messages}.share(i, 16)
		}
		assert.Equal(t, messages, sum)
	}
}

func TestRatioIsTakenWithinTheRun(t *testing.T) {
	run := func(rate float64) result { return result{loaded: figures{MessagesPerS: rate}} }
	base := entry{results: []result{run(100), run(1000), run(10)}}
	e := entry{results: []result{run(50), run(500), run(9)}}
	x, ok := against(e, base, throughput)
	assert.True(t, ok)
	assert.Equal(t, 0.5, x)
	_, ok = against(entry{}, base, throughput)
	assert.False(t, ok)
	assert.Equal(t, "-", ratio(e, entry{}, throughput))
}

func TestSaid(t *testing.T) {
	tests := []struct{ name, line, want string }{
		{"plain", "error: no such protocol", "no such protocol"},
		{"json", `{"error": "no such protocol", "code": 2}`, "no such protocol"},
		{"other json", `{"level": "warn"}`, `{"level": "warn"}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { assert.Equal(t, errors.New(test.want), said(test.line)) })
	}
	assert.NoError(t, said(""))
}
