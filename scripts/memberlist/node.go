package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"log"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hashicorp/memberlist"
)

const (
	headerSize = 16 // of a client's frame: length, origin, number
	keySize    = 12 // of a broadcast, before its text: origin, number
)

type key struct {
	origin uint32
	number uint64
}

type record struct {
	key
	at int64 // Unix ns
}

// A node is memberlist with a queue of broadcasts. It is memberlist's delegate.
type node struct {
	id       uint32
	list     *memberlist.Memberlist
	queue    *memberlist.TransmitLimitedQueue
	listener net.Listener // of clients
	wire     *counting
	relays   atomic.Uint64
	mu       sync.Mutex // guards all below
	seen     map[key]struct{}
	records  []record
	accepted uint64
}

// counting is memberlist's own transport, which counts the bytes of the datagrams that it sends:
// broadcasts, and the probes with which nodes watch each other.
type counting struct {
	*memberlist.NetTransport
	bytes atomic.Uint64
}

func (c *counting) WriteToAddress(b []byte, to memberlist.Address) (time.Time, error) {
	c.bytes.Add(uint64(len(b)))
	return c.NetTransport.WriteToAddress(b, to)
}

// broadcast is a message of the queue. Unique: none makes another one stale.
type broadcast []byte

func (b broadcast) Invalidates(memberlist.Broadcast) bool { return false }
func (b broadcast) Message() []byte                       { return b }
func (b broadcast) Finished()                             {}
func (b broadcast) UniqueBroadcast()                      {}

func newNode(id uint32, fast bool) (*node, error) {
	quiet := log.New(io.Discard, "", 0)
	transport, err := memberlist.NewNetTransport(&memberlist.NetTransportConfig{
		BindAddrs: []string{"127.0.0.1"}, Logger: quiet,
	})
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	n := &node{id: id, wire: &counting{NetTransport: transport}, seen: map[key]struct{}{}}
	config := configuration(fast)
	config.Name = strconv.Itoa(int(id))
	config.BindAddr, config.AdvertiseAddr = "127.0.0.1", "127.0.0.1"
	config.BindPort = transport.GetAutoBindPort()
	config.AdvertisePort = config.BindPort
	config.Transport, config.Delegate, config.Logger = n.wire, n, quiet
	n.queue = &memberlist.TransmitLimitedQueue{
		NumNodes:       func() int { return n.list.NumMembers() },
		RetransmitMult: config.RetransmitMult,
	}
	if n.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, fmt.Errorf("listen for clients: %w", err)
	}
	n.list, err = memberlist.Create(config)
	return n, err
}

// configuration is memberlist's own for one machine, or one that is as fast as seems sensible there:
// it passes on every 5 ms instead of 100, in datagrams as long as the loopback takes, uncompressed,
// and each broadcast twice as often, so that few are lost.
func configuration(fast bool) *memberlist.Config {
	config := memberlist.DefaultLocalConfig()
	if fast {
		config.GossipInterval, config.UDPBufferSize = 5*time.Millisecond, 60_000
		config.EnableCompression, config.RetransmitMult = false, 4
	}
	return config
}

// NotifyMsg takes a broadcast that arrived, and passes on what is new.
func (n *node) NotifyMsg(b []byte) {
	if len(b) < keySize || !n.first(key{binary.BigEndian.Uint32(b), binary.BigEndian.Uint64(b[4:])}) {
		return
	}
	n.queue.QueueBroadcast(broadcast(append([]byte(nil), b...))) // b is only lent
}

// GetBroadcasts hands out what goes with the next datagram.
func (n *node) GetBroadcasts(overhead, limit int) [][]byte {
	messages := n.queue.GetBroadcasts(overhead, limit)
	n.relays.Add(uint64(len(messages)))
	return messages
}

// NodeMeta, LocalState and MergeRemoteState are parts of a delegate that this one does without.
func (n *node) NodeMeta(int) []byte           { return nil }
func (n *node) LocalState(bool) []byte        { return nil }
func (n *node) MergeRemoteState([]byte, bool) {}

// first notes the arrival of a message unless it was here before.
func (n *node) first(k key) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if _, known := n.seen[k]; known {
		return false
	}
	n.seen[k] = struct{}{}
	n.records = append(n.records, record{k, time.Now().UnixNano()})
	return true
}

// serve accepts the frames of clients until the listener closes.
func (n *node) serve() {
	for {
		conn, err := n.listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer conn.Close()
			_ = n.serveClient(conn) // the client sees the end of the connection
		}()
	}
}

func (n *node) serveClient(conn net.Conn) error {
	var hello [1]byte
	if _, err := io.ReadFull(conn, hello[:]); err != nil {
		return err
	}
	var header [headerSize]byte
	for {
		if _, err := io.ReadFull(conn, header[:]); err != nil {
			return err
		}
		size := int(binary.BigEndian.Uint32(header[:])) - keySize
		if size < 0 || size > 1<<20 {
			return fmt.Errorf("a text of %d bytes", size)
		}
		message := make([]byte, keySize+size)
		if _, err := io.ReadFull(conn, message[keySize:]); err != nil {
			return err
		}
		n.mu.Lock()
		n.accepted++
		k := key{n.id, n.accepted}
		n.mu.Unlock()
		binary.BigEndian.PutUint32(message, k.origin)
		binary.BigEndian.PutUint64(message[4:], k.number)
		n.first(k)
		n.queue.QueueBroadcast(broadcast(message))
		if _, err := conn.Write(binary.BigEndian.AppendUint64(nil, k.number)); err != nil {
			return err
		}
	}
}
