package main

import (
	"fmt"
	"strconv"
	"strings"

	"gossip/internal/cluster"
	"gossip/internal/render"
)

// painter writes node names and numbers in the colors that the pictures use, if it writes colors at
// all.
type painter struct {
	enabled bool
	deep    bool        // the terminal has 24-bit color
	group   map[int]int // partition by node id, for the topologies that have partitions
}

// painter returns the painter for results.
func (c *cli) painter() painter {
	if c.noColor || !c.outTerminal || c.getenv("NO_COLOR") != "" || c.getenv("TERM") == "dumb" {
		return painter{}
	}
	depth := c.getenv("COLORTERM")
	return painter{enabled: true, deep: depth == "truecolor" || depth == "24bit"}
}

// painterFor returns the painter for results about a network.
func (c *cli) painterFor(state cluster.State) painter {
	p := c.painter()
	if !p.enabled {
		return p
	}
	p.group = make(map[int]int, len(state.Nodes))
	for _, node := range state.Nodes {
		p.group[node.ID] = node.Group
	}
	return p
}

// paint writes text in the color of a node.
func (p painter) paint(id int, text string) string {
	if !p.enabled {
		return text
	}
	group := render.NodeGroup(id)
	if partition, ok := p.group[id]; ok {
		group = render.NodeGroup(id, partition)
	}
	color := render.ANSI256(render.Color(group))
	if p.deep {
		color = render.ANSI(render.Color(group))
	}
	return color + text + render.ANSIReset
}

// name returns the name of a node.
func (p painter) name(id int) string { return p.paint(id, fmt.Sprint(nodePrefix, id)) }

// number returns the number of a node.
func (p painter) number(id int) string { return p.paint(id, strconv.Itoa(id)) }

// numbers returns the numbers of nodes, joined by a separator.
func (p painter) numbers(ids []int, separator string) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = p.number(id)
	}
	return strings.Join(words, separator)
}
