package cluster

import (
	"context"
	"fmt"
	"net"
	"os"
	osexec "os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/topology"
)

// ring returns a cycle of n nodes; of one or two nodes it is a line.
func ring(n int) (*topology.Graph, error) {
	var edges [][2]int32
	for i := 1; i < n; i++ {
		edges = append(edges, [2]int32{int32(i), int32(i + 1)})
	}
	if n > 2 {
		edges = append(edges, [2]int32{int32(n), 1})
	}
	return topology.NewGraph(n, edges)
}

func mustRing(t *testing.T, n int) *topology.Graph {
	t.Helper()
	g, err := ring(n)
	require.NoError(t, err)
	return g
}

// patience is how long a test waits for anything: what works takes a small part of it, also on a machine
// that is busy and under the race detector.
const patience = 3 * time.Minute

// within returns a context for a whole test.
func within(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

// lab is a home for networks whose names no other test has, so that their processes can be told
// from all others.
type lab struct {
	Home
	name string
}

// newLab returns a lab that makes sure in the end that nothing of it is left running.
func newLab(t *testing.T) lab {
	t.Helper()
	l := lab{Home: Home{Dir: filepath.Join(t.TempDir(), "state"), LockWait: patience}}
	l.name = fmt.Sprintf("lab-%d-%d", os.Getpid(), time.Now().UnixNano())
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		all, err := l.Networks(ctx)
		assert.NoError(t, err)
		for _, s := range all {
			if n, err := l.Open(s.Network); err == nil {
				assert.NoError(t, n.Stop(ctx))
			}
		}
		assert.Empty(t, l.processes(), "nothing is left running")
		assert.Empty(t, zombies(), "nothing is left to be collected")
	})
	return l
}

// options returns options for a network on free ports.
func (l lab) options(t *testing.T, n int) StartOptions {
	t.Helper()
	return StartOptions{
		Network: l.name, Graph: mustRing(t, n), Topology: Topology{Kind: "circular", Seed: 7}, ReadyTimeout: patience,
	}
}

// start starts a ring of n nodes.
func (l lab) start(t *testing.T, n int) *Network {
	t.Helper()
	network, err := l.Start(within(t, patience), l.options(t, n))
	require.NoError(t, err)
	return network
}

// processes lists the processes of the lab's networks.
func (l lab) processes() []int {
	var pids []int
	eachProcess(func(pid int, dir string) {
		cmdline, _ := os.ReadFile(filepath.Join(dir, "cmdline"))
		if strings.Contains(string(cmdline), "\x00"+l.name) {
			pids = append(pids, pid)
		}
	})
	return pids
}

// zombies lists ended children of this process that nobody has collected.
func zombies() []int {
	var pids []int
	eachProcess(func(pid int, dir string) {
		line, _ := os.ReadFile(filepath.Join(dir, "stat"))
		fields := strings.Fields(string(line[strings.LastIndexByte(string(line), ')')+1:]))
		if len(fields) > 1 && fields[0] == "Z" && fields[1] == strconv.Itoa(os.Getpid()) {
			pids = append(pids, pid)
		}
	})
	return pids
}

// eachProcess visits /proc; where there is none, it visits nothing.
func eachProcess(visit func(pid int, dir string)) {
	entries, _ := os.ReadDir("/proc")
	for _, e := range entries {
		if pid, err := strconv.Atoi(e.Name()); err == nil {
			visit(pid, filepath.Join("/proc", e.Name()))
		}
	}
}

// eventually waits until the condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	require.NoError(t, pollUntil(within(t, patience), holds), what)
}

// becomesFree waits until the address can be bound: the tests of another package, which run at the same
// time, may have drawn the port as soon as it was given up, for a while.
func becomesFree(t *testing.T, addr string) {
	t.Helper()
	eventually(t, addr+" can be bound", func() bool { return free(addr) })
}

// free reports whether the address can be bound.
func free(addr string) bool {
	l, err := net.Listen("tcp", addr)
	if err == nil {
		l.Close()
	}
	return err == nil
}

// health maps the nodes of a network to their states.
func health(t *testing.T, n *Network) map[int]Health {
	t.Helper()
	nodes, err := n.Nodes(within(t, patience))
	require.NoError(t, err)
	states := make(map[int]Health)
	for _, info := range nodes {
		states[info.ID] = info.State
	}
	return states
}

// edges lists the edges of the running network.
func edges(t *testing.T, n *Network) [][2]int {
	t.Helper()
	g, err := n.Graph(within(t, patience))
	require.NoError(t, err)
	list := [][2]int{}
	for a, b := range g.Pairs() {
		list = append(list, [2]int{a, b})
	}
	return list
}

// nodeOf returns the record of one node.
func nodeOf(t *testing.T, n *Network, id int) NodeState {
	t.Helper()
	s := n.State()
	node, ok := s.node(id)
	require.True(t, ok, "node %d is recorded", id)
	return node
}

// exec runs the test binary as another program; see TestMain.
func exec(t *testing.T, args ...string) *osexec.Cmd {
	t.Helper()
	program, err := os.Executable()
	require.NoError(t, err)
	cmd := osexec.Command(program, args...)
	require.NoError(t, cmd.Start())
	return cmd
}

// sleeper starts a process that does nothing, and returns its record.
func sleeper(t *testing.T) NodeState {
	t.Helper()
	cmd := osexec.Command("sleep", "60")
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	start, err := startTime(cmd.Process.Pid)
	require.NoError(t, err)
	return NodeState{ID: 1, PID: cmd.Process.Pid, StartTime: start}
}
