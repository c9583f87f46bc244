package node

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"sync"
	"time"

	"gossip/internal/gossip"
	"gossip/internal/wire"
)

// link is the connection to a peer, used in both directions.
type link struct {
	peer gossip.NodeID
	conn net.Conn
	in   *wire.Reader
	out  *outbox
	free chan []byte // capacity 1: a buffer that the owner has read

	// The owner's.
	dirty   bool // has bytes to flush
	late    bool // has bytes to flush that are in no hurry
	lossy   bool // the outbox was full; everything is dropped until it is empty
	stalled bool // clients do not wait for it
}

// abort ends the link at once; run returns soon after.
func (l *link) abort() { _ = l.conn.Close() }

// leave lets the link end: when the peer has taken what waits and ended its side too, or when it has had
// the grace to do so, and as long again to take the rest.
func (l *link) leave(grace time.Duration) {
	l.out.close()
	_ = l.conn.SetReadDeadline(time.Now().Add(grace))
}

// dial keeps a link to a peer of higher id until ctx ends: it reconnects with exponential backoff
// and jitter, and starts over once a link has worked.
func (n *Node) dial(ctx context.Context, id gossip.NodeID, addr string) {
	pause := n.cfg.RedialMin
	for ctx.Err() == nil {
		conn, in, err := n.handshake(ctx, id, addr)
		if err == nil {
			pause = n.cfg.RedialMin
			l := &link{peer: id, conn: conn, in: in, out: newOutbox(n.pieces), free: make(chan []byte, 1)}
			err = n.runLink(ctx, l, nil, func() {})
		}
		if ctx.Err() != nil {
			return
		}
		n.cfg.Log.Debug("no link", "peer", id, "err", err, "retry_in", pause)
		wait := time.NewTimer(pause/2 + rand.N(pause/2+1))
		select {
		case <-ctx.Done():
		case <-wait.C:
		}
		wait.Stop()
		pause = min(2*pause, n.cfg.RedialMax)
	}
}

// handshake connects to a peer and introduces this node. The reader that it returns may hold the
// first packets already.
func (n *Node) handshake(ctx context.Context, id gossip.NodeID, addr string) (net.Conn, *wire.Reader, error) {
	ctx, cancel := context.WithTimeout(ctx, n.cfg.RequestTimeout)
	defer cancel()
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, nil, err
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	in := wire.NewReader(conn, n.cfg.lineLimit(), nil)
	err = n.introduce(conn, in, id)
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		in.Release()
		_ = conn.Close()
		return nil, nil, fmt.Errorf("open a link to node %d at %s: %w", id, addr, err)
	}
	return conn, in, nil
}

func (n *Node) introduce(conn net.Conn, in *wire.Reader, id gossip.NodeID) error {
	open := wire.Open{Peer: n.cfg.ID, Network: n.cfg.Network, Run: n.cfg.Run}
	if _, err := conn.Write(wire.AppendRequest(nil, wire.OpenVerb, open)); err != nil {
		return err
	}
	line, err := in.Line()
	if err != nil {
		return err
	}
	var answer struct {
		wire.Identity
		wire.Failure
	}
	if err := json.Unmarshal(line, &answer); err != nil {
		return errors.New("it does not answer like a gossip node")
	}
	if answer.Error != "" {
		return errors.New(answer.Error)
	}
	if answer.Node != int(id) {
		return fmt.Errorf("node %d answers there", answer.Node)
	}
	return nil
}

// accept turns the connection of a peer that introduced itself into a link, and serves it until it
// ends. A refusal says why it never came up.
func (n *Node) accept(ctx context.Context, conn net.Conn, in *wire.Reader, open wire.Open, joined func()) error {
	if open.Network != n.cfg.Network || open.Run != n.cfg.Run {
		return &refusal{errOtherRun(n.cfg)}
	}
	if open.Peer < 0 || open.Peer > gossip.MaxNodeID {
		return &refusal{fmt.Errorf("%d is not a node id", open.Peer)}
	}
	l := &link{peer: gossip.NodeID(open.Peer), conn: conn, in: in, out: newOutbox(n.pieces), free: make(chan []byte, 1)}
	return n.runLink(ctx, l, wire.AppendJSON(nil, n.identity), joined)
}

// runLink joins a link to the owner, says so by joined, moves bytes both ways, and returns when the link
// has ended. A refusal means that the owner did not take it; until joined is called the connection is
// what it was before.
func (n *Node) runLink(ctx context.Context, l *link, greeting []byte, joined func()) error {
	var refused error
	if !n.ask(func(o *owner) { refused = o.attach(l, greeting) }) {
		refused = errStopping(n.cfg.ID)
	}
	if refused != nil {
		if greeting == nil {
			l.in.Release()
			_ = l.conn.Close()
		}
		return &refusal{refused}
	}
	joined()
	defer l.in.Release()
	l.in.Exempt() // there is one link a peer, so what links read is bounded anyway
	_ = l.conn.SetDeadline(time.Time{})

	var writer sync.WaitGroup
	writer.Go(func() { l.write(n.cfg.StopTimeout) })
	leave := context.AfterFunc(ctx, func() { l.leave(n.cfg.StopTimeout) })
	err := n.readLink(l)
	leave()
	n.ask(func(o *owner) { o.detach(l) })
	l.out.close()
	_ = l.conn.SetWriteDeadline(time.Now().Add(n.cfg.StopTimeout))
	writer.Wait()
	l.out.discard()
	_ = l.conn.Close()
	return err
}

func errOtherRun(c Config) error {
	return fmt.Errorf("this is node %d of network %q in another run than yours", c.ID, c.Network)
}

// refusal is why a link never came up.
type refusal struct{ error }

// write moves the outbox to the connection. When the outbox is closed and empty it ends the stream,
// so that the peer reads everything and then the end.
func (l *link) write(grace time.Duration) {
	if pump(l.out, l.conn) != nil {
		l.abort()
		return
	}
	if half, ok := l.conn.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
	}
	_ = l.conn.SetReadDeadline(time.Now().Add(grace))
}

// readLink hands what the peer sends to the owner, as many lines at once as are there.
func (n *Node) readLink(l *link) error {
	for {
		var spare []byte
		select {
		case spare = <-l.free:
		default:
		}
		lines, err := l.in.Block(spare)
		if err != nil {
			if err == io.EOF || errors.Is(err, os.ErrDeadlineExceeded) {
				return nil
			}
			return err
		}
		select {
		case n.batches <- batch{link: l, lines: lines}:
		case <-n.ended:
			return nil
		}
	}
}
