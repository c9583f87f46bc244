package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"gossip/internal/cluster"
	"gossip/internal/render"
	"gossip/internal/trace"
)

// traceReport prints a trace as text: the tree, what was redundant, and the summary.
type traceReport struct {
	c *cli
	p painter
	traceResult
	holds map[int]bool // the nodes that hold the message
	mute  map[int]bool // those that live but do not answer
	lacks map[int]bool // those that live and do not hold it
}

func newTraceReport(c *cli, state cluster.State, r traceResult) traceReport {
	holds := make(map[int]bool, len(r.Deliveries))
	for _, d := range r.Deliveries {
		holds[d.Node] = true
	}
	return traceReport{c: c, p: c.painterFor(state), traceResult: r,
		holds: holds, mute: setOf(r.Unanswered), lacks: setOf(r.Missing)}
}

func setOf(ids []int) map[int]bool {
	set := make(map[int]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set
}

func (r traceReport) write(living []trace.Node) error {
	r.c.printf("\"%s\" from %s, accepted %s\n\n", printable(excerpt(r.Text)), r.p.name(r.Origin),
		time.Unix(0, r.AcceptedNS).Format("15:04:05.000000"))
	if err := trace.WriteTree(r.c.out, trace.Tree(living), r.branch); err != nil {
		return err
	}
	r.writeRedundant()
	r.c.printf("\n")
	return r.summary().write(r.c.out)
}

// branch is the label of a branch of the tree.
func (r traceReport) branch(b *trace.Branch) string {
	if b.Delivery != nil {
		return fmt.Sprintf("%s  +%s", r.p.number(b.Node), shortTime(b.Delivery.At()))
	}
	why := "gone"
	switch {
	case r.holds[b.Node]:
		why = "has got it anew"
	case r.mute[b.Node]:
		why = "does not answer"
	case r.lacks[b.Node]:
		why = "does not hold it any more"
	}
	return fmt.Sprintf("(%s)  %s", r.p.number(b.Node), why)
}

// shownCopies is how many redundant arrivals are shown of each node.
const shownCopies = 6

func (r traceReport) writeRedundant() {
	number := len(r.Redundant) + r.Unkept
	if number == 0 {
		return
	}
	r.c.printf("\nRedundant arrivals: %d\n", number)
	var t table
	for i := 0; i < len(r.Redundant); {
		node, words := r.Redundant[i].Node, []string(nil)
		j := i
		for ; j < len(r.Redundant) && r.Redundant[j].Node == node; j++ {
			if j-i < shownCopies {
				words = append(words, fmt.Sprintf("from %d +%s", r.Redundant[j].From, shortTime(r.Redundant[j].At())))
			}
		}
		text := strings.Join(words, ", ")
		if j-i > shownCopies {
			text += fmt.Sprintf(" and %d more", j-i-shownCopies)
		}
		t.rows = append(t.rows, []cell{{}, {text: strconv.Itoa(node), paint: r.painted(node)}, {text: text}})
		i = j
	}
	_ = t.write(r.c.out) // a failing write is found when the stream is flushed
	if r.Unkept > 0 {
		r.c.printf("  and %d of which the nodes keep only the number\n", r.Unkept)
	}
}

func (r traceReport) painted(id int) func(string) string {
	return func(text string) string { return r.p.paint(id, text) }
}

func (r traceReport) summary() *table {
	t := new(table)
	coverage := fmt.Sprintf("%d of %s (%s)", r.Reached, amount(r.Nodes, "node"), percent(r.Reached, r.Nodes))
	if len(r.Missing) > 0 {
		coverage += "; without it: " + ranges(r.Missing)
	}
	t.row("Coverage", coverage)
	for _, m := range r.Milestones {
		t.row(fmt.Sprintf("Time to %d%%", m.Percent), fmt.Sprintf("+%s (%s)", shortTime(m.At()), amount(m.Nodes, "node")))
	}
	t.row("Last delivery hop", strconv.Itoa(r.LDH))
	hops := make([]string, len(r.Hops))
	for hop, nodes := range r.Hops {
		hops[hop] = fmt.Sprintf("%d: %d", hop, nodes)
	}
	t.row("Nodes by hop", strings.Join(hops, ", "))
	t.row("Payload relays", strconv.Itoa(r.Relays))
	rmr := fmt.Sprintf("%.2f", r.RMR)
	if r.Reached < r.Nodes {
		rmr += " (no measure of redundancy below full coverage)"
	}
	t.row("RMR", rmr)
	return t
}

// writeTraceDOT prints a trace for graphviz.
func writeTraceDOT(c *cli, state cluster.State, r traceResult, living []trace.Node) error {
	group := partitions(state)
	return trace.WriteDOT(c.out, r.Summary, trace.Tree(living), trace.DOT{
		Title: printable(excerpt(r.Text)),
		Node:  strconv.Itoa,
		Edge:  func(at trace.Copy) string { return "+" + shortTime(at.At()) },
		Color: func(id int) string {
			if group != nil {
				return render.Color(render.NodeGroup(id, group(id))).String()
			}
			return render.Color(render.NodeGroup(id)).String()
		},
	})
}
