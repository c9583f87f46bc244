package main

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/cluster"
	"gossip/internal/wire"
)

func TestEventsAreLines(t *testing.T) {
	at := time.Date(2026, time.November, 22, 12, 3, 4, 123456000, time.Local).UnixNano()
	tests := map[string]struct {
		event watchEvent
		want  string
	}{
		"accepted": {watchEvent{Event: wire.Event{Event: wire.DeliveryEvent, ID: "Hello_World_7"}}, `accepted "Hello_World"`},
		"got":      {watchEvent{Event: wire.Event{Event: wire.DeliveryEvent, ID: "Hi_7", From: 3, Hops: 2}}, `got "Hi" from 3, hop 2`},
		"repair":   {watchEvent{Event: wire.Event{Event: wire.DeliveryEvent, ID: "Hi_7", From: 3, Hops: 2, Repair: true}}, `got "Hi" from 3, hop 2, by repair`},
		"controls": {watchEvent{Event: wire.Event{Event: wire.DeliveryEvent, ID: "a\n\x1b_7", From: 3}}, `got "a\n\x1b" from 3, hop 0`},
		"no id":    {watchEvent{Event: wire.Event{Event: wire.DeliveryEvent, ID: "\x1b"}}, `accepted "\x1b"`},
		"link":     {watchEvent{Event: wire.Event{Event: wire.LinkEvent, Peer: 7, Link: wire.LinkUp}}, "link to 7 up"},
		"missed":   {watchEvent{Event: wire.Event{Event: wire.MissedEvent, Missed: 1200}}, "missed 1,200 events: this watch was too slow"},
		"node":     {becomes(4, nodeBack), "back"},
		"unknown":  {watchEvent{Event: wire.Event{Event: "new\x1b"}}, `new\x1b`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := newTestStreams(nil)
			c := newCLI(s.streams)
			test.event.Node, test.event.TimeNS = 4, at
			require.NoError(t, test.event.print(c, painter{}))
			require.NoError(t, c.out.Flush())
			assert.Equal(t, "12:03:04.123456  Gossip-Node-4  "+test.want+"\n", s.stdout.String())
		})
	}
}

func TestWhatIsAskedFor(t *testing.T) {
	assert.Equal(t, wire.WatchQuery{Deliveries: true, Links: true}, watchOptions{}.query())
	assert.Equal(t, wire.WatchQuery{Deliveries: true}, watchOptions{messages: true}.query())
	assert.Equal(t, wire.WatchQuery{Links: true}, watchOptions{links: true}.query())
	assert.Equal(t, wire.WatchQuery{Deliveries: true, Links: true}, watchOptions{messages: true, links: true}.query())
}

// The end of a watch breaks off its connections, which is not the end of the nodes.
func TestEndOfWatchIsNoEvent(t *testing.T) {
	l := newLookout(newCLI(newTestStreams(nil).streams), new(cluster.Network), watchOptions{})
	over, cancel := context.WithCancel(t.Context())
	cancel()
	for range 100 { // a select would choose at random
		l.send(over, becomes(1, nodeEnded))
	}
	assert.Empty(t, l.events)
	l.send(t.Context(), becomes(1, nodeEnded))
	assert.Len(t, l.events, 1)
}

// newTestLookout watches a network of the given nodes, none of which was dialed yet.
func newTestLookout(s testStreams, ids ...int) *lookout {
	l := newLookout(newCLI(s.streams), new(cluster.Network), watchOptions{})
	for _, id := range ids {
		l.known[id], l.opening[id], l.watched[id] = true, true, true
	}
	return l
}

// TestLookout goes through the life of nodes: two at first, one of which does not answer, as one that
// is suspended; then that one comes back, the other ends and comes back, and a third is added. Events
// are printed in the order of time.
func TestLookout(t *testing.T) {
	s := newTestStreams(nil)
	l := newTestLookout(s, 1, 2)
	l.take(becomes(2, nodeAbsent))
	assert.False(t, l.watched[2], "it is looked for again")
	assert.Empty(t, s.stderr.String())
	l.take(becomes(1, nodeWatched))
	assert.Equal(t, "watching 1 node of network \"default\" until Ctrl-C\nnote: no answer from node 2\n", s.stderr.String())
	assert.Empty(t, l.pending)

	l.take(becomes(2, nodeWatched))
	l.take(becomes(1, nodeEnded))
	assert.False(t, l.watched[1])
	l.take(becomes(1, nodeAbsent))
	l.take(becomes(1, nodeWatched))
	l.take(becomes(3, nodeAbsent))
	l.take(becomes(3, nodeWatched))
	l.take(watchEvent{Event: wire.Event{Event: wire.LinkEvent, Node: 2, Peer: 1, Link: wire.LinkDown}}) // at the time 0
	require.NoError(t, l.print())
	assert.Regexp(t, `\A.*Gossip-Node-2  link to 1 down\n.*-2  back\n.*-1  ended\n.*-1  back\n.*-3  joined\n\z`, s.stdout.String())
	assert.Empty(t, l.pending)
}

// TestSlowOpening waits for one of the first nodes, which is suspended, while another one is dialed
// again and a third is added: neither is taken for the one that is awaited.
func TestSlowOpening(t *testing.T) {
	s := newTestStreams(nil)
	l := newTestLookout(s, 1, 2)
	l.take(becomes(1, nodeAbsent))
	l.take(becomes(1, nodeAbsent))
	l.take(becomes(3, nodeWatched))
	assert.Empty(t, s.stderr.String())
	l.take(becomes(2, nodeWatched))
	assert.Equal(t, "watching 1 node of network \"default\" until Ctrl-C\nnote: no answer from node 1\n", s.stderr.String())
	require.NoError(t, l.print())
	assert.Regexp(t, `\A.*Gossip-Node-3  joined\n\z`, s.stdout.String())
}

// The nodes that do not answer are named in order, whichever was given up first.
func TestAbsentNodesAreSorted(t *testing.T) {
	s := newTestStreams(nil)
	l := newTestLookout(s, 1, 2, 3, 4)
	for _, id := range []int{3, 1, 2} {
		l.take(becomes(id, nodeAbsent))
	}
	l.take(becomes(4, nodeWatched))
	assert.Contains(t, s.stderr.String(), "note: no answer from nodes 1-3\n")
}

func TestInterruptedLookoutDoesNotBlock(t *testing.T) {
	l := newLookout(newCLI(newTestStreams(nil).streams), new(cluster.Network), watchOptions{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range cap(l.events) + 10 {
		l.send(ctx, becomes(1, nodeEnded))
	}
}
