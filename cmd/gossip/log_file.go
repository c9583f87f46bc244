package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// logFile is the log of one node, and how far it was read.
type logFile struct {
	node   int
	path   string
	offset int64
	stamp  string // time of the last line
}

// logLine is one line of a log.
type logLine struct {
	node  int
	stamp string // when it was written, in a form that sorts
	text  string
}

// read returns the complete lines that were appended since the last call. A file that has become
// shorter was begun anew, and one that is gone has none.
func (f *logFile) read() ([]logLine, error) {
	info, err := os.Stat(f.path)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the log of node %d: %w", f.node, err)
	}
	if info.Size() < f.offset {
		f.offset = 0
	}
	if info.Size() == f.offset {
		return nil, nil
	}
	data, err := f.tail(info.Size())
	if err != nil {
		return nil, fmt.Errorf("read the log of node %d: %w", f.node, err)
	}
	whole := data[:bytes.LastIndexByte(data, '\n')+1]
	f.offset += int64(len(whole))
	var lines []logLine
	for text := range strings.Lines(string(whole)) {
		text = strings.TrimSuffix(text, "\n")
		// A line that is not of the logger, of a stack trace for instance, belongs to the one before.
		if stamp, ok := strings.CutPrefix(text, "time="); ok {
			f.stamp, _, _ = strings.Cut(stamp, " ")
		}
		lines = append(lines, logLine{node: f.node, stamp: f.stamp, text: text})
	}
	return lines, nil
}

// tail reads from the offset to size.
func (f *logFile) tail(size int64) ([]byte, error) {
	file, err := os.Open(f.path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.NewSectionReader(file, f.offset, size-f.offset))
}

// readLogs returns what was appended to several logs since they were last read, in the order of time.
func readLogs(files []*logFile) ([]logLine, error) {
	var lines []logLine
	for _, file := range files {
		more, err := file.read()
		if err != nil {
			return nil, err
		}
		lines = append(lines, more...)
	}
	sortLog(lines)
	return lines, nil
}

// sortLog puts lines of several logs in the order of time; those of one log keep their order.
func sortLog(lines []logLine) {
	slices.SortStableFunc(lines, func(a, b logLine) int { return cmp.Compare(a.stamp, b.stamp) })
}
