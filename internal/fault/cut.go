package fault

// cutRow lets nothing pass one way.
func cutRow() Row {
	return Row{
		Name:     "cut",
		Synopsis: "cut NODES -> NODES from TIME [to TIME]",
		Doc:      "nothing gets from the first nodes to the second any more, though it does the other way, and no end of a link notices; \"rest\" behind the arrow is all nodes that are not before it",
		Examples: []string{"cut 1,2 -> 3,4 from 1s to 2s", "cut 10% -> all from 1s to 4s"},
		also:     []string{"block", "drop", "sever", "mute", "blackhole"},
		subject:  someLinks,
		lasts:    interval,
		begins:   Cut,
		ends:     Mend,
		draw: func(f Fault, p *population) Change {
			p.take(f.Others)
			nodes := p.pick(f.Nodes, anyone)
			return Change{Nodes: nodes, Others: p.pick(f.Others, anyone)}
		},
	}
}
