package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"gossip/internal/client"
	"gossip/internal/cluster"
	"gossip/topology"
)

// Exit codes. The table in exitCodes says what they mean.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitGoal        = 3
	exitTimedOut    = 4
	exitNotRunning  = 10
	exitBusy        = 11
	exitNoSuchNode  = 12
	exitInterrupted = 130
)

// exitCode is one exit code and what it means.
type exitCode struct {
	Code    int    `json:"code"`
	Meaning string `json:"meaning"`
}

// exitCodes lists every exit code, ascending.
func exitCodes() []exitCode {
	return []exitCode{
		{exitDone, "done"},
		{exitFailed, "failed"},
		{exitUsage, "something is wrong on the command line; nothing was touched"},
		{exitGoal, "a goal that was waited for was not met"},
		{exitTimedOut, "timed out"},
		{exitNotRunning, "the network is not running"},
		{exitBusy, "busy: the port is taken, the network is running already or being changed"},
		{exitNoSuchNode, "no such node or message"},
		{exitInterrupted, "interrupted by a signal"},
	}
}

// exitStatus returns the EXIT STATUS section of a command's help, for the given codes beside those
// that every command has.
func exitStatus(more ...int) string {
	var b strings.Builder
	b.WriteString("EXIT STATUS\n")
	for _, c := range exitCodes() {
		always := c.Code == exitDone || c.Code == exitFailed || c.Code == exitUsage || c.Code == exitInterrupted
		for _, code := range more {
			always = always || code == c.Code
		}
		if always {
			fmt.Fprintf(&b, "  %3d  %s\n", c.Code, c.Meaning)
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

// usageError is something wrong on the command line. The hint, one or more lines, says what to do
// instead; if it is empty, that is to read the help of the command.
type usageError struct{ text, hint string }

func (e *usageError) Error() string { return e.text }

// Hint returns the next step.
func (e *usageError) Hint() string { return e.hint }

// usagef returns a usageError without a hint of its own: the user is told to read the help of the command.
func usagef(format string, args ...any) error {
	return &usageError{text: fmt.Sprintf(format, args...)}
}

// asUsage makes any error one of the command line's, and keeps its hint.
func asUsage(err error) error {
	if err == nil {
		return nil
	}
	return &usageError{text: err.Error(), hint: hintOf(err)}
}

// goalError is a goal that was waited for and not met, and a next step.
type goalError struct{ text, hint string }

func (e *goalError) Error() string { return e.text }

// Hint returns the next step.
func (e *goalError) Hint() string { return e.hint }

// hinted is an error with a next step.
type hinted struct {
	error
	hint string
}

func (e hinted) Unwrap() error { return e.error }

// Hint returns the next step.
func (e hinted) Hint() string { return e.hint }

// hintOf returns the next step that an error names, "" if it names none.
func hintOf(err error) string {
	if h, ok := errors.AsType[interface {
		error
		Hint() string
	}](err); ok {
		return h.Hint()
	}
	if e, ok := errors.AsType[*cluster.Error](err); ok && e.Hint != "" {
		return e.Hint
	}
	if e, ok := errors.AsType[*client.EndedError](err); ok && e.Node != 0 {
		return fmt.Sprintf("gossip list-nodes shows whether it still runs; gossip restart-node %d starts it again", e.Node)
	}
	return ""
}

// diagnosis is what the user sees of an error; its JSON form is fixed.
type diagnosis struct {
	Error string `json:"error"`
	Hint  string `json:"hint"`
	Code  int    `json:"code"`
}

// diagnose maps an error to its exit code: the only place where that is decided.
func diagnose(err error) diagnosis {
	d := diagnosis{Error: err.Error(), Hint: hintOf(err), Code: exitFailed}
	clusterError, fromCluster := errors.AsType[*cluster.Error](err)
	switch {
	case errors.Is(err, context.Canceled):
		d = diagnosis{Error: "interrupted", Code: exitInterrupted}
	case errors.As(err, new(*usageError)), errors.As(err, new(*topology.ParamError)):
		d.Code = exitUsage
	case errors.As(err, new(*goalError)):
		d.Code = exitGoal
	case fromCluster:
		d.Code = clusterExit(clusterError.Code)
	case errors.Is(err, context.DeadlineExceeded):
		d.Code = exitTimedOut
	}
	return d
}

// clusterExit is the part of diagnose for errors of the cluster.
func clusterExit(code cluster.Code) int {
	switch code {
	case cluster.NotRunning:
		return exitNotRunning
	case cluster.Busy:
		return exitBusy
	case cluster.NoSuchNode:
		return exitNoSuchNode
	case cluster.TimedOut:
		return exitTimedOut
	case cluster.Invalid:
		return exitUsage
	}
	return exitFailed
}

// printText prints the error and then, line by line, the hint. Further lines of the error (the end of
// a log, a second error) are indented, so that nothing in them looks like a line of ours.
func (d diagnosis) printText(w io.Writer) {
	label := "error: "
	for line := range strings.Lines(d.Error) {
		fmt.Fprintf(w, "%s%s\n", label, printable(strings.TrimRight(line, "\n")))
		label = "  "
	}
	for line := range strings.Lines(d.Hint) {
		fmt.Fprintf(w, "hint: %s\n", printable(strings.TrimRight(line, "\n")))
	}
}

// printJSON prints the error as one JSON line.
func (d diagnosis) printJSON(w io.Writer) {
	line, err := jsonLine(d)
	if err != nil {
		d.printText(w)
		return
	}
	_, _ = w.Write(line) // there is nowhere left to complain to
}
