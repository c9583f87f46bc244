package sim

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"

	"gossip/internal/gossip"
)

// TraceRecord is one line of a trace between its header and its end. The fields that are not of its
// kind are zero. Slices are good until the next line is read.
type TraceRecord struct {
	Line   int // in the file, from 1
	At     time.Duration
	Round  int64 // of a synchronous run
	Kind   RecordKind
	Node   gossip.NodeID
	Peer   gossip.NodeID // 0 in a delivery at the origin
	Packet gossip.PacketKind

	Message int             // the number of the message that is delivered or carried, from 1 in the order of acceptance
	Text    string          // the beginning of it, in a delivery at the origin
	Hop     int             // relays that this copy has made when it arrives
	Path    []gossip.NodeID // of a delivery or an arrival, to Node

	Messages []int    // that a control packet speaks of
	Values   []uint32 // see gossip.Notice
	Share    gossip.Share
	Sync     TraceSync

	Raw []byte // the line, without its end
}

// TraceSync is the size of a step of a reconciliation.
type TraceSync struct{ Session, Ranges, Keys, Want int64 }

// TraceError is what is wrong with a trace.
type TraceError struct {
	Line int // from 1
	Err  error
}

func (e *TraceError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }

// Unwrap returns what is wrong.
func (e *TraceError) Unwrap() error { return e.Err }

// TraceReader reads a trace, a line at a time, and believes nothing of it: records that no run of the
// simulator writes are refused, and so is a trace that was cut or changed.
type TraceReader struct {
	in     *bufio.Reader
	header TraceHeader
	first  string // hash of the header
	raw    []byte
	line   int
	offset int64
	state  traceState
	record TraceRecord
	sum    hash.Hash // nil if the reader began in the middle
	end    TraceEnd
	err    error
}

// traceState is what the lines that were read so far say about the next one.
type traceState struct {
	last     time.Duration
	messages int // that were accepted
	records  int64
}

// longestTraceLine bounds the memory of a reader. A path of a million nodes has half of it.
const longestTraceLine = 16 << 20

// NewTraceReader reads the header.
func NewTraceReader(in io.Reader) (*TraceReader, error) {
	r := &TraceReader{in: bufio.NewReaderSize(in, traceBuffer), sum: sha256.New()}
	line, err := r.next()
	if errors.Is(err, io.EOF) {
		return nil, &TraceError{1, errors.New("there is nothing: a trace begins with a header")}
	}
	if err != nil {
		return nil, err
	}
	if r.header, err = parseTraceHeader(line); err != nil {
		return nil, &TraceError{1, fmt.Errorf("this is not the header of a trace: %w", err)}
	}
	r.first = hashOf(append(line[:len(line):len(line)], '\n'))
	return r, nil
}

// parseTraceHeader reads a header that is written as NewTraceWriter writes it.
func parseTraceHeader(line []byte) (h TraceHeader, err error) {
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.DisallowUnknownFields()
	err = decoder.Decode(&h)
	if bad := h.check(); err == nil || h.Format != TraceFormat {
		err = bad // that it is another format says more than an unknown field does
	}
	if err != nil {
		return h, err
	}
	same, err := h.append(nil)
	if err == nil && !bytes.Equal(same[:len(same)-1], line) {
		err = errors.New("its fields are not written as traces have them")
	}
	return h, err
}

// Header returns the first line.
func (r *TraceReader) Header() TraceHeader { return r.header }

// End returns the last line, once Next has returned io.EOF.
func (r *TraceReader) End() TraceEnd { return r.end }

// TraceMark is a place between two lines of a trace.
type TraceMark struct {
	offset int64
	line   int
	state  traceState
}

// Mark returns the place behind the record that was read last.
func (r *TraceReader) Mark() TraceMark { return TraceMark{r.offset, r.line, r.state} }

// ResumeTrace reads on from a place that an earlier reader of the same trace has marked. It does not
// check the hash.
func ResumeTrace(in io.ReadSeeker, header TraceHeader, from TraceMark) (*TraceReader, error) {
	if _, err := in.Seek(from.offset, io.SeekStart); err != nil {
		return nil, err
	}
	return &TraceReader{in: bufio.NewReaderSize(in, traceBuffer), header: header,
		offset: from.offset, line: from.line, state: from.state}, nil
}

// Next returns the next record, which is good until the next call, or io.EOF behind the last line of a
// trace that is whole. Any other error is final, and a *TraceError unless the file could not be read.
func (r *TraceReader) Next() (*TraceRecord, error) {
	if r.err != nil {
		return nil, r.err
	}
	if r.err = r.advance(); r.err != nil {
		return nil, r.err
	}
	return &r.record, nil
}

// advance reads a record, or the end and what must not stand behind it.
func (r *TraceReader) advance() error {
	line, err := r.next()
	if errors.Is(err, io.EOF) {
		return &TraceError{r.line, errors.New("the trace breaks off behind this line: it has no end")}
	}
	if err != nil {
		return err
	}
	if isTraceEnd(line) {
		return r.finish(line)
	}
	scan := traceScanner{line: line}
	if err := scan.record(&r.record, &r.header, &r.state); err != nil {
		return &TraceError{r.line, err}
	}
	r.record.Line, r.record.Raw = r.line, line
	r.state.records++
	if r.sum != nil {
		r.sum.Write(line)
		r.sum.Write([]byte{'\n'})
	}
	return nil
}

// finish judges the last line.
func (r *TraceReader) finish(line []byte) error {
	end, err := scanTraceEnd(line)
	first, sum := end.Header, end.Hash
	if r.sum != nil {
		first, sum = r.first, hex.EncodeToString(r.sum.Sum(nil))
	}
	switch {
	case err != nil:
	case end.At != r.state.last:
		err = errors.New("the end is not at the time of the last record")
	case end.Records != r.state.records:
		err = fmt.Errorf("the end speaks of %d records, and there are %d", end.Records, r.state.records)
	case end.Header != first:
		err = errors.New("the header is not the one that the end was written for: another hash")
	case end.Hash != sum:
		err = errors.New("the records are not those that the end was written for: another hash")
	}
	if err != nil {
		return &TraceError{r.line, err}
	}
	r.end = end
	if _, err := r.next(); !errors.Is(err, io.EOF) {
		if err != nil {
			return err
		}
		return &TraceError{r.line, errors.New("something stands behind the end")}
	}
	return io.EOF
}

// next returns the next line without its end, which it must have.
func (r *TraceReader) next() ([]byte, error) {
	r.raw = r.raw[:0]
	for {
		piece, err := r.in.ReadSlice('\n')
		r.offset += int64(len(piece))
		if err == nil && len(r.raw) == 0 {
			r.line++
			return piece[:len(piece)-1], nil
		}
		r.raw = append(r.raw, piece...)
		switch {
		case len(r.raw) > longestTraceLine:
			return nil, &TraceError{r.line + 1, fmt.Errorf("it is longer than %d bytes", longestTraceLine)}
		case err == nil:
			r.line++
			return r.raw[:len(r.raw)-1], nil
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && len(r.raw) > 0:
			return nil, &TraceError{r.line + 1, errors.New("it is cut in the middle")}
		case errors.Is(err, io.EOF):
			return nil, io.EOF
		default:
			return nil, fmt.Errorf("read a trace behind line %d: %w", r.line, err)
		}
	}
}
