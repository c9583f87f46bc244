package node

import (
	"net"
	"sync"
)

// outbox holds what waits to be written to one connection. The owner appends and never waits; one
// writer takes everything that is there at once, so that many relays leave in one system call. What
// waits lies in pieces, so that nothing is moved when a backlog grows, and pieces are used again.
type outbox struct {
	wake   chan struct{} // capacity 1: something to take, or closed
	pieces *pieces

	mu      sync.Mutex
	waiting net.Buffers
	size    int   // bytes that wait
	busy    int   // bytes that the writer holds and has not written yet, as far as it said
	taken   int64 // bytes that were written
	closed  bool
	idle    chan struct{}   // closed when nothing waits any more; nil if nobody asked
	room    chan<- struct{} // told when nothing waits any more; nil if nobody asked
}

// Sizes of the pieces: a small one while little waits, as nearly always, large ones behind it.
const (
	smallPiece = 2 << 10
	largePiece = 64 << 10
)

// pieces are the unused large pieces of all outboxes of a node. The collector frees those that have been
// unused for long.
type pieces struct{ pool sync.Pool }

func (p *pieces) get() []byte {
	if b, ok := p.pool.Get().(*[largePiece]byte); ok {
		return b[:0]
	}
	return make([]byte, 0, largePiece)
}

func (p *pieces) put(b []byte) {
	if cap(b) == largePiece {
		p.pool.Put((*[largePiece]byte)(b[:largePiece]))
	}
}

func newOutbox(p *pieces) *outbox {
	return &outbox{wake: make(chan struct{}, 1), pieces: p}
}

// append adds bytes, and reports false if more than limit would wait or the outbox is closed. An
// empty outbox takes anything, so that the limit never makes one large line impossible.
func (o *outbox) append(b []byte, limit int) bool {
	o.mu.Lock() // and no defer: every relay comes this way
	waiting := o.size + o.busy
	if o.closed || waiting > 0 && waiting > limit-len(b) {
		o.mu.Unlock()
		return false
	}
	last := len(o.waiting) - 1
	if last < 0 || len(b) > cap(o.waiting[last])-len(o.waiting[last]) {
		o.waiting = append(o.waiting, o.piece(len(b)))
		last++
	}
	o.waiting[last] = append(o.waiting[last], b...)
	o.size += len(b)
	o.mu.Unlock()
	return true
}

// lacksRoom reports whether append would not take so many bytes.
func (o *outbox) lacksRoom(size, limit int) bool {
	waiting, _ := o.backlog()
	return waiting > 0 && waiting > limit-size
}

// piece returns an empty piece in which at least size bytes have room.
func (o *outbox) piece(size int) []byte {
	switch {
	case size > largePiece:
		return make([]byte, 0, size)
	case len(o.waiting) == 0 && size <= smallPiece:
		return make([]byte, 0, smallPiece)
	}
	return o.pieces.get()
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
func (o *outbox) take() (net.Buffers, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.size == 0 {
		return nil, !o.closed
	}
	b := o.waiting
	o.busy = o.size
	o.waiting, o.size = nil, 0
	return b, true
}

// wrote notes progress with the bytes of take.
func (o *outbox) wrote(n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.taken += int64(n)
	o.busy -= n
}

// done gives the bytes of take back: they are written.
func (o *outbox) done(b net.Buffers) {
	for _, piece := range b {
		o.pieces.put(piece)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.taken += int64(o.busy)
	o.busy = 0
	if o.size > 0 {
		return
	}
	if o.idle != nil {
		close(o.idle)
		o.idle = nil
	}
	if o.room != nil {
		o.announce()
	}
}

// tell asks for a word on room when nothing waits any more. Whoever listens must look for itself: a
// word that is there already is not doubled.
func (o *outbox) tell(room chan<- struct{}) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.room = room
	if o.size+o.busy == 0 {
		o.announce()
	}
}

func (o *outbox) announce() {
	select {
	case o.room <- struct{}{}:
	default:
	}
	o.room = nil
}

// backlog returns the bytes that wait or are being written, and those that were written so far.
func (o *outbox) backlog() (waiting int, taken int64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.size + o.busy, o.taken
}

// ended reports whether nothing more is taken in.
func (o *outbox) ended() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.closed
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
	o.waiting, o.size = nil, 0
	o.mu.Unlock()
	o.done(nil)
}

// drained returns a channel that is closed when nothing waits any more.
func (o *outbox) drained() <-chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	done := make(chan struct{})
	switch {
	case o.size+o.busy == 0:
		close(done)
	case o.idle != nil:
		return o.idle
	default:
		o.idle = done
	}
	return done
}
