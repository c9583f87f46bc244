package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"gossip/internal/cluster"
)

// stopNetworkOptions are the flags of stop-network.
type stopNetworkOptions struct {
	all bool
}

// stopNetworkResult is what stop-network prints with -o json.
type stopNetworkResult struct {
	Stopped []string `json:"stopped"`
}

func newStopNetworkCommand(c *cli) *cobra.Command {
	var opts stopNetworkOptions
	cmd := &cobra.Command{
		Use:   "stop-network [--all]",
		Short: "Stop the network",
		Long: `Stop every node of the network. Each first hands on what it has accepted. Afterwards no process is
left and no port is taken; the logs can be read until the network is started again.

With --all every network is stopped, and it is no error if there is none.

` + exitStatus(exitTimedOut, exitNotRunning, exitBusy),
		Example: "  gossip stop-network\n  gossip stop-network -N demo\n  gossip stop-network --all",
		Args:    takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if opts.all && cmd.Flags().Changed("network") {
				return &usageError{text: "--all stops every network and -N one: they do not go together", hint: "choose one of them"}
			}
			return runStopNetwork(cmd.Context(), c, opts)
		},
		ValidArgsFunction: completeNothing,
	}
	cmd.Flags().BoolVar(&opts.all, "all", false, "stop every network")
	return cmd
}

func runStopNetwork(ctx context.Context, c *cli, opts stopNetworkOptions) error {
	if opts.all {
		return stopAll(ctx, c)
	}
	network, err := c.open()
	if err != nil {
		return err
	}
	if err := network.Stop(ctx); err != nil {
		return err
	}
	return printStopped(c)
}

// printStopped says that the network of the command was stopped.
func printStopped(c *cli) error {
	if c.wantsJSON() {
		return c.printJSON(stopNetworkResult{Stopped: []string{c.network}})
	}
	c.printf("Gossip network stopped\n")
	return nil
}

// stopAll stops every network that is running. One that cannot be stopped does not keep the others
// from being stopped.
func stopAll(ctx context.Context, c *cli) error {
	home, err := c.home()
	if err != nil {
		return err
	}
	networks, err := home.Networks(ctx)
	if err != nil {
		return err
	}
	result := stopNetworkResult{Stopped: []string{}}
	var failures []error
	for _, summary := range networks {
		stopped, err := stopOne(ctx, home, summary)
		if err != nil {
			failures = append(failures, fmt.Errorf("network %q: %w", summary.Network, err))
		}
		if stopped {
			result.Stopped = append(result.Stopped, summary.Network)
			if !c.wantsJSON() {
				c.printf("Gossip network %s stopped\n", summary.Network)
			}
		}
	}
	if c.wantsJSON() {
		if err := c.printJSON(result); err != nil {
			return err
		}
	} else if len(result.Stopped) == 0 && len(failures) == 0 {
		c.note("no network is running")
	}
	return errors.Join(failures...)
}

// stopOne stops a network if it is running, and reports whether it was.
func stopOne(ctx context.Context, home cluster.Home, summary cluster.Summary) (bool, error) {
	if summary.Condition == cluster.Stopped {
		return false, nil
	}
	network, err := home.Open(summary.Network)
	if errors.Is(err, cluster.NotRunning) {
		return false, nil // it has died; opening it has cleaned up
	}
	if err != nil {
		return false, err
	}
	err = network.Stop(ctx)
	return err == nil, err
}
