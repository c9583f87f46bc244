package fault

// resetRow breaks links that come up again at once.
func resetRow() Row {
	return Row{
		Name:     "reset",
		Synopsis: "reset NODES at TIME",
		Doc:      "all links of the nodes break, lose what is on its way, and come up again at once",
		Examples: []string{"reset 5% at 1s"},
		also:     []string{"break", "disconnect", "reconnect", "flap"},
		begins:   Reset,
		draw: func(f Fault, p *population) Change {
			return Change{Nodes: p.pick(f.Nodes, living)}
		},
	}
}
