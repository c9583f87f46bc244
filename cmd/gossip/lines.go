package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// errLineTooLong is for a line that is longer than it may be.
var errLineTooLong = errors.New("the line is longer than a message may be")

// lineReader takes a stream apart into lines. A line that is too long is never held whole.
type lineReader struct {
	in     *bufio.Reader
	limit  int // of a line, in bytes, without its end
	number int // of the line that was read last, from 1
	line   []byte
}

func newLineReader(in io.Reader, limit int) *lineReader {
	return &lineReader{in: bufio.NewReaderSize(in, 64<<10), limit: limit}
}

// next returns the next line without its end (LF or CR LF), or errLineTooLong, after which there may
// be further lines; io.EOF after the last one. The last line needs no end.
func (r *lineReader) next() (string, error) {
	r.line = r.line[:0]
	tooLong := false
	for {
		piece, err := r.in.ReadSlice('\n')
		if room := r.limit + len("\r\n") - len(r.line); len(piece) > room {
			tooLong, piece = true, piece[:room]
		}
		r.line = append(r.line, piece...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && (!errors.Is(err, io.EOF) || len(r.line) == 0):
			return "", err
		}
		r.number++
		line := bytes.TrimSuffix(bytes.TrimSuffix(r.line, []byte("\n")), []byte("\r"))
		if tooLong || len(line) > r.limit {
			return "", errLineTooLong
		}
		return string(line), nil
	}
}
