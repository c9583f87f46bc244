package node

import (
	"slices"
	"time"

	"gossip/internal/gossip"
)

// clock is the time of the node: that of the machine, but it never goes back. If the machine's clock is
// set back, the node's goes on from where it was, so that no timer waits for the time to come again.
type clock struct {
	now  time.Duration // since the Unix epoch, when it was last read
	last time.Time     // the same by the machine, which knows how much time passes whatever its clock is set to
}

// tick reads the clock.
func (c *clock) tick() time.Duration {
	t := time.Now()
	passed := time.Duration(0)
	if !c.last.IsZero() {
		passed = t.Sub(c.last)
	}
	c.now, c.last = onward(c.now, passed, time.Duration(t.UnixNano())), t
	return c.now
}

// onward returns the time of a node when some has passed and the machine's clock shows wall.
func onward(now, passed, wall time.Duration) time.Duration { return max(now+passed, wall) }

// timers are what the core waits for: few at a time, so a list does.
type timers struct {
	waiting []timer // ascending
	alarm   *time.Timer
}

type timer struct {
	at   time.Duration // since the Unix epoch
	what gossip.Timer
}

// set adds a timer.
func (t *timers) set(now, at time.Duration, what gossip.Timer) {
	i := len(t.waiting)
	for i > 0 && t.waiting[i-1].at > at {
		i--
	}
	t.waiting = slices.Insert(t.waiting, i, timer{at, what})
	if i == 0 {
		t.arm(now)
	}
}

// arm sets the alarm for the first timer.
func (t *timers) arm(now time.Duration) {
	if len(t.waiting) > 0 {
		t.alarm.Reset(t.waiting[0].at - now)
	}
}

// due takes out one timer that is due, and reports whether there was one.
func (t *timers) due(now time.Duration) (gossip.Timer, bool) {
	if len(t.waiting) == 0 || t.waiting[0].at > now {
		return 0, false
	}
	what := t.waiting[0].what
	t.waiting = slices.Delete(t.waiting, 0, 1)
	return what, true
}
