package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"gossip/internal/wire"
)

// progress is how far a stream of messages has come.
type progress struct {
	c    *cli
	name string // of the node, painted

	mu       sync.Mutex
	begun    time.Time
	ended    time.Time
	answered time.Time // when the last answer came
	open     int       // lines that were handed on and not answered yet
	accepted int
	refused  int
	reasons  []string // of the first refusals, each with the number of its line
	first    string
	last     string
}

func newProgress(c *cli, name string) *progress {
	now := time.Now()
	return &progress{c: c, name: name, begun: now, ended: now, answered: now}
}

// hand notes that a line is handed on.
func (p *progress) hand() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.open == 0 {
		p.answered = time.Now() // until now there was nothing to answer
	}
	p.open++
}

// answer notes what the node said to a line.
func (p *progress) answer(number int, a wire.Accepted, err error) {
	p.mu.Lock()
	p.answered = time.Now()
	p.open--
	p.mu.Unlock()
	if err != nil {
		p.refuse(number, err)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.accepted++
	if p.first == "" {
		p.first = a.ID
	}
	p.last = a.ID
}

// shownRefusals is how many refused lines are told of one by one.
const shownRefusals = 10

// refuse notes that a line was not taken. The first ones are shown at once, since a stream may go on
// for hours; with -o json they stand in the error at the end.
func (p *progress) refuse(number int, why error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refused++
	if p.refused > shownRefusals {
		return
	}
	reason := fmt.Sprintf("line %d: %v", number, why)
	p.reasons = append(p.reasons, reason)
	if !p.c.wantsJSON() {
		p.erase()
		fmt.Fprintf(p.c.err, "refused: %s\n", printable(reason))
	}
}

// failure is the error of the whole: that which ended the stream, or the wait, too early, and the lines
// that were refused. With -o json nothing has told of those yet.
func (p *progress) failure(broken error) error {
	refused := p.refusal()
	switch {
	case broken == nil:
		return refused
	case refused == nil || !p.c.wantsJSON():
		return broken
	}
	return fmt.Errorf("%w; %w", broken, refused)
}

// refusal is the error for lines that were refused, nil if none was.
func (p *progress) refusal() error {
	if p.refused == 0 {
		return nil
	}
	text := were(p.refused, "line") + " refused"
	if p.c.wantsJSON() {
		text += ": " + strings.Join(p.reasons, "; ")
	}
	return errors.New(text)
}

// watch shows the progress on a terminal, and gives up on a node that does not answer any more.
func (p *progress) watch(ctx context.Context, giveUp context.CancelCauseFunc) {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			p.mu.Lock()
			p.erase()
			p.mu.Unlock()
			return
		case now := <-tick.C:
			if p.show(now) {
				giveUp(fmt.Errorf("no answer within %v: %w", answerTimeout, context.DeadlineExceeded))
			}
		}
	}
}

// show shows the progress, and reports whether an answer is overdue.
func (p *progress) show(now time.Time) (overdue bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.c.errTerminal {
		p.erase()
		rate := float64(p.accepted) / max(now.Sub(p.begun).Seconds(), 1e-3)
		fmt.Fprintf(p.c.err, "%s sent to %s (%s/s)", count(p.accepted, "message"), p.name, thousands(int(rate)))
	}
	return p.open > 0 && now.Sub(p.answered) > answerTimeout
}

// erase takes the line with the progress off the terminal; the caller holds the mutex.
func (p *progress) erase() {
	if p.c.errTerminal {
		fmt.Fprint(p.c.err, "\r\x1b[K")
	}
}

func (p *progress) summary() string {
	text := fmt.Sprintf("%s sent to %s in %.2f s", count(p.accepted, "message"), p.name, p.seconds())
	if p.refused > 0 {
		text += fmt.Sprintf(", %s refused", thousands(p.refused))
	}
	return text
}

func (p *progress) seconds() float64 { return p.ended.Sub(p.begun).Seconds() }

func (p *progress) result(node int) sendLinesResult {
	return sendLinesResult{Node: node, Accepted: p.accepted, Refused: p.refused, Seconds: p.seconds(),
		FirstID: p.first, LastID: p.last}
}
