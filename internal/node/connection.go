package node

import (
	"context"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// connection is a connection that is not a link.
type connection struct {
	net.Conn
	since   atomic.Int64 // Unix ns: silent since then; 0 while the node is busy with it
	evicted atomic.Bool
	waiting atomic.Pointer[context.CancelFunc] // ends a request that waits; nil if none does

	mu  sync.Mutex // guards the write deadline
	end time.Time  // no write may last longer; zero until the node stops
}

func newConnection(conn net.Conn) *connection {
	c := &connection{Conn: conn}
	c.since.Store(time.Now().UnixNano())
	return c
}

// evict makes the connection end soon. What it is being sent is cut off; if it is being sent nothing,
// the reason can still be written to it.
func (c *connection) evict() {
	c.mu.Lock()
	c.evicted.Store(true)
	_ = c.SetWriteDeadline(time.Unix(1, 0))
	c.mu.Unlock()
	_ = c.SetReadDeadline(time.Unix(1, 0))
	if cancel := c.waiting.Load(); cancel != nil {
		(*cancel)()
	}
}

// finish ends the connection because the node ends: nothing more is read from it, and what it is being
// sent must be taken within the grace.
func (c *connection) finish(grace time.Duration) {
	c.mu.Lock()
	c.end = time.Now().Add(grace)
	_ = c.SetWriteDeadline(c.end)
	c.mu.Unlock()
	_ = c.SetReadDeadline(time.Unix(1, 0))
}

// allow lets the next write last until the given time, or until the end if that comes first.
func (c *connection) allow(until time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.end.IsZero() && c.end.Before(until) {
		until = c.end
	}
	_ = c.SetWriteDeadline(until)
}

// connections counts the connections, and makes room when there are too many.
type connections struct {
	limit int
	mu    sync.Mutex
	all   map[*connection]struct{}
}

// add counts a connection in. Beyond the limit, the connection that has been silent longest has to
// go; if none is silent, add refuses the new one.
func (cs *connections) add(c *connection) bool {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if len(cs.all) >= cs.limit {
		var oldest *connection
		var least int64
		for other := range cs.all {
			since := other.since.Load()
			if since > 0 && (oldest == nil || since < least) {
				oldest, least = other, since
			}
		}
		if oldest == nil {
			return false
		}
		delete(cs.all, oldest)
		oldest.evict()
	}
	if cs.all == nil {
		cs.all = make(map[*connection]struct{})
	}
	cs.all[c] = struct{}{}
	return true
}

func (cs *connections) remove(c *connection) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	delete(cs.all, c)
}

func (cs *connections) tooMany() error {
	return fmt.Errorf("too many connections, the limit is %d: try again later", cs.limit)
}

// slowestReader is what a client must take of an answer in a second, in bytes. It is far below what the
// slowest of lines to a terminal carry, and lets an answer of 30 MB hold its place for some minutes.
const slowestReader = 64 << 10

// answerWriter writes answers to a client. The client may keep the node waiting as long as for a request,
// and longer by a second for each slowestReader bytes that it takes; meanwhile it counts as silent.
type answerWriter struct {
	c    *connection
	most time.Duration // that it may keep the node waiting
	left time.Duration // of that
}

func newAnswerWriter(c *connection, most time.Duration) *answerWriter {
	return &answerWriter{c: c, most: most, left: most}
}

// Write implements io.Writer. It writes in pieces, so that a client that takes nothing of a long line is
// noticed as soon as with a short one.
func (w *answerWriter) Write(b []byte) (written int, err error) {
	for err == nil && written < len(b) {
		var n int
		n, err = w.piece(b[written:min(len(b), written+slowestReader)])
		written += n
	}
	return written, err
}

func (w *answerWriter) piece(b []byte) (int, error) {
	begun := time.Now()
	w.left += time.Duration(len(b)) * time.Second / slowestReader
	w.c.since.Store(begun.UnixNano())
	w.c.allow(begun.Add(w.left))
	n, err := w.c.Write(b)
	w.c.since.Store(0)
	w.left = min(w.most, w.left-time.Since(begun))
	return n, err
}

// patientWriter gives each write the time that a watcher may take for it.
type patientWriter struct {
	conn    net.Conn
	timeout time.Duration
}

func (w *patientWriter) Write(b []byte) (int, error) {
	_ = w.conn.SetWriteDeadline(time.Now().Add(w.timeout))
	return w.conn.Write(b)
}
