package client

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gossip/internal/wire"
)

// Submission is a message on its way to a node.
type Submission struct {
	Text   string
	Relays int       // 1 to 64
	Sent   time.Time // set by PublishStream: when it was handed to the connection
}

// PublishStream submits what comes out of texts, in order, until that is closed, without waiting for
// each answer: at most window submissions are unanswered at a time. For each it calls answered, in
// order, with what the node said; a *RemoteError means that the node refused that message. It returns
// when everything is answered, or with the error that broke the connection.
func (c *Client) PublishStream(ctx context.Context, texts <-chan Submission, window int, answered func(Submission, wire.Accepted, error)) error {
	if err := c.conn.SetDeadline(time.Time{}); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { _ = c.conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	pending := make(chan Submission, max(window, 1)) // its capacity is the window
	written := make(chan error, 1)
	go func() {
		err := c.submit(ctx, texts, pending)
		close(pending)
		if err != nil {
			cancel() // there will be no answers to wait for
		}
		written <- err
	}()
	var broken error
	for s := range pending {
		if broken != nil {
			continue
		}
		a, err := c.readAccepted()
		if _, refused := err.(*RemoteError); err != nil && !refused {
			broken = c.explain(ctx, err)
			cancel()
			continue
		}
		answered(s, a, err)
	}
	// Whichever side broke first ended the other, which then knows of nothing but that.
	err := <-written
	if err == nil || broken != nil && errors.Is(err, context.Canceled) {
		return broken
	}
	return err
}

// submit writes what comes. What is written leaves when nothing more is there or the window is full.
func (c *Client) submit(ctx context.Context, texts <-chan Submission, pending chan<- Submission) error {
	out := bufio.NewWriterSize(c.conn, 64<<10)
	var line []byte
	for {
		var s Submission
		var open bool
		select {
		case s, open = <-texts:
		default:
			if err := out.Flush(); err != nil {
				return c.explain(ctx, err)
			}
			select {
			case s, open = <-texts:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if !open {
			return c.explain(ctx, out.Flush())
		}
		s.Sent = time.Now()
		line = wire.AppendPost(line[:0], s.Text, s.Relays)
		if _, err := out.Write(line); err != nil {
			return c.explain(ctx, err)
		}
		select {
		case pending <- s:
			continue
		default:
		}
		if err := out.Flush(); err != nil {
			return c.explain(ctx, err)
		}
		select {
		case pending <- s:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Await returns when the node holds a message, or a number of messages, or when the time in the
// request (0 to 600,000 ms) is over.
func (c *Client) Await(ctx context.Context, wanted wire.Holding) (wire.Awaited, error) {
	var a wire.Awaited
	err := c.call(ctx, wire.AwaitVerb, wanted, &a)
	return a, err
}

// Trace returns what the node knows about how messages came to it.
func (c *Client) Trace(ctx context.Context, query wire.TraceQuery) ([]wire.TracedMessage, error) {
	var t wire.Traced
	err := c.call(ctx, wire.Trace, query, &t)
	return t.Messages, err
}

// Deliveries returns when each message arrived first, in order of delivery, from a position on.
func (c *Client) Deliveries(ctx context.Context, from int) ([]wire.Delivery, error) {
	var all []wire.Delivery
	for {
		var page wire.Deliveries
		if err := c.call(ctx, wire.Delivered, wire.DeliveriesQuery{From: from + len(all)}, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Deliveries...)
		if len(page.Deliveries) == 0 || from+len(all) >= page.Total {
			return all, nil
		}
	}
}

// Watch calls event for everything that the node tells of, until ctx ends or the node does. The
// client is of no more use then.
func (c *Client) Watch(ctx context.Context, query wire.WatchQuery, event func(wire.Event)) error {
	var w wire.Watching
	if err := c.call(ctx, wire.Watch, query, &w); err != nil {
		return err
	}
	if err := c.conn.SetDeadline(time.Time{}); err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { _ = c.conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	for {
		var e wire.Event
		if err := c.read(&e); err != nil {
			return c.explain(ctx, err)
		}
		event(e)
	}
}

// readAccepted reads the answer to one submission.
func (c *Client) readAccepted() (wire.Accepted, error) {
	line, err := c.line()
	if err != nil {
		return wire.Accepted{}, err
	}
	a, err := wire.ParseAccepted(line)
	if err != nil {
		return a, c.strange(err)
	}
	return a, nil
}

// read decodes one line that the node sent.
func (c *Client) read(answer any) error {
	line, err := c.line()
	if err != nil {
		return err
	}
	if err := json.Unmarshal(line, answer); err != nil {
		return c.strange(err)
	}
	return nil
}

// line reads one line that is no failure. It is good until the next one is read.
func (c *Client) line() ([]byte, error) {
	line, err := c.in.ReadSlice('\n')
	if err == bufio.ErrBufferFull {
		start := bytes.Clone(line)
		var rest []byte
		rest, err = c.in.ReadBytes('\n')
		line = append(start, rest...)
	}
	if err != nil {
		return nil, err
	}
	if bytes.HasPrefix(line, []byte(`{"error":`)) {
		var failure wire.Failure
		if err := json.Unmarshal(line, &failure); err == nil {
			return nil, &RemoteError{Text: failure.Error}
		}
	}
	return line, nil
}

func (c *Client) strange(err error) error {
	return fmt.Errorf("%s does not answer like a gossip node: %w", c.conn.RemoteAddr(), err)
}
