package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"gossip/internal/client"
	"gossip/internal/gossip"
	"gossip/internal/wire"
)

// window is how many messages a publisher may have unanswered. A suspended node answers none, and what
// came due meanwhile is not made up for.
const window = 64

// A publisher submits messages to one node at a rate. When the node is killed it goes on with the new one.
type publisher struct {
	soak *soak
	node int
	done chan struct{}
	err  error // after done: what else ended it

	mu    sync.Mutex
	sent  int
	lives []life
}

// A life is what a publisher was told over one connection.
type life struct {
	accepted []gossip.Key
	refused  error
	cut      bool // the connection broke: what it was told last may have been known to that node alone
}

// publish starts a publisher for every node.
func (s *soak) publish(ctx context.Context) {
	for _, n := range s.network.State().Nodes {
		p := &publisher{soak: s, node: n.ID, done: make(chan struct{})}
		s.publishers = append(s.publishers, p)
		go func() {
			defer close(p.done)
			p.err = p.run(ctx)
		}()
	}
}

// rest waits until every publisher has got its answers.
func (s *soak) rest() error {
	var failed []error
	cuts := 0
	for _, p := range s.publishers {
		<-p.done
		failed = append(failed, p.err)
		for _, l := range p.lives {
			if l.refused != nil {
				failed = append(failed, fmt.Errorf("node %d refused a message: %w", p.node, l.refused))
			}
			if l.cut {
				cuts++
			}
		}
	}
	if cuts > s.kills {
		failed = append(failed, fmt.Errorf("%d connections of clients broke, but only %d nodes were killed", cuts, s.kills))
	}
	return errors.Join(failed...)
}

// run publishes until ctx ends, and returns when everything is answered.
func (p *publisher) run(ctx context.Context) error {
	for ctx.Err() == nil {
		c, err := p.dial(ctx)
		if err != nil {
			return err
		}
		if c == nil {
			return nil
		}
		p.mu.Lock()
		p.lives = append(p.lives, life{})
		p.mu.Unlock()
		err = p.stream(ctx, c)
		_ = c.Close()
		p.mu.Lock()
		p.lives[len(p.lives)-1].cut = err != nil
		p.mu.Unlock()
	}
	return nil
}

// dialPatience bounds the wait for a node that is suspended, or dead and not yet started anew.
const dialPatience = 30 * time.Second

// dial connects to the node once it is there; the client is nil if ctx ended before.
func (p *publisher) dial(ctx context.Context) (*client.Client, error) {
	patience, cancel := context.WithTimeout(ctx, dialPatience)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		network, err := p.soak.home.Open(defaultNetwork) // of its own, and as it is now
		if err == nil {
			var c *client.Client
			if c, err = network.Dial(patience, p.node); err == nil {
				return c, nil
			}
		}
		select {
		case <-tick.C:
		case <-patience.Done():
			if ctx.Err() != nil {
				return nil, nil
			}
			return nil, fmt.Errorf("a client of node %d cannot come back: %w", p.node, err)
		}
	}
}

// stream submits messages over one connection until ctx ends or the connection breaks.
func (p *publisher) stream(ctx context.Context, c *client.Client) error {
	texts, broken := make(chan client.Submission), make(chan struct{})
	var feeding sync.WaitGroup
	feeding.Go(func() { p.feed(ctx, texts, broken) })
	answering, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	// Whoever stops publishing still wants its answers, but not for ever.
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(dialPatience, cancel) })
	defer stop()
	err := c.PublishStream(answering, texts, window, p.answered)
	close(broken)
	feeding.Wait()
	return err
}

// feed hands over a message whenever one is due.
func (p *publisher) feed(ctx context.Context, texts chan<- client.Submission, broken <-chan struct{}) {
	defer close(texts)
	every := float64(p.soak.nodes) / p.soak.rate * float64(time.Second)
	tick := time.NewTicker(max(time.Duration(every), 1))
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		case <-broken:
			return
		}
		p.mu.Lock()
		p.sent++
		text := fmt.Sprintf("message %d of client %d ", p.sent, p.node)
		p.mu.Unlock()
		text = (text + strings.Repeat("x", max(0, p.soak.size-len(text))))[:p.soak.size]
		select {
		case texts <- client.Submission{Text: text, Relays: 1}:
		case <-broken:
			return
		}
	}
}

func (p *publisher) answered(_ client.Submission, a wire.Accepted, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := &p.lives[len(p.lives)-1]
	_, ns, bad := gossip.ParseID(a.ID)
	if err = errors.Join(err, bad); err != nil {
		now.refused = err
		return
	}
	now.accepted = append(now.accepted, gossip.Key{Origin: gossip.NodeID(p.node), Time: ns})
}

// count returns how many messages were submitted and how many accepted.
func (p *publisher) count() (sent, accepted int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, l := range p.lives {
		accepted += len(l.accepted)
	}
	return p.sent, accepted
}
