package fault

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Which says how nodes are chosen.
type Which uint8

// The ways to choose nodes.
const (
	Named Which = iota // by their ids
	Share              // so many of those that live, drawn by the seed
	All                // every one
	Rest               // every one that the other side doesn't name; only behind "->"
)

// Nodes is a choice of nodes. The zero value chooses none, and is refused.
type Nodes struct {
	Which   Which
	Ranges  []Range // for Named, as they were written
	Percent float64 // for Share, 0 to 100
}

// Range is the ids from First to Last, both included.
type Range struct{ First, Last int }

const nodesHint = "write node ids and ranges such as 3,7,10..20, a share such as 30%, or all"

// parseNodes reads a choice of nodes.
func parseNodes(text string) (Nodes, error) {
	text = strings.TrimSpace(text)
	switch strings.ToLower(text) {
	case "":
		return Nodes{}, refuse(nodesHint, "no nodes are named")
	case "all":
		return Nodes{Which: All}, nil
	case "rest":
		return Nodes{Which: Rest}, nil
	}
	if number, ok := strings.CutSuffix(text, "%"); ok {
		return parseShare(strings.TrimSpace(number))
	}
	var named Nodes
	for part := range strings.SplitSeq(text, ",") {
		r, err := parseRange(strings.TrimSpace(part))
		if err != nil {
			return Nodes{}, err
		}
		named.Ranges = append(named.Ranges, r)
	}
	return named, nil
}

func parseShare(text string) (Nodes, error) {
	percent, err := strconv.ParseFloat(text, 64)
	if err != nil || strings.Trim(text, "0123456789.") != "" {
		return Nodes{}, refuse("write a share such as 30% or 2.5%", "%q is not a share of the nodes", text+"%")
	}
	return Nodes{Which: Share, Percent: percent}, nil
}

func parseRange(text string) (Range, error) {
	first, last, isRange := strings.Cut(text, "..")
	if !isRange {
		last = first
	}
	var ids [2]int
	for i, end := range []string{first, last} {
		id, err := strconv.ParseUint(strings.TrimSpace(end), 10, 31)
		if err != nil {
			hint := nodesHint
			if share, err := strconv.ParseFloat(text, 64); err == nil && share > 0 && share < 1 {
				hint = "a share of the nodes is written in percent: " + formatFloat(math.Round(share*1e6)/1e4) + "%"
			}
			return Range{}, refuse(hint, "%q is not a node", text)
		}
		ids[i] = int(id)
	}
	return Range{ids[0], ids[1]}, nil
}

// String writes the choice as Parse reads it.
func (s Nodes) String() string {
	switch s.Which {
	case All:
		return "all"
	case Rest:
		return "rest"
	case Share:
		return formatFloat(s.Percent) + "%"
	}
	parts := make([]string, len(s.Ranges))
	for i, r := range s.Ranges {
		parts[i] = r.String()
	}
	return strings.Join(parts, ",")
}

// String writes the range as Parse reads it.
func (r Range) String() string {
	if r.First == r.Last {
		return strconv.Itoa(r.First)
	}
	return fmt.Sprintf("%d..%d", r.First, r.Last)
}

// check judges what does not depend on how many nodes there are.
func (s Nodes) check() error {
	if s.Which == Share && !(s.Percent >= 0 && s.Percent <= 100) {
		return refuse("a share is from 0% to 100%", "%s is not a share of the nodes", s)
	}
	if s.Which != Named {
		return nil
	}
	if len(s.Ranges) == 0 {
		return refuse(nodesHint, "no nodes are named")
	}
	for _, r := range s.Ranges {
		switch {
		case r.First < 1:
			return refuse("node ids begin at 1", "there is no node %d", r.First)
		case r.Last < r.First:
			return refuse(fmt.Sprintf("write %d..%d", max(r.Last, 1), r.First), "the range %s ends before it begins", r)
		}
	}
	return nil
}

// checkSize judges the choice in a network of n nodes.
func (s Nodes) checkSize(n int) error {
	for _, r := range s.Ranges {
		if r.Last > n {
			return refuse(fmt.Sprintf("node ids are 1 to %d", n), "there is no node %d among %s", r.Last, amount(n))
		}
	}
	if s.Which == Share && s.Percent > 0 && s.count(n) == 0 {
		return refuse(fmt.Sprintf("write at least %s%%, or node ids", formatFloat(math.Ceil(5000/float64(n))/100)),
			"%s of %s is less than half a node", s, amount(n))
	}
	return nil
}

// count is how many of n nodes are chosen, if all n can be.
func (s Nodes) count(n int) int {
	switch s.Which {
	case Named:
		total := 0
		for _, r := range s.merged() {
			total += r.Last - r.First + 1
		}
		return total
	case Share:
		return int(math.Round(s.Percent * float64(n) / 100)) // nothing here that machines round differently
	}
	return n
}

// merged returns the ranges of a Named choice without overlaps, ascending.
func (s Nodes) merged() []Range {
	ranges := slices.SortedFunc(slices.Values(s.Ranges), func(a, b Range) int { return cmp.Compare(a.First, b.First) })
	merged := ranges[:0]
	for _, r := range ranges {
		if last := len(merged) - 1; last >= 0 && r.First <= merged[last].Last+1 {
			merged[last].Last = max(merged[last].Last, r.Last)
			continue
		}
		merged = append(merged, r)
	}
	return merged
}

// shared finds a node that both choices name.
func shared(a, b Nodes) (id int, found bool) {
	if a.Which != Named || b.Which != Named {
		return 0, false
	}
	x, y := a.merged(), b.merged()
	for len(x) > 0 && len(y) > 0 {
		if from := max(x[0].First, y[0].First); from <= min(x[0].Last, y[0].Last) {
			return from, true
		}
		if x[0].Last < y[0].Last {
			x = x[1:]
		} else {
			y = y[1:]
		}
	}
	return 0, false
}

func formatFloat(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func amount(n int) string {
	if n == 1 {
		return "1 node"
	}
	return fmt.Sprintf("%d nodes", n)
}
