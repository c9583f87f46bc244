package main

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"gossip/internal/gossip"
	"gossip/topology"
)

// Real nodes of every protocol that aggregates agree on the mean of their ids, whatever the order in
// which their processes and links came up.
func TestProcessesAgreeOnTheMean(t *testing.T) {
	for _, row := range gossip.Protocols() {
		if !row.Aggregates {
			continue
		}
		t.Run(row.Name, func(t *testing.T) {
			const nodes, mean = 8, 4.5
			network := startProgram(t, "", topology.Spec{Kind: topology.Random, N: nodes, Seed: 7}, speaking(row)...)
			until(t, func() error {
				infos, err := network.Nodes(patience(t))
				require.NoError(t, err)
				for _, n := range infos {
					if n.Estimate == nil || math.Abs(*n.Estimate-mean) > 1e-6 {
						return fmt.Errorf("node %d estimates %s", n.ID, shownEstimate(n))
					}
				}
				return nil
			})
		})
	}
}
