package cluster

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gossip/topology"
)

func TestRemoveNode(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	network := lab.start(t, 5)
	removed := nodeOf(t, network, 2)

	report, err := network.RemoveNode(ctx, 2, RemoveOptions{})
	require.NoError(t, err)
	assert.Equal(t, []int{1, 3}, report.Neighbors)
	assert.Empty(t, report.Untold)
	assert.False(t, report.Split)
	assert.Equal(t, [][]int{{1, 3, 4, 5}}, report.Components)
	assert.Equal(t, [][2]int{{1, 5}, {3, 4}, {4, 5}}, edges(t, network))
	assert.Equal(t, map[int]Health{1: NodeRunning, 3: NodeRunning, 4: NodeRunning, 5: NodeRunning}, health(t, network))
	becomesFree(t, removed.Addr)
	assert.NoFileExists(t, network.LogPath(2))

	report, err = network.RemoveNode(ctx, 4, RemoveOptions{})
	require.NoError(t, err)
	assert.True(t, report.Split)
	assert.Equal(t, [][]int{{1, 5}, {3}}, report.Components)

	report, err = network.RemoveNode(ctx, 3, RemoveOptions{})
	require.NoError(t, err)
	assert.False(t, report.Split, "it was a part of its own")
	assert.Empty(t, report.Neighbors)

	_, err = network.RemoveNode(ctx, 3, RemoveOptions{})
	require.ErrorIs(t, err, NoSuchNode)
	_, err = network.RemoveNode(ctx, 1, RemoveOptions{})
	require.NoError(t, err)
	report, err = network.RemoveNode(ctx, 5, RemoveOptions{})
	require.NoError(t, err)
	assert.True(t, report.Stopped)
	_, err = lab.Open(lab.name)
	assert.ErrorIs(t, err, NotRunning)
	assert.Empty(t, lab.processes())
}

func TestRemoveNodeWithRewire(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	network := lab.start(t, 5)
	_, err := network.Connect(ctx, 2, 4)
	require.NoError(t, err)

	report, err := network.RemoveNode(ctx, 3, RemoveOptions{Rewire: true})
	require.NoError(t, err)
	assert.False(t, report.Split)
	g, err := network.Graph(ctx)
	require.NoError(t, err)
	assert.Len(t, topology.Components(g), 1)
	assert.Equal(t, 5, g.EdgeCount(), "six edges, two of which went with node 3 and one of which came")
	for id, degree := range map[int]int{1: 2, 2: 3, 4: 3, 5: 2} {
		assert.Len(t, g.NeighborIDs(id), degree, "node %d keeps its degree", id)
	}
	nodes, err := network.Nodes(ctx)
	require.NoError(t, err)
	for _, info := range nodes {
		assert.Empty(t, info.Down)
	}
}

// In a star everybody depends on the hub; with Rewire the rest stays one network all the same.
func TestRemoveHubWithRewire(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	o := lab.options(t, 5)
	var err error
	o.Graph, o.Topology, o.Groups, err = star(5)
	require.NoError(t, err)
	network, err := lab.Start(ctx, o)
	require.NoError(t, err)
	report, err := network.RemoveNode(ctx, 1, RemoveOptions{Rewire: true})
	require.NoError(t, err)
	assert.False(t, report.Split)
	g, err := network.Graph(ctx)
	require.NoError(t, err)
	assert.Equal(t, [][]int{{2, 3, 4, 5}}, topology.Components(g))
}

func TestRemoveDeadNode(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	network := lab.start(t, 5)
	send(t, nodeOf(t, network, 3), unix.SIGKILL)
	report, err := network.RemoveNode(ctx, 3, RemoveOptions{Rewire: true})
	require.NoError(t, err)
	assert.Equal(t, []int{2, 4}, report.Neighbors)
	assert.Empty(t, report.Untold)
	assert.Equal(t, [][2]int{{2, 4}}, report.Plan.Add)
	assert.Equal(t, [][2]int{{1, 2}, {1, 5}, {2, 4}, {4, 5}}, edges(t, network))
}

func TestRemoveStalledNode(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	network := lab.start(t, 5)
	send(t, nodeOf(t, network, 3), unix.SIGSTOP)

	_, err := network.RemoveNode(ctx, 2, RemoveOptions{})
	require.ErrorIs(t, err, TimedOut)
	assert.ErrorContains(t, err, "nothing was changed: node 3 does not answer: its process is suspended", "nobody waited for it")
	assert.Len(t, lab.processes(), 5)

	report, err := network.RemoveNode(ctx, 3, RemoveOptions{})
	require.NoError(t, err)
	assert.Equal(t, []int{2, 4}, report.Neighbors)
	assert.Equal(t, map[int]Health{1: NodeRunning, 2: NodeRunning, 4: NodeRunning, 5: NodeRunning}, health(t, network))
}

func TestRemoveLastLivingNode(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	network := lab.start(t, 2)
	send(t, nodeOf(t, network, 1), unix.SIGKILL)
	report, err := network.RemoveNode(ctx, 2, RemoveOptions{})
	require.NoError(t, err)
	assert.True(t, report.Stopped)
	_, err = lab.Open(lab.name)
	assert.ErrorIs(t, err, NotRunning)
}

func TestRemoveDuringStop(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	network := lab.start(t, 6)
	other, err := lab.Open(lab.name)
	require.NoError(t, err)
	removed := make(chan error, 1)
	go func() {
		_, err := other.RemoveNode(ctx, 3, RemoveOptions{})
		removed <- err
	}()
	require.NoError(t, network.Stop(ctx))
	if err := <-removed; err != nil {
		unlucky := errors.Is(err, NotRunning) || errors.Is(err, Busy)
		assert.True(t, unlucky, "either it came first, or there was nothing left to remove it from when it could: %v", err)
	}
	assert.Empty(t, lab.processes())
}

// What a node has accepted must reach the others even if it is removed at once.
func TestRemovedNodeHandsOn(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	network := lab.start(t, 4)
	c, err := network.Dial(ctx, 2)
	require.NoError(t, err)
	defer c.Close()
	const messages = 50
	for range messages {
		_, err := c.Publish(ctx, "last words", 1)
		require.NoError(t, err)
	}
	_, err = network.RemoveNode(ctx, 2, RemoveOptions{})
	require.NoError(t, err)
	for _, id := range []int{1, 3, 4} {
		eventually(t, "every node has everything", func() bool {
			d, err := network.Dial(ctx, id)
			require.NoError(t, err)
			defer d.Close()
			status, err := d.Status(ctx)
			require.NoError(t, err)
			return status.Messages == messages
		})
	}
}
