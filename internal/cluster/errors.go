package cluster

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// A Code says what kind of failure an Error is; the command line maps codes to exit codes. A Code
// is itself an error, so that a caller can ask errors.Is(err, cluster.NotRunning).
type Code int

// The codes.
const (
	Failed     Code = iota // anything that has no code of its own
	NotRunning             // there is no running network of that name
	Busy                   // a port, the lock or the name is taken
	NoSuchNode             // the network has no node with that id
	TimedOut               // a node or a lock did not answer before its deadline
	Invalid                // the request itself is wrong
)

// Error implements error.
func (c Code) Error() string {
	switch c {
	case NotRunning:
		return "network not running"
	case Busy:
		return "busy"
	case NoSuchNode:
		return "no such node"
	case TimedOut:
		return "timed out"
	case Invalid:
		return "invalid request"
	}
	return "failed"
}

// Error is the error of every operation on a network: what went wrong and why, and what to do next.
type Error struct {
	Code Code
	Text string // what and why, lower case, no full stop
	Hint string // what to do next; empty if there is nothing better than the text
	Err  error  // the cause, if there is one; not part of Text
}

// Error implements error.
func (e *Error) Error() string {
	if e.Err == nil {
		return e.Text
	}
	return e.Text + ": " + e.Err.Error()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is makes errors.Is(err, Busy) and the like work.
func (e *Error) Is(target error) bool {
	code, ok := target.(Code)
	return ok && code == e.Code
}

// failed wraps an error of the operating system or of a node. An Error that is wrapped once more keeps
// its code and its hint.
func failed(err error, format string, args ...any) *Error {
	e := &Error{Code: codeFor(err), Text: fmt.Sprintf(format, args...), Err: err}
	if cause, ok := errors.AsType[*Error](err); ok {
		e.Hint = cause.Hint
	}
	return e
}

// invalid is an error of the caller.
func invalid(hint, format string, args ...any) *Error {
	return &Error{Code: Invalid, Text: fmt.Sprintf(format, args...), Hint: hint}
}

// codeFor keeps the code of an error that is wrapped once more. A deadline that ran out is TimedOut
// wherever it was noticed: contexts and sockets have different errors for it.
func codeFor(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) {
		return TimedOut
	}
	return Failed
}
