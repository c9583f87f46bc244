package main

import (
	"fmt"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"gossip/internal/client"
	"gossip/internal/cluster"
	"gossip/internal/gossip"
	"gossip/internal/wire"
	"gossip/topology"
)

// survivors is the size of the networks that are maltreated.
const survivors = 12

// An ordeal is a network under load to which things happen.
type ordeal struct {
	*ledger
	network *cluster.Network
	clients map[int]*client.Client // of all nodes
	load    load
}

// begin starts a network and loads it from three nodes.
func begin(t *testing.T, what load, nodeArgs ...string) *ordeal {
	t.Helper()
	network := startProgram(t, "", topology.Spec{Kind: topology.Random, N: survivors, Seed: 7}, nodeArgs...)
	o := &ordeal{ledger: newLedger(), network: network, clients: map[int]*client.Client{}, load: what}
	for _, n := range network.State().Nodes {
		o.clients[n.ID] = dialNode(t, network, n.ID)
	}
	for _, e := range o.links(t) {
		o.joined(e[0], e[1])
	}
	for _, id := range []int{1, 6, 10} {
		o.stream(t, network, id, what)
	}
	return o
}

// speaking returns the arguments that make a node speak a protocol, with intervals that suit a test.
func speaking(row gossip.Protocol) []string {
	args := []string{"--protocol", row.Name}
	quick := map[string]string{"interval": "20ms", "max_interval": "200ms", "backstop_interval": "100ms", "backstop_max_interval": "500ms"}
	for _, p := range row.Params {
		if value, ok := quick[p.Name]; ok {
			args = append(args, "--param", p.Name+"="+value)
		}
	}
	return args
}

// promising returns the protocols by which nothing is lost.
func promising() []gossip.Protocol {
	var rows []gossip.Protocol
	for _, row := range gossip.Protocols() {
		if row.Promises {
			rows = append(rows, row)
		}
	}
	return rows
}

// links returns the edges as the nodes have them now, each once.
func (o *ordeal) links(t *testing.T) (edges [][2]int) {
	t.Helper()
	nodes, err := o.network.Nodes(patience(t))
	require.NoError(t, err)
	for _, n := range nodes {
		require.Equal(t, cluster.NodeRunning, n.State, "node %d", n.ID)
		for _, p := range n.Peers {
			if n.ID < p {
				edges = append(edges, [2]int{n.ID, p})
			}
		}
	}
	return edges
}

// process returns the process of a node.
func (o *ordeal) process(t *testing.T, id int) *os.Process {
	t.Helper()
	for _, n := range o.network.State().Nodes {
		if n.ID == id {
			p, err := os.FindProcess(n.PID)
			require.NoError(t, err)
			return p
		}
	}
	require.Fail(t, "no such node", "%d", id)
	return nil
}

// reach publishes at a node and waits until all nodes but one have the message.
func (o *ordeal) reach(t *testing.T, from, but int) {
	t.Helper()
	key, err := o.publish(patience(t), o.clients[from])
	require.NoError(t, err)
	for node, c := range o.clients {
		if node == but {
			continue
		}
		a, err := c.Await(patience(t), wire.Holding{Origin: from, TimeNS: key.Time, TimeoutMS: 60_000})
		require.NoError(t, err)
		require.True(t, a.Held, "node %d does not get %v while node %d is away", node, key, but)
	}
}

// stall suspends a node for as long as the others are busy with something.
func (o *ordeal) stall(t *testing.T, id int, busy func()) {
	t.Helper()
	p := o.process(t, id)
	require.NoError(t, p.Signal(syscall.SIGSTOP))
	defer func() { _ = p.Signal(syscall.SIGCONT) }()
	busy()
}

// goOn lets each node but one in turn reach all the others, until the time is over.
func (o *ordeal) goOn(t *testing.T, but int, enough time.Duration) {
	t.Helper()
	begin := time.Now()
	for from := 1; time.Since(begin) < enough; from = from%survivors + 1 {
		if from != but {
			o.reach(t, from, but)
		}
	}
}

// kill ends a node under load and starts an empty one in its place.
func (o *ordeal) kill(t *testing.T, id int) {
	t.Helper()
	require.NoError(t, o.process(t, id).Kill())
	for _, s := range o.streams {
		if s.node == id {
			s.mortal = true
			s.stop()
		}
	}
	o.goOn(t, id, 1)
	_, err := o.network.RestartNode(patience(t), id)
	require.NoError(t, err)
	o.clients[id] = dialNode(t, o.network, id)
	o.stream(t, o.network, id, o.load)
}

// cut parts the network in two, lets both accept messages, and joins them again.
func (o *ordeal) cut(t *testing.T) {
	t.Helper()
	var across [][2]int
	for _, e := range o.links(t) {
		if (e[0] <= survivors/2) != (e[1] <= survivors/2) {
			across = append(across, e)
		}
	}
	split := false
	for _, e := range across {
		report, err := o.network.Disconnect(patience(t), e[0], e[1])
		require.NoError(t, err)
		split = split || report.Split
	}
	require.True(t, split)
	for _, s := range o.streams {
		if s.load != (load{}) && !s.mortal {
			goal := s.count() + 25
			until(t, func() error {
				if n := s.count(); n < goal {
					return fmt.Errorf("node %d has accepted %d messages, not %d", s.node, n, goal)
				}
				return nil
			})
		}
	}
	for _, e := range across {
		_, err := o.network.Connect(patience(t), e[0], e[1])
		require.NoError(t, err)
	}
}

// join adds a node.
func (o *ordeal) join(t *testing.T) {
	t.Helper()
	report, err := o.network.AddNode(patience(t), cluster.AddOptions{})
	require.NoError(t, err)
	for _, p := range report.Peers {
		o.joined(report.Node.ID, p)
	}
	o.clients[report.Node.ID] = dialNode(t, o.network, report.Node.ID)
	o.reach(t, report.Node.ID, 0)
}

// TestNothingIsLost maltreats a network of each protocol that promises delivery, under load: what was
// accepted is at every node afterwards.
func TestNothingIsLost(t *testing.T) {
	for _, row := range promising() {
		t.Run(row.Name, func(t *testing.T) {
			t.Parallel() // much of it is waiting
			o := begin(t, load{every: 20 * time.Millisecond, size: 64}, speaking(row)...)
			o.stall(t, 5, func() { o.goOn(t, 5, 2*time.Second) })
			o.kill(t, 10)
			o.cut(t)
			o.join(t)
			o.settle(t, o.network)
		})
	}
}
