package cluster

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// A report is what the starter learns about one node.
type report struct {
	id     int
	ready  bool
	exited bool
	reason string // why it failed
}

// lateReason is how long the starter waits for the reason why a node ended. The node wrote it before
// it ended, so that it is there already, but in another pipe.
const lateReason = 100 * time.Millisecond

// await returns nil once every node of the launch has reported that it is ready. It fails as soon
// as one of them ends or reports a failure, when the time is up, and when the context ends.
// Progress may be nil.
func (l *launch) await(ctx context.Context, timeout time.Duration, progress func(ready, total int)) error {
	listening, cancel := context.WithTimeout(ctx, timeout)
	reports := make(chan report)
	var listeners sync.WaitGroup
	defer listeners.Wait()
	defer cancel()

	l.readyIn.Close() // the nodes hold the other ends: when all have reported, the pipe ends
	listeners.Go(func() { l.readReports(listening, reports) })
	for _, c := range l.children {
		listeners.Go(func() { c.watch(listening, reports) })
	}

	waiting := make(map[int]bool, len(l.children))
	for _, c := range l.children {
		waiting[c.node.ID] = true
	}
	for len(waiting) > 0 {
		select {
		case r := <-reports:
			if !r.ready {
				return l.failure(withReason(r, reports))
			}
			delete(waiting, r.id)
			if progress != nil {
				progress(len(l.children)-len(waiting), len(l.children))
			}
		case <-listening.Done():
			if ctx.Err() != nil {
				return interrupted(ctx, "wait until the nodes are ready")
			}
			return l.notReady(waiting, timeout)
		}
	}
	return nil
}

// readReports passes on what the nodes write into the shared pipe. A line is written at once and is
// short, so that lines of several nodes never mix.
func (l *launch) readReports(ctx context.Context, reports chan<- report) {
	stop := context.AfterFunc(ctx, func() { _ = l.ready.SetReadDeadline(time.Unix(1, 0)) })
	defer stop()
	lines := bufio.NewScanner(l.ready)
	for lines.Scan() {
		r, ok := parseReport(lines.Text())
		if !ok {
			continue // a node that talks nonsense is missed when the time is up
		}
		select {
		case reports <- r:
		case <-ctx.Done():
			return
		}
	}
}

// parseReport parses "ready <id>" and "fail <id> <reason>".
func parseReport(line string) (report, bool) {
	verb, rest, _ := strings.Cut(line, " ")
	digits, reason, _ := strings.Cut(rest, " ")
	id, err := strconv.Atoi(digits)
	if err != nil || verb != "ready" && verb != "fail" {
		return report{}, false
	}
	return report{id: id, ready: verb == "ready", reason: printable(reason)}, true
}

// watch reports the end of the process.
func (c child) watch(ctx context.Context, reports chan<- report) {
	if c.process.wait(ctx) != nil {
		return
	}
	r := report{id: c.node.ID, exited: true, reason: "it ended"}
	if status, ok := reap(c.node.PID); ok {
		r.reason = ending(status)
	}
	select {
	case reports <- r:
	case <-ctx.Done():
	}
}

// ending says how a process ended.
func ending(status unix.WaitStatus) string {
	if status.Signaled() {
		return fmt.Sprintf("it was ended by a signal (%s)", status.Signal())
	}
	return fmt.Sprintf("it ended with exit status %d", status.ExitStatus())
}

// withReason prefers the reason that a node gave itself to the fact that it has ended.
func withReason(r report, reports <-chan report) report {
	if !r.exited {
		return r
	}
	late := time.NewTimer(lateReason)
	defer late.Stop()
	for {
		select {
		case next := <-reports:
			if !next.ready && !next.exited {
				return next
			}
		case <-late.C:
			return r
		}
	}
}

// failure is the error for a node that did not come up.
func (l *launch) failure(r report) error {
	return &Error{Code: Failed,
		Text: fmt.Sprintf("node %d did not start: %s%s", r.id, r.reason, l.tail(r.id)),
		Hint: "nothing was left running"}
}

// notReady is the error for nodes that took too long.
func (l *launch) notReady(waiting map[int]bool, timeout time.Duration) error {
	var ids []int
	for id := range waiting {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return &Error{Code: TimedOut,
		Text: fmt.Sprintf("%d of %s were not ready after %v: %s%s",
			len(ids), amount(len(l.children), "node"), timeout, idList(ids), l.tail(ids[0])),
		Hint: "nothing was left running; on a busy machine, start fewer nodes"}
}

// tail returns the last lines of a node's log, each on a line of its own, or nothing.
func (l *launch) tail(id int) string {
	const lines, most = 6, 4096
	f, err := os.Open(l.command.log(id))
	if err != nil {
		return ""
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return ""
	}
	end := make([]byte, min(info.Size(), most))
	n, _ := f.ReadAt(end, max(0, info.Size()-most))
	end = bytes.TrimSpace(end[:n])
	if len(end) == 0 {
		return ""
	}
	var text strings.Builder
	fmt.Fprintf(&text, "; the end of the log of node %d:", id)
	all := bytes.Split(end, []byte("\n"))
	for _, line := range all[max(0, len(all)-lines):] {
		text.WriteString("\n  " + printable(string(line)))
	}
	return text.String()
}

// printable replaces what could disturb a terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if strconv.IsPrint(r) {
			return r
		}
		return '?'
	}, s)
}

// idList writes the first few ids of a list.
func idList(ids []int) string {
	const most = 8
	var text []string
	for _, id := range ids[:min(len(ids), most)] {
		text = append(text, strconv.Itoa(id))
	}
	if len(ids) > most {
		text = append(text, "...")
	}
	return strings.Join(text, ", ")
}

// interrupted is the error for an operation whose context ended.
func interrupted(ctx context.Context, doing string) error {
	cause := context.Cause(ctx)
	code := Failed
	if errors.Is(cause, context.DeadlineExceeded) {
		code = TimedOut
	}
	return &Error{Code: code, Text: doing, Err: cause}
}
