package gossip

import (
	"fmt"
	"time"
)

// pace is the time between two cycles: an interval with jitter, which grows while nothing happens if
// it may.
type pace struct {
	interval time.Duration
	most     time.Duration // the interval doubles up to this while nothing changes; 0: never
	jitter   int64         // percent
}

// paceParams declares the parameters of a pace, with a prefix to their names.
func paceParams(prefix, interval, most, source string) []Param {
	return []Param{
		{
			Name: prefix + "interval", Type: Duration, Min: int64(time.Millisecond), Max: int64(time.Hour), Default: interval,
			Doc: "time between two cycles of a node", Source: source,
		}, {
			Name: prefix + "max_interval", Type: Duration, Min: int64(time.Millisecond), Max: int64(time.Hour), Default: most, Optional: true,
			Doc:    "the interval doubles up to this while a node learns nothing new, and returns at once when it does; 0 keeps it fixed, as papers have it",
			Source: "lazy gossip; our choice",
		}, {
			Name: prefix + "jitter", Type: Integer, Unit: "percent", Max: 100, Default: "10",
			Doc: "each interval is drawn from this far below to this far above", Source: "our choice: keeps nodes from marching in step",
		},
	}
}

func (v values) pace(prefix string) pace {
	return pace{
		interval: v.duration(prefix + "interval"),
		most:     v.duration(prefix + "max_interval"),
		jitter:   v[prefix+"jitter"],
	}
}

// checkPace finds a greatest interval below the interval.
func (v values) checkPace(prefix string) error {
	if p := v.pace(prefix); p.most != 0 && p.most < p.interval {
		return &ParamError{
			Text: fmt.Sprintf("%smax_interval=%s is below %sinterval=%s", prefix, shortDuration(int64(p.most)), prefix, shortDuration(int64(p.interval))),
			Hint: fmt.Sprintf("%smax_interval=0 keeps the interval fixed", prefix),
		}
	}
	return nil
}

// clock is the state of a pace at one node.
type clock struct {
	timer   deadline
	current time.Duration // interval now, 0 before the first cycle
}

// begin sets the first cycle of a node that acts on its own, at a random moment of the interval so
// that nodes which start together do not act together.
func (c *clock) begin(n *Node, now time.Duration, p pace, timer Timer, actions []Action) []Action {
	c.current = p.interval
	if p.jitter == 0 {
		return c.timer.set(timer, now+p.interval, actions)
	}
	return c.timer.set(timer, now+1+time.Duration(n.store.group.rand.Int64N(int64(p.interval))), actions)
}

// next sets the next cycle, after one in which something was new or not.
func (c *clock) next(n *Node, now time.Duration, p pace, timer Timer, idle bool, actions []Action) []Action {
	switch {
	case !idle || p.most == 0 || c.current == 0:
		c.current = p.interval
	default:
		c.current = min(2*c.current, p.most)
	}
	return c.timer.set(timer, now+p.drawn(n, c.current), actions)
}

// hurry makes the next cycle come no later than in one interval: there is news.
func (c *clock) hurry(n *Node, now time.Duration, p pace, timer Timer, actions []Action) []Action {
	c.current = p.interval
	if c.timer.pending() && time.Duration(c.timer) <= now+p.interval+p.interval*time.Duration(p.jitter)/100 {
		return actions
	}
	return c.timer.set(timer, now+p.drawn(n, p.interval), actions)
}

// drawn returns an interval with jitter.
func (p pace) drawn(n *Node, interval time.Duration) time.Duration {
	spread := int64(interval) * p.jitter / 100
	if spread == 0 {
		return interval
	}
	return interval + time.Duration(n.store.group.rand.Int64N(2*spread+1)-spread)
}
