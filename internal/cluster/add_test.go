package cluster

import (
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

func TestAddNode(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	network := lab.start(t, 4)

	report, err := network.AddNode(ctx, AddOptions{Peers: []int{3, 1}})
	require.NoError(t, err)
	assert.Equal(t, 5, report.Node.ID)
	assert.Equal(t, []int{1, 3}, report.Peers)
	assert.Equal(t, report.Node, nodeOf(t, network, 5))
	assert.Contains(t, report.Node.Addr, "127.0.0.1:")
	assert.Equal(t, [][2]int{{1, 2}, {1, 4}, {1, 5}, {2, 3}, {3, 4}, {3, 5}}, edges(t, network))
	nodes, err := network.Nodes(ctx)
	require.NoError(t, err)
	for _, info := range nodes {
		assert.Equal(t, NodeRunning, info.State)
		assert.Empty(t, info.Down, "when AddNode returns, the links are up")
	}

	anyPort := 0
	report, err = network.AddNode(ctx, AddOptions{Port: &anyPort})
	require.NoError(t, err)
	assert.Equal(t, 6, report.Node.ID)
	assert.Len(t, report.Peers, 2, "the mean degree is 2.4")

	_, err = network.RemoveNode(ctx, 6, RemoveOptions{})
	require.NoError(t, err)
	report, err = network.AddNode(ctx, AddOptions{Degree: 5, Port: &anyPort})
	require.NoError(t, err)
	assert.Equal(t, 7, report.Node.ID, "ids are never used twice")
	assert.Equal(t, []int{1, 2, 3, 4, 5}, report.Peers)
	opened, err := lab.Open(lab.name)
	require.NoError(t, err)
	assert.Equal(t, network.State(), opened.State())
}

func TestAddNodeRefused(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	network := lab.start(t, 4)
	send(t, nodeOf(t, network, 2), unix.SIGKILL)
	send(t, nodeOf(t, network, 3), unix.SIGSTOP)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	busy, huge := taken.Addr().(*net.TCPAddr).Port, 70000
	before := network.State()
	tests := map[string]struct {
		o    AddOptions
		code Code
		text string
	}{
		"no such peer":   {AddOptions{Peers: []int{1, 9}}, NoSuchNode, "no node 9"},
		"a peer twice":   {AddOptions{Peers: []int{1, 4, 1}}, Invalid, "peer 1 stands twice"},
		"a dead peer":    {AddOptions{Peers: []int{1, 2}}, Failed, "node 2 is dead"},
		"a stalled peer": {AddOptions{Peers: []int{1, 3}}, TimedOut, "nothing was changed: node 3"},
		"degree too big": {AddOptions{Degree: 3}, Invalid, "in which 2 answer"},
		"no degree":      {AddOptions{Degree: -1}, Invalid, "cannot have -1 peers"},
		"taken port":     {AddOptions{Peers: []int{1}, Port: &busy}, Busy, "is taken"},
		"no such port":   {AddOptions{Peers: []int{1}, Port: &huge}, Invalid, "port 70000"},
		"no program":     {AddOptions{Peers: []int{1}, Executable: "/nowhere/gossip"}, Failed, "spawn node 5"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := network.AddNode(ctx, test.o)
			require.Error(t, err)
			assert.ErrorIs(t, err, test.code)
			assert.ErrorContains(t, err, test.text)
			assert.Equal(t, before, network.State())
		})
	}
	assert.Len(t, lab.processes(), 3)
}

// With nobody to be a peer the number of peers is not what is wrong.
func TestAddNodeWhereNoneAnswers(t *testing.T) {
	lab := newLab(t)
	network := lab.start(t, 2)
	for _, id := range []int{1, 2} {
		send(t, nodeOf(t, network, id), unix.SIGSTOP)
	}
	for _, degree := range []int{0, 1} {
		_, err := network.AddNode(within(t, patience), AddOptions{Degree: degree})
		var failure *Error
		require.ErrorAs(t, err, &failure)
		assert.Equal(t, TimedOut, failure.Code)
		assert.ErrorContains(t, err, "no node of network")
		assert.Contains(t, failure.Hint, "gossip list-nodes")
	}
	assert.Len(t, network.State().Nodes, 2)
}

// A node that does not come up leaves no trace at its peers.
func TestAddNodeThatFails(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	o := lab.options(t, 3)
	o.NodeArgs = []string{"--fault", "die@4"}
	network, err := lab.Start(ctx, o)
	require.NoError(t, err)
	before := edges(t, network)
	_, err = network.AddNode(ctx, AddOptions{Peers: []int{1, 2}})
	require.Error(t, err)
	assert.ErrorContains(t, err, "nothing was changed: node 4 did not start")
	assert.ErrorContains(t, err, "dies on purpose")
	assert.Equal(t, before, edges(t, network))
	for _, id := range []int{1, 2} {
		c, err := network.Dial(ctx, id)
		require.NoError(t, err)
		peers, err := c.Peers(ctx)
		require.NoError(t, err)
		assert.Len(t, peers, 2)
		require.NoError(t, c.Close())
	}
	_, err = os.Stat(filepath.Join(lab.Dir, lab.name, "node-4.log"))
	assert.ErrorIs(t, err, os.ErrNotExist)

	report, err := network.AddNode(ctx, AddOptions{Peers: []int{1, 2}})
	require.NoError(t, err)
	assert.Equal(t, 5, report.Node.ID, "a peer may have heard of node 4")
}
