package main

import (
	"fmt"
	"io"
	"net"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/cluster"
	"gossip/internal/gossip"
	"gossip/internal/wire"
	"gossip/topology"
)

// startSilent starts two real nodes whose rumors rest: what node 1 accepts comes to node 2 only as the
// test relays it. It returns a cli for the network.
func startSilent(t *testing.T) (*cli, *cluster.Network) {
	t.Helper()
	g, err := topology.Generate(topology.Spec{Kind: "line", N: 2})
	require.NoError(t, err)
	home := cluster.Home{Dir: filepath.Join(t.TempDir(), "state")}
	network, err := home.Start(patience(t), cluster.StartOptions{
		Network: "test", Graph: g, Protocol: "rumor",
		NodeArgs: []string{"--protocol", "rumor", "--param", "interval=1h", "--param", "max_interval=0"},
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, network.Stop(patience(t))) })
	c := newCLI(newTestStreams(nil).streams)
	c.network, c.stateDir = "test", home.Dir
	return c, network
}

// relay gives node 2 a message of node 1.
func relay(t *testing.T, network *cluster.Network, id string) {
	t.Helper()
	conn, err := net.Dial("tcp", network.State().Nodes[1].Addr)
	require.NoError(t, err)
	defer conn.Close()
	_, err = fmt.Fprintf(conn, "/RELAY:1|[%q, [1]]", id)
	require.NoError(t, err)
	require.NoError(t, conn.(*net.TCPConn).CloseWrite())
	answer, err := io.ReadAll(conn)
	require.NoError(t, err)
	require.Empty(t, answer)
}

// Messages that a node has from others, however many, stand for none of the lines; and what others gave
// to the same node before the first line is not waited for.
func TestWaitForLinesCountsNoOthers(t *testing.T) {
	c, network := startSilent(t)
	from := dialNode(t, network, 1)
	publish := func(node int, text string) string {
		id, err := dialNode(t, network, node).Publish(patience(t), text, 1)
		require.NoError(t, err)
		return id
	}
	publish(1, "earlier")
	for i := range 10 {
		publish(2, fmt.Sprint("other ", i))
	}
	lines := []string{publish(1, "a"), publish(1, "b"), publish(1, "c")}
	publish(1, "later")
	relay(t, network, lines[2])

	sent := sendLinesResult{Node: 1, Accepted: 3, FirstID: lines[0], LastID: lines[2]}
	wait := func(timeout time.Duration) (*waitResult, error) {
		v, err := newVigil(patience(t), c, network, waitOptions{wait: true, coverage: 1, timeout: timeout})
		require.NoError(t, err)
		defer v.close()
		return waitForLines(patience(t), v, from, sent)
	}
	result, err := wait(time.Second)
	require.ErrorContains(t, err, "1 of 2 nodes (50%) were reached within 1s, and the goal was 100%: node 2 lacks some of the messages")
	assert.Equal(t, exitGoal, diagnose(err).Code)
	assert.Equal(t, 1, result.Reached)

	relay(t, network, lines[0])
	relay(t, network, lines[1])
	result, err = wait(time.Minute)
	require.NoError(t, err)
	assert.Equal(t, 2, result.Reached)
	assert.NotNil(t, result.TookMS)
}

func TestTheGoalOfAWait(t *testing.T) {
	one := goal{origin: 3, timeNS: 7}
	assert.Equal(t, wire.Holding{Origin: 3, TimeNS: 7}, one.holding())
	assert.Equal(t, "lacks it", one.lack(1))
	several := goal{origin: 3, timeNS: 7, firstNS: 5, messages: 2}
	assert.Equal(t, wire.Holding{Origin: 3, FromNS: 5, ToNS: 7, Messages: 2}, several.holding())
	assert.Equal(t, "lack some of the messages", several.lack(2))
	for _, row := range gossip.Protocols() {
		for _, g := range []goal{one, several} {
			v := vigil{protocol: row.Name}
			assert.Contains(t, v.outlook(g), "gossip ", row.Name)
		}
	}
}
