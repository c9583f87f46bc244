package main

import (
	"fmt"
	"math"
	"slices"
	"time"

	"gossip/internal/gossip"
	"gossip/internal/trace"
)

// compareSide is what one driver of the core did: real processes, or the simulator.
type compareSide struct {
	messages  []compareMessage // in the order of their acceptance
	relays    int64            // payload packets that were sent
	control   int64
	bytes     int64     // of all packets
	estimates []float64 // of aggregation, by node index; NaN where there is none
	settled   time.Duration
}

// compareMessage is what became of one message.
type compareMessage struct {
	Text     string
	At       time.Duration // of its acceptance, since that of the first
	Summary  trace.Summary
	Arrivals []int // by node index

	relayTimes []time.Duration // of the relays whose sender is known to have got the same copy
}

// newCompareMessage judges the arrivals at all nodes.
func newCompareMessage(text string, at time.Duration, origin int, nodes []trace.Node) compareMessage {
	m := compareMessage{Text: text, At: at, Summary: trace.Summarize(origin, nodes), Arrivals: make([]int, len(nodes))}
	for i, node := range nodes {
		m.Arrivals[i] = len(node.Arrivals) + node.Unkept
	}
	m.relayTimes = relayTimes(nodes)
	return m
}

// relayTimes returns how long relays took, from the arrival of a copy at the sender to the arrival of the
// same copy, with a path that is one node longer, at the receiver.
func relayTimes(nodes []trace.Node) (times []time.Duration) {
	arrived := make(map[string]time.Duration)
	path := func(p *gossip.Path, length int) string { return fmt.Sprint(p.AppendIDs(nil)[:length]) }
	for _, node := range nodes {
		for _, a := range node.Arrivals {
			if key := path(a.Path, a.Path.Len()); arrived[key] == 0 || a.At < arrived[key] {
				arrived[key] = a.At
			}
		}
	}
	for _, node := range nodes {
		for _, a := range node.Arrivals {
			if a.Path.Len() < 2 {
				continue
			}
			if left, ok := arrived[path(a.Path, a.Path.Len()-1)]; ok {
				times = append(times, max(a.At-left, 0))
			}
		}
	}
	return times
}

// compareCheck is one thing that must be equal: a number on each side.
type compareCheck struct {
	Name        string   `json:"name"`
	Real        int64    `json:"real"`
	Simulated   int64    `json:"simulated"`
	Of          *int64   `json:"of"` // how many there are of what was counted; nil if it is no part of anything
	Equal       bool     `json:"equal"`
	Differences []string `json:"differences"` // at most mostDifferences
}

// compareFigure is one thing that may differ. It is null for a side that has none.
type compareFigure struct {
	Name      string   `json:"name"`
	Unit      string   `json:"unit"`
	Real      *float64 `json:"real"`
	Simulated *float64 `json:"simulated"`
}

// mostDifferences is how many differences are named.
const mostDifferences = 10

// compareChecks holds two sides against each other in what the protocol promises.
func compareChecks(row gossip.Protocol, n int, truth float64, real, simulated compareSide) []compareCheck {
	if row.Aggregates {
		return []compareCheck{estimatesCheck(truth, real, simulated)}
	}
	checks := []compareCheck{newCheck("messages accepted", len(real.messages), len(simulated.messages))}
	if row.Promises && checks[0].Equal {
		checks = append(checks, coverageCheck(n, real, simulated))
	}
	if row.Name == "flood" && checks[0].Equal {
		checks = append(checks, arrivalsCheck(real, simulated))
	}
	if row.Name == "flood" || row.Name == "dedup" {
		checks = append(checks, newCheck("payload relays", real.relays, simulated.relays))
	}
	return checks
}

// newCheck is about one number.
func newCheck[T int | int64](name string, real, simulated T) compareCheck {
	return compareCheck{Name: name, Real: int64(real), Simulated: int64(simulated), Equal: real == simulated, Differences: []string{}}
}

// coverageCheck requires all messages at all nodes.
func coverageCheck(n int, real, simulated compareSide) compareCheck {
	c := compareCheck{Name: "deliveries", Differences: []string{}}
	all := int64(n) * int64(len(real.messages))
	c.Of = &all
	count := func(side compareSide, name string) (reached int64) {
		for i, m := range side.messages {
			reached += int64(m.Summary.Reached)
			if len(m.Summary.Missing) > 0 {
				c.differ("%s: message %d is not at %s", name, i+1, nodesNamed(m.Summary.Missing))
			}
		}
		return reached
	}
	c.Real, c.Simulated = count(real, "real"), count(simulated, "simulated")
	c.Equal = len(c.Differences) == 0
	return c
}

// arrivalsCheck requires as many arrivals of each message at each node.
func arrivalsCheck(real, simulated compareSide) compareCheck {
	c := compareCheck{Name: "arrivals", Differences: []string{}}
	for i, m := range real.messages {
		other := simulated.messages[i].Arrivals
		for node, arrivals := range m.Arrivals {
			c.Real += int64(arrivals)
			c.Simulated += int64(other[node])
			if arrivals != other[node] {
				c.differ("message %d arrives %s at node %d, simulated %s", i+1, amount(arrivals, "time"), node+1, amount(other[node], "time"))
			}
		}
	}
	c.Equal = len(c.Differences) == 0
	return c
}

// compareTolerance is by which part of the mean an estimate may be off.
const compareTolerance = 1e-6

// estimatesCheck requires all estimates to be that of the true mean.
func estimatesCheck(truth float64, real, simulated compareSide) compareCheck {
	c := compareCheck{Name: fmt.Sprintf("estimates within %g of the mean %g", compareTolerance, truth), Differences: []string{}}
	all := int64(len(real.estimates)) // a side has one for each node, be it NaN
	c.Of = &all
	count := func(side compareSide, name string) (good int64) {
		for node, e := range side.estimates {
			if math.Abs(e-truth) <= compareTolerance*math.Abs(truth) { // NaN is not
				good++
				continue
			}
			c.differ("%s: node %d estimates %g", name, node+1, e)
		}
		return good
	}
	c.Real, c.Simulated = count(real, "real"), count(simulated, "simulated")
	c.Equal = len(c.Differences) == 0
	return c
}

// text writes the number of a side.
func (c *compareCheck) text(side int64) string {
	if c.Of == nil {
		return fmt.Sprint(side)
	}
	return fmt.Sprintf("%d of %d", side, *c.Of)
}

func (c *compareCheck) differ(format string, args ...any) {
	switch len(c.Differences) {
	case mostDifferences:
	case mostDifferences - 1:
		c.Differences = append(c.Differences, "and more")
	default:
		c.Differences = append(c.Differences, fmt.Sprintf(format, args...))
	}
}

// compareFigures lists what may differ.
func compareFigures(row gossip.Protocol, real, simulated compareSide) []compareFigure {
	var figures []compareFigure
	add := func(name, unit string, of func(compareSide) (float64, bool)) {
		f := compareFigure{Name: name, Unit: unit}
		for _, side := range []struct {
			compareSide
			to **float64
		}{{real, &f.Real}, {simulated, &f.Simulated}} {
			if value, ok := of(side.compareSide); ok {
				*side.to = &value
			}
		}
		figures = append(figures, f)
	}
	if row.Aggregates {
		add("time to converge", "ms", func(s compareSide) (float64, bool) { return inMS(s.settled), s.settled > 0 })
		return figures
	}
	for _, percent := range []int{50, 90, 100} {
		add(fmt.Sprintf("time to %d %%", percent), "ms", func(s compareSide) (float64, bool) { return s.timeTo(percent) })
	}
	add("last delivery hop", "hops", func(s compareSide) (float64, bool) {
		return s.mean(func(m *trace.Summary) (float64, bool) { return float64(m.LDH), m.Reached > 0 })
	})
	add("mean hop", "hops", func(s compareSide) (float64, bool) { return s.mean(meanHop) })
	add("coverage", "fraction", func(s compareSide) (float64, bool) {
		return s.mean(func(m *trace.Summary) (float64, bool) { return m.Coverage, true })
	})
	add("redundancy (RMR)", "ratio", func(s compareSide) (float64, bool) {
		return s.mean(func(m *trace.Summary) (float64, bool) { return m.RMR, m.Coverage == 1 })
	})
	add("payload relays", "packets", func(s compareSide) (float64, bool) { return float64(s.relays), true })
	add("control packets", "packets", func(s compareSide) (float64, bool) { return float64(s.control), true })
	add("bytes on the wire", "bytes", func(s compareSide) (float64, bool) { return float64(s.bytes), true })
	return figures
}

// mean is that of a figure over the messages, if all have it.
func (s *compareSide) mean(of func(*trace.Summary) (float64, bool)) (float64, bool) {
	sum := 0.0
	for i := range s.messages {
		value, ok := of(&s.messages[i].Summary)
		if !ok {
			return 0, false
		}
		sum += value
	}
	return sum / float64(len(s.messages)), len(s.messages) > 0
}

func (s *compareSide) timeTo(percent int) (float64, bool) {
	return s.mean(func(m *trace.Summary) (float64, bool) {
		i := slices.IndexFunc(m.Milestones, func(x trace.Milestone) bool { return x.Percent == percent })
		if i < 0 {
			return 0, false
		}
		return m.Milestones[i].Time, true
	})
}

// meanHop is over all deliveries, that at the origin included, as in the simulator.
func meanHop(m *trace.Summary) (float64, bool) {
	sum, count := 0, 0
	for hop, nodes := range m.Hops {
		sum += hop * nodes
		count += nodes
	}
	return float64(sum) / float64(max(count, 1)), count > 0
}
