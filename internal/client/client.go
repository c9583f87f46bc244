package client

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
	"time"

	"gossip/internal/wire"
)

// Client is one connection to one node.
type Client struct {
	conn     net.Conn
	in       *bufio.Reader
	identity wire.Identity
}

// RemoteError is an answer by which a node refused a request.
type RemoteError struct {
	Text string
}

func (e *RemoteError) Error() string { return e.Text }

// EndedError says that the other side ended the connection where it had an answer to give.
type EndedError struct {
	Node int // 0 before it has said who it is
	Addr string
}

func (e *EndedError) Error() string {
	if e.Node == 0 {
		return e.Addr + " closed the connection before it answered"
	}
	return fmt.Sprintf("node %d closed the connection before it answered", e.Node)
}

// Dial connects to a node and asks it who it is.
func Dial(ctx context.Context, addr string) (*Client, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", addr)
	if ctx.Err() != nil && err != nil {
		return nil, fmt.Errorf("dial %s: %w", addr, context.Cause(ctx))
	}
	if err != nil {
		return nil, err
	}
	c := &Client{conn: conn, in: bufio.NewReaderSize(conn, 16<<10)}
	if err := c.call(ctx, wire.OpenVerb, wire.Open{}, &c.identity); err != nil {
		_ = conn.Close()
		return nil, fmt.Errorf("open a session with %s: %w", addr, err)
	}
	return c, nil
}

// Close ends the connection.
func (c *Client) Close() error { return c.conn.Close() }

// Identity returns what the node said about itself.
func (c *Client) Identity() wire.Identity { return c.identity }

// Status asks the node how it is.
func (c *Client) Status(ctx context.Context) (wire.Status, error) {
	var s wire.Status
	err := c.call(ctx, wire.StatusOf, struct{}{}, &s)
	return s, err
}

// Publish submits a message with a relay limit of 1 to 64, and returns its id. When it returns
// without an error, the node has accepted the message.
func (c *Client) Publish(ctx context.Context, text string, relays int) (string, error) {
	var a wire.Accepted
	err := c.call(ctx, wire.PostVerb, wire.Post{Text: text, Relays: relays}, &a)
	return a.ID, err
}

// Messages fetches messages (wire.All, wire.Unread or wire.Read) in order of delivery, and so
// marks them as read.
func (c *Client) Messages(ctx context.Context, which string) ([]wire.Message, error) {
	var m wire.Messages
	err := c.send(ctx, append([]byte(wire.Fetch+":"+which), '\n'), &m)
	return m.Messages, err
}

// Peers returns the peers of the node, ascending by id.
func (c *Client) Peers(ctx context.Context) ([]wire.Peer, error) {
	s, err := c.Status(ctx)
	if err != nil {
		return nil, err
	}
	peers := make([]wire.Peer, len(s.Peers))
	for i, p := range s.Peers {
		peers[i] = p.Peer
	}
	return peers, nil
}

// Connect makes the node take p as a peer, and reports whether that was new to it. The other end
// must be told too.
func (c *Client) Connect(ctx context.Context, p wire.Peer) (bool, error) {
	var ch wire.Changed
	err := c.call(ctx, wire.Connect, p, &ch)
	return ch.Changed, err
}

// Disconnect makes the node forget a peer, and reports whether it had been one.
func (c *Client) Disconnect(ctx context.Context, id int) (bool, error) {
	var ch wire.Changed
	err := c.send(ctx, fmt.Appendf(nil, "%s:%d\n", wire.Remove, id), &ch)
	return ch.Changed, err
}

// SetPeers replaces all peers of the node.
func (c *Client) SetPeers(ctx context.Context, peers []wire.Peer) error {
	if peers == nil {
		peers = []wire.Peer{}
	}
	var ch wire.Changed
	return c.call(ctx, wire.Replace, peers, &ch)
}

// Ready returns when the node has a link to every peer, or shortly before the deadline of the
// context; then down lists the peers without one, ascending. Without a deadline it waits 10 s.
func (c *Client) Ready(ctx context.Context) (down []int, err error) {
	wait := 10 * time.Second
	if deadline, ok := ctx.Deadline(); ok {
		left := time.Until(deadline)
		wait = max(left-left/10, time.Millisecond) // leave the answer time to travel
	}
	var r wire.Ready
	if err := c.call(ctx, wire.Await, wire.Wait{TimeoutMS: wait.Milliseconds()}, &r); err != nil {
		return nil, err
	}
	return r.Down, nil
}

// Stop makes the node refuse new messages, hand on what it accepted, and exit. It returns when the
// node has handed everything on, or given up, and says which. The run must be the token from the node's
// identity.
func (c *Client) Stop(ctx context.Context, stop wire.Stop) (wire.Stopping, error) {
	var s wire.Stopping
	err := c.call(ctx, wire.StopVerb, stop, &s)
	return s, err
}

func (c *Client) call(ctx context.Context, verb string, payload, answer any) error {
	return c.send(ctx, wire.AppendRequest(nil, verb, payload), answer)
}

// send writes one request line and decodes the line that answers it.
func (c *Client) send(ctx context.Context, request []byte, answer any) error {
	if err := ctx.Err(); err != nil {
		return c.explain(ctx, err)
	}
	deadline, _ := ctx.Deadline() // the zero time is no deadline
	if err := c.conn.SetDeadline(deadline); err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { _ = c.conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	if _, err := c.conn.Write(request); err != nil {
		return c.explain(ctx, err)
	}
	err := c.read(answer)
	if _, refused := errors.AsType[*RemoteError](err); err != nil && !refused {
		return c.explain(ctx, err)
	}
	return err
}

// explain prefers the reason why a call was abandoned to the state that this left the connection in, and
// who ended the connection to how that showed. Of no error it makes none.
func (c *Client) explain(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return fmt.Errorf("no answer from %s: %w", c.conn.RemoteAddr(), context.Cause(ctx))
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return fmt.Errorf("no answer from %s: %w", c.conn.RemoteAddr(), context.DeadlineExceeded)
	}
	if ended(err) {
		return &EndedError{Node: c.identity.Node, Addr: c.conn.RemoteAddr().String()}
	}
	return err
}

// ended reports whether the other side ended the connection. How that shows depends on whether it had
// read everything, and on what this side does next.
func ended(err error) bool {
	return err == io.EOF || errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET)
}
