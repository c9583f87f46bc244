package main

import (
	"math"
	"slices"
	"time"

	"gossip/internal/wire"
)

// benchKey is what a message is known by inside the network.
type benchKey struct {
	origin int
	ns     int64
}

// benchMessage is one accepted message of a run and what became of it. Times are Unix ns.
type benchMessage struct {
	key     benchKey
	planned int64 // when it was to be submitted; 0 if that was left to the window
	last    int64 // the last first arrival so far
	holders int   // nodes that have it, the origin included
}

// A benchLedger counts where the messages of a run arrived. Other messages pass it by.
type benchLedger struct {
	messages   []benchMessage
	index      map[benchKey]int
	deliveries int // first arrivals at nodes other than the origin
}

func newBenchLedger(accepted []benchMessage) *benchLedger {
	l := &benchLedger{messages: accepted, index: make(map[benchKey]int, len(accepted))}
	for i, m := range accepted {
		l.index[m.key] = i
	}
	return l
}

// add takes deliveries at a node, each of which must be given once, and returns how many of them are
// the run's.
func (l *benchLedger) add(node int, deliveries []wire.Delivery) (own int) {
	for _, d := range deliveries {
		key := benchKey{int(d[0]), d[1]}
		i, ok := l.index[key]
		if !ok {
			continue
		}
		own++
		m := &l.messages[i]
		m.holders++
		m.last = max(m.last, d[2])
		if node != key.origin {
			l.deliveries++
		}
	}
	return own
}

// expected is how many deliveries there would be if the nodes got everything.
func (l *benchLedger) expected(nodes []int) int {
	living := make(map[int]bool, len(nodes))
	for _, id := range nodes {
		living[id] = true
	}
	n := len(l.messages) * len(nodes)
	for _, m := range l.messages {
		if living[m.key.origin] {
			n--
		}
	}
	return n
}

// span is the time from the first origination to the last first arrival.
func (l *benchLedger) span() time.Duration {
	if len(l.messages) == 0 {
		return 0
	}
	first, last := int64(math.MaxInt64), int64(0)
	for _, m := range l.messages {
		first, last = min(first, m.key.ns), max(last, m.last, m.key.ns)
	}
	return time.Duration(last - first)
}

// latencies returns, for the messages that so many nodes have, the time until the last of them had it:
// since the origin accepted the message, and since that was to be submitted, if there was a plan.
// Both are sorted.
func (l *benchLedger) latencies(nodes int) (accepted, planned []time.Duration) {
	for _, m := range l.messages {
		if m.holders < nodes {
			continue
		}
		accepted = append(accepted, time.Duration(max(m.last-m.key.ns, 0)))
		if m.planned != 0 {
			planned = append(planned, time.Duration(max(m.last-m.planned, 0)))
		}
	}
	slices.Sort(accepted)
	slices.Sort(planned)
	return accepted, planned
}

// percentile returns the least of sorted values that a share of them does not exceed.
func percentile(sorted []time.Duration, share float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	rank := int(math.Ceil(share * float64(len(sorted))))
	return sorted[min(max(rank, 1), len(sorted))-1]
}
