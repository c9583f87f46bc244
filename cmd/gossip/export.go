package main

import (
	"fmt"
	"maps"
	"slices"

	"gossip/internal/cluster"
	"gossip/internal/render"
	"gossip/topology"
)

// exportOptions says what an export tells beside nodes and edges: how the network came about, and of
// each node its name, its color in the terminal and, where there are partitions, the one it is in.
func exportOptions(state cluster.State) topology.WriteOptions {
	opts := topology.WriteOptions{
		Name:       state.Network,
		Attributes: []topology.Attribute{{Key: "kind", Value: state.Topology.Kind}},
		Label:      func(id int) string { return fmt.Sprint(nodePrefix, id) },
		Group:      partitions(state),
	}
	opts.Color = func(id int) string {
		color := render.NodeGroup(id)
		if opts.Group != nil {
			color = render.NodeGroup(id, opts.Group(id))
		}
		return render.Color(color).String()
	}
	if kind, err := topology.Lookup(state.Topology.Kind); err == nil && kind.Random {
		opts.Attributes = append(opts.Attributes, topology.Attribute{Key: "seed", Value: state.Topology.Seed})
	}
	for _, name := range slices.Sorted(maps.Keys(state.Topology.Params)) {
		if value, ok := state.Topology.Params[name].(float64); ok {
			opts.Attributes = append(opts.Attributes, topology.Attribute{Key: name, Value: value})
		}
	}
	return opts
}

// partitions returns a function that tells the partition of a node, nil if there are none.
func partitions(state cluster.State) func(id int) int {
	partition := make(map[int]int, len(state.Nodes))
	for _, node := range state.Nodes {
		if node.Group != cluster.NoGroup {
			partition[node.ID] = node.Group
		}
	}
	if len(partition) == 0 {
		return nil
	}
	return func(id int) int {
		if group, ok := partition[id]; ok {
			return group
		}
		return cluster.NoGroup
	}
}
