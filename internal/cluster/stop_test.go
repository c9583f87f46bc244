package cluster

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// send signals a node of a test, whose process this test has started.
func send(t *testing.T, node NodeState, sig unix.Signal) {
	t.Helper()
	p, err := find(node, true)
	require.NoError(t, err)
	defer p.close()
	require.NoError(t, p.signal(sig))
	switch sig {
	case unix.SIGKILL:
		require.NoError(t, p.wait(within(t, patience)))
	case unix.SIGSTOP:
		eventually(t, "the node is suspended", func() bool { return suspended(node) })
	}
}

func TestStopEndsWhatDoesNotAnswer(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	o := lab.options(t, 5)
	o.NodeArgs = []string{"--fault", "obstinate@4"}
	network, err := lab.Start(ctx, o)
	require.NoError(t, err)
	send(t, nodeOf(t, network, 2), unix.SIGSTOP)
	send(t, nodeOf(t, network, 5), unix.SIGKILL)
	assert.Equal(t, map[int]Health{1: NodeRunning, 2: NodeStalled, 3: NodeRunning, 4: NodeRunning, 5: NodeDead}, health(t, network))
	all, err := lab.Networks(ctx)
	require.NoError(t, err)
	assert.Equal(t, Partly, all[0].Condition)
	assert.Equal(t, 4, all[0].Alive)
	assert.Equal(t, 5, all[0].Nodes)

	require.NoError(t, network.Stop(ctx))
	assert.Empty(t, lab.processes())
	log, err := os.ReadFile(network.LogPath(4))
	require.NoError(t, err)
	assert.NotContains(t, string(log), "SIGTERM", "it was told over its port, and does not get a second time")
}

func TestStalledNodeHangsNobody(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	network := lab.start(t, 3)
	send(t, nodeOf(t, network, 2), unix.SIGSTOP)

	const why = "node 2 does not answer: its process is suspended" // so nobody waited for it
	_, err := network.Dial(ctx, 2)
	require.ErrorIs(t, err, TimedOut)
	assert.ErrorContains(t, err, why)
	nodes, err := network.Nodes(ctx)
	require.NoError(t, err)
	assert.ErrorContains(t, nodes[1].Problem, why)
	assert.Equal(t, [][2]int{{1, 2}, {1, 3}, {2, 3}}, edges(t, network), "the word of the living end is enough")

	send(t, nodeOf(t, network, 2), unix.SIGCONT)
	c, err := network.Dial(ctx, 2)
	require.NoError(t, err)
	require.NoError(t, c.Close())
}

// A process that got the id of a node which is gone must never be signalled. The record of a node
// is made to name a process with another start time, as it would after the id was used again.
func TestForeignProcessIsNeverSignalled(t *testing.T) {
	tests := map[string]func(*State){
		"another start time": func(s *State) { s.Nodes[1].StartTime-- },
		"another boot":       func(s *State) { s.BootID = "an-earlier-one" },
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			lab := newLab(t)
			ctx := within(t, patience)
			bystander := sleeper(t)
			network := lab.start(t, 3)
			original := network.State()
			send(t, original.Nodes[1], unix.SIGKILL)
			forged := network.State()
			forged.Nodes[1].PID, forged.Nodes[1].StartTime = bystander.PID, bystander.StartTime
			change(&forged)
			require.NoError(t, lab.writeState(&forged))

			if opened, err := lab.Open(lab.name); err == nil {
				assert.Equal(t, NodeDead, health(t, opened)[2])
				require.NoError(t, opened.Stop(ctx))
			} else {
				assert.ErrorIs(t, err, NotRunning)
			}
			assert.True(t, alive(bystander))
			require.NoError(t, lab.writeState(&original), "the truth, so that the lab is left clean")
		})
	}
}

func TestTwoStopsAtOnce(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	lab.start(t, 4)
	errs := make(chan error, 3)
	var opened []*Network // all before the first one stops it
	for range cap(errs) {
		network, err := lab.Open(lab.name)
		require.NoError(t, err)
		opened = append(opened, network)
	}
	for _, network := range opened {
		go func() { errs <- network.Stop(ctx) }()
	}
	for range cap(errs) {
		assert.NoError(t, <-errs)
	}
	assert.Empty(t, lab.processes())
}

func TestStopDuringStart(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	old := lab.start(t, 2)
	require.NoError(t, old.Stop(ctx))
	started := make(chan error, 1)
	go func() {
		_, err := lab.Start(ctx, lab.options(t, 6))
		started <- err
	}()
	assert.NoError(t, old.Stop(ctx), "the run that was opened is over")
	require.NoError(t, <-started)
	assert.Len(t, lab.processes(), 6, "the new run is not touched by a stop of the old one")
}

func TestStopInterrupted(t *testing.T) {
	lab := newLab(t)
	network := lab.start(t, 3)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	assert.ErrorIs(t, network.Stop(ctx), context.Canceled)
	require.NoError(t, network.Stop(within(t, patience)), "and it can be completed")
}

func TestDiedNetworkIsNoticed(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	network := lab.start(t, 3)
	for _, node := range network.State().Nodes {
		send(t, node, unix.SIGKILL)
	}
	all, err := lab.Networks(ctx)
	require.NoError(t, err)
	assert.Equal(t, Died, all[0].Condition)

	_, err = lab.Open(lab.name)
	require.ErrorIs(t, err, NotRunning)
	assert.ErrorContains(t, err, "its processes are gone")
	all, err = lab.Networks(ctx)
	require.NoError(t, err)
	assert.NotZero(t, all[0].EndedNS, "it is on record")
	_, err = network.Nodes(ctx)
	assert.ErrorIs(t, err, NotRunning)
	lab.start(t, 2)
}

func TestRebootIsNoticed(t *testing.T) {
	lab := newLab(t)
	s := sampleState()
	s.Network, s.BootID, s.Nodes[0] = lab.name, "an-earlier-one", sleeper(t)
	l, err := lab.lock(t.Context(), lab.name, 0)
	require.NoError(t, err)
	require.NoError(t, lab.writeState(s))
	l.release()
	if bootID() == "" {
		return // this system does not tell one boot from another
	}
	_, err = lab.Open(lab.name)
	assert.ErrorIs(t, err, NotRunning)
	lab.start(t, 2)
	assert.True(t, alive(s.Nodes[0]))
}

func TestEndedNetworksDoNotPileUp(t *testing.T) {
	home := Home{Dir: t.TempDir()}
	write := func(name string, ended int64) {
		l, err := home.lock(t.Context(), name, 0)
		require.NoError(t, err)
		defer l.release()
		s := sampleState()
		s.Network, s.EndedNS = name, ended
		require.NoError(t, home.writeState(s))
	}
	for i := range 40 {
		write(fmt.Sprintf("net%02d", i), int64(1000+i))
	}
	require.NoError(t, home.makeDir("killed-start"))
	l, err := home.lock(t.Context(), "last", 0)
	require.NoError(t, err)
	defer l.release()
	s := sampleState()
	s.Network = "last"
	require.NoError(t, home.end(s))
	all, err := home.Networks(t.Context())
	require.NoError(t, err)
	assert.Len(t, all, keepEnded)
	assert.Equal(t, "last", all[0].Network)
	assert.Equal(t, "net39", all[keepEnded-1].Network, "the latest ones stay")
	assert.NoDirExists(t, filepath.Join(home.Dir, "net00"))
	assert.NoDirExists(t, filepath.Join(home.Dir, "killed-start"))
}
