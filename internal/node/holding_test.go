package node

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/gossip"
	"gossip/internal/wire"
)

// awaiting waits until a number of clients wait at a node.
func (r *running) awaiting(t *testing.T, want int) {
	t.Helper()
	eventually(t, func() error {
		var have int
		r.look(t, func(o *owner) { have = len(o.holders) + len(o.waiters) })
		if have != want {
			return fmt.Errorf("%d wait, not %d", have, want)
		}
		return nil
	})
}

func TestAwaitOneMessage(t *testing.T) {
	nw := pair(t)
	id, err := nw.client(1).Publish(ctx(t), "one", 1)
	require.NoError(t, err)
	_, ns, err := gossip.ParseID(id)
	require.NoError(t, err)
	c := nw.client(2)
	a, err := c.Await(ctx(t), wire.Holding{Origin: 1, TimeNS: ns, TimeoutMS: patience.Milliseconds()})
	require.NoError(t, err)
	assert.True(t, a.Held)
	assert.GreaterOrEqual(t, a.ReceivedNS, ns)
	assert.Equal(t, []int{2, 1}, []int{a.Node, a.Messages})

	a, err = c.Await(ctx(t), wire.Holding{Origin: 1, TimeNS: ns + 1024, TimeoutMS: 20})
	require.NoError(t, err)
	assert.Equal(t, wire.Awaited{Node: 2, Messages: 1}, a, "a message that there is not")
	nw.nodes[2].awaiting(t, 0)
}

func TestAwaitANumberOfMessages(t *testing.T) {
	nw := pair(t)
	answered := make(chan wire.Awaited, 1)
	c := nw.client(2)
	go func() {
		a, _ := c.Await(ctx(t), wire.Holding{Messages: 3, TimeoutMS: patience.Milliseconds()})
		answered <- a
	}()
	nw.nodes[2].awaiting(t, 1)
	for i := range 3 {
		require.Empty(t, answered)
		_, err := nw.client(1).Publish(ctx(t), fmt.Sprint(i), 1)
		require.NoError(t, err)
	}
	a := <-answered
	assert.Equal(t, wire.Awaited{Node: 2, Held: true, Messages: 3}, a)
	a, err := nw.client(2).Await(ctx(t), wire.Holding{Messages: 4})
	require.NoError(t, err)
	assert.Equal(t, wire.Awaited{Node: 2, Messages: 3}, a, "without a timeout it only looks")
}

// publish submits messages to a node and returns their origination times.
func (nw *network) publish(id int, texts ...string) (times []int64) {
	nw.t.Helper()
	c := nw.client(id)
	for _, text := range texts {
		id, err := c.Publish(ctx(nw.t), text, 1)
		require.NoError(nw.t, err)
		_, ns, err := gossip.ParseID(id)
		require.NoError(nw.t, err)
		times = append(times, ns)
	}
	return times
}

func TestAwaitMessagesOfASpan(t *testing.T) {
	nw := pair(t)
	before := nw.publish(1, "before")[0]
	at := nw.publish(1, "a", "b", "c")
	other := nw.publish(2, "of another")[0]
	after := nw.publish(1, "after")[0]
	nw.holds(6)
	for name, test := range map[string]struct {
		wanted wire.Holding
		held   bool
		have   int
	}{
		"all of the span":           {wire.Holding{Origin: 1, FromNS: at[0], ToNS: at[2], Messages: 3}, true, 3},
		"some of it":                {wire.Holding{Origin: 1, FromNS: at[0], ToNS: at[2], Messages: 2}, true, 3},
		"more than there are":       {wire.Holding{Origin: 1, FromNS: at[0], ToNS: at[2], Messages: 4}, false, 3},
		"how many there are":        {wire.Holding{Origin: 1, FromNS: at[0], ToNS: at[2]}, true, 3},
		"of one time":               {wire.Holding{Origin: 1, FromNS: at[1], ToNS: at[1], Messages: 1}, true, 1},
		"between two times":         {wire.Holding{Origin: 1, FromNS: at[0] + 1, ToNS: at[2] - 1, Messages: 2}, false, 1},
		"from the beginning":        {wire.Holding{Origin: 1, ToNS: at[2], Messages: 5}, false, 4},
		"of another origin":         {wire.Holding{Origin: 2, FromNS: before, ToNS: after, Messages: 2}, false, 1},
		"of another origin, all":    {wire.Holding{Origin: 2, FromNS: other, ToNS: other, Messages: 1}, true, 1},
		"of nobody":                 {wire.Holding{Origin: 3, FromNS: before, ToNS: after, Messages: 1}, false, 0},
		"after all that there were": {wire.Holding{Origin: 1, FromNS: after + 1, ToNS: after + 2, Messages: 1}, false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			a, err := nw.client(2).Await(ctx(t), test.wanted)
			require.NoError(t, err)
			assert.Equal(t, []any{test.held, test.have}, []any{a.Held, a.Messages})
			assert.Equal(t, test.held && test.wanted.Messages > 0, a.ReceivedNS > 0)
		})
	}
}

// Messages of others, and those of the same origin from before, do not end the wait for those of a span.
func TestAwaitASpanThatFills(t *testing.T) {
	nw := start(t, map[int][]int{1: {2, 3}, 2: {1}, 3: {1}})
	from := nw.publish(1, "first")[0]
	nw.holds(1)
	answered := make(chan wire.Awaited, 1)
	c := nw.client(2)
	go func() {
		a, _ := c.Await(ctx(t), wire.Holding{Origin: 1, FromNS: from, ToNS: 1 << 62, Messages: 3, TimeoutMS: patience.Milliseconds()})
		answered <- a
	}()
	nw.nodes[2].awaiting(t, 1)
	nw.publish(3, "x", "y", "z")
	nw.publish(1, "second")
	nw.holds(5)
	require.Empty(t, answered)
	last := nw.publish(1, "third")[0]
	a := <-answered
	assert.Equal(t, []any{true, 3}, []any{a.Held, a.Messages})
	assert.GreaterOrEqual(t, a.ReceivedNS, last)
}

func TestAwaitRefuses(t *testing.T) {
	nw := pair(t)
	cases := map[string]struct{ request, want string }{
		"a negative time":     {`/AWAIT:{"time_ns":-1}`, "by origin and time_ns, or a number"},
		"a negative number":   {`/AWAIT:{"messages":-1}`, "by origin and time_ns, or a number"},
		"a huge origin":       {`/AWAIT:{"origin":16777217,"time_ns":1}`, "by origin and time_ns, or a number"},
		"a negative span":     {`/AWAIT:{"origin":1,"from_ns":-1,"to_ns":1}`, "from_ns to to_ns"},
		"a span backwards":    {`/AWAIT:{"origin":1,"from_ns":2,"to_ns":1}`, "from_ns to to_ns"},
		"a span without end":  {`/AWAIT:{"origin":1,"from_ns":2}`, "from_ns to to_ns"},
		"a span of nobody":    {`/AWAIT:{"from_ns":1,"to_ns":2}`, "from_ns to to_ns"},
		"a span and a time":   {`/AWAIT:{"origin":1,"from_ns":1,"to_ns":2,"time_ns":1}`, "from_ns to to_ns"},
		"no patience":         {`/AWAIT:{"messages":1,"timeout_ms":-1}`, "between 0 and 600000"},
		"endless patience":    {`/AWAIT:{"messages":1,"timeout_ms":600001}`, "between 0 and 600000"},
		"bad JSON":            {`/AWAIT:{"messages":1`, "bad JSON"},
		"ready with patience": {`/READY:{"timeout_ms":600001}`, "between 0 and 600000"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			assert.Contains(t, failure(t, talk(t, nw.nodes[1].addr, c.request)), c.want)
		})
	}
}

func TestANodeThatStopsAnswersThoseWhoWait(t *testing.T) {
	nw := pair(t)
	answered := make(chan wire.Awaited, 1)
	c := nw.client(1)
	go func() {
		a, err := c.Await(ctx(t), wire.Holding{Messages: 3, TimeoutMS: 600_000})
		assert.NoError(t, err)
		answered <- a
	}()
	nw.nodes[1].awaiting(t, 1)
	nw.nodes[1].stop()
	assert.False(t, (<-answered).Held)
}

func TestAWaitEndsWhenTheClientHangsUp(t *testing.T) {
	nw := launch(t, map[int][]int{9: {1}}) // never ready
	for _, request := range []string{`/AWAIT:{"messages":3,"timeout_ms":600000}`, `/READY:{"timeout_ms":600000}`} {
		conn := connect(t, nw.nodes[9].addr)
		_, err := io.WriteString(conn, "/OPEN:{}\n"+request+"\n")
		require.NoError(t, err)
		nw.nodes[9].awaiting(t, 1)
		require.NoError(t, conn.Close())
		nw.nodes[9].awaiting(t, 0)
	}
}

// On a connection for one request the end of the stream is the end of the request, no more.
func TestAWaitOutlivesTheEndOfItsRequest(t *testing.T) {
	nw := pair(t)
	conn := connect(t, nw.nodes[2].addr)
	_, err := io.WriteString(conn, `/AWAIT:{"messages":1,"timeout_ms":15000}`)
	require.NoError(t, err)
	require.NoError(t, conn.CloseWrite())
	nw.nodes[2].awaiting(t, 1)
	_, err = nw.client(1).Publish(ctx(t), "now", 1)
	require.NoError(t, err)
	answer, err := io.ReadAll(conn)
	require.NoError(t, err)
	assert.JSONEq(t, `{"node":2,"held":true,"received_ns":0,"messages":1}`, string(answer))
}

func TestRequestsBehindAWaitAreAnsweredInTurn(t *testing.T) {
	nw := pair(t)
	conn := connect(t, nw.nodes[1].addr)
	_, err := io.WriteString(conn, "/OPEN:{}\n"+`/AWAIT:{"messages":1,"timeout_ms":20}`+"\n/PEERS:\n"+`/AWAIT:{"messages":0}`+"\n/PEERS:\n")
	require.NoError(t, err)
	in := bufio.NewReader(conn)
	for _, want := range []string{"Gossip-Node-1", `"held":false`, "Gossip-Node-2", `"held":true`, "Gossip-Node-2"} {
		line, err := in.ReadString('\n')
		require.NoError(t, err)
		assert.Contains(t, line, want)
	}
}

func TestThoseWhoWaitMakeRoom(t *testing.T) {
	nw := pair(t, func(c *Config) { c.MaxConnections, c.RequestTimeout = 4, time.Hour })
	const request = `/AWAIT:{"messages":3,"timeout_ms":600000}`
	for _, lines := range []string{"/OPEN:{}\n" + request + "\n", request, request, request, request, request} {
		conn := connect(t, nw.nodes[1].addr)
		_, err := io.WriteString(conn, lines)
		require.NoError(t, err)
		if !strings.HasPrefix(lines, "/OPEN") {
			require.NoError(t, conn.CloseWrite())
		}
	}
	nw.healthy("served all the same")
}
