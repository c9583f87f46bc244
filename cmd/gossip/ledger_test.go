package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"gossip/internal/client"
	"gossip/internal/cluster"
	"gossip/internal/gossip"
	"gossip/internal/wire"
)

// A ledger is the other side of the books: it records what clients submitted to a network and what
// they were told is accepted, and in the end holds every node to it.
type ledger struct {
	mu        sync.Mutex
	submitted map[string]bool // by text; no text is submitted twice
	streams   []*stream
	edges     map[[2]int]bool // that there ever were, in both directions
	bulky     bool            // the texts are large: compare what is held without them
}

func newLedger() *ledger {
	return &ledger{submitted: map[string]bool{}, edges: map[[2]int]bool{}}
}

// joined notes an edge.
func (l *ledger) joined(a, b int) {
	l.edges[[2]int{a, b}], l.edges[[2]int{b, a}] = true, true
}

// A stream is a client that submits messages to one node until it is told to stop, or has submitted most.
type stream struct {
	ledger *ledger
	number int
	node   int
	load   load
	texts  chan client.Submission
	stop   func() // may be called again
	ended  chan struct{}
	err    error // after ended

	accepted []gossip.Key // guarded by the ledger
	refused  error        // likewise
	mortal   bool         // the node was killed: its last messages may have been known to nobody else
}

// A load says what a stream submits.
type load struct {
	every time.Duration // between two messages; 0: as fast as the node takes them
	size  int           // bytes of each text
	most  int           // messages; 0: no limit
}

// stream begins to submit.
func (l *ledger) stream(t *testing.T, network *cluster.Network, node int, what load) *stream {
	t.Helper()
	stopped := make(chan struct{})
	l.mu.Lock()
	s := &stream{ledger: l, number: len(l.streams), node: node, load: what, texts: make(chan client.Submission),
		stop: sync.OnceFunc(func() { close(stopped) }), ended: make(chan struct{})}
	l.streams = append(l.streams, s)
	l.mu.Unlock()
	c, ctx := dialNode(t, network, node), t.Context()
	var working sync.WaitGroup
	working.Go(func() { s.feed(stopped) })
	working.Go(func() {
		defer close(s.ended)
		s.err = c.PublishStream(ctx, s.texts, 64, s.answered)
	})
	t.Cleanup(func() { s.stop(); working.Wait() })
	return s
}

// feed hands the messages to the connection, each at its time.
func (s *stream) feed(stopped <-chan struct{}) {
	defer close(s.texts)
	tick := time.NewTicker(max(s.load.every, 1))
	defer tick.Stop()
	for k := 0; s.load.most == 0 || k < s.load.most; k++ {
		if s.load.every > 0 {
			select {
			case <-tick.C:
			case <-stopped:
				return
			}
		}
		text := s.ledger.text(s.number, k, s.load.size)
		select {
		case s.texts <- client.Submission{Text: text, Relays: 1}:
		case <-stopped:
			return
		case <-s.ended: // the node was killed
			return
		}
	}
}

// text returns a text that no other message has.
func (l *ledger) text(stream, k, size int) string {
	text := fmt.Sprintf("%d.%d ", stream, k)
	text += strings.Repeat("x", max(0, size-len(text)))
	l.mu.Lock()
	defer l.mu.Unlock()
	l.submitted[text] = true
	return text
}

func (s *stream) answered(_ client.Submission, a wire.Accepted, err error) {
	s.ledger.mu.Lock()
	defer s.ledger.mu.Unlock()
	_, ns, bad := gossip.ParseID(a.ID)
	if err != nil || bad != nil {
		s.refused = cmp.Or(err, bad)
		return
	}
	s.accepted = append(s.accepted, gossip.Key{Origin: gossip.NodeID(s.node), Time: ns})
}

// count returns how many messages the node has accepted from this client.
func (s *stream) count() int {
	s.ledger.mu.Lock()
	defer s.ledger.mu.Unlock()
	return len(s.accepted)
}

// close ends all streams. Only those whose node was killed may have failed.
func (l *ledger) close(t *testing.T) {
	t.Helper()
	for _, s := range l.streams {
		s.stop()
	}
	for _, s := range l.streams {
		select {
		case <-s.ended:
		case <-patience(t).Done():
			require.Fail(t, "a stream does not end", "node %d", s.node)
		}
		if !s.mortal {
			require.NoError(t, s.err, "the stream to node %d", s.node)
		}
		require.NoError(t, s.refused, "node %d refuses messages", s.node)
	}
}

// owed returns the messages that every node must hold.
func (l *ledger) owed() []gossip.Key {
	var all []gossip.Key
	for _, s := range l.streams {
		if !s.mortal {
			all = append(all, s.accepted...)
		}
	}
	return all
}

// settle waits until all nodes hold the same messages, and among them all that are owed: so each message
// of a node that was killed is at all nodes or at none.
func (l *ledger) settle(t *testing.T, network *cluster.Network) {
	t.Helper()
	l.close(t)
	var nodes []*client.Client
	for _, n := range network.State().Nodes {
		nodes = append(nodes, dialNode(t, network, n.ID))
	}
	owed := l.owed()
	until(t, func() error {
		want := len(owed)
		for i, c := range nodes {
			s, err := c.Status(patience(t))
			if err == nil && (s.Messages < want || i > 0 && s.Messages != want) {
				err = fmt.Errorf("node %d holds %d messages, not %d of which %d are owed", s.Node, s.Messages, want, len(owed))
			}
			if err != nil {
				return err
			}
			want = s.Messages
		}
		return l.same(t, nodes, owed)
	})
	t.Logf("%d nodes hold %d accepted messages", len(nodes), len(owed))
}

// same compares what the nodes hold.
func (l *ledger) same(t *testing.T, nodes []*client.Client, owed []gossip.Key) error {
	t.Helper()
	var first map[gossip.Key]bool
	for _, c := range nodes {
		node, held := c.Identity().Node, l.holdings(t, c)
		if first == nil {
			first = held
			for _, key := range owed {
				if !held[key] {
					return fmt.Errorf("node %d does not hold %v", node, key)
				}
			}
		}
		if len(held) != len(first) {
			return fmt.Errorf("node %d holds %d messages, not %d", node, len(held), len(first))
		}
		for key := range held {
			if !first[key] {
				return fmt.Errorf("node %d holds %v, and others do not", node, key)
			}
		}
	}
	return nil
}

// holdings returns what a node holds. What must never be fails the test: a message twice, one that
// nobody submitted, a path that does not lead over edges from the origin to the node.
func (l *ledger) holdings(t *testing.T, c *client.Client) map[gossip.Key]bool {
	t.Helper()
	node, held := c.Identity().Node, map[gossip.Key]bool{}
	if l.bulky {
		deliveries, err := c.Deliveries(patience(t), 0)
		require.NoError(t, err)
		for _, d := range deliveries {
			held[gossip.Key{Origin: gossip.NodeID(d[0]), Time: d[1]}] = true
		}
		require.Len(t, held, len(deliveries), "node %d holds a message twice", node)
		require.LessOrEqual(t, len(held), len(l.submitted), "node %d holds messages that nobody submitted", node)
		return held
	}
	messages, err := c.Messages(patience(t), wire.All)
	require.NoError(t, err)
	texts := make(map[string]bool, len(messages))
	for _, m := range messages {
		if texts[m.Text] || !l.submitted[m.Text] {
			require.Fail(t, "a message is there twice, or nobody submitted it", "%.40q at node %d", m.ID, node)
		}
		texts[m.Text] = true
		held[gossip.Key{Origin: gossip.NodeID(m.Origin), Time: m.TimeNS}] = true
		require.NotEmpty(t, m.Paths)
		for _, path := range m.Paths {
			if !l.leads(path, m.Origin, node) {
				require.Fail(t, "a path that cannot be", "%.40q at node %d by %v", m.ID, node, path)
			}
		}
	}
	require.Len(t, held, len(messages), "node %d holds a message twice", node)
	return held
}

func (l *ledger) leads(path []int, from, to int) bool {
	if len(path) == 0 || path[0] != from || path[len(path)-1] != to {
		return false
	}
	for i := 1; i < len(path); i++ {
		if !l.edges[[2]int{path[i-1], path[i]}] {
			return false
		}
	}
	return true
}

// publish submits one message and waits for the answer.
func (l *ledger) publish(ctx context.Context, c *client.Client) (gossip.Key, error) {
	l.mu.Lock()
	s := &stream{ledger: l, number: len(l.streams), node: c.Identity().Node, stop: func() {}, ended: make(chan struct{})}
	close(s.ended)
	l.streams = append(l.streams, s)
	l.mu.Unlock()
	id, err := c.Publish(ctx, l.text(s.number, 0, 0), 1)
	s.answered(client.Submission{}, wire.Accepted{ID: id}, err)
	if err != nil {
		return gossip.Key{}, err
	}
	return s.accepted[0], nil
}
