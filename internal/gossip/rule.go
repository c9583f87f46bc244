package gossip

import "time"

// Interval returns the time between two cycles of a node, and whether the protocol has cycles. With
// jitter and a greatest interval of 0 it is a round of the papers.
func (r *Rule) Interval() (time.Duration, bool) {
	text, ok := r.setting("interval")
	if !ok {
		return 0, false
	}
	interval, err := time.ParseDuration(text)
	return interval, err == nil
}

// Endless reports whether nodes go on spreading a message when all have it: those that reconcile do,
// and rumor mongers who never lose interest, or only by hearing of it again, of which the last ones
// hear too seldom.
func (r *Rule) Endless() bool {
	if stop, ok := r.setting("stop"); ok && !r.row.Promises {
		return stop == "never" || stop == "heard"
	}
	return false
}

// Dials reports whether nodes contact peers of their own accord, see Dialer. Where a conductor draws the
// pairs they don't.
func (r *Rule) Dials() bool { return r.row.Dials && r.conducted == "" }

func (r *Rule) setting(name string) (string, bool) {
	for _, s := range r.settings {
		if s.Name == name {
			return s.Value, true
		}
	}
	return "", false
}

// Rule returns the rule that the nodes of the group follow.
func (g *Group) Rule() *Rule { return g.rule }
