package cluster

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

func TestConnectAndDisconnect(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	network := lab.start(t, 4)

	report, err := network.Connect(ctx, 3, 1)
	require.NoError(t, err)
	assert.True(t, report.Changed)
	assert.Equal(t, [][2]int{{1, 2}, {1, 3}, {1, 4}, {2, 3}, {3, 4}}, edges(t, network))
	nodes, err := network.Nodes(ctx)
	require.NoError(t, err)
	for _, info := range nodes {
		assert.Empty(t, info.Down, "when Connect returns, the link is up")
	}
	report, err = network.Connect(ctx, 1, 3)
	require.NoError(t, err)
	assert.False(t, report.Changed, "they are peers already")

	for _, edge := range [][2]int{{1, 3}, {4, 1}, {2, 3}} {
		report, err = network.Disconnect(ctx, edge[0], edge[1])
		require.NoError(t, err)
		assert.True(t, report.Changed)
	}
	assert.Equal(t, [][]int{{1, 2}, {3, 4}}, report.Components)
	assert.True(t, report.Split)
	assert.Equal(t, [][2]int{{1, 2}, {3, 4}}, edges(t, network))
	report, err = network.Disconnect(ctx, 2, 3)
	require.NoError(t, err)
	assert.False(t, report.Changed)
	assert.False(t, report.Split, "it was in two parts before")
}

func TestEdgeRefused(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	network := lab.start(t, 3)
	_, err := network.Connect(ctx, 2, 2)
	assert.ErrorIs(t, err, Invalid)
	_, err = network.Disconnect(ctx, 2, 2)
	assert.ErrorIs(t, err, Invalid)
	_, err = network.Connect(ctx, 1, 9)
	assert.ErrorIs(t, err, NoSuchNode)
	_, err = network.Disconnect(ctx, 9, 1)
	assert.ErrorIs(t, err, NoSuchNode)
}

// An edge that only one end knows, as an older program or a crash may leave it, is none; connecting
// completes it, and disconnecting clears it away.
func TestHalfAnEdge(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	network := lab.start(t, 4)
	half := func() {
		c, err := network.Dial(ctx, 1)
		require.NoError(t, err)
		defer c.Close()
		_, err = c.Disconnect(ctx, 2)
		require.NoError(t, err)
	}
	half()
	assert.NotContains(t, edges(t, network), [2]int{1, 2})
	report, err := network.Connect(ctx, 1, 2)
	require.NoError(t, err)
	assert.True(t, report.Changed)
	assert.Contains(t, edges(t, network), [2]int{1, 2})

	half()
	report, err = network.Disconnect(ctx, 1, 2)
	require.NoError(t, err)
	assert.True(t, report.Changed)
	c, err := network.Dial(ctx, 2)
	require.NoError(t, err)
	defer c.Close()
	peers, err := c.Peers(ctx)
	require.NoError(t, err)
	assert.Len(t, peers, 1)
}

func TestEdgeWithDeadEnd(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	network := lab.start(t, 5)
	send(t, nodeOf(t, network, 2), unix.SIGKILL)

	_, err := network.Connect(ctx, 4, 2)
	require.Error(t, err)
	assert.ErrorContains(t, err, "node 2 is dead, so nothing was changed")
	report, err := network.Disconnect(ctx, 1, 2)
	require.NoError(t, err)
	assert.True(t, report.Changed)
	assert.Equal(t, []int{2}, report.Dead)
	assert.Equal(t, [][2]int{{1, 5}, {3, 4}, {4, 5}}, edges(t, network))
}

func TestEdgeWithStalledEnd(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	network := lab.start(t, 5)
	send(t, nodeOf(t, network, 4), unix.SIGSTOP)
	for _, change := range []func() error{
		func() error { _, err := network.Connect(ctx, 2, 4); return err },
		func() error { _, err := network.Disconnect(ctx, 3, 4); return err },
	} {
		err := change()
		require.ErrorIs(t, err, TimedOut)
		assert.ErrorContains(t, err, "nothing was changed: node 4 does not answer: its process is suspended", "nobody waited for it")
	}
	send(t, nodeOf(t, network, 4), unix.SIGCONT)
	assert.Equal(t, [][2]int{{1, 2}, {1, 5}, {2, 3}, {3, 4}, {4, 5}}, edges(t, network), "both ends are as they were")
}

// A node that stalls in the middle of a change makes the change be taken back at the others.
func TestRollback(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	network := lab.start(t, 5)
	before := edges(t, network)
	r, err := network.state.revise(ctx, []int{1, 3, 4, 5})
	require.NoError(t, err)
	defer r.close()
	_, err = r.connect(ctx, 3, 5)
	require.NoError(t, err)
	_, err = r.disconnect(ctx, 4, 5)
	require.NoError(t, err)
	assert.NotEqual(t, before, edges(t, network))
	send(t, nodeOf(t, network, 1), unix.SIGSTOP)
	_, err = r.connect(ctx, 1, 3)
	require.Error(t, err)
	err = r.rollback(ctx, err)
	require.ErrorIs(t, err, TimedOut)
	assert.ErrorContains(t, err, "could not be taken back at node 1", "nobody knows what it did, until it answers")
	send(t, nodeOf(t, network, 1), unix.SIGCONT)
	assert.Equal(t, before, edges(t, network))
}
