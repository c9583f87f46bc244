package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// streams is what a command may touch of the process that it runs in.
type streams struct {
	in          io.Reader     // nil where a command has no use for it
	out         *bufio.Writer // results
	err         io.Writer     // everything else
	outTerminal bool
	errTerminal bool
	getenv      func(string) string
}

// processStreams returns the streams of this process.
func processStreams() streams {
	return streams{
		in:          os.Stdin,
		out:         bufio.NewWriter(os.Stdout),
		err:         os.Stderr,
		outTerminal: term.IsTerminal(int(os.Stdout.Fd())),
		errTerminal: term.IsTerminal(int(os.Stderr.Fd())),
		getenv:      os.Getenv,
	}
}

// printf prints a piece of the result. A failing write is found when the stream is flushed.
func (s *streams) printf(format string, args ...any) { fmt.Fprintf(s.out, format, args...) }

// note prints a line that is not part of the result: a hint, progress, a warning.
func (s *streams) note(format string, args ...any) {
	s.out.Flush() //nolint:errcheck // found again by the flush at the end
	fmt.Fprintf(s.err, format+"\n", args...)
}

// printJSON prints a result as one line of JSON.
func (s *streams) printJSON(v any) error {
	line, err := jsonLine(v)
	if err != nil {
		return fmt.Errorf("write the result as JSON: %w", err)
	}
	_, err = s.out.Write(line)
	return err
}

// jsonLine returns v as one line of JSON. Text stays as it is, except that characters which could
// command a terminal are written as \uXXXX.
func jsonLine(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return escapeJSON(b.Bytes()), nil
}
