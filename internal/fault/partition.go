package fault

import "fmt"

// partitionRow divides the network into groups that do not reach each other.
func partitionRow() Row {
	return Row{
		Name:     "partition",
		Synopsis: "partition GROUP [| GROUP]... from TIME [to TIME]",
		Doc:      "links between different groups break, and come up again at the end; a GROUP is written as NODES are, and the nodes in none of them are one more group",
		Examples: []string{"partition 1..500 | 501..1000 from 1s to 4s", "partition 50% from 1s to 4s"},
		also:     []string{"split", "divide", "separate", "isolate"},
		subject:  someGroups,
		lasts:    interval,
		begins:   Split,
		ends:     Heal,
		draw: func(f Fault, p *population) Change {
			// The named come first, so that no draw takes them.
			for _, g := range f.Groups {
				p.take(g)
			}
			var groups [][]int
			for _, g := range f.Groups {
				if ids := p.pick(g, anyone); len(ids) > 0 {
					groups = append(groups, ids)
				}
			}
			return Change{Groups: groups}
		},
	}
}

// checkGroups judges what does not depend on how many nodes there are.
func checkGroups(groups []Nodes) error {
	if len(groups) == 0 {
		return refuse("write groups such as 1..500 | 501..1000, or a share such as 50%", "no group is named")
	}
	for i, g := range groups {
		if g.Which == All || g.Which == Rest {
			return refuse("name some of the nodes: those in no group are one more group", "%q is not a group", g)
		}
		if g.Which == Share && g.Percent == 0 {
			return refuse("give each group a share above 0%", "a group is empty")
		}
		for _, earlier := range groups[:i] {
			if id, twice := shared(earlier, g); twice {
				return refuse("a node can be in one group only", "node %d is in two groups, %s and %s", id, earlier, g)
			}
		}
	}
	return nil
}

// checkGroupSizes judges groups in a network of n nodes.
func checkGroupSizes(groups []Nodes, n int) error {
	total := 0
	for _, g := range groups {
		total += g.count(n)
	}
	switch {
	case total > n:
		return refuse("make the groups smaller", "the groups would have %s, and there are %d", amount(total), n)
	case len(groups) == 1 && total == n:
		return refuse("name some of the nodes: those in no group are one more group",
			"one group of all %s separates nobody", fmt.Sprint(n)+" nodes")
	}
	return nil
}
