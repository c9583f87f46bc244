package rawflood

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// The sizes of a frame, and the first byte of a connection.
const (
	HeaderSize  = 16      // of a frame, before the text
	bufferSize  = 1 << 17 // of a reader; a greater frame is refused
	PeerHello   = 'p'
	ClientHello = 'c'
)

type key struct {
	origin uint32
	number uint64
}

// A record says when a message first arrived.
type record struct {
	key
	at int64 // Unix ns
}

// A node is one process of the reference.
type node struct {
	id       uint32
	listener net.Listener
	joined   chan struct{} // one value for each link
	mu       sync.Mutex    // guards all below, and what the links have to send; held for a batch at a time
	seen     map[key]struct{}
	records  []record
	links    []*link
	relays   uint64
	bytes    uint64
	accepted uint64 // the number of the last message of our own
}

// A link is the connection to a peer. What it has to send grows without bound: this reference has
// no back-pressure, as it has nothing else either.
type link struct {
	conn net.Conn
	out  []byte
	wake chan struct{}
}

// serve gives each connection its reader.
func (n *node) serve() {
	for {
		conn, err := n.listener.Accept()
		if err != nil {
			return
		}
		go func() {
			var hello [1]byte
			if _, err := io.ReadFull(conn, hello[:]); err != nil || hello[0] != PeerHello {
				n.serveClient(conn)
				return
			}
			n.join(conn)
		}()
	}
}

// dial makes a link.
func (n *node) dial(addr string) error {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	if _, err := conn.Write([]byte{PeerHello}); err != nil {
		return err
	}
	go n.join(conn)
	return nil
}

// join reads and writes a link until its connection ends.
func (n *node) join(conn net.Conn) {
	l := &link{conn: conn, wake: make(chan struct{}, 1)}
	n.mu.Lock()
	n.links = append(n.links, l)
	n.mu.Unlock()
	go n.write(l)
	n.joined <- struct{}{}
	n.read(conn, func(frame []byte, at int64) { n.arrive(frame, l, at) }, func() error { return nil })
}

// serveClient accepts what a client submits. A batch of frames has one write of answers.
func (n *node) serveClient(conn net.Conn) {
	var answers []byte
	n.read(conn, func(frame []byte, at int64) {
		n.accepted++
		binary.BigEndian.PutUint32(frame[4:], n.id)
		binary.BigEndian.PutUint64(frame[8:], n.accepted)
		answers = binary.BigEndian.AppendUint64(answers, n.accepted)
		n.arrive(frame, nil, at)
	}, func() error {
		_, err := conn.Write(answers)
		answers = answers[:0]
		return err
	})
}

// read handles all frames of each read under one lock, wakes the writers, and calls done.
func (n *node) read(conn net.Conn, handle func(frame []byte, at int64), done func() error) {
	defer conn.Close()
	buf := make([]byte, bufferSize)
	for have := 0; ; {
		got, err := conn.Read(buf[have:])
		if err != nil {
			return
		}
		have += got
		at, rest := time.Now().UnixNano(), buf[:have]
		n.mu.Lock()
		for len(rest) >= HeaderSize {
			size := 4 + int(binary.BigEndian.Uint32(rest))
			if size < HeaderSize || size > len(buf) {
				n.mu.Unlock()
				return
			}
			if size > len(rest) {
				break
			}
			handle(rest[:size], at)
			rest = rest[size:]
		}
		n.wake()
		n.mu.Unlock()
		have = copy(buf, rest)
		if done() != nil {
			return
		}
	}
}

// arrive hands a frame that is new to every link but the one that it came from. The caller holds mu.
func (n *node) arrive(frame []byte, from *link, at int64) {
	k := key{binary.BigEndian.Uint32(frame[4:]), binary.BigEndian.Uint64(frame[8:])}
	known := len(n.seen)
	if n.seen[k] = struct{}{}; len(n.seen) == known {
		return
	}
	n.records = append(n.records, record{k, at})
	for _, l := range n.links {
		if l != from {
			l.out = append(l.out, frame...)
			n.relays++
			n.bytes += uint64(len(frame))
		}
	}
}

// wake tells the writers of links that have something to send. The caller holds mu.
func (n *node) wake() {
	for _, l := range n.links {
		if len(l.out) > 0 {
			select {
			case l.wake <- struct{}{}:
			default:
			}
		}
	}
}

// write sends what has gathered since the last write, all at once.
func (n *node) write(l *link) {
	var batch []byte
	for range l.wake {
		n.mu.Lock()
		l.out, batch = batch[:0], l.out
		n.mu.Unlock()
		if len(batch) == 0 {
			continue // the write before took it along
		}
		if _, err := l.conn.Write(batch); err != nil {
			return
		}
	}
}

func newNode(id uint32) (*node, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	return &node{id: id, listener: listener, joined: make(chan struct{}), seen: map[key]struct{}{}}, nil
}
