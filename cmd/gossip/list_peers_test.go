package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"gossip/internal/cluster"
)

// A square 1-2-3-4 with a tail 3-5.
func squareWithTail() []cluster.NodeInfo {
	var nodes []cluster.NodeInfo
	for i, peers := range [][]int{{2, 4}, {1, 3}, {2, 4, 5}, {1, 3}, {3}} {
		nodes = append(nodes, cluster.NodeInfo{ID: i + 1, Addr: fmt.Sprint("a", i+1), Peers: peers})
	}
	return nodes
}

func TestDeepen(t *testing.T) {
	for depth, want := range map[int]string{
		1: "2 4",
		2: "2(3) 4(3)",
		3: "2(3(4 5)) 4(3…)",
		4: "2(3(4… 5)) 4(3…)",
		9: "2(3(4… 5)) 4(3…)",
	} {
		tree := listPeersResult{Node: 1, Peers: []peerResult{{ID: 2}, {ID: 4}}}
		deepen(&tree, squareWithTail(), depth)
		assert.Equal(t, want, sketch(tree.Peers), "depth %d", depth)
	}
}

// sketch writes a tree in one line.
func sketch(peers []peerResult) string {
	parts := make([]string, len(peers))
	for i, p := range peers {
		parts[i] = fmt.Sprint(p.ID)
		if p.Shown {
			parts[i] += "…"
		}
		if len(p.Peers) > 0 {
			parts[i] += "(" + sketch(p.Peers) + ")"
		}
	}
	return strings.Join(parts, " ")
}
