package node

import (
	"context"
	"fmt"
	"net"
	"sync"
	"syscall"
	"time"

	"gossip/internal/gossip"
	"gossip/internal/wire"
)

// holder waits until the store has one message, or a number of messages.
type holder struct {
	key      gossip.Key // if its time is not 0
	messages int
	held     chan struct{}
}

// check reports whether the store has what h waits for, and wakes it then.
func (h *holder) check(o *owner) bool {
	store := o.core.Store()
	held := store.Len() >= h.messages
	if h.key.Time != 0 {
		_, held = store.Find(h.key)
	}
	if held {
		close(h.held)
	}
	return held
}

// await answers when the node holds what is asked for, or the time is over.
func (n *Node) await(ctx context.Context, wanted wire.Holding) wire.Awaited {
	h := &holder{
		key: gossip.Key{Origin: gossip.NodeID(wanted.Origin), Time: wanted.TimeNS}, messages: wanted.Messages,
		held: make(chan struct{}),
	}
	n.ask(func(o *owner) {
		if !h.check(o) {
			o.holders = append(o.holders, h)
		}
	})
	select {
	case <-h.held:
	case <-ctx.Done():
	}
	answer := wire.Awaited{Node: n.cfg.ID}
	n.ask(func(o *owner) {
		for i, other := range o.holders {
			if other == h {
				o.holders = append(o.holders[:i], o.holders[i+1:]...)
				break
			}
		}
		store := o.core.Store()
		answer.Messages = store.Len()
		answer.Held = store.Len() >= wanted.Messages
		if h.key.Time != 0 {
			var i int
			if i, answer.Held = store.Find(h.key); answer.Held {
				answer.ReceivedNS = int64(store.At(i).Arrivals[0].At)
			}
		}
	})
	return answer
}

// longestWait bounds what a client may ask a node to wait, in ms.
const longestWait = 10 * 60 * 1000

// waitContext returns a context that ends after the time that a client asked for.
func waitContext(ctx context.Context, ms int64) (_ context.Context, cancel context.CancelFunc, _ error) {
	if ms < 0 || ms > longestWait {
		return nil, nil, fmt.Errorf("timeout_ms must be between 0 and %d", longestWait)
	}
	ctx, cancel = context.WithTimeout(ctx, time.Duration(ms)*time.Millisecond)
	return ctx, cancel, nil
}

// patience returns the context of a request that may have to wait. It ends when the node stops, when
// the connection has to make room for another one, and, in a session, when the client hangs up. While
// it lasts the connection counts as silent. The function that comes with it must be called before the
// connection is read again.
func (n *Node) patience(c *connection, inSession bool) (context.Context, func()) {
	ctx, cancel := context.WithCancel(n.ctx)
	c.waiting.Store(&cancel)
	c.since.Store(time.Now().UnixNano())
	_ = c.SetReadDeadline(time.Time{})
	if c.evicted.Load() { // before there was anything to end
		cancel()
	}
	var listening sync.WaitGroup
	if inSession { // elsewhere the end of the stream is that of the request
		listening.Go(func() {
			if hungUp(c.Conn) {
				cancel()
			}
		})
	}
	return ctx, func() {
		c.since.Store(0)
		c.waiting.Store(nil)
		_ = c.SetReadDeadline(time.Unix(1, 0))
		listening.Wait()
		cancel()
	}
}

// hungUp returns when the client has ended its side of the connection, and then true, or when it has
// sent something, or the read deadline is over. It leaves what was sent where it is.
func hungUp(conn net.Conn) bool {
	socket, ok := conn.(syscall.Conn)
	if !ok {
		return false
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return false
	}
	ended := false
	readable := raw.Read(func(fd uintptr) bool {
		var b [1]byte
		n, _, err := syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK)
		for err == syscall.EINTR {
			n, _, err = syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK)
		}
		ended = n == 0 || err != nil
		return err != syscall.EAGAIN
	})
	return readable == nil && ended
}
