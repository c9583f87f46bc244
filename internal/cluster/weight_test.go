package cluster

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/wire"
	"gossip/topology"
)

// weighted returns a cycle of three nodes; the edge between nodes 1 and 2 weighs 2.5.
func weighted(t *testing.T) *topology.Graph {
	t.Helper()
	g, err := mustRing(t, 3).WithWeights(func(a, b int) float64 { return []float64{2.5, 1, 1}[a+b-3] })
	require.NoError(t, err)
	return g
}

func TestCommandLineHasWeights(t *testing.T) {
	c := command{executable: "gossip", network: "net", run: "token", maxNodes: 64}
	line := c.line(NodeState{ID: 1, Addr: "127.0.0.1:7001"},
		[]wire.Peer{{ID: 2, Addr: "127.0.0.1:7002", Weight: 2.5}, {ID: 3, Addr: "127.0.0.1:7003"}, {ID: 4, Addr: "[::1]:7004", Weight: 1e-6}})
	assert.Equal(t, []string{"--peer", "2=127.0.0.1:7002@2.5", "--peer", "3=127.0.0.1:7003", "--peer", "4=[::1]:7004@0.000001"}, line[len(line)-6:])
}

// says makes a view of a node that answers, or of one that does not.
func says(id int, health Health, peers ...wire.Peer) view {
	v := view{node: NodeState{ID: id, Addr: "127.0.0.1:1"}, health: health}
	for _, p := range peers {
		v.status.Peers = append(v.status.Peers, wire.PeerStatus{Peer: p})
	}
	return v
}

func TestGraphHasTheWeightsOfTheNodes(t *testing.T) {
	g, err := graphOf([]view{
		says(1, NodeStalled),
		says(2, NodeRunning, wire.Peer{ID: 1, Weight: 3}, wire.Peer{ID: 3, Weight: 0.5}),
		says(3, NodeRunning, wire.Peer{ID: 2, Weight: 0.5}, wire.Peer{ID: 5}),
		says(5, NodeRunning, wire.Peer{ID: 3}, wire.Peer{ID: 2, Weight: 9}),
	}, 0)
	require.NoError(t, err)
	assert.Equal(t, map[[2]int]float64{{1, 2}: 3, {2, 3}: 0.5, {3, 5}: 1}, weights(g))

	g, err = withoutEdge(g, 2, 1)
	require.NoError(t, err)
	assert.Equal(t, map[[2]int]float64{{2, 3}: 0.5, {3, 5}: 1}, weights(g), "the edges that stay keep theirs")

	_, err = graphOf([]view{says(1, NodeStalled), says(2, NodeRunning, wire.Peer{ID: 1, Weight: -1})}, 0)
	assert.ErrorContains(t, err, "is not a weight")
}

func weights(g *topology.Graph) map[[2]int]float64 {
	all := map[[2]int]float64{}
	for a, b := range g.Pairs() {
		all[[2]int{a, b}], _ = g.WeightBetween(a, b)
	}
	return all
}

// A node that does not answer is given the weights that its peers give to it.
func TestRestartKeepsWeights(t *testing.T) {
	views := []view{
		says(1, NodeRunning, wire.Peer{ID: 2, Addr: "a:2", Weight: 2.5}),
		says(2, NodeDead),
		says(3, NodeRunning, wire.Peer{ID: 2, Addr: "a:2"}, wire.Peer{ID: 1}),
	}
	r := planRestart(views, 2)
	assert.Equal(t, []wire.Peer{{ID: 1, Addr: "127.0.0.1:1", Weight: 2.5}, {ID: 3, Addr: "127.0.0.1:1"}}, r.peers)

	views[1] = says(2, NodeRunning, wire.Peer{ID: 1, Addr: "127.0.0.1:1", Weight: 4}, wire.Peer{ID: 9, Addr: "a:9", Weight: 5})
	r = planRestart(views, 2)
	assert.Equal(t, []wire.Peer{{ID: 1, Addr: "127.0.0.1:1", Weight: 4}}, r.peers)
	assert.Equal(t, []wire.Peer{{ID: 9, Addr: "a:9", Weight: 5}}, r.away)
}

// What the network was started with is on record.
func TestProtocolIsRecorded(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	o := lab.options(t, 3)
	o.Graph = weighted(t)
	o.Protocol, o.Params = "rumor", map[string]string{"fanout": "2"}
	network, err := lab.Start(ctx, o)
	require.NoError(t, err)
	opened, err := lab.Open(lab.name)
	require.NoError(t, err)
	s := opened.State()
	assert.Equal(t, "rumor", s.Protocol)
	assert.Equal(t, map[string]string{"fanout": "2"}, s.Params)
	s.Params["fanout"] = "3"
	assert.Equal(t, "2", opened.State().Params["fanout"], "it is the caller's")

	_, err = network.RestartNode(ctx, 2)
	require.NoError(t, err)
	assert.Equal(t, "rumor", network.State().Protocol)
	report, err := network.Restructure(ctx, func(n int) (*topology.Graph, Topology, []int, error) {
		return weighted(t), Topology{Kind: "file"}, nil, nil
	})
	require.NoError(t, err)
	assert.Equal(t, []int{2, 3}, report.Peers[1])
}
