package sim

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"strconv"
	"strings"
	"time"
)

// traceBuffer is how many bytes of lines are hashed, and written, at a time.
const traceBuffer = 64 << 10

// Hasher is an Observer that condenses all that happens in a run to a text: the SHA-256 of the lines
// that a trace has between its header and its end. It needs no file.
type Hasher struct {
	encoder traceEncoder
	sum     hash.Hash
	out     io.Writer // nil if nothing is written
	pending []byte
	records int64
	last    time.Duration
	err     error // of out
}

// NewHasher returns a Hasher for one run of a Config.
func NewHasher(cfg Config) *Hasher {
	if cfg.Rounds.Synchronous {
		return newHasher(Length(cfg.Rule))
	}
	return newHasher(0)
}

func newHasher(round time.Duration) *Hasher {
	return &Hasher{encoder: newTraceEncoder(round), sum: sha256.New(), pending: make([]byte, 0, traceBuffer+traceBuffer/4)}
}

// Observe implements Observer.
func (h *Hasher) Observe(r Record) {
	h.pending = h.encoder.append(h.pending, &r)
	h.records++
	h.last = r.At
	if len(h.pending) >= traceBuffer {
		h.flush()
	}
}

func (h *Hasher) flush() {
	h.sum.Write(h.pending)
	if h.out != nil && h.err == nil {
		_, h.err = h.out.Write(h.pending)
	}
	h.pending = h.pending[:0]
}

// Hex returns the hash of what was observed so far.
func (h *Hasher) Hex() string {
	h.flush()
	return hex.EncodeToString(h.sum.Sum(nil))
}

// CombineHashes makes one hash of those of several runs, in their order: the SHA-256 of their lines.
// That of a single run stays what it is.
func CombineHashes(hashes []string) string {
	if len(hashes) == 1 {
		return hashes[0]
	}
	return hashOf([]byte(strings.Join(hashes, "\n") + "\n"))
}

// hashOf is the SHA-256 of some bytes, in hexadecimal.
func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// TraceWriter is an Observer that writes a trace.
type TraceWriter struct {
	hasher *Hasher
	header string // its hash
}

// NewTraceWriter writes the header. Large pieces are written at a time, so out need not be buffered.
func NewTraceWriter(out io.Writer, header TraceHeader) (*TraceWriter, error) {
	line, err := header.append(nil)
	if err != nil {
		return nil, fmt.Errorf("write the header of a trace: %w", err)
	}
	if _, err := out.Write(line); err != nil {
		return nil, err
	}
	w := &TraceWriter{newHasher(time.Duration(header.RoundNS)), hashOf(line)}
	w.hasher.out = out
	return w, nil
}

// Observe implements Observer.
func (w *TraceWriter) Observe(r Record) { w.hasher.Observe(r) }

// End writes the last line, and returns the first error that any write had. A trace without that line is
// not complete.
func (w *TraceWriter) End(reason End) error {
	h := w.hasher
	sum := h.Hex()
	if h.err != nil {
		return h.err
	}
	end := TraceEnd{At: h.last, Reason: reason, Records: h.records, Header: w.header, Hash: sum}
	_, err := h.out.Write(end.append(nil))
	return err
}

// Line returns the last line of a trace as it is written.
func (e TraceEnd) Line() []byte { return e.append(nil) }

// append appends the line.
func (e TraceEnd) append(b []byte) []byte {
	b = append(b, `{"t":`...)
	b = strconv.AppendInt(b, int64(e.At), 10)
	b = append(append(append(b, `,"event":"end","reason":"`...), e.Reason...), '"')
	b = appendField(b, "records", e.Records)
	b = append(append(append(b, `,"header_sha256":"`...), e.Header...), '"')
	return append(append(append(b, `,"sha256":"`...), e.Hash...), "\"}\n"...)
}
