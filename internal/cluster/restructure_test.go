package cluster

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gossip/topology"
)

// star builds a star around its first node, in two groups.
func star(n int) (*topology.Graph, Topology, []int, error) {
	var edges [][2]int32
	groups := make([]int, n)
	for i := 2; i <= n; i++ {
		edges = append(edges, [2]int32{1, int32(i)})
		groups[i-1] = 1
	}
	g, err := topology.NewGraph(n, edges)
	return g, Topology{Kind: "star", Seed: 3}, groups, err
}

func TestRestructure(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	network := lab.start(t, 6)
	before := network.State()
	send(t, nodeOf(t, network, 1), unix.SIGKILL)

	report, err := network.Restructure(ctx, star)
	require.NoError(t, err)
	assert.Equal(t, []int{1}, report.Dead)
	assert.Equal(t, map[int][]int{2: {3, 4, 5, 6}, 3: {2}, 4: {2}, 5: {2}, 6: {2}}, report.Peers)
	assert.Equal(t, [][2]int{{2, 3}, {2, 4}, {2, 5}, {2, 6}}, edges(t, network))
	nodes, err := network.Nodes(ctx)
	require.NoError(t, err)
	for i, info := range nodes {
		assert.Equal(t, before.Nodes[i].PID, info.PID, "nobody was restarted")
		assert.Empty(t, info.Down)
		assert.Equal(t, map[int]int{1: NoGroup, 2: 0, 3: 1, 4: 1, 5: 1, 6: 1}[info.ID], info.Group)
	}
	opened, err := lab.Open(lab.name)
	require.NoError(t, err)
	assert.Equal(t, Topology{Kind: "star", Seed: 3}, opened.State().Topology)
}

func TestRestructureIsAllOrNothing(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	network := lab.start(t, 4)
	before, record := edges(t, network), network.State()

	send(t, nodeOf(t, network, 2), unix.SIGSTOP)
	_, err := network.Restructure(ctx, star)
	require.ErrorIs(t, err, TimedOut)
	assert.ErrorContains(t, err, "nothing was changed: node 2 does not answer: its process is suspended", "nobody waited for it")
	send(t, nodeOf(t, network, 2), unix.SIGCONT)

	_, err = network.Restructure(ctx, func(int) (*topology.Graph, Topology, []int, error) { return star(3) })
	assert.ErrorIs(t, err, Invalid)
	no := errors.New("no such topology")
	_, err = network.Restructure(ctx, func(int) (*topology.Graph, Topology, []int, error) { return nil, Topology{}, nil, no })
	assert.ErrorIs(t, err, no)
	assert.Equal(t, before, edges(t, network))
	opened, err := lab.Open(lab.name)
	require.NoError(t, err)
	assert.Equal(t, record, opened.State())
}
