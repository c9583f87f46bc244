package fault

// restartRow begins nodes anew that a crash ended.
func restartRow() Row {
	return Row{
		Name:     "restart",
		Synopsis: "restart NODES at TIME",
		Doc:      "nodes that a crash ended begin anew, empty; a share is one of those that are down, and nodes that live are left alone",
		Examples: []string{"restart 3,7 at 9s", "restart all at 9s"},
		also:     []string{"recover", "start", "revive", "up", "rejoin", "reboot"},
		begins:   Up,
		draw: func(f Fault, p *population) Change {
			return Change{Nodes: p.pick(f.Nodes, fallen)}
		},
	}
}
