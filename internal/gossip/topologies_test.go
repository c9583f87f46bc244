package gossip

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/topology"
)

// TestFloodOnEveryTopology holds what nodes record on every kind of topology against the rule: r
// times the degree, and one more at the origin, wherever no node has degree 1. Where some have, every
// node is reached all the same, and none records more.
func TestFloodOnEveryTopology(t *testing.T) {
	sizes := map[string]int{"grid": 49, "torus": 49, "imp2d": 49, "grid3d": 64, "imp3d": 64}
	for _, kind := range topology.Kinds() {
		t.Run(kind.Name, func(t *testing.T) {
			spec := topology.Spec{Kind: kind.Name, N: 40, Seed: 7}
			if n, ok := sizes[kind.Name]; ok {
				spec.N = n
			}
			if kind.Name == "file" {
				spec.Path = filepath.Join(t.TempDir(), "edges.txt")
				require.NoError(t, os.WriteFile(spec.Path, []byte("1 2\n2 3\n3 1\n3 4\n4 5\n5 3\n"), 0o600))
			}
			g, err := topology.Generate(spec)
			require.NoError(t, err)
			for r := 1; r <= 3; r++ {
				floodOn(t, g, r)
			}
		})
	}
}

func floodOn(t *testing.T, g *topology.Graph, r int) {
	t.Helper()
	var edges [][2]NodeID
	for a, b := range g.Pairs() {
		edges = append(edges, [2]NodeID{NodeID(a), NodeID(b)})
	}
	leaves := false
	for i := range g.Len() {
		leaves = leaves || g.Degree(i) < 2
	}
	d := newDriver(t, uint64(r), edges)
	key := d.publish(1, "x", uint8(r))
	d.settle(2*r*len(edges) + 1)
	for i := range g.Len() {
		most := r * g.Degree(i)
		if i == 0 {
			most++
		}
		got := d.paths(NodeID(g.ID(i)), key)
		if leaves {
			assert.True(t, 1 <= got && got <= most, "node %d recorded %d paths with relay limit %d", g.ID(i), got, r)
		} else {
			assert.Equal(t, most, got, "node %d with relay limit %d", g.ID(i), r)
		}
	}
}
