package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gossip/internal/gossip"
)

// benchPlan says what bench submits: so many messages in all, by n clients in turn.
type benchPlan struct {
	messages int
	size     int     // bytes of each text
	window   int     // how many messages a client has unanswered, at most
	rate     float64 // messages per second of all clients together; 0: as fast as the window lets them
	tag      string  // tells the texts of one run from those of others
	limit    time.Duration
}

// What a run does unless it is told otherwise. It is over within ten seconds: submitting takes
// benchLimit at most, and after that the answers have benchPatience to come and, in the same time, the
// messages have benchTimeout to arrive.
const (
	benchMessages   = 10_000
	benchDeliveries = 400_000 // in all: fewer messages in large networks, where collecting would take long
	benchCyclic     = 5       // so many times fewer where every message is hot for many cycles
	benchSize       = 64
	benchWindow     = 32
	benchSeconds    = 2 // of messages at a rate
	benchLimit      = 3 * time.Second
	benchTimeout    = 4 * time.Second
)

// benchPatience is how long a node may leave what it was given without any answer. How long the user
// lets messages travel has nothing to do with that.
const benchPatience = 4 * time.Second

// presetMessages is how many messages are submitted if nobody says it.
func presetMessages(nodes int, rate float64, cyclic bool) int {
	n := min(benchMessages, benchDeliveries/max(nodes, 1))
	if cyclic {
		n /= benchCyclic
	}
	if rate > 0 {
		n = min(n, int(rate*benchSeconds))
	}
	return max(n, 1)
}

// worksInCycles reports whether the nodes of a protocol act at intervals, so that what they do in a
// cycle grows with the number of messages.
func worksInCycles(row gossip.Protocol) bool {
	return slices.ContainsFunc(row.Params, func(p gossip.Param) bool { return p.Name == "interval" })
}

// share is how many of the messages the ith of n clients submits.
func (p benchPlan) share(i, n int) int { return (p.messages + n - 1 - i) / n }

// due is when, after the beginning, the ith of n clients submits its kth message: the messages of all
// clients together are evenly spaced, whatever became of those before.
func (p benchPlan) due(i, k, n int) time.Duration {
	if p.rate == 0 {
		return 0
	}
	return time.Duration(float64(i+k*n) / p.rate * float64(time.Second))
}

// filler makes texts as long as they are to be.
const filler = "abcdefghijklmnopqrstuvwxyz0123456789"

// text is the text of the kth message of the ith of n clients, of exactly as many bytes as planned. One
// that is too short for all of it has the end of the number: ids are unique anyway.
func (p benchPlan) text(i, k, n int) string {
	head := fmt.Sprintf("bench %s %08d ", p.tag, i+k*n)
	if p.size < len(head) {
		digits := head[:len(head)-1]
		return digits[max(len(digits)-p.size, 0):]
	}
	rest := p.size - len(head)
	var b strings.Builder
	b.Grow(p.size)
	b.WriteString(head)
	for rest > 0 {
		piece := min(rest, len(filler))
		b.WriteString(filler[:piece])
		rest -= piece
	}
	return b.String()
}

// benchFootprint estimates what one message takes at one node, in bytes: the text, the bookkeeping
// and the paths by which it came.
func benchFootprint(size int) int64 { return 700 + int64(size)*6/5 }

// words describes the load.
func (p benchPlan) words(clients int) string {
	text := fmt.Sprintf("%s of %s", amount(p.messages, "message"), roundSize(int64(p.size)))
	switch {
	case p.rate > 0:
		text += fmt.Sprintf(", %s a second", number(p.rate))
	case clients > 1:
		text += fmt.Sprintf(", up to %d unanswered at each node", p.window)
	default:
		text += fmt.Sprintf(", up to %d unanswered", p.window)
	}
	return text
}
