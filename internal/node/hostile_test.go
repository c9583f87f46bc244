package node

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/wire"
)

// talk has one conversation by hand: it sends, ends its side of the stream, and reads to the end.
func talk(t *testing.T, addr, request string) string {
	t.Helper()
	conn := connect(t, addr)
	_, _ = io.WriteString(conn, request) // the node may hang up in the middle
	_ = conn.CloseWrite()
	answer, _ := io.ReadAll(conn)
	return string(answer)
}

func connect(t *testing.T, addr string) *net.TCPConn {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(patience)))
	return conn.(*net.TCPConn)
}

// failure is the text of the error line that an answer must be.
func failure(t *testing.T, answer string) string {
	t.Helper()
	var f wire.Failure
	require.NoError(t, json.Unmarshal([]byte(answer), &f), "%q", answer)
	require.NotEmpty(t, f.Error, "%q", answer)
	return f.Error
}

// pair starts two nodes and returns them; node 1 is the one under attack.
func pair(t *testing.T, change ...func(*Config)) *network {
	t.Helper()
	return start(t, map[int][]int{1: {2}, 2: {1}}, change...)
}

// healthy checks that node 1 goes on serving: a message through it arrives at node 2.
func (nw *network) healthy(text string) {
	nw.t.Helper()
	id, err := nw.client(1).Publish(ctx(nw.t), text, 1)
	require.NoError(nw.t, err)
	c := nw.client(2)
	eventually(nw.t, func() error {
		all, err := c.Messages(ctx(nw.t), wire.All)
		if err != nil {
			return err
		}
		for _, m := range all {
			if m.ID == id {
				return nil
			}
		}
		return fmt.Errorf("node 2 lacks %q", id)
	})
}

func TestBadLinesGetAnErrorAndHarmNothing(t *testing.T) {
	nw := pair(t)
	addr := nw.nodes[1].addr
	cases := map[string]struct{ line, want string }{
		"unknown verb":             {"/DANCE:now\n", "unknown verb"},
		"no colon":                 {"/PEERS\n", "no colon"},
		"http":                     {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "not a request"},
		"binary":                   {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n", "not"},
		"empty line":               {"\n", "empty line"},
		"not UTF-8":                {"/NEW:1|\xff\xfe\n", "not UTF-8"},
		"relay limit not a number": {"/NEW:x|hello", "relay limit"},
		"relay limit 0":            {"/NEW:0|hello", "relay limit"},
		"relay limit 65":           {"/NEW:65|hello", "relay limit"},
		"empty text":               {"/NEW:1|", "text is empty"},
		"bad JSON":                 {`/RELAY:1|["a_7", [2]`, "path"},
		"forged path: a stranger":  {`/RELAY:1|["a_7", [2, 99]]`, "not a peer"},
		"forged path: ourselves":   {`/RELAY:1|["a_7", [2, 1]]`, "not a peer"},
		"forged path: in place":    {`/RELAY:1|["a_7", [2, 2]]`, "to itself"},
		"bad selection":            {"/GET:some|all\n", "none of all, unread, read"},
		"remove nobody":            {"/REMOVE:\n", "not a node id"},
		"remove a stranger":        {"/REMOVE:77\n", "not a peer"},
		"remove a minus":           {"/REMOVE:-2\n", "not a node id"},
		"connect to ourselves":     {`/CONNECT:{"id":1,"addr":"127.0.0.1:1"}`, "its own peer"},
		"connect to no address":    {`/CONNECT:{"id":9,"addr":"nowhere"}`, "not host:port"},
		"connect to no port":       {`/CONNECT:{"id":9,"addr":"127.0.0.1:"}`, "no port from 1 to 65535"},
		"connect to port 0":        {`/CONNECT:{"id":9,"addr":"127.0.0.1:0"}`, "no port from 1 to 65535"},
		"connect to a huge port":   {`/CONNECT:{"id":9,"addr":"127.0.0.1:65536"}`, "no port from 1 to 65535"},
		"connect to a named port":  {`/CONNECT:{"id":9,"addr":"127.0.0.1:http"}`, "no port from 1 to 65535"},
		"replace with no port":     {`/REPLACE:[{"id":9,"addr":"[::1]:-1"}]`, "no port from 1 to 65535"},
		"connect to nobody":        {`/CONNECT:{}`, "not a node id"},
		"replace with twins":       {`/REPLACE:[{"id":9,"addr":"a:1"},{"id":9,"addr":"a:2"}]`, "twice"},
		"stop another run":         {`/STOP:{"run":"run-0"}`, "another run"},
		"link from a stranger":     {`/OPEN:{"peer":9,"network":"test","run":"run-1"}` + "\n", "not a peer"},
		"link from another run":    {`/OPEN:{"peer":2,"network":"test","run":"run-0"}` + "\n", "another run"},
		"link from nobody":         {`/OPEN:{"peer":-2,"network":"test","run":"run-1"}` + "\n", "not a node id"},
		"open without newline":     {`/OPEN:{}`, "newline"},
		"open a session twice":     {"/OPEN:{}\n/OPEN:{}\n", "this one is open already"},
		"cut in a session":         {"/OPEN:{}\n/REMOVE:2", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			answer := talk(t, addr, c.line)
			if lines := strings.SplitAfter(answer, "\n"); len(lines) > 2 {
				answer = lines[len(lines)-2] // after the identity
			}
			assert.Contains(t, failure(t, answer), c.want)
		})
	}
	peers, err := nw.client(1).Peers(ctx(t))
	require.NoError(t, err)
	assert.Len(t, peers, 1, "a cut /REMOVE removed nobody")
	nw.healthy("after all that")
}

func TestBytesAfterARequestAreIgnored(t *testing.T) {
	nw := pair(t)
	answer := talk(t, nw.nodes[1].addr, "/PEERS:\n/REMOVE:2\n"+strings.Repeat("x", 1<<20))
	assert.Contains(t, answer, "Gossip-Node-2")
	peers, err := nw.client(1).Peers(ctx(t))
	require.NoError(t, err)
	assert.Len(t, peers, 1)
}

func TestALineOverTheLimitIsNeverBuffered(t *testing.T) {
	nw := pair(t, func(c *Config) { c.TextLimit = 1000 })
	conn := connect(t, nw.nodes[1].addr)
	limit := Config{TextLimit: 1000}.lineLimit()
	go func() { // a hundred times the limit
		block := bytes.Repeat([]byte("x"), limit)
		for range 100 {
			if _, err := conn.Write(block); err != nil {
				return
			}
		}
		_ = conn.CloseWrite()
	}()
	answer, err := io.ReadAll(conn)
	require.NoError(t, err, "the answer survives the unread input")
	assert.Contains(t, failure(t, string(answer)), "over the limit")
	nw.healthy("still here")
}

func TestTextLimit(t *testing.T) {
	nw := pair(t, func(c *Config) { c.TextLimit = 1000 })
	c := nw.client(1)
	_, err := c.Publish(ctx(t), strings.Repeat("x", 1000), 1)
	require.NoError(t, err)
	_, err = c.Publish(ctx(t), strings.Repeat("x", 1001), 1)
	require.ErrorContains(t, err, "the text has 1001 bytes, the limit is 1000")
	require.Contains(t, failure(t, talk(t, nw.nodes[1].addr, "/NEW:1|"+strings.Repeat("x", 1001))), "limit is 1000")
}

func TestAFullNodeRefusesClientsButTakesRelays(t *testing.T) {
	nw := pair(t, func(c *Config) {
		if c.ID == 1 {
			c.StoreLimit = 2000
		}
	})
	c := nw.client(1)
	accepted := 0
	var err error
	for err == nil && accepted < 100 {
		if _, err = c.Publish(ctx(t), strings.Repeat("x", 500), 1); err == nil {
			accepted++
		}
	}
	require.ErrorContains(t, err, "is full")
	_, err = nw.client(2).Publish(ctx(t), "from the other side", 1)
	require.NoError(t, err)
	eventually(t, func() error {
		s, err := c.Status(ctx(t))
		if err == nil && s.Messages != accepted+1 {
			err = fmt.Errorf("%d messages, not %d", s.Messages, accepted+1)
		}
		return err
	})
}

func TestASlowClientIsCutOff(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	cfg := DefaultConfig()
	cfg.ID, cfg.Listener, cfg.Log = 1, listener, slog.New(slog.DiscardHandler)
	synctest.Test(t, func(t *testing.T) {
		n, err := New(cfg)
		require.NoError(t, err)
		near, conn := net.Pipe()
		began, served := time.Now(), time.Duration(0)
		var both sync.WaitGroup
		both.Go(func() {
			n.serve(newConnection(near), true)
			served = time.Since(began)
		})
		both.Go(func() { // never a pause longer than the limit, never a line
			tick := time.NewTicker(time.Second)
			defer tick.Stop()
			for range tick.C {
				if _, err := conn.Write([]byte("x")); err != nil {
					return
				}
			}
		})
		answer, err := bufio.NewReader(conn).ReadString('\n')
		require.NoError(t, err)
		assert.Contains(t, failure(t, answer), "no complete line within 10s")
		assert.Equal(t, cfg.RequestTimeout, time.Since(began))
		both.Wait()
		assert.Equal(t, 2*cfg.RequestTimeout, served, "it may still say what it wanted to, and then the node hangs up")
	})
}

func TestTooManyConnections(t *testing.T) {
	nw := pair(t, func(c *Config) { c.MaxConnections = 20 })
	idle := make([]*net.TCPConn, 100)
	for i := range idle {
		idle[i] = connect(t, nw.nodes[1].addr)
	}
	answer, err := io.ReadAll(idle[0])
	require.NoError(t, err)
	assert.Contains(t, failure(t, string(answer)), "too many connections, the limit is 20")
	nw.healthy("served all the same")
}

func TestABusyNodeRefusesWhatItCannotMakeRoomFor(t *testing.T) {
	var cs connections
	cs.limit = 1
	busy, late := &connection{}, &connection{}
	require.True(t, cs.add(busy)) // since is 0: the node is at work for it
	require.False(t, cs.add(late))
	cs.remove(busy)
	require.True(t, cs.add(late))
}

func TestIncompleteLinesShareABudget(t *testing.T) {
	nw := pair(t, func(c *Config) { c.InputBudget, c.RequestTimeout = 1<<20, time.Hour })
	const clients = 8
	answers := make(chan string, clients)
	var open []*net.TCPConn
	for range clients { // each is within the limit of a line, but no two of them together
		conn := connect(t, nw.nodes[2].addr)
		open = append(open, conn)
		go func() {
			_, err := conn.Write(bytes.Repeat([]byte("x"), 1<<20-1000))
			answer, readErr := io.ReadAll(conn)
			answers <- fmt.Sprint(string(answer), err, readErr)
		}()
	}
	// At most one has what it needs, and that gets no answer as long as its line goes on.
	for range clients - 1 {
		assert.Contains(t, <-answers, "too much input")
	}
	nw.healthy("while one line goes on")
	for _, conn := range open {
		_ = conn.CloseWrite()
	}
	<-answers
	nw.healthy("still here")
}

func TestLinksWorkWhenStrangersHaveUsedTheBudgetUp(t *testing.T) {
	nw := pair(t, func(c *Config) {
		if c.ID == 2 {
			c.InputBudget = 10_000
		}
	})
	eventually(t, func() error { // whichever of the two comes second is turned away
		conn := connect(t, nw.nodes[2].addr)
		if _, err := conn.Write(bytes.Repeat([]byte("x"), 5000)); err != nil { // and no newline
			return err
		}
		if busy := talk(t, nw.nodes[2].addr, "/PEERS:"+strings.Repeat("x", 5000)); !strings.Contains(busy, "too much input") {
			return errors.New("the budget is not used up yet")
		}
		return nil
	})
	_, err := nw.client(1).Publish(ctx(t), strings.Repeat("y", 50_000), 1)
	require.NoError(t, err)
	receiver := nw.client(2)
	eventually(t, func() error {
		s, err := receiver.Status(ctx(t))
		if err == nil && s.Messages != 1 {
			err = errors.New("the message has not arrived")
		}
		return err
	})
}

func TestAPeerThatDoesNotReadIsCutOffAndGetsEverythingLater(t *testing.T) {
	nw := pair(t, func(c *Config) {
		c.OutboxLimit = 100_000
		if c.ID == 1 {
			c.RedialMax = 20 * time.Millisecond
		}
	})
	// Node 1 believes that this test is node 2.
	fake, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer fake.Close()
	real := nw.nodes[2].addr
	c := nw.client(1)
	_, err = c.Connect(ctx(t), wire.Peer{ID: 2, Addr: fake.Addr().String()})
	require.NoError(t, err)
	conn, err := fake.Accept()
	require.NoError(t, err)
	defer conn.Close()
	_, err = bufio.NewReader(conn).ReadString('\n')
	require.NoError(t, err)
	_, err = conn.Write(wire.AppendJSON(nil, wire.Identity{Node: 2, Network: "test", Run: "run-1"}))
	require.NoError(t, err)

	require.Empty(t, must(c.Ready(ctx(t)))(t))
	const messages = 60
	for i := range messages { // far more than outbox and socket buffers hold
		_, err := c.Publish(ctx(t), fmt.Sprint(i, strings.Repeat("x", 200_000)), 1)
		require.NoError(t, err, "nobody waits for a peer that does not read")
	}
	_, err = c.Connect(ctx(t), wire.Peer{ID: 2, Addr: real})
	require.NoError(t, err)
	other := nw.client(2)
	eventually(t, func() error {
		s, err := other.Status(ctx(t))
		if err == nil && s.Messages != messages {
			err = fmt.Errorf("node 2 has %d messages, not %d", s.Messages, messages)
		}
		return err
	})
}

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		require.NoError(t, err)
		return v
	}
}
