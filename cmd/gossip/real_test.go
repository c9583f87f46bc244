package main

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"gossip/internal/client"
	"gossip/internal/cluster"
	"gossip/internal/wire"
	"gossip/topology"
)

// startReal starts a network of real processes and stops it when the test ends.
func startReal(t *testing.T, spec topology.Spec) *cluster.Network {
	t.Helper()
	return startProgram(t, "", spec)
}

// startProgram is startReal with nodes that run a program; "" is the one that runs the test. Further
// arguments are for each node.
func startProgram(t *testing.T, program string, spec topology.Spec, nodeArgs ...string) *cluster.Network {
	t.Helper()
	spec, err := spec.Resolved()
	require.NoError(t, err)
	g, err := topology.Generate(spec)
	require.NoError(t, err)
	home := cluster.Home{Dir: filepath.Join(t.TempDir(), "state")}
	network, err := home.Start(patience(t), cluster.StartOptions{
		Network: "test", Graph: g, Topology: cluster.Topology{Kind: spec.Kind, Seed: spec.Seed},
		Executable: program, NodeArgs: nodeArgs, ReadyTimeout: 2 * time.Minute,
	})
	require.NoError(t, err)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		require.NoError(t, network.Stop(ctx))
	})
	return network
}

// patience bounds what a test waits for in one go.
func patience(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func dialNode(t *testing.T, network *cluster.Network, id int) *client.Client {
	t.Helper()
	c, err := network.Dial(patience(t), id)
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// until polls, since nothing tells a client that no more arrivals come.
func until(t *testing.T, check func() error) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	ctx := patience(t)
	for {
		err := check()
		if err == nil {
			return
		}
		select {
		case <-ctx.Done():
			require.NoError(t, err)
		case <-tick.C:
		}
	}
}

// holdsPaths is an error unless the node holds exactly one message, with the given number of paths.
func holdsPaths(t *testing.T, c *client.Client, want int) error {
	t.Helper()
	messages, err := c.Messages(patience(t), wire.All)
	switch {
	case err != nil:
		return err
	case len(messages) != 1:
		return fmt.Errorf("node %d holds %d messages", c.Identity().Node, len(messages))
	case len(messages[0].Paths) != want:
		return fmt.Errorf("node %d recorded %d paths, not %d", c.Identity().Node, len(messages[0].Paths), want)
	}
	return nil
}
