package node

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/wire"
)

// watcherConn opens a session by hand and subscribes to everything.
func watcherConn(t *testing.T, addr string) (*net.TCPConn, *bufio.Reader) {
	t.Helper()
	conn := connect(t, addr)
	require.NoError(t, conn.SetReadBuffer(16<<10))
	_, err := io.WriteString(conn, "/OPEN:{}\n"+`/WATCH:{"deliveries":true,"links":true}`+"\n")
	require.NoError(t, err)
	in := bufio.NewReader(conn)
	_, err = in.ReadString('\n') // identity
	require.NoError(t, err)
	line, err := in.ReadString('\n')
	require.NoError(t, err)
	require.JSONEq(t, `{"node":1,"watching":true}`, line)
	return conn, in
}

func event(t *testing.T, in *bufio.Reader) (e wire.Event) {
	t.Helper()
	line, err := in.ReadBytes('\n')
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(line, &e), "%q", line)
	return e
}

// watching waits until a node has a number of watchers.
func (r *running) watching(t *testing.T, want int) {
	t.Helper()
	eventually(t, func() error {
		var have int
		r.look(t, func(o *owner) { have = len(o.watchers) })
		if have != want {
			return fmt.Errorf("%d watchers, not %d", have, want)
		}
		return nil
	})
}

func TestAWatcherIsToldOfDeliveriesAndLinks(t *testing.T) {
	nw := pair(t)
	_, in := watcherConn(t, nw.nodes[1].addr)
	here, err := nw.client(1).Publish(ctx(t), "from here", 1)
	require.NoError(t, err)
	e := event(t, in)
	assert.Positive(t, e.TimeNS)
	e.TimeNS = 0
	assert.Equal(t, wire.Event{Event: wire.DeliveryEvent, Node: 1, ID: here, Origin: 1}, e)

	there, err := nw.client(2).Publish(ctx(t), "from there", 1)
	require.NoError(t, err)
	e = event(t, in)
	e.TimeNS = 0
	assert.Equal(t, wire.Event{Event: wire.DeliveryEvent, Node: 1, ID: there, Origin: 2, From: 2, Hops: 1}, e)

	nw.nodes[2].stop()
	e = event(t, in)
	assert.Equal(t, []any{wire.LinkEvent, 2, wire.LinkDown}, []any{e.Event, e.Peer, e.Link})
}

func TestAWatcherIsToldWhatItAskedFor(t *testing.T) {
	nw := pair(t)
	watch, stop := context.WithCancel(ctx(t))
	var events []wire.Event
	ended := make(chan error, 1)
	c := nw.client(1)
	go func() {
		ended <- c.Watch(watch, wire.WatchQuery{Links: true}, func(e wire.Event) {
			events = append(events, e)
			stop()
		})
	}()
	nw.nodes[1].watching(t, 1)
	_, err := nw.client(1).Publish(ctx(t), "no link", 1)
	require.NoError(t, err)
	nw.nodes[2].stop()
	require.ErrorIs(t, <-ended, context.Canceled)
	require.Len(t, events, 1)
	assert.Equal(t, wire.LinkEvent, events[0].Event)
	require.NoError(t, c.Close())
	nw.nodes[1].watching(t, 0)
}

func TestAWatcherThatDoesNotReadSlowsNobodyAndIsToldHowMuchItMissed(t *testing.T) {
	nw := pair(t, func(c *Config) { c.RequestTimeout = time.Hour }) // or it is cut off where publishing takes longer
	_, in := watcherConn(t, nw.nodes[1].addr)
	c := nw.client(1)
	const messages = 120
	for i := range messages { // far more than the outbox of a watcher and socket buffers hold
		_, err := c.Publish(ctx(t), fmt.Sprint(i, strings.Repeat("x", 100_000)), 1)
		require.NoError(t, err)
	}
	nw.holds(messages)
	told, missed := tally(t, in)
	assert.Equal(t, messages, told+missed, "though nothing happens any more that would take the word along")
	assert.Positive(t, told)

	id, err := c.Publish(ctx(t), "small", 1)
	require.NoError(t, err)
	assert.Equal(t, id, event(t, in).ID, "what was missed is told once")
}

// tally reads events until some were missed, and returns how many deliveries it was told of and how many
// events were missed.
func tally(t *testing.T, in *bufio.Reader) (told, missed int) {
	t.Helper()
	for {
		switch e := event(t, in); e.Event {
		case wire.MissedEvent:
			return told, e.Missed
		case wire.DeliveryEvent:
			told++
		}
	}
}

// What a watcher missed goes along with the next event that fits, which may come before it has taken
// everything.
func TestAWatcherIsToldWhatItMissedBeforeTheNextEvent(t *testing.T) {
	w := &watcher{out: newOutbox(new(pieces)), room: make(chan struct{}, 1)}
	long := strings.Repeat("x", watcherLimit)
	for range 3 { // the first fits, since nothing waits
		w.tell(wire.Event{Event: wire.DeliveryEvent, Node: 1, ID: long})
	}
	require.Equal(t, 2, w.missed)
	b, _ := w.out.take()
	w.out.done(b)
	<-w.room
	w.tell(wire.Event{Event: wire.LinkEvent, Node: 1, TimeNS: 7})
	assert.Zero(t, w.missed)
	b, _ = w.out.take()
	assert.Equal(t, `{"event":"missed","node":1,"time_ns":7,"missed":2}`+"\n"+`{"event":"link","node":1,"time_ns":7}`+"\n", string(b[0]))
}

// A watcher that is behind when the node ends is told last what it missed.
func TestAWatcherIsToldWhatItMissedWhenTheNodeEnds(t *testing.T) {
	nw := pair(t, func(c *Config) { c.StopTimeout, c.RequestTimeout = patience, patience })
	conn, in := watcherConn(t, nw.nodes[1].addr)
	require.NoError(t, conn.SetDeadline(time.Now().Add(time.Minute)))
	const messages = 120
	nw.publish(1, slices.Repeat([]string{strings.Repeat("x", 100_000)}, messages)...)
	nw.nodes[1].stop()
	told, missed := tally(t, in)
	assert.Equal(t, messages, told+missed)
	_, err := in.ReadString('\n')
	require.ErrorIs(t, err, io.EOF)
}

func TestWatchNeedsASession(t *testing.T) {
	nw := pair(t)
	assert.Contains(t, failure(t, talk(t, nw.nodes[1].addr, "/WATCH:{}\n")), "needs a session: say /OPEN:{} first")
	answer := strings.Split(talk(t, nw.nodes[1].addr, "/OPEN:{}\n/WATCH:[]\n/PEERS:\n"), "\n")
	require.Len(t, answer, 4)
	assert.Contains(t, failure(t, answer[1]), "bad JSON")
	assert.Contains(t, answer[2], "Gossip-Node-2", "the session goes on")
	nw.nodes[1].watching(t, 0)
}

func TestANodeHasABoundedNumberOfWatchers(t *testing.T) {
	nw := pair(t)
	var all []*net.TCPConn
	for range maxWatchers {
		conn, _ := watcherConn(t, nw.nodes[1].addr)
		all = append(all, conn)
	}
	c := nw.client(1)
	err := c.Watch(ctx(t), wire.WatchQuery{Links: true}, func(wire.Event) {})
	require.ErrorContains(t, err, "has 64 watchers already")
	_, err = c.Status(ctx(t))
	require.NoError(t, err, "the session of the refused one goes on")
	for _, conn := range all {
		require.NoError(t, conn.Close())
	}
	nw.nodes[1].watching(t, 0)
	eventually(t, func() error {
		cs := &nw.nodes[1].node.conns
		cs.mu.Lock()
		defer cs.mu.Unlock()
		if n := len(cs.all); n != 1 { // c's
			return fmt.Errorf("%d connections are left", n)
		}
		return nil
	})
}

func TestANodeStopsThoughAWatcherDoesNotRead(t *testing.T) {
	nw := pair(t, func(c *Config) { c.StopTimeout, c.RequestTimeout = 100*time.Millisecond, time.Hour })
	watcherConn(t, nw.nodes[1].addr)
	for range 100 {
		_, err := nw.client(1).Publish(ctx(t), strings.Repeat("x", 100_000), 1)
		require.NoError(t, err)
	}
	r := nw.nodes[1]
	r.stop()
	select {
	case err := <-r.done:
		require.NoError(t, err)
		r.done <- nil // for the end of the network
	case <-time.After(patience):
		require.Fail(t, "the node waits for its watcher")
	}
}

// The last a watcher hears of a node is the end of the stream, after all that happened.
func TestAWatcherSeesTheEndOfTheNode(t *testing.T) {
	nw := pair(t)
	_, in := watcherConn(t, nw.nodes[1].addr)
	nw.nodes[1].stop()
	for {
		line, err := in.ReadString('\n')
		if errors.Is(err, io.EOF) {
			assert.Empty(t, line)
			return
		}
		require.NoError(t, err)
	}
}
