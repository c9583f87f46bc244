package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net"
	"time"

	"gossip/scripts/bench/rawflood"
)

// A load says what clients submit: so many messages in all, from a client at each node in turn.
type load struct {
	messages int
	size     int     // bytes of each text
	window   int     // how many messages a client has unanswered, at most
	rate     float64 // messages/s of all clients together; 0: as fast as the window lets them
}

// share is how many of the messages the ith of n clients submits.
func (l load) share(i, n int) int {
	return (l.messages + n - 1 - i) / n
}

// frames are as many as the window holds, one behind the other, with texts that cannot be compressed:
// memberlist would. The node fills in the rest.
func (l load) frames() []byte {
	var all []byte
	for range l.window {
		all = binary.BigEndian.AppendUint32(all, uint32(rawflood.HeaderSize-4+l.size))
		all = append(all, make([]byte, rawflood.HeaderSize-4)...)
		for range l.size {
			all = append(all, byte('!'+rand.IntN('~'-'!')))
		}
	}
	return all
}

// A client submits messages to one node over one connection.
type client struct {
	conn     net.Conn
	answered chan int // how many answers came with a read
	failed   chan error
}

func dialClient(addr string) (*client, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	if _, err := conn.Write([]byte{rawflood.ClientHello}); err != nil {
		conn.Close()
		return nil, err
	}
	c := &client{conn: conn, answered: make(chan int, 64), failed: make(chan error, 1)}
	go c.read()
	return c, nil
}

// read counts the answers until the connection ends.
func (c *client) read() {
	buf := make([]byte, 1<<16)
	for have := 0; ; {
		n, err := c.conn.Read(buf[have:])
		if err != nil {
			c.failed <- fmt.Errorf("the node answers no more: %w", err)
			return
		}
		have += n
		c.answered <- have / 8
		have %= 8
	}
}

// submit sends the client's part of the load and returns when all of it is answered. Client i of n
// submits the ith, (i+n)th, ... message; at a rate each at its time.
func (c *client) submit(ctx context.Context, l load, i, n int, begin time.Time) error {
	total := l.share(i, n)
	batch, frame := l.frames(), rawflood.HeaderSize+l.size
	due := func(k int) time.Duration { // the time of the kth message of this client
		return time.Duration(float64(i+k*n) / l.rate * float64(time.Second))
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for sent, answered := 0, 0; answered < total; {
		ready := min(total-sent, l.window-(sent-answered))
		if l.rate > 0 && ready > 0 {
			now := time.Since(begin)
			late := 0
			for late < ready && due(sent+late) <= now {
				late++
			}
			if ready = late; ready == 0 {
				timer.Reset(due(sent) - now)
			}
		}
		if ready > 0 {
			if _, err := c.conn.Write(batch[:ready*frame]); err != nil {
				return err
			}
			sent += ready
			continue
		}
		select {
		case got := <-c.answered:
			answered += got
		case <-timer.C:
		case err := <-c.failed:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func (c *client) close() {
	c.conn.Close()
	for {
		select {
		case <-c.answered:
		case <-c.failed:
			return
		}
	}
}
