package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"
	"time"

	"gossip/internal/client"
	"gossip/internal/gossip"
	"gossip/internal/node"
	"gossip/internal/wire"
)

// sendWindow is how many messages of a stream may be unanswered: enough to keep a node busy.
const sendWindow = 1024

// sendLinesResult is what send-message prints with -o json when the messages came from standard input.
type sendLinesResult struct {
	Node        int     `json:"node"`
	Accepted    int     `json:"accepted"`
	Refused     int     `json:"refused"`
	Seconds     float64 `json:"seconds"`
	FirstID     string  `json:"first_id"` // "" if none was accepted
	LastID      string  `json:"last_id"`
	*waitResult         // with --wait, unless none was accepted
}

func runSendLines(ctx context.Context, c *cli, opts sendMessageOptions) error {
	network, node, v, err := c.dialToSend(ctx, opts)
	if err != nil {
		return err
	}
	defer node.Close()
	if v != nil {
		defer v.close()
	}
	p := newProgress(c, c.painterFor(network.State()).name(opts.node))
	broken := p.send(ctx, node, opts)
	result := p.result(opts.node)
	if !c.wantsJSON() {
		c.printf("%s\n", p.summary())
	}
	if v != nil && broken == nil && result.Accepted > 0 {
		if err := c.out.Flush(); err != nil {
			return fmt.Errorf("write the result: %w", err)
		}
		result.waitResult, broken = waitForLines(ctx, v, node, result)
	}
	if c.wantsJSON() {
		if err := c.printJSON(result); err != nil {
			return err
		}
	} else {
		result.print(c)
	}
	return p.failure(broken)
}

// waitForLines waits until enough nodes hold everything that the node accepted from the first of the
// lines to the last: what others gave it meanwhile cannot be told from the lines by their number.
func waitForLines(ctx context.Context, v *vigil, node *client.Client, sent sendLinesResult) (*waitResult, error) {
	_, first, err := gossip.ParseID(sent.FirstID)
	_, last, err2 := gossip.ParseID(sent.LastID)
	if err := errors.Join(err, err2); err != nil {
		return nil, fmt.Errorf("node %d answered: %w", sent.Node, err)
	}
	asking, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	there, err := node.Await(asking, wire.Holding{Origin: sent.Node, FromNS: first, ToNS: last})
	if err != nil {
		return nil, fmt.Errorf("ask node %d what it accepted: %w", sent.Node, err)
	}
	g := goal{origin: sent.Node, firstNS: first, timeNS: last, messages: max(there.Messages, sent.Accepted)}
	result, err := v.wait(ctx, g)
	if ctx.Err() != nil { // nothing is known about who was reached
		return nil, err
	}
	return &result, err
}

// send sends what standard input holds, and returns when everything that was sent is answered.
func (p *progress) send(ctx context.Context, to *client.Client, opts sendMessageOptions) error {
	// When the user ends the command what was sent is still answered, so that nobody need guess. The
	// stream has a context of its own for that.
	streaming, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	defer cancel(nil)
	const grace = 2 * time.Second
	release := context.AfterFunc(ctx, func() {
		time.AfterFunc(grace, func() { cancel(context.Canceled) })
	})
	defer release()

	texts, numbers := make(chan client.Submission, 64), make(chan int, 2*sendWindow)
	var input error
	var feeding, watching sync.WaitGroup
	feeding.Go(func() {
		defer close(texts)
		input = p.feed(ctx, streaming, readLines(streaming, p.c.in), texts, numbers, opts.relays)
	})
	watching.Go(func() { p.watch(streaming, cancel) })
	err := to.PublishStream(streaming, texts, sendWindow, func(_ client.Submission, a wire.Accepted, err error) {
		p.answer(<-numbers, a, err)
	})
	if cause := context.Cause(streaming); cause != nil {
		err = cause
	}
	cancel(nil)
	feeding.Wait()
	watching.Wait()
	p.ended = time.Now()
	return p.explain(ctx, err, input, opts.node)
}

// explain is why the stream ended before its end, nil if it did not.
func (p *progress) explain(ctx context.Context, err, input error, node int) error {
	unknown := ""
	if p.open > 0 {
		unknown = fmt.Sprintf(", and up to %s more may have been", thousands(p.open))
	}
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("interrupted: %s accepted by node %d%s", were(p.accepted, "message"), node, unknown)
	case err != nil:
		return fmt.Errorf("send messages to node %d: %w; %s accepted%s", node, err, were(p.accepted, "message"), unknown)
	case input != nil:
		return hinted{fmt.Errorf("read standard input: %w; %s accepted", nameless(input), were(p.accepted, "message")),
			fmt.Sprintf("what is sent is the lines of a file, gossip send-message %[1]d - <texts, or of a program: seq 5 | gossip send-message %[1]d -", node)}
	}
	return nil
}

// nameless is an error of a file without its name, where it is said already which file that is.
func nameless(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}

// inputLine is one line of standard input, or why it is none.
type inputLine struct {
	number int
	text   string
	err    error
}

// readLines reads lines until the input or the context ends. Its goroutine is not waited for: a read
// from a terminal cannot be abandoned, and the process is about to end then.
func readLines(ctx context.Context, in io.Reader) <-chan inputLine {
	lines := make(chan inputLine, 256)
	reader := newLineReader(in, node.DefaultConfig().TextLimit)
	go func() {
		defer close(lines)
		for {
			text, err := reader.next()
			if errors.Is(err, io.EOF) {
				return
			}
			select {
			case lines <- inputLine{reader.number, text, err}:
			case <-ctx.Done():
				return
			}
			if err != nil && !errors.Is(err, errLineTooLong) {
				return
			}
		}
	}()
	return lines
}

// feed hands lines on until they end, the user ends the command, or the stream breaks. The numbers of
// the lines go along, since answers come in order but do not say to what.
func (p *progress) feed(ctx, streaming context.Context, lines <-chan inputLine, texts chan<- client.Submission, numbers chan<- int, relays int) error {
	for {
		var line inputLine
		var open bool
		select {
		case line, open = <-lines:
		case <-ctx.Done():
			return nil
		case <-streaming.Done():
			return nil
		}
		switch {
		case !open:
			return nil
		case line.err != nil && !errors.Is(line.err, errLineTooLong):
			return line.err
		case line.err == nil && line.text == "":
			continue
		case line.err == nil:
			line.err = checkText(line.text)
		}
		if line.err != nil {
			p.refuse(line.number, line.err)
			continue
		}
		select {
		case numbers <- line.number:
		case <-streaming.Done():
			return nil
		}
		p.hand()
		select {
		case texts <- client.Submission{Text: line.text, Relays: relays}:
		case <-streaming.Done():
			return nil
		}
	}
}
