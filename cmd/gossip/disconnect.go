package main

import (
	"context"

	"github.com/spf13/cobra"
)

func newDisconnectCommand(c *cli) *cobra.Command {
	cmd := edgeCommand(c, "disconnect", runDisconnect)
	cmd.Short = "Make two nodes forget each other"
	cmd.Long = `Make two peers forget each other, while the network runs. Both ends change or neither does; an end
that has died is skipped, with a warning. If the network falls apart by it, a warning says so.

` + exitStatus(exitTimedOut, exitNotRunning, exitBusy, exitNoSuchNode)
	cmd.Example = "  gossip disconnect 3 9"
	return cmd
}

func runDisconnect(ctx context.Context, c *cli, opts edgeOptions) error {
	network, err := c.openWith(opts.a, opts.b)
	if err != nil {
		return err
	}
	report, err := network.Disconnect(ctx, opts.a, opts.b)
	if err != nil {
		return err
	}
	c.noteDead(report.Dead)
	if report.Split {
		c.noteSplit(report.Components)
	}
	if c.wantsJSON() {
		return c.printJSON(newEdgeResult(opts, false, report))
	}
	p := c.painterFor(network.State())
	if !report.Changed {
		c.printf("%s and %s are not connected\n", p.name(opts.a), p.name(opts.b))
		return nil
	}
	c.printf("%s and %s are disconnected\n", p.name(opts.a), p.name(opts.b))
	return nil
}
