package client

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"gossip/internal/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const identity = `{"node":4,"name":"Gossip-Node-4","network":"test","run":"r","pid":1,"version":"0"}`

// node answers one connection with the given lines, one for each line that it reads, and notes those.
// An empty answer is none.
func node(t *testing.T, answers ...string) (addr string, asked <-chan string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	lines := make(chan string, len(answers)+1)
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		in := bufio.NewScanner(conn)
		for _, answer := range answers {
			if !in.Scan() {
				return
			}
			lines <- in.Text()
			if answer == "" {
				in.Scan() // until the client gives up
				return
			}
			_, _ = fmt.Fprintln(conn, answer)
		}
	}()
	return l.Addr().String(), lines
}

func open(t *testing.T, addr string) *Client {
	t.Helper()
	c, err := Dial(t.Context(), addr)
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func TestCalls(t *testing.T) {
	tests := map[string]struct {
		call            func(ctx context.Context, c *Client) (any, error)
		request, answer string
		want            any
	}{
		"publish": {
			func(ctx context.Context, c *Client) (any, error) { return c.Publish(ctx, "a\n🙂", 2) },
			`/POST:{"text":"a\n\ud83d\ude42","relays":2}`, `{"id":"a_7","node":4}`, "a_7",
		},
		"messages": {
			func(ctx context.Context, c *Client) (any, error) { return c.Messages(ctx, wire.Unread) },
			`/MESSAGES:unread`, `{"node":4,"messages":[{"id":"a_7","text":"a","origin":1,"time_ns":7,"paths":[[1,4]]}]}`,
			[]wire.Message{{ID: "a_7", Text: "a", Origin: 1, TimeNS: 7, Paths: [][]int{{1, 4}}}},
		},
		"peers": {
			func(ctx context.Context, c *Client) (any, error) { return c.Peers(ctx) },
			`/STATUS:{}`, `{"node":4,"peers":[{"id":9,"addr":"h:1","link":"up"}]}`, []wire.Peer{{ID: 9, Addr: "h:1"}},
		},
		"connect": {
			func(ctx context.Context, c *Client) (any, error) {
				return c.Connect(ctx, wire.Peer{ID: 9, Addr: "h:1"})
			},
			`/CONNECT:{"id":9,"addr":"h:1"}`, `{"node":4,"changed":true}`, true,
		},
		"disconnect": {
			func(ctx context.Context, c *Client) (any, error) { return c.Disconnect(ctx, 12) },
			`/REMOVE:12`, `{"node":4,"changed":true}`, true,
		},
		"no peers at all": {
			func(ctx context.Context, c *Client) (any, error) { return nil, c.SetPeers(ctx, nil) },
			`/REPLACE:[]`, `{"node":4,"changed":true}`, nil,
		},
		"stop": {
			func(ctx context.Context, c *Client) (any, error) { return c.Stop(ctx, wire.Stop{Run: "r"}) },
			`/STOP:{"run":"r"}`, `{"node":4,"unsent":7,"handed_on":true}`, wire.Stopping{Node: 4, Unsent: 7, HandedOn: true},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			addr, asked := node(t, identity, test.answer)
			c := open(t, addr)
			assert.Equal(t, 4, c.Identity().Node)
			assert.Equal(t, "/OPEN:{}", <-asked)
			got, err := test.call(t.Context(), c)
			require.NoError(t, err)
			assert.Equal(t, test.want, got)
			assert.Equal(t, test.request, <-asked)
		})
	}
}

func TestARefusalIsARemoteError(t *testing.T) {
	addr, _ := node(t, identity, `{"error":"the text is empty"}`)
	_, err := open(t, addr).Publish(t.Context(), "", 1)
	var refusal *RemoteError
	require.ErrorAs(t, err, &refusal)
	assert.Equal(t, "the text is empty", refusal.Text)
}

func TestReadyWaitsLessThanItsContext(t *testing.T) {
	addr, asked := node(t, identity, `{"ready":false,"down":[3,12]}`)
	c := open(t, addr)
	<-asked
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Second)
	defer cancel()
	down, err := c.Ready(ctx)
	require.NoError(t, err)
	assert.Equal(t, []int{3, 12}, down)
	var ms int
	_, err = fmt.Sscanf(<-asked, `/READY:{"timeout_ms":%d}`, &ms)
	require.NoError(t, err)
	assert.Less(t, ms, 100_000)
	assert.Greater(t, ms, 50_000)
}

func TestWhatIsNoNode(t *testing.T) {
	t.Run("something else", func(t *testing.T) {
		addr, _ := node(t, "HTTP/1.1 400 Bad Request")
		_, err := Dial(t.Context(), addr)
		assert.ErrorContains(t, err, "does not answer like a gossip node")
	})
	t.Run("closes at once", func(t *testing.T) {
		addr, _ := node(t)
		_, err := Dial(t.Context(), addr)
		assert.Error(t, err)
	})
	t.Run("nobody listens", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		addr := l.Addr().String()
		require.NoError(t, l.Close())
		_, err = Dial(t.Context(), addr)
		assert.ErrorContains(t, err, "refused")
	})
}

func TestASilentNode(t *testing.T) {
	for name, end := range map[string]func(context.Context) (context.Context, context.CancelFunc){
		"deadline": func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, 50*time.Millisecond)
		},
		"cancel": func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			time.AfterFunc(50*time.Millisecond, cancel)
			return ctx, cancel
		},
	} {
		t.Run(name, func(t *testing.T) {
			addr, _ := node(t, identity, "")
			c := open(t, addr)
			ctx, cancel := end(t.Context())
			defer cancel()
			_, err := c.Status(ctx)
			require.Error(t, err)
			assert.True(t, strings.Contains(err.Error(), "no answer from "+addr), err)
			_ = c.Close()
		})
	}
}

// A call whose time was over before it began says the same.
func TestACallThatComesTooLate(t *testing.T) {
	addr, _ := node(t, identity, "")
	c := open(t, addr)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := c.Status(ctx)
	require.ErrorIs(t, err, context.Canceled)
	assert.ErrorContains(t, err, "no answer from "+addr)
}

// A node that ends while messages stream to it ends the stream, and that is why.
func TestPublishStreamToNodeThatEnds(t *testing.T) {
	addr, _ := node(t, identity, `{"id":"a_7","node":4}`)
	c := open(t, addr)
	texts := make(chan Submission, 2)
	texts <- Submission{Text: "a", Relays: 1}
	answers := 0
	err := c.PublishStream(t.Context(), texts, 8, func(Submission, wire.Accepted, error) {
		answers++
		texts <- Submission{Text: "b", Relays: 1}
	})
	var ended *EndedError
	require.ErrorAs(t, err, &ended)
	assert.Equal(t, 4, ended.Node)
	assert.NotErrorIs(t, err, context.Canceled)
	assert.Equal(t, 1, answers)
}

// How a connection that the other side ended fails is a matter of chance; what is said of it is not.
func TestTheOtherSideEndedTheConnection(t *testing.T) {
	addr, _ := node(t, identity)
	c := open(t, addr)
	for name, how := range map[string]error{
		"nothing more to read": io.EOF,
		"nobody to write to":   &net.OpError{Op: "write", Net: "tcp", Err: os.NewSyscallError("write", syscall.EPIPE)},
		"something was unread": &net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ECONNRESET)},
	} {
		t.Run(name, func(t *testing.T) {
			err := c.explain(t.Context(), how)
			assert.Equal(t, &EndedError{Node: 4, Addr: addr}, err)
			assert.EqualError(t, err, "node 4 closed the connection before it answered")
		})
	}
	assert.NoError(t, c.explain(t.Context(), nil))
	assert.ErrorIs(t, c.explain(t.Context(), io.ErrShortWrite), io.ErrShortWrite)
	assert.EqualError(t, &EndedError{Addr: "h:1"}, "h:1 closed the connection before it answered", "a stranger")
}
