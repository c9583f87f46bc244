package main

import (
	"context"

	"github.com/spf13/cobra"

	"gossip/internal/cluster"
)

// plotOptions are the arguments of plot.
type plotOptions struct {
	file string // "" for <network>.svg
}

// plotResult is what plot prints with -o json.
type plotResult struct {
	Network string `json:"network"`
	File    string `json:"file"`
	Nodes   int    `json:"nodes"`
	Edges   int    `json:"edges"`
}

func newPlotCommand(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:   "plot [FILE]",
		Short: "Draw the network as it runs now",
		Long: `Draw the network as it runs now: the living nodes, and who knows whom. A node that does not answer
is hollow. Without a FILE it is <network>.svg, here. The ending of FILE chooses the format:

  .svg .png .pdf               drawings; the node colors are those of the terminal
  .dot .gexf .graphml .json    exports for other programs; start-network file reads them again

` + exitStatus(exitNotRunning),
		Example: "  gossip plot\n  gossip plot network.pdf\n  gossip plot -N demo demo.graphml",
		Args:    takes("[file]"),
		RunE: func(cmd *cobra.Command, args []string) error {
			var opts plotOptions
			if len(args) > 0 {
				if err := newFilled(&opts.file, "", aFile).Set(args[0]); err != nil {
					return &usageError{text: "FILE is empty: " + err.Error(), hint: "leave it out for <network>.svg"}
				}
			}
			return runPlot(cmd.Context(), c, opts)
		},
		ValidArgsFunction: completeFirst(completeDrawings),
	}
}

func runPlot(ctx context.Context, c *cli, opts plotOptions) error {
	if opts.file == "" {
		opts.file = c.network + ".svg"
	}
	picture, err := newPicture(opts.file)
	if err != nil {
		return err
	}
	network, err := c.open()
	if err != nil {
		return err
	}
	graph, err := network.Graph(ctx)
	if err != nil {
		return err
	}
	nodes, err := network.Nodes(ctx)
	if err != nil {
		return err
	}
	var hollow []int
	for _, node := range nodes {
		if node.State == cluster.NodeStalled {
			hollow = append(hollow, node.ID)
		}
	}
	if err := picture.save(network.State(), graph, hollow); err != nil {
		return err
	}
	if c.wantsJSON() {
		return c.printJSON(plotResult{Network: c.network, File: opts.file, Nodes: graph.Len(), Edges: graph.EdgeCount()})
	}
	c.printf("Gossip network drawn to %s (%s)\n", printable(opts.file), extent(graph))
	return nil
}
