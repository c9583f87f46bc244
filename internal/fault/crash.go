package fault

// crashRow ends nodes, for a while or until somebody restarts them.
func crashRow() Row {
	return Row{
		Name:     "crash",
		Synopsis: "crash NODES at TIME [for TIME]",
		Doc:      "the nodes end without a word, and all that they stored is lost; after the time behind \"for\" they begin anew, empty",
		Examples: []string{"crash 30% at 2s", "crash 3,7 at 2s for 5s"},
		also:     []string{"kill", "fail", "stop", "down", "die", "remove", "end"},
		lasts:    aWhile,
		begins:   Down,
		ends:     Up,
		draw: func(f Fault, p *population) Change {
			return Change{Nodes: p.pick(f.Nodes, living)}
		},
	}
}
