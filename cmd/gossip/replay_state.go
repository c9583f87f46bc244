package main

import (
	"slices"
	"time"

	"gossip/internal/gossip"
	"gossip/internal/sim"
)

// replayState is what a run has come to after some of its records. It follows one message.
type replayState struct {
	followed int // the number of the message
	records  int64
	at       time.Duration
	round    int64
	line     int

	has     nodeSet // the living nodes that have the message
	dead    nodeSet
	reached int
	crashed int
	flying  int // packets on their way
	copies  int // of them, copies of the message
	texts   int // messages that were accepted
	text    string

	counts [sim.Doubled + 1]int64
	recent [recentRecords]sim.TraceRecord // without slices, those of the last records; a ring
}

// recentRecords is how many of the last records a state knows.
const recentRecords = 16

// nodeSet is a set of nodes, by index.
type nodeSet []uint64

func newNodeSet(n int) nodeSet { return make(nodeSet, (n+63)/64) }

func (s nodeSet) has(i int) bool { return s[i>>6]>>(i&63)&1 == 1 }

// set puts a node in or out, and reports whether that changed anything.
func (s nodeSet) set(i int, in bool) bool {
	if s.has(i) == in {
		return false
	}
	s[i>>6] ^= 1 << (i & 63)
	return true
}

func newReplayState(nodes, followed int) *replayState {
	return &replayState{followed: followed, has: newNodeSet(nodes), dead: newNodeSet(nodes)}
}

// clone returns a copy that shares nothing.
func (s *replayState) clone() *replayState {
	c := *s
	c.has, c.dead = slices.Clone(s.has), slices.Clone(s.dead)
	return &c
}

// apply lets a record happen.
func (s *replayState) apply(r *sim.TraceRecord) {
	s.at, s.round, s.line = r.At, r.Round, r.Line
	s.counts[r.Kind]++
	node := int(r.Node) - 1
	switch r.Kind {
	case sim.Delivered:
		s.deliver(node, r)
	case sim.Sent, sim.Doubled:
		s.fly(r, 1)
	case sim.Received, sim.Lost:
		s.fly(r, -1)
	case sim.Crashed:
		if s.dead.set(node, true) {
			s.crashed++
		}
		if s.has.set(node, false) {
			s.reached--
		}
	case sim.Restarted:
		if s.dead.set(node, false) {
			s.crashed--
		}
	}
	kept := *r
	kept.Path, kept.Messages, kept.Values, kept.Raw = nil, nil, nil, nil // they are good until the next record
	s.recent[s.records%recentRecords] = kept
	s.records++
}

func (s *replayState) deliver(node int, r *sim.TraceRecord) {
	s.texts = max(s.texts, r.Message)
	if r.Message != s.followed {
		return
	}
	if r.Text != "" {
		s.text = r.Text
	}
	if s.has.set(node, true) {
		s.reached++
	}
}

// fly notes that there are more packets on their way, or fewer.
func (s *replayState) fly(r *sim.TraceRecord, more int) {
	s.flying += more
	if (r.Packet == gossip.Relay || r.Packet == gossip.Repair) && r.Message == s.followed {
		s.copies += more
	}
}

// latest returns the last records, the latest first, at most the given number.
func (s *replayState) latest(most int) []sim.TraceRecord {
	n := int(min(s.records, int64(most), recentRecords))
	last := make([]sim.TraceRecord, n)
	for i := range last {
		last[i] = s.recent[(s.records-1-int64(i))%recentRecords]
	}
	return last
}
