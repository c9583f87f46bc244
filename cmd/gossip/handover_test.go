package main

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"gossip/internal/cluster"
	"gossip/topology"
)

// TestARemovedNodeHandsOnWhatItAccepted removes a node right after it has accepted its last message:
// every message must be at every survivor.
func TestARemovedNodeHandsOnWhatItAccepted(t *testing.T) {
	network := startReal(t, topology.Spec{Kind: "circular", N: 6})
	origin := dialNode(t, network, 1)
	const messages = 500
	for i := range messages {
		_, err := origin.Publish(patience(t), fmt.Sprintf("message %d", i), 1)
		require.NoError(t, err)
	}
	_, err := network.RemoveNode(patience(t), 1, cluster.RemoveOptions{})
	require.NoError(t, err)
	for id := 2; id <= 6; id++ {
		c := dialNode(t, network, id)
		until(t, func() error {
			s, err := c.Status(patience(t))
			if err == nil && s.Messages != messages {
				err = fmt.Errorf("node %d holds %d messages, not %d", id, s.Messages, messages)
			}
			return err
		})
	}
}

// TestANodeThatJoinsGetsTheHistory adds a node to a network that holds messages already, and lets it
// spread one of its own.
func TestANodeThatJoinsGetsTheHistory(t *testing.T) {
	network := startReal(t, topology.Spec{Kind: "circular", N: 4})
	origin := dialNode(t, network, 1)
	for i := range 100 {
		_, err := origin.Publish(patience(t), fmt.Sprintf("message %d", i), 1)
		require.NoError(t, err)
	}
	report, err := network.AddNode(patience(t), cluster.AddOptions{Peers: []int{2, 4}})
	require.NoError(t, err)
	require.Equal(t, 5, report.Node.ID)
	joined := dialNode(t, network, 5)
	_, err = joined.Publish(patience(t), "hello from the new one", 1)
	require.NoError(t, err)
	for id := 1; id <= 5; id++ {
		c := dialNode(t, network, id)
		until(t, func() error {
			s, err := c.Status(patience(t))
			if err == nil && s.Messages != 101 {
				err = fmt.Errorf("node %d holds %d messages, not 101", id, s.Messages)
			}
			return err
		})
	}
}
