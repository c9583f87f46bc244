package cluster

import (
	"context"
	"net"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gossip/topology"
)

// publish submits a message at a node.
func publish(t *testing.T, n *Network, id int, text string) {
	t.Helper()
	ctx := within(t, patience)
	c, err := n.Dial(ctx, id)
	require.NoError(t, err)
	defer c.Close()
	_, err = c.Publish(ctx, text, 1)
	require.NoError(t, err)
}

// holdsEach waits until every node that answers has as many messages.
func holdsEach(t *testing.T, n *Network, messages int) {
	t.Helper()
	eventually(t, "every node has every message", func() bool {
		nodes, err := n.Nodes(within(t, patience))
		require.NoError(t, err)
		for _, info := range nodes {
			if info.State == NodeRunning && info.Messages != messages {
				return false
			}
		}
		return true
	})
}

func TestRestartNode(t *testing.T) {
	tests := map[string]struct {
		before func(t *testing.T, node NodeState)
		was    Health
	}{
		"running":   {func(*testing.T, NodeState) {}, NodeRunning},
		"dead":      {func(t *testing.T, node NodeState) { send(t, node, unix.SIGKILL) }, NodeDead},
		"suspended": {func(t *testing.T, node NodeState) { send(t, node, unix.SIGSTOP) }, NodeStalled},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			lab := newLab(t)
			ctx := within(t, patience)
			o := lab.options(t, 5)
			o.Groups = []int{0, 1, 0, 1, 0}
			network, err := lab.Start(ctx, o)
			require.NoError(t, err)
			shape := edges(t, network)
			old := nodeOf(t, network, 3)
			test.before(t, old)

			report, err := network.RestartNode(ctx, 3)
			require.NoError(t, err)
			assert.Equal(t, test.was, report.Was)
			assert.Equal(t, []int{2, 4}, report.Peers)
			assert.Empty(t, report.Away)
			assert.Equal(t, nodeOf(t, network, 3), report.Node)
			assert.NotEqual(t, old.PID, report.Node.PID)
			assert.False(t, alive(old))
			old.PID, old.StartTime = report.Node.PID, report.Node.StartTime
			assert.Equal(t, old, report.Node, "id, address and group are the same")
			opened, err := lab.Open(lab.name)
			require.NoError(t, err)
			assert.Equal(t, network.State(), opened.State())

			nodes, err := network.Nodes(ctx)
			require.NoError(t, err)
			assert.Empty(t, nodes[2].Down, "when RestartNode returns, the links are up")
			assert.Equal(t, shape, edges(t, network))
			publish(t, network, 3, "after")
			publish(t, network, 1, "after")
			holdsEach(t, network, 2)
			assert.Len(t, lab.processes(), 5)
		})
	}
}

// The new process begins empty, and gets from its peers what it had.
func TestRestartedNodeHasTheHistory(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	o := lab.options(t, 3)
	g, err := topology.NewGraph(3, [][2]int32{{1, 2}, {2, 3}})
	require.NoError(t, err)
	o.Graph = g
	network, err := lab.Start(ctx, o)
	require.NoError(t, err)
	for range 20 {
		publish(t, network, 1, "before")
	}
	holdsEach(t, network, 20)
	_, err = network.RestartNode(ctx, 3)
	require.NoError(t, err)
	holdsEach(t, network, 20)
	publish(t, network, 3, "after")
	holdsEach(t, network, 21)
}

// Peers that are away are no obstacle; when they are back, so are the links.
func TestRestartNodeBesideOthersThatAreAway(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	network := lab.start(t, 5)
	shape := edges(t, network)
	send(t, nodeOf(t, network, 2), unix.SIGKILL)
	send(t, nodeOf(t, network, 4), unix.SIGSTOP)

	report, err := network.RestartNode(ctx, 3)
	require.NoError(t, err)
	assert.Equal(t, []int{2, 4}, report.Peers)
	assert.Equal(t, []int{2, 4}, report.Away)

	send(t, nodeOf(t, network, 4), unix.SIGCONT)
	report, err = network.RestartNode(ctx, 2)
	require.NoError(t, err)
	assert.Equal(t, []int{1, 3}, report.Peers)
	assert.Empty(t, report.Away)
	assert.Equal(t, shape, edges(t, network))
	eventually(t, "all links are up", func() bool {
		nodes, err := network.Nodes(ctx)
		require.NoError(t, err)
		for _, info := range nodes {
			if len(info.Down) > 0 {
				return false
			}
		}
		return true
	})
	publish(t, network, 2, "hello")
	holdsEach(t, network, 1)
}

// A peer that stalls while the node waits for it must not keep it from coming up.
func TestRestartNodeWhilePeersStall(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	network := lab.start(t, 3)
	s := network.State()
	stalled := nodeOf(t, network, 2)
	views, err := s.survey(ctx)
	require.NoError(t, err)
	r := planRestart(views, 1)
	require.Len(t, r.peers, 2)
	send(t, stalled, unix.SIGSTOP)
	_, err = s.endNode(ctx, r.node, false)
	require.NoError(t, err)

	program, err := os.Executable()
	require.NoError(t, err)
	lock, err := lab.lock(ctx, lab.name, 0)
	require.NoError(t, err)
	_, err = network.respawn(ctx, r, program)
	lock.release()
	require.NoError(t, err)
	assert.Equal(t, []int{2}, r.report().Away)
	assert.Equal(t, []int{2, 3}, r.report().Peers)
	send(t, stalled, unix.SIGCONT)
	eventually(t, "the link comes up", func() bool {
		nodes, err := network.Nodes(ctx)
		require.NoError(t, err)
		return len(nodes[0].Peers) == 2 && len(nodes[0].Down) == 0
	})
}

func TestRestartNodeRefused(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	network := lab.start(t, 3)
	_, err := network.RestartNode(ctx, 9)
	require.ErrorIs(t, err, NoSuchNode)

	node := nodeOf(t, network, 2)
	send(t, node, unix.SIGKILL)
	becomesFree(t, node.Addr)
	taken, err := net.Listen("tcp", node.Addr)
	require.NoError(t, err)
	before := network.State()
	_, err = network.RestartNode(ctx, 2)
	require.ErrorIs(t, err, Busy)
	assert.ErrorContains(t, err, "node 2 was not started again, and is dead: port ")
	assert.ErrorContains(t, err, "is taken")
	assert.Equal(t, before, network.State())
	require.NoError(t, taken.Close())

	report, err := network.RestartNode(ctx, 2)
	require.NoError(t, err, "it can be restarted later")
	assert.Equal(t, NodeDead, report.Was)
	assert.Equal(t, [][2]int{{1, 2}, {1, 3}, {2, 3}}, edges(t, network))

	canceled, cancel := context.WithCancel(ctx)
	cancel()
	_, err = network.RestartNode(canceled, 2)
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, NodeRunning, health(t, network)[2])
	require.NoError(t, network.Stop(ctx))
	_, err = network.RestartNode(ctx, 2)
	assert.ErrorIs(t, err, NotRunning)
}

// A node that does not come up is dead afterwards, and nothing of it is left.
func TestRestartNodeThatFails(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	network := lab.start(t, 3)
	forged := network.State()
	forged.NodeArgs = []string{"--fault", "die@2"}
	require.NoError(t, lab.writeState(&forged))
	_, err := network.RestartNode(ctx, 2)
	require.Error(t, err)
	assert.ErrorContains(t, err, "node 2 was not started again, and is dead: node 2 did not start")
	assert.ErrorContains(t, err, "dies on purpose")
	assert.Equal(t, NodeDead, health(t, network)[2])
	assert.Len(t, lab.processes(), 2)
	becomesFree(t, nodeOf(t, network, 2).Addr)
	log, err := os.ReadFile(network.LogPath(2))
	require.NoError(t, err)
	assert.Contains(t, string(log), "node started", "what the earlier process wrote is still there")
}
