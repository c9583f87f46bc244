package node

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"syscall"
	"time"

	"gossip/internal/gossip"
	"gossip/internal/wire"
)

// holder waits until the store has what a client asks for.
type holder struct {
	wanted wire.Holding
	held   chan struct{}

	seen  int           // so many messages of the store are looked at; only of use for a span of time
	have  int           // so many of those are in the span
	since time.Duration // when they were as many as are wanted, since the Unix epoch
}

// check reports whether the store has what h waits for, and wakes it then.
func (h *holder) check(o *owner) bool {
	held := h.look(o.core.Store())
	if held {
		close(h.held)
	}
	return held
}

// look reports whether the store has what h waits for. It looks at each message once, however often it
// is called, so that a wait costs a delivery next to nothing.
func (h *holder) look(store *gossip.Store) bool {
	switch {
	case h.wanted.TimeNS != 0:
		_, held := store.Find(h.key())
		return held
	case !spans(h.wanted):
		return store.Len() >= h.wanted.Messages
	}
	for ; h.seen < store.Len(); h.seen++ {
		r := store.At(h.seen)
		if m := r.Message; m.Origin != h.key().Origin || m.Time < h.wanted.FromNS || m.Time > h.wanted.ToNS {
			continue
		}
		if h.have++; h.have == h.wanted.Messages {
			h.since = r.Arrivals[0].At
		}
	}
	return h.have >= h.wanted.Messages
}

func (h *holder) key() gossip.Key {
	return gossip.Key{Origin: gossip.NodeID(h.wanted.Origin), Time: h.wanted.TimeNS}
}

// answer says what the store has of what h waits for.
func (h *holder) answer(node int, store *gossip.Store) wire.Awaited {
	a := wire.Awaited{Node: node, Held: h.look(store), Messages: store.Len()}
	switch {
	case spans(h.wanted):
		a.Messages, a.ReceivedNS = h.have, int64(h.since)
	case a.Held && h.wanted.TimeNS != 0:
		i, _ := store.Find(h.key())
		a.ReceivedNS = int64(store.At(i).Arrivals[0].At)
	}
	return a
}

// spans reports whether messages of a span of time are awaited.
func spans(wanted wire.Holding) bool { return wanted.FromNS != 0 || wanted.ToNS != 0 }

// checkHolding checks what a client says that it awaits.
func checkHolding(wanted wire.Holding) error {
	negative := wanted.TimeNS < 0 || wanted.FromNS < 0 || wanted.ToNS < 0 || wanted.Messages < 0 || wanted.Origin < 0
	oneSpan := wanted.TimeNS == 0 && wanted.Origin > 0 && wanted.FromNS <= wanted.ToNS
	if negative || wanted.Origin > gossip.MaxNodeID || spans(wanted) && !oneSpan {
		return errors.New("what is awaited is a message, by origin and time_ns, or a number of messages, " +
			"in all or of an origin from from_ns to to_ns")
	}
	return nil
}

// await answers when the node holds what is asked for, or the time is over.
func (n *Node) await(ctx context.Context, wanted wire.Holding) wire.Awaited {
	h := &holder{wanted: wanted, held: make(chan struct{})}
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
		answer = h.answer(n.cfg.ID, o.core.Store())
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
