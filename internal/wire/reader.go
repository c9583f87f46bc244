package wire

import (
	"bytes"
	"errors"
	"io"
	"sync/atomic"
)

// Errors of Reader.Line.
var (
	ErrTooLong = errors.New("line over the limit")
	ErrBusy    = errors.New("too much input is waiting in this node; try again later")
	// ErrUnterminated comes with a last line that the end of the stream cut off.
	ErrUnterminated = errors.New("the stream ended within a line")
)

const (
	minBuffer  = 512       // what a silent connection costs
	idleBuffer = 4 << 10   // a larger buffer goes back when its lines are done and no more are there
	keepBuffer = 64 << 10  // a larger buffer goes back once its line is done, whatever there is
	freeBuffer = minBuffer // not counted against the budget
)

// Budget bounds the memory that all Readers of one node take together for lines that are still
// incomplete. It is safe for concurrent use.
type Budget struct {
	left atomic.Int64
}

// NewBudget returns a budget of the given size in bytes.
func NewBudget(bytes int64) *Budget {
	b := new(Budget)
	b.left.Store(bytes)
	return b
}

func (b *Budget) reserve(n int) bool {
	if b.left.Add(-int64(n)) >= 0 {
		return true
	}
	b.left.Add(int64(n))
	return false
}

func (b *Budget) release(n int) { b.left.Add(int64(n)) }

// Reader cuts a stream into lines of bounded length.
type Reader struct {
	r          io.Reader
	buf        []byte
	start, end int // the unread bytes are buf[start:end]
	searched   int // buf[start:searched] holds no newline
	limit      int
	budget     *Budget
	reserved   int
	filled     bool // the last read filled the buffer: there is probably more
	err        error
}

// NewReader returns a Reader of lines of at most limit bytes, newline not counted. Release must be
// called when it is no longer used. A nil budget is never exhausted.
func NewReader(r io.Reader, limit int, budget *Budget) *Reader {
	return &Reader{r: r, limit: limit, budget: budget}
}

// Line returns the next line without its newline. It is valid until the next call. The error is
// io.EOF when the stream ended between two lines, ErrUnterminated, together with the line, when it
// ended within one, ErrTooLong, ErrBusy, or what the stream said. After an error there is no next
// line.
func (r *Reader) Line() ([]byte, error) {
	if r.err != nil {
		return nil, r.err
	}
	for {
		if i := bytes.IndexByte(r.buf[r.searched:r.end], '\n'); i >= 0 {
			line := r.buf[r.start : r.searched+i]
			r.start = r.searched + i + 1
			r.searched = r.start
			if len(line) > r.limit {
				r.err = ErrTooLong
				return nil, r.err
			}
			return line, nil
		}
		r.searched = r.end
		if r.end-r.start > r.limit {
			r.err = ErrTooLong
			return nil, r.err
		}
		if err := r.fill(); err != nil {
			r.err = err
			if err == io.EOF && r.end > r.start {
				r.err = ErrUnterminated
				return r.buf[r.start:r.end], r.err
			}
			return nil, err
		}
	}
}

// Block returns all complete lines that are there, newlines included, and waits for one if there is
// none. Unlike a Line, the block belongs to the caller; a spare buffer, if not nil, takes the place of
// the memory that goes with it. Errors are those of Line.
func (r *Reader) Block(spare []byte) ([]byte, error) {
	for r.err == nil {
		last := bytes.LastIndexByte(r.buf[r.searched:r.end], '\n')
		if last < 0 {
			if r.searched = r.end; r.end-r.start > r.limit {
				r.err = ErrTooLong
			} else if err := r.fill(); err != nil {
				r.err = err
				if err == io.EOF && r.end > r.start {
					r.err = ErrUnterminated
				}
			}
			continue
		}
		end := r.searched + last + 1
		block, rest := r.buf[r.start:end], r.buf[end:r.end]
		size := r.nextSize(len(rest))
		if cap(spare) < size || cap(spare) > 4*size {
			spare = make([]byte, size)
		}
		r.buf = spare[:cap(spare)]
		r.start, r.end, r.searched = 0, copy(r.buf, rest), 0
		return block, nil
	}
	return nil, r.err
}

// nextSize returns the size of the next buffer: twice the last one while reads fill it, half of it
// while they do not.
func (r *Reader) nextSize(rest int) int {
	size := len(r.buf)
	switch {
	case r.filled:
		size = min(2*size, keepBuffer)
	case r.end < size/4:
		size /= 2
	}
	return max(size, minBuffer, 2*rest)
}

// Ready reports whether the next Line will not have to wait.
func (r *Reader) Ready() bool {
	return r.err != nil || bytes.IndexByte(r.buf[r.start:r.end], '\n') >= 0
}

// Starts reports whether the next Line will not have to wait and begins with the given prefix.
func (r *Reader) Starts(prefix string) bool {
	return r.err == nil && r.end-r.start > len(prefix) && string(r.buf[r.start:r.start+len(prefix)]) == prefix && r.Ready()
}

// Exempt takes the Reader out of its budget, for a stream that must go on when strangers have used
// the budget up.
func (r *Reader) Exempt() {
	r.giveBack()
	r.budget = nil
}

func (r *Reader) giveBack() {
	if r.budget != nil {
		r.budget.release(r.reserved)
	}
	r.reserved = 0
}

// Release gives the buffer back. The Reader must not be used any more.
func (r *Reader) Release() {
	r.giveBack()
	r.buf, r.err = nil, io.EOF
	r.start, r.end, r.searched = 0, 0, 0
}

// fill reads more bytes, after making room for them.
func (r *Reader) fill() error {
	if r.start == r.end && (len(r.buf) > keepBuffer || len(r.buf) > idleBuffer && !r.filled) {
		r.giveBack()
		r.buf = nil
		r.start, r.end, r.searched = 0, 0, 0
	}
	if r.start > 0 {
		copy(r.buf, r.buf[r.start:r.end])
		r.end -= r.start
		r.searched -= r.start
		r.start = 0
	}
	if r.end == len(r.buf) || r.filled && len(r.buf) < keepBuffer {
		if err := r.grow(); err != nil && r.end == len(r.buf) {
			return err
		}
	}
	for range 100 {
		n, err := r.r.Read(r.buf[r.end:])
		r.end += n
		r.filled = r.end == len(r.buf)
		if n > 0 {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return io.ErrNoProgress
}

func (r *Reader) grow() error {
	size := max(2*len(r.buf), minBuffer)
	size = min(size, max(r.limit+1, minBuffer))
	need := size - freeBuffer
	if more := need - r.reserved; more > 0 && r.budget != nil {
		if !r.budget.reserve(more) {
			return ErrBusy
		}
		r.reserved = need
	}
	buf := make([]byte, size)
	copy(buf, r.buf[:r.end])
	r.buf = buf
	return nil
}
