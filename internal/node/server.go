package node

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"gossip/internal/wire"
)

// errNoAnswer ends a conversation in which there is nobody to answer.
var errNoAnswer = errors.New("the connection ended")

// serve has one conversation: one request and its answer, or as many as come if the connection
// asked to stay open. Without room for it, it is only told so.
func (n *Node) serve(c *connection, room bool) {
	defer c.Close()
	out := bufio.NewWriterSize(newAnswerWriter(c, n.cfg.RequestTimeout), 1<<10)
	stop := context.AfterFunc(n.ctx, func() { c.finish(n.cfg.StopTimeout) })
	defer stop()
	if !room {
		n.refuse(out, n.conns.tooMany())
		return
	}
	defer n.conns.remove(c)
	in := wire.NewReader(c, n.cfg.lineLimit(), n.budget)
	defer in.Release()

	line, err := n.next(c, in, n.cfg.RequestTimeout)
	if err != nil && err != wire.ErrUnterminated {
		n.hangUp(c, in, out, err)
		return
	}
	verb, payload, bad := wire.Split(line)
	if bad == nil && verb == wire.OpenVerb {
		if err == nil {
			n.session(c, in, out, payload, stop)
			return
		}
		bad = fmt.Errorf("%s needs a newline at its end", wire.OpenVerb)
	}
	if bad == nil {
		bad = n.answer(c, verb, payload, nil, out)
	}
	n.hangUp(c, in, out, bad)
}

// next waits for a line: the whole line must be there within the timeout.
func (n *Node) next(c *connection, in *wire.Reader, timeout time.Duration) ([]byte, error) {
	c.since.Store(time.Now().UnixNano())
	_ = c.SetReadDeadline(time.Now().Add(timeout))
	if n.ctx.Err() != nil || c.evicted.Load() { // their deadline may have been the earlier one
		_ = c.SetReadDeadline(time.Unix(1, 0))
	}
	line, err := in.Line()
	c.since.Store(0)
	switch {
	case err == nil || err == wire.ErrUnterminated:
		return line, err
	case err == io.EOF:
		return nil, errNoAnswer
	case err == wire.ErrTooLong:
		return nil, fmt.Errorf("line over the limit of %d bytes", n.cfg.lineLimit())
	case err == wire.ErrBusy:
		return nil, err
	case n.ctx.Err() != nil:
		return nil, errStopping(n.cfg.ID)
	case c.evicted.Load():
		return nil, n.conns.tooMany()
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, fmt.Errorf("no complete line within %s", timeout)
	}
	return nil, errNoAnswer
}

// answer carries out one request, or, when a client submits messages and has sent more of them than
// one, all that are there. A nil in means that the connection is for one request.
func (n *Node) answer(c *connection, verb string, payload []byte, in *wire.Reader, out *bufio.Writer) error {
	if verb == wire.New || verb == wire.PostVerb {
		n.submit(verb, payload, in, out)
		return nil
	}
	if verb == wire.Watch {
		return fmt.Errorf("%s needs a session: say %s:{} first", wire.Watch, wire.OpenVerb)
	}
	if verb == wire.OpenVerb {
		return fmt.Errorf("%s comes once, at the beginning of a session, and this one is open already", wire.OpenVerb)
	}
	h, ok := n.verbs[verb]
	if !ok {
		return fmt.Errorf("unknown verb %.40q; there is %s", verb, verbNames())
	}
	if h.wait == nil {
		return h.run(n, payload, out)
	}
	_ = out.Flush() // answers to earlier requests need not wait
	ctx, done := n.patience(c, in != nil)
	defer done()
	return h.wait(ctx, n, payload, out)
}

// session serves a connection that asked to stay open: a client's, or a peer's link.
func (n *Node) session(c *connection, in *wire.Reader, out *bufio.Writer, payload []byte, stop func() bool) {
	var open wire.Open
	if err := wire.ParseJSON(payload, &open); err != nil {
		n.hangUp(c, in, out, err)
		return
	}
	if open.Peer != 0 {
		err := n.accept(n.ctx, c.Conn, in, open, func() {
			n.conns.remove(c)
			stop()
		})
		if refused := (*refusal)(nil); errors.As(err, &refused) {
			n.hangUp(c, in, out, refused.error)
		}
		return
	}
	_, _ = out.Write(wire.AppendJSON(nil, n.identity))
	for {
		if _, err := out.Write(nil); err != nil || !in.Ready() && out.Flush() != nil {
			return // nobody takes the answers any more, whatever else was asked
		}
		line, err := n.next(c, in, n.cfg.IdleTimeout)
		if err == wire.ErrUnterminated {
			err = errors.New("the stream ended within a line")
		}
		if err != nil {
			n.hangUp(c, in, out, err)
			return
		}
		verb, payload, err := wire.Split(line)
		if err == nil && verb == wire.Watch {
			if err = n.watch(c, in, out, payload); err == errNoAnswer {
				return
			}
		} else if err == nil {
			err = n.answer(c, verb, payload, in, out)
		}
		if err != nil {
			_, _ = out.Write(wire.AppendJSON(nil, wire.Failure{Error: err.Error()}))
		}
	}
}

func (n *Node) refuse(out *bufio.Writer, err error) {
	_, _ = out.Write(wire.AppendJSON(nil, wire.Failure{Error: err.Error()}))
	_ = out.Flush()
}

// hangUp ends a conversation: it tells the client what was wrong, if anything was, and then reads
// until the client ends as well, because to close a connection with unread input destroys the answer
// on its way.
func (n *Node) hangUp(c *connection, in *wire.Reader, out *bufio.Writer, err error) {
	if err == errNoAnswer {
		return
	}
	if err != nil {
		_, _ = out.Write(wire.AppendJSON(nil, wire.Failure{Error: err.Error()}))
	}
	if out.Flush() != nil || c.evicted.Load() || n.ctx.Err() != nil {
		return
	}
	in.Release()
	c.since.Store(time.Now().UnixNano()) // before the client can know that it was answered
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
	}
	_ = c.SetReadDeadline(time.Now().Add(n.cfg.RequestTimeout))
	if n.ctx.Err() == nil && !c.evicted.Load() {
		_, _ = io.Copy(io.Discard, c.Conn)
	}
}
