package node

import (
	"bufio"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"gossip/internal/wire"
)

// played is a peer of a node whose part the test plays.
type played struct {
	*net.TCPConn
	t  *testing.T
	in *bufio.Reader
}

// play opens a link to a node as one of its peers.
func (nw *network) play(peer, node int) *played {
	nw.t.Helper()
	conn := connect(nw.t, nw.nodes[node].addr)
	require.NoError(nw.t, conn.SetReadBuffer(64<<10)) // so that little is on its way
	p := &played{TCPConn: conn, t: nw.t, in: bufio.NewReader(conn)}
	open := wire.Open{Peer: peer, Network: "test", Run: "run-1"}
	p.say(string(wire.AppendRequest(nil, wire.OpenVerb, open)))
	require.Contains(nw.t, p.line(), `"node":`)
	return p
}

func (p *played) say(line string) {
	p.t.Helper()
	_, err := io.WriteString(p.TCPConn, line)
	require.NoError(p.t, err)
}

// line reads one line.
func (p *played) line() string {
	p.t.Helper()
	line, err := p.in.ReadString('\n')
	require.NoError(p.t, err)
	return line
}

// gate is a wire between a node and a peer that the test can hold up in both directions.
type gate struct {
	net.Listener
	to    string
	mu    sync.Mutex
	open  *sync.Cond
	held  bool
	ended bool
	tasks sync.WaitGroup
}

func newGate(t *testing.T, to string) *gate {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	g := &gate{Listener: l, to: to}
	g.open = sync.NewCond(&g.mu)
	g.tasks.Go(g.serve)
	t.Cleanup(func() {
		_ = l.Close()
		g.set(func() { g.ended = true })
		g.tasks.Wait()
	})
	return g
}

func (g *gate) set(change func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	change()
	g.open.Broadcast()
}

func (g *gate) hold(held bool) { g.set(func() { g.held = held }) }

func (g *gate) serve() {
	for {
		near, err := g.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", g.to)
		if err != nil {
			_ = near.Close()
			continue
		}
		g.tasks.Go(func() { g.copy(near, far) })
		g.tasks.Go(func() { g.copy(far, near) })
	}
}

func (g *gate) copy(from, to net.Conn) {
	defer from.Close()
	defer to.Close()
	b := make([]byte, 16<<10)
	for {
		g.mu.Lock()
		for g.held && !g.ended {
			g.open.Wait()
		}
		ended := g.ended
		g.mu.Unlock()
		if ended {
			return
		}
		_ = from.SetReadDeadline(time.Now().Add(50 * time.Millisecond)) // to look at the gate again
		n, err := from.Read(b)
		if n > 0 {
			if _, err := to.Write(b[:n]); err != nil {
				return
			}
		}
		if timeout, ok := err.(net.Error); err != nil && (!ok || !timeout.Timeout()) {
			return
		}
	}
}

// look lets a test see the state of a node.
func (r *running) look(t *testing.T, see func(o *owner)) {
	t.Helper()
	require.True(t, r.node.ask(see))
}
