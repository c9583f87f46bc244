package main

import (
	"context"

	"github.com/spf13/cobra"

	"gossip/internal/cluster"
)

// edgeOptions are the arguments of connect and disconnect.
type edgeOptions struct {
	a, b int
}

// edgeResult is what connect and disconnect print with -o json.
type edgeResult struct {
	A          int     `json:"a"`
	B          int     `json:"b"`
	Connected  bool    `json:"connected"`
	Changed    bool    `json:"changed"` // false: it was so already
	Dead       []int   `json:"dead"`    // ends that have died and could not be told
	Components [][]int `json:"components,omitempty"`
}

// edgeCommand returns the command for a change of one edge.
func edgeCommand(c *cli, name string, run func(context.Context, *cli, edgeOptions) error) *cobra.Command {
	return &cobra.Command{
		Use:  name + " A B",
		Args: takes("the number of a node", "the number of another node"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			var opts edgeOptions
			if opts.a, err = parseNode(args[0]); err != nil {
				return err
			}
			if opts.b, err = parseNode(args[1]); err != nil {
				return err
			}
			if opts.a == opts.b {
				return &usageError{text: "a node is not its own peer: name two different nodes", hint: nodesHint}
			}
			return run(cmd.Context(), c, opts)
		},
		ValidArgsFunction: completeFirst(c.completeNodes, c.completeOtherNodes),
	}
}

func newEdgeResult(opts edgeOptions, connected bool, report cluster.EdgeReport) edgeResult {
	return edgeResult{A: opts.a, B: opts.b, Connected: connected, Changed: report.Changed,
		Dead: orEmpty(report.Dead), Components: report.Components}
}

// noteDead says which nodes have died and so could not take part in a change.
func (c *cli) noteDead(dead []int) {
	if len(dead) > 0 && !c.wantsJSON() {
		c.note("warning: %s dead and could not be told", subject(dead))
	}
}

// noteSplit says that the network has fallen into parts, whatever the output is: nobody cuts a network
// unawares.
func (c *cli) noteSplit(parts [][]int) {
	if len(parts) < 2 {
		return
	}
	c.note("warning: the network is in %d parts now:", len(parts))
	for _, part := range parts {
		c.note("  %s", ranges(part))
	}
}
