package fault

// slowRow lengthens what packets take.
func slowRow() Row {
	return Row{
		Name:     "slow",
		Synopsis: "slow NODES by FACTOR from TIME [to TIME]",
		Doc:      "packets from and to the nodes take FACTOR times as long, 1 to 1000",
		Timed:    true,
		Examples: []string{"slow 10% by 10 from 1s to 5s"},
		also:     []string{"delay", "lag", "latency", "degrade"},
		lasts:    interval,
		factor:   true,
		begins:   Slow,
		ends:     Normal,
		draw: func(f Fault, p *population) Change {
			return Change{Nodes: p.pick(f.Nodes, anyone), Factor: f.By}
		},
	}
}
