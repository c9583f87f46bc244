package main

import (
	"context"

	"github.com/spf13/cobra"
)

func newConnectCommand(c *cli) *cobra.Command {
	cmd := edgeCommand(c, "connect", runConnect)
	cmd.Short = "Make two nodes peers of each other"
	cmd.Long = `Make two nodes peers of each other, while the network runs. The command returns when the link between
them is up. Both ends change or neither does.

` + exitStatus(exitTimedOut, exitNotRunning, exitBusy, exitNoSuchNode)
	cmd.Example = "  gossip connect 3 9"
	return cmd
}

func runConnect(ctx context.Context, c *cli, opts edgeOptions) error {
	network, err := c.openWith(opts.a, opts.b)
	if err != nil {
		return err
	}
	report, err := network.Connect(ctx, opts.a, opts.b)
	if err != nil {
		return err
	}
	if c.wantsJSON() {
		return c.printJSON(newEdgeResult(opts, true, report))
	}
	p := c.painterFor(network.State())
	already := ""
	if !report.Changed {
		already = " already"
	}
	c.printf("%s and %s are%s connected\n", p.name(opts.a), p.name(opts.b), already)
	return nil
}
