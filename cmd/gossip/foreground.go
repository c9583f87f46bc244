package main

import (
	"context"
	"time"

	"gossip/internal/cluster"
)

// stayInForeground waits until the user ends the command, and then stops the network: that is the
// ordinary end. It also ends when somebody else has stopped the network.
func stayInForeground(ctx context.Context, c *cli, home cluster.Home, network *cluster.Network) error {
	c.note("the network runs until Ctrl-C")
	const look = 500 * time.Millisecond
	ticker := time.NewTicker(look)
	defer ticker.Stop()
	run := network.State().Run
	for {
		select {
		case <-ctx.Done():
			// The context has ended, but the nodes are still to be asked.
			if err := network.Stop(context.WithoutCancel(ctx)); err != nil {
				return err
			}
			return printStopped(c)
		case <-ticker.C:
			if now, err := home.Open(c.network); err != nil || now.State().Run != run {
				return endedElsewhere(ctx, c, home, err)
			}
		}
	}
}

// endedElsewhere is the end of a network that this command did not stop: nothing is wrong if
// somebody else did, but its processes may also have died.
func endedElsewhere(ctx context.Context, c *cli, home cluster.Home, why error) error {
	networks, err := home.Networks(ctx)
	if err != nil {
		return err
	}
	for _, n := range networks {
		if n.Network == c.network && n.Condition == cluster.Died {
			return why
		}
	}
	c.note("the network was stopped by another command")
	return nil
}
