package fault

import "fmt"

// census is what is known about the living without drawing. It errs on the side of the living: where
// some crashes name nodes and others draw them, some may be counted that luck will not spare.
type census struct {
	n    int
	most int    // how many can be alive
	dead []bool // by id - 1: is down for sure
	sure int    // how many of dead are set

	fell    []bool // by id - 1: was named by a crash before
	drawn   bool   // a crash before may have taken anyone
	crashed bool   // there was a crash before
}

// checkLives judges crashes and restarts by what came before and after them.
func (p Plan) checkLives(n int) error {
	c := census{n: n, most: n}
	taken := make([]int, len(p)) // how many each crash took at most
	var last Fault               // the last one that took somebody
	for _, e := range p.events() {
		f := p[e.number]
		row, err := LookupKind(f.Kind)
		if err != nil {
			return err
		}
		before := c.most
		switch {
		case e.end && row.ends == Up:
			c.revive(f.Nodes, taken[e.number])
		case !e.end && row.begins == Up:
			if err := c.checkRestart(f); err != nil {
				return within(fmt.Sprintf("fault %q", f), err)
			}
			c.revive(f.Nodes, f.Nodes.count(n-c.most))
		case !e.end && row.begins == Down:
			if taken[e.number] = c.fall(f.Nodes); c.most < before {
				last = f
			}
		}
	}
	if c.most > 0 {
		return nil
	}
	return within(fmt.Sprintf("fault %q", last), refuse(
		"leave some nodes alive, or restart some: for TIME, or a fault such as restart all at TIME",
		"nobody would be left of %s", amount(n)))
}

// fall notes a crash, and returns how many it takes at most.
func (c *census) fall(nodes Nodes) (taken int) {
	c.crashed = true
	taken = min(nodes.count(c.n), c.most)
	switch nodes.Which {
	case Share:
		c.drawn = true
		taken = nodes.count(c.most)
		c.most -= taken
		return taken
	case Named:
		c.mark(nodes.merged(), true)
	default:
		c.mark([]Range{{1, c.n}}, true)
	}
	c.most = min(c.most, c.n-c.sure)
	return taken
}

// mark notes that nodes are down for sure, or that they may be alive.
func (c *census) mark(ranges []Range, dead bool) {
	if c.dead == nil {
		c.dead, c.fell = make([]bool, c.n), make([]bool, c.n)
	}
	for _, r := range ranges {
		for i := r.First - 1; i < r.Last; i++ {
			switch {
			case dead && !c.dead[i]:
				c.sure++
			case !dead && c.dead[i]:
				c.sure--
			}
			c.dead[i] = dead
			c.fell[i] = c.fell[i] || dead
		}
	}
}

// revive notes that nodes begin anew, at most so many of them.
func (c *census) revive(nodes Nodes, most int) {
	if nodes.Which == Named {
		c.mark(nodes.merged(), false)
	} else { // anyone can be among them
		clear(c.dead)
		c.sure = 0
	}
	c.most = min(c.most+most, c.n-c.sure)
}

// checkRestart refuses the restart of nodes of which nobody can have crashed.
func (c *census) checkRestart(f Fault) error {
	const hint = "a restart is for nodes that crashed before it; add a crash, or let the restart come later"
	if !c.crashed {
		return refuse(hint, "nobody crashes before %s", f.Clock.Format(f.From))
	}
	if f.Nodes.Which != Named || c.drawn {
		return nil
	}
	for _, r := range f.Nodes.merged() {
		for id := r.First; id <= r.Last; id++ {
			if !c.fell[id-1] {
				return refuse(hint, "node %d never crashes before %s", id, f.Clock.Format(f.From))
			}
		}
	}
	return nil
}
