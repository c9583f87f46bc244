package node

import (
	"math"
	"sync"
)

// outbox holds what waits to be written to one connection. The owner appends and never waits; one
// writer takes everything that is there at once, so that many relays leave in one system call.
type outbox struct {
	wake chan struct{} // capacity 1: something to take, or closed

	mu      sync.Mutex
	waiting []byte
	spare   []byte // the buffer that the writer gave back
	busy    bool   // the writer holds bytes that are not written yet
	closed  bool
	idle    chan struct{} // closed when nothing waits any more; nil if nobody asked
}

// keepOutbox is the largest buffer that stays with an outbox that has nothing to send.
const keepOutbox = 64 << 10

// noLimit is for what must not be refused.
const noLimit = math.MaxInt

func newOutbox() *outbox {
	return &outbox{wake: make(chan struct{}, 1)}
}

// append adds bytes, and reports false if more than limit would wait or the outbox is closed. An
// empty outbox takes anything, so that the limit never makes one large line impossible.
func (o *outbox) append(b []byte, limit int) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed || len(o.waiting) > 0 && len(o.waiting) > limit-len(b) {
		return false
	}
	if o.waiting == nil {
		o.waiting, o.spare = o.spare, nil
	}
	o.waiting = append(o.waiting, b...)
	return true
}

// flush tells the writer that there is something to take.
func (o *outbox) flush() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// take returns what waits, nil if nothing does, and false once the outbox is closed and empty. The
// bytes belong to the writer until it calls done.
func (o *outbox) take() ([]byte, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.waiting) == 0 {
		return nil, !o.closed
	}
	b := o.waiting
	o.waiting, o.busy = nil, true
	return b, true
}

// done gives the bytes of take back: they are written.
func (o *outbox) done(b []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.busy = false
	if cap(b) <= keepOutbox {
		o.spare = b[:0]
	}
	if len(o.waiting) == 0 && o.idle != nil {
		close(o.idle)
		o.idle = nil
	}
}

// close lets the writer end after what waits. Nothing more is taken in.
func (o *outbox) close() {
	o.mu.Lock()
	o.closed = true
	o.mu.Unlock()
	o.flush()
}

// discard closes the outbox and drops what waits: there is no connection any more.
func (o *outbox) discard() {
	o.close()
	o.mu.Lock()
	o.waiting = nil
	o.mu.Unlock()
	o.done(nil)
}

// drained returns a channel that is closed when nothing waits any more.
func (o *outbox) drained() <-chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	done := make(chan struct{})
	switch {
	case len(o.waiting) == 0 && !o.busy:
		close(done)
	case o.idle != nil:
		return o.idle
	default:
		o.idle = done
	}
	return done
}

// unsent returns how many bytes still wait to be taken.
func (o *outbox) unsent() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.waiting)
}
