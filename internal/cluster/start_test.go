package cluster

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gossip/internal/gossip"
)

func TestStartAndStop(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	o := lab.options(t, 5)
	o.Groups = []int{0, 1, 0, 1, 0}
	var progress []int
	o.Progress = func(ready, total int) {
		assert.Equal(t, 5, total)
		progress = append(progress, ready)
	}
	network, err := lab.Start(ctx, o)
	require.NoError(t, err)
	assert.Equal(t, []int{1, 2, 3, 4, 5}, progress)
	assert.Len(t, lab.processes(), 5)

	assert.Equal(t, [][2]int{{1, 2}, {1, 5}, {2, 3}, {3, 4}, {4, 5}}, edges(t, network))
	nodes, err := network.Nodes(ctx)
	require.NoError(t, err)
	for i, info := range nodes {
		assert.Equal(t, i+1, info.ID)
		assert.Equal(t, NodeRunning, info.State)
		assert.Empty(t, info.Down, "ready means that the links are up")
		assert.Len(t, info.Peers, 2)
		assert.Equal(t, o.Groups[i], info.Group)
		assert.NotZero(t, info.PID)
		assert.Positive(t, info.Uptime)
	}

	opened, err := lab.Open(lab.name)
	require.NoError(t, err)
	assert.Equal(t, network.State(), opened.State(), "what was recorded is what was started")
	require.NoError(t, opened.Stop(ctx))
	assert.Empty(t, lab.processes())
	for _, node := range network.State().Nodes {
		becomesFree(t, node.Addr)
		assert.FileExists(t, network.LogPath(node.ID), "logs stay readable")
	}
	_, err = lab.Open(lab.name)
	assert.ErrorIs(t, err, NotRunning)
	assert.ErrorContains(t, err, "was stopped")
	all, err := lab.Networks(ctx)
	require.NoError(t, err)
	require.Len(t, all, 1)
	assert.Equal(t, Stopped, all[0].Condition)
	assert.Equal(t, Topology{Kind: "circular", Seed: 7}, all[0].Topology)
	require.NoError(t, network.Stop(ctx), "stopping what was stopped is no error")
}

func TestNodesInheritNothingOfTheStarter(t *testing.T) {
	lab := newLab(t)
	network := lab.start(t, 1)
	pid := nodeOf(t, network, 1).PID
	dir := filepath.Join("/proc", strconv.Itoa(pid), "fd")
	for fd, want := range map[string]string{"0": os.DevNull, "1": network.LogPath(1), "2": network.LogPath(1)} {
		target, err := os.Readlink(filepath.Join(dir, fd))
		require.NoError(t, err)
		assert.Equal(t, want, target, "descriptor %s", fd)
	}
	session, err := unix.Getsid(pid)
	require.NoError(t, err)
	assert.Equal(t, pid, session, "a session of its own")
	cwd, err := os.Readlink(filepath.Join("/proc", strconv.Itoa(pid), "cwd"))
	require.NoError(t, err)
	assert.Equal(t, "/", cwd)
}

func TestStartIsAllOrNothing(t *testing.T) {
	tests := map[string]struct {
		fault   string
		timeout time.Duration // the first one to try
		ready   int           // nodes that must be by then
		code    Code
		text    []string
	}{
		"a node dies":          {"die@3", patience, 0, Failed, []string{"node 3 did not start", "exit status 7", "dies on purpose"}},
		"a node reports":       {"fail@2", patience, 0, Failed, []string{"node 2 did not start: on purpose"}},
		"a node is never done": {"mute@4", 300 * time.Millisecond, 3, TimedOut, []string{"1 of 4 nodes", "not ready", ": 4", "node started"}},
		"all nodes die":        {"die", patience, 0, Failed, []string{"did not start"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			lab := newLab(t)
			o := lab.options(t, 4)
			o.NodeArgs = []string{"--fault", test.fault}
			o.ReadyTimeout = test.timeout
			ready := 0
			o.Progress = func(now, _ int) { ready = now }
			_, err := lab.Start(within(t, patience), o)
			for ready < test.ready && o.ReadyTimeout < patience { // a busy machine: the others had too little time
				o.ReadyTimeout, ready = 2*o.ReadyTimeout, 0
				_, err = lab.Start(within(t, patience), o)
			}
			require.Error(t, err)
			assert.ErrorIs(t, err, test.code)
			for _, text := range test.text {
				assert.ErrorContains(t, err, text)
			}
			assert.NotContains(t, err.Error(), "deadline exceeded", "nothing is glued to the end of the log")
			assert.Empty(t, lab.processes())
			assert.NoDirExists(t, filepath.Join(lab.Dir, lab.name))
		})
	}
}

func TestStartSurvivesBabble(t *testing.T) {
	lab := newLab(t)
	o := lab.options(t, 3)
	o.NodeArgs = []string{"--fault", "babble@2"}
	_, err := lab.Start(within(t, patience), o)
	require.NoError(t, err)
}

func TestStartWithoutProgram(t *testing.T) {
	lab := newLab(t)
	o := lab.options(t, 3)
	o.Executable = filepath.Join(t.TempDir(), "nothing")
	_, err := lab.Start(within(t, patience), o)
	assert.ErrorContains(t, err, "spawn node 1")
	assert.NoDirExists(t, filepath.Join(lab.Dir, lab.name))
}

func TestStartInterrupted(t *testing.T) {
	lab := newLab(t)
	o := lab.options(t, 6)
	o.NodeArgs = []string{"--fault", "mute@6"}
	ctx, cancel := context.WithCancel(within(t, patience))
	o.Progress = func(ready, _ int) {
		if ready == 5 {
			cancel()
		}
	}
	_, err := lab.Start(ctx, o)
	assert.ErrorIs(t, err, context.Canceled)
	assert.Empty(t, lab.processes())
	assert.NoDirExists(t, filepath.Join(lab.Dir, lab.name))
}

func TestStartKilledLeavesNothing(t *testing.T) {
	tests := map[string]struct{ nodes, spawned int }{
		"while it spawns": {60, 5},
		"while it waits":  {8, 8},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			lab := newLab(t)
			last := strconv.Itoa(test.nodes)
			starter := exec(t, "starter", lab.Dir, lab.name, last, "--fault", "mute@"+last)
			eventually(t, "it has spawned nodes", func() bool { return len(lab.processes()) > test.spawned })
			require.NoError(t, starter.Process.Kill())
			_ = starter.Wait()
			eventually(t, "no node is left", func() bool { return len(lab.processes()) == 0 })
			_, err := lab.Open(lab.name)
			assert.ErrorIs(t, err, NotRunning)
			lab.start(t, 3) // and the name is free
		})
	}
}

func TestStartOnTakenPort(t *testing.T) {
	lab := newLab(t)
	o := lab.options(t, 3)
	var err error
	eventually(t, "the port of node 2 is taken, and not one before it that somebody else has drawn", func() bool {
		bound, origin, e := bindPorts(t.Context(), defaultHost, 0, []int{1, 2, 3})
		require.NoError(t, e)
		defer bound.close()
		bound[0].file.Close()
		bound[2].file.Close()
		o.PortsOrigin = origin
		_, err = lab.Start(within(t, patience), o)
		require.ErrorIs(t, err, Busy)
		return !strings.Contains(err.Error(), "node 1")
	})
	assert.ErrorContains(t, err, strconv.Itoa(o.PortsOrigin+2))
	assert.ErrorContains(t, err, "node 2")
	cause, _ := errors.AsType[*Error](err)
	assert.Contains(t, cause.Hint, "--ports-origin 0")
	assert.NoDirExists(t, filepath.Join(lab.Dir, lab.name))
}

func TestStartBesideAnother(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	first := lab.start(t, 3)

	o := lab.options(t, 3)
	_, err := lab.Start(ctx, o)
	require.ErrorIs(t, err, Busy)
	assert.ErrorContains(t, err, "already running, with 3 nodes")

	o.Network += "-second"
	o.PortsOrigin = first.State().PortsOrigin
	eventually(t, "the node that has the port says who it is", func() bool {
		_, err = lab.Start(ctx, o)
		require.ErrorIs(t, err, Busy)
		return strings.Contains(err.Error(), "Gossip-Node-1 of network \""+lab.name+"\"")
	})

	o.PortsOrigin = 0
	second, err := lab.Start(ctx, o)
	require.NoError(t, err)
	require.NoError(t, first.Stop(ctx))
	assert.Equal(t, map[int]Health{1: NodeRunning, 2: NodeRunning, 3: NodeRunning}, health(t, second))
}

func TestTwoStartsAtOnce(t *testing.T) {
	lab := newLab(t)
	ctx := within(t, patience)
	errs := make(chan error, 2)
	for range 2 {
		o := lab.options(t, 4)
		go func() {
			_, err := lab.Start(ctx, o)
			errs <- err
		}()
	}
	first, second := <-errs, <-errs
	if first != nil {
		first, second = second, first
	}
	assert.NoError(t, first)
	assert.ErrorIs(t, second, Busy)
	assert.Len(t, lab.processes(), 4)
}

func TestStartInvalid(t *testing.T) {
	lab := newLab(t)
	tests := map[string]struct {
		change func(*StartOptions)
		text   string
	}{
		"no nodes":        {func(o *StartOptions) { o.Graph = nil }, "at least one node"},
		"bad name":        {func(o *StartOptions) { o.Network = "../x" }, "cannot begin with"},
		"wrong groups":    {func(o *StartOptions) { o.Groups = []int{1} }, "1 groups were given for 3 nodes"},
		"ports too high":  {func(o *StartOptions) { o.PortsOrigin = 65533 }, "port 65536"},
		"negative origin": {func(o *StartOptions) { o.PortsOrigin = -1 }, "port 2"},
		"foreign address": {func(o *StartOptions) { o.Host = "192.0.2.1"; o.PortsOrigin = 7000 }, "192.0.2.1:7001"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			o := lab.options(t, 3)
			test.change(&o)
			_, err := lab.Start(within(t, patience), o)
			require.ErrorIs(t, err, Invalid)
			assert.ErrorContains(t, err, test.text)
		})
	}
	assert.NoDirExists(t, filepath.Join(lab.Dir, lab.name))
}

// What is wrong with the request itself is said first, whatever runs.
func TestStartInvalidBesideRunning(t *testing.T) {
	lab := newLab(t)
	lab.start(t, 3)
	o := lab.options(t, 3)
	o.PortsOrigin = 65533
	_, err := lab.Start(within(t, patience), o)
	assert.ErrorIs(t, err, Invalid)
	assert.ErrorContains(t, err, "ports end at 65535")
}

func TestMaxNodesLeavesRoom(t *testing.T) {
	tests := []struct{ last, want int }{
		{1, gossip.DefaultMaxNodes}, {256, 1024}, {257, 1028}, {1200, 4800}, {gossip.MaxNodeID, gossip.MaxNodeID},
	}
	for _, test := range tests {
		assert.Equal(t, test.want, maxNodes(test.last), "last id %d", test.last)
	}
	full := &State{NextID: 1025, MaxNodes: 1024}
	_, err := full.choosePeers(t.Context(), AddOptions{})
	assert.ErrorContains(t, err, "those of this network end at 1024")
	assert.ErrorIs(t, err, Invalid)
}

func TestNodesKeepToOneProcessorUnlessTold(t *testing.T) {
	assert.Equal(t, []string{"A=1", "GOMAXPROCS=1"}, environment([]string{"A=1"}))
	assert.Equal(t, []string{"GOMAXPROCS=4", "A=1"}, environment([]string{"GOMAXPROCS=4", "A=1"}))
}
