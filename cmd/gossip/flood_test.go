package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"gossip/topology"
)

// shapes returns one small network of every kind of topology.
func shapes(t *testing.T) []topology.Spec {
	t.Helper()
	sizes := map[string]int{"grid": 9, "torus": 9, "imp2d": 9, "grid3d": 8, "imp3d": 8}
	var specs []topology.Spec
	for _, kind := range topology.Kinds() {
		spec := topology.Spec{Kind: kind.Name, N: 12, Seed: 7}
		if n, ok := sizes[kind.Name]; ok {
			spec.N = n
		}
		if kind.Name == "file" {
			spec.Path = filepath.Join(t.TempDir(), "edges.txt")
			require.NoError(t, os.WriteFile(spec.Path, []byte("1 2\n2 3\n3 1\n3 4\n4 5\n5 3\n"), 0o600))
		}
		specs = append(specs, spec)
	}
	return specs
}

// pathsAtRest returns, by node index, how many paths of a message each node has recorded when it has
// come to rest, computed from the graph alone. On a graph of minimum degree 2 it is r times the
// degree. A node of degree 1 never sends the message back, so its neighbor hears it from the others
// only; and a node that only hears it from one neighbor sends nothing there.
func pathsAtRest(g *topology.Graph, origin, r int) []int {
	type link struct{ from, to int }
	sent := map[link]int{}
	arrivals := make([]int, g.Len())
	type relay struct{ link }
	var queue []relay
	send := func(at, except int) {
		ns := g.Neighbors(at)
		for k := range ns.Len() {
			if l := (link{at, ns.At(k)}); l.to != except && sent[l] < r {
				sent[l]++
				queue = append(queue, relay{l})
			}
		}
	}
	arrivals[origin]++
	send(origin, -1)
	for len(queue) > 0 {
		l := queue[0]
		queue = queue[1:]
		arrivals[l.to]++
		send(l.to, l.from)
	}
	return arrivals
}

// TestPathsInRealProcesses holds what real networks of every topology record against the count from
// the graph: r times the degree, and one more at the origin.
func TestPathsInRealProcesses(t *testing.T) {
	for _, spec := range shapes(t) {
		t.Run(spec.Kind, func(t *testing.T) {
			g, err := topology.Generate(spec)
			require.NoError(t, err)
			const relays = 2
			network := startReal(t, spec)
			_, err = dialNode(t, network, 1).Publish(patience(t), "Hello World", relays)
			require.NoError(t, err)
			want := pathsAtRest(g, 0, relays)
			for i := range g.Len() {
				requireRule(t, g, i, relays, want[i])
				c := dialNode(t, network, g.ID(i))
				until(t, func() error { return holdsPaths(t, c, want[i]) })
			}
		})
	}
}

// requireRule holds the expectation itself against the rule of thumb, where the rule applies.
func requireRule(t *testing.T, g *topology.Graph, i, relays, want int) {
	t.Helper()
	for j := range g.Len() {
		if g.Degree(j) < 2 {
			return
		}
	}
	rule := relays * g.Degree(i)
	if i == 0 {
		rule++
	}
	require.Equal(t, rule, want, fmt.Sprintf("node %d of degree %d", g.ID(i), g.Degree(i)))
}
