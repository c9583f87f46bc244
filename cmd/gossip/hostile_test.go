package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"gossip/internal/cluster"
	"gossip/topology"
)

// memoryBound is far below what any of the attacks would cost a node that stores what it is sent.
const memoryBound = 128 << 20

// attacked is a program whose nodes are attacked.
type attacked string

// attackProgram builds the program as users have it: the race detector, under which the test itself
// may run, makes a process several times as large. (Package node is attacked under it, in its tests.)
func attackProgram(t *testing.T) attacked {
	t.Helper()
	path := filepath.Join(t.TempDir(), "gossip")
	out, err := exec.Command("go", "build", "-race=false", "-o", path, ".").CombinedOutput()
	require.NoError(t, err, "%s", out)
	return attacked(path)
}

// attack runs against node 1 of a small real network. Meanwhile and afterwards the node must serve,
// and its memory must stay bounded.
// Arguments are for the nodes.
func (program attacked) attack(t *testing.T, name string, strike func(t *testing.T, addr string), args ...string) {
	t.Run(name, func(t *testing.T) {
		network := startProgram(t, string(program), topology.Spec{Kind: "circular", N: 3}, args...)
		addr := network.State().Nodes[0].Addr
		over := make(chan struct{})
		var watching sync.WaitGroup
		most := int64(0)
		watching.Go(func() { most = watchMemory(network, over) })
		strike(t, addr)
		close(over)
		watching.Wait()
		assert.Less(t, most, int64(memoryBound), "memory of the node")
		assert.Positive(t, most)

		id, err := dialNode(t, network, 1).Publish(patience(t), "still here", 1)
		require.NoError(t, err)
		require.NotEmpty(t, id)
		c := dialNode(t, network, 3)
		until(t, func() error { return holdsPaths(t, c, 2) })
	})
}

// watchMemory returns the largest memory of node 1 until the attack is over.
func watchMemory(network *cluster.Network, over <-chan struct{}) (most int64) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		nodes, err := network.Nodes(ctx)
		cancel()
		if err == nil {
			most = max(most, nodes[0].PSSBytes)
		}
		select {
		case <-over:
			return most
		case <-tick.C:
		}
	}
}

func hostile(t *testing.T, addr string) *net.TCPConn {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	require.NoError(t, err)
	require.NoError(t, conn.SetDeadline(time.Now().Add(time.Minute)))
	return conn.(*net.TCPConn)
}

// connectionsAtOnce returns ten thousand, or as many connections as this process may have open.
func connectionsAtOnce(t *testing.T) int {
	t.Helper()
	var limit unix.Rlimit
	require.NoError(t, unix.Getrlimit(unix.RLIMIT_NOFILE, &limit))
	const most, others = 10_000, 200
	return min(most, int(min(limit.Cur, 2*most))-others)
}

func TestARealNodeUnderAttack(t *testing.T) {
	program := attackProgram(t)
	program.attack(t, "a gigabyte without a newline", func(t *testing.T, addr string) {
		conn := hostile(t, addr)
		defer conn.Close()
		block := bytes.Repeat([]byte("x"), 1<<20)
		for range 1 << 10 {
			if _, err := conn.Write(block); err != nil {
				break // the node hung up, which is its right
			}
		}
		_ = conn.CloseWrite()
		answer, _ := io.ReadAll(conn)
		assert.Contains(t, string(answer), "over the limit")
	})

	most := connectionsAtOnce(t)
	program.attack(t, "ten thousand connections", func(t *testing.T, addr string) {
		var open []net.Conn
		defer func() {
			for _, conn := range open {
				_ = conn.Close()
			}
		}()
		for i := range most {
			conn, err := net.Dial("tcp", addr)
			require.NoError(t, err, "connection %d", i)
			if open = append(open, conn); i%3 == 0 { // half a request and then nothing
				_, _ = io.WriteString(conn, "/PEERS")
			}
		}
		// Those that came first are told so, unless their time was over before there were too many.
		for i, conn := range open {
			require.NoError(t, conn.SetReadDeadline(time.Now().Add(time.Minute)))
			answer, _ := io.ReadAll(conn)
			if strings.Contains(string(answer), "too many connections") {
				return
			}
			require.Contains(t, string(answer), "no complete line", "connection %d", i)
		}
		t.Error("nobody was told that there are too many connections")
	}, "--max-connections", strconv.Itoa(most/10))

	program.attack(t, "binary garbage", func(t *testing.T, addr string) {
		rng := rand.New(rand.NewPCG(1, 2))
		for range 300 {
			garbage := make([]byte, rng.IntN(5000))
			for i := range garbage {
				garbage[i] = byte(rng.Uint32())
			}
			conn := hostile(t, addr)
			_, _ = conn.Write(garbage)
			_ = conn.CloseWrite()
			_, _ = io.Copy(io.Discard, conn)
			_ = conn.Close()
		}
	})

	program.attack(t, "many long half lines", func(t *testing.T, addr string) {
		var open []net.Conn
		defer func() {
			for _, conn := range open {
				_ = conn.Close()
			}
		}()
		block := bytes.Repeat([]byte("x"), 4<<20)
		for range 100 { // 400 MB that no newline ever ends
			conn := hostile(t, addr)
			open = append(open, conn)
			_, _ = conn.Write(block)
		}
	})

	program.attack(t, "forged paths", func(t *testing.T, addr string) {
		conn := hostile(t, addr)
		defer conn.Close()
		answers := make(chan int)
		go func() {
			all, _ := io.ReadAll(conn)
			answers <- bytes.Count(all, []byte(`{"error":`))
		}()
		_, err := io.WriteString(conn, "/OPEN:{}\n")
		require.NoError(t, err)
		const forged = 20_000
		var lines bytes.Buffer
		for i := range forged {
			fmt.Fprintf(&lines, "/RELAY:1|[\"forged %d_%d\", [%d, 77]]\n", i, i+1, i+1)
		}
		_, err = conn.Write(lines.Bytes())
		require.NoError(t, err)
		require.NoError(t, conn.CloseWrite())
		assert.Equal(t, forged, <-answers, "each gets its error")
	})
}
