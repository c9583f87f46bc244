package node

import (
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"strconv"
	"time"

	"gossip/internal/gossip"
	"gossip/internal/wire"
)

// Config describes one node. Start from DefaultConfig.
type Config struct {
	ID       int
	Addr     string       // where other nodes reach this one, host:port
	Listener net.Listener // accepts on Addr; the node closes it
	Peers    []wire.Peer
	Network  string // name of the network
	Run      string // token of this start of the network; links are only made within one run
	Version  string
	Protocol string            // a name from gossip.Protocols; "" means the default
	Params   map[string]string // of the protocol; what is left out has its default
	Value    *float64          // what aggregation begins with at this node; nil means the id
	Seed     uint64            // of the protocol's random choices; 0 means another one each time
	MaxNodes int               // see gossip.Config
	Log      *slog.Logger

	// TextLimit is the size of the largest text, in bytes, that the node accepts.
	TextLimit int
	// StoreLimit bounds the stored messages, in bytes as estimated by gossip.Store: beyond it the
	// node takes no new messages from clients, but still what peers relay.
	StoreLimit int64
	// OutboxLimit bounds what waits for one link, in bytes. For a peer that lets more pile up, everything
	// further is dropped until it has taken what waits; then it is told to reconcile, and so gets what
	// it missed. An empty outbox takes a line of any length.
	OutboxLimit int
	// InputBudget bounds the incomplete lines of all connections that are not links together, in bytes.
	InputBudget int64
	// MaxConnections bounds the connections that are not links. When one more comes, the one that has
	// been silent longest, or has kept the node waiting to take its answer, makes room.
	MaxConnections int
	// RequestTimeout is how long a client may take to send one request, and how long it may keep the node
	// waiting when it takes its answer: altogether, and a second longer for each 64 KiB that it takes.
	RequestTimeout time.Duration
	// IdleTimeout is how long a connection that stays open may be silent between requests.
	IdleTimeout time.Duration
	// StallTime is how long a link on which nothing moves keeps clients waiting: then its peer is stalled,
	// not slow, and nobody waits for it. The default is a choice: far above a round trip to a node that
	// has much to do, and a short while for the client that waits.
	StallTime time.Duration
	// StopTimeout is how long a stopping node waits for its peers to take what it has for them, and then
	// for its clients to take their answers.
	StopTimeout time.Duration
	// RedialMin and RedialMax bound the pause between two attempts to reach a peer. It doubles from
	// one to the other, with jitter.
	RedialMin, RedialMax time.Duration
}

// DefaultConfig returns the limits that a node has unless told otherwise. The sizes are choices for
// a laptop with a thousand nodes on it; the times leave a slow human with a terminal room to type.
func DefaultConfig() Config {
	return Config{
		TextLimit:      1 << 20,
		StoreLimit:     512 << 20,
		OutboxLimit:    16 << 20,
		InputBudget:    64 << 20,
		MaxConnections: 1024,
		RequestTimeout: 10 * time.Second,
		IdleTimeout:    5 * time.Minute,
		StallTime:      500 * time.Millisecond,
		StopTimeout:    2 * time.Second,
		RedialMin:      10 * time.Millisecond,
		RedialMax:      2 * time.Second,
	}
}

// Validate checks the configuration.
func (c Config) Validate() error {
	switch {
	case c.Listener == nil:
		return errors.New("a node needs a listener")
	case c.Log == nil:
		return errors.New("a node needs a logger")
	case c.TextLimit < 1 || c.StoreLimit < 1 || c.OutboxLimit < 1 || c.InputBudget < 1 || c.MaxConnections < 1:
		return errors.New("every limit of a node must be at least 1")
	case c.RequestTimeout <= 0 || c.IdleTimeout <= 0 || c.StallTime <= 0 || c.StopTimeout <= 0 || c.RedialMin <= 0 || c.RedialMax < c.RedialMin:
		return errors.New("every time limit of a node must be positive")
	}
	if _, err := c.core(new(peerList)); err != nil {
		return err
	}
	_, err := c.checkPeers(c.Peers)
	return err
}

// core returns a protocol core of this configuration.
func (c Config) core(peers gossip.Peers) (*gossip.Node, error) {
	rule, err := gossip.NewRule(c.Protocol, c.Params)
	if err != nil {
		return nil, err
	}
	if how := rule.Conducted(); how != "" {
		return nil, fmt.Errorf("pairs are drawn for it (%s), and for nodes of their own nobody does that", how)
	}
	value := float64(c.ID)
	if c.Value != nil {
		value = *c.Value
	}
	seed := c.Seed
	for seed == 0 {
		seed = rand.Uint64()
	}
	return gossip.New(gossip.Config{
		ID:    gossip.NodeID(max(c.ID, 0)), // 0 is refused there
		Peers: peers, MaxNodes: c.MaxNodes, Rule: rule, Value: value, Rand: rand.New(rand.NewPCG(seed, uint64(c.ID))),
	})
}

// checkPeers checks a list of peers that comes from outside.
func (c Config) checkPeers(peers []wire.Peer) (map[gossip.NodeID]wire.Peer, error) {
	byID := make(map[gossip.NodeID]wire.Peer, len(peers))
	for _, p := range peers {
		if p.ID < 1 || p.ID > gossip.MaxNodeID {
			return nil, fmt.Errorf("peer %d: not a node id, a number between 1 and %d", p.ID, gossip.MaxNodeID)
		}
		if p.ID == c.ID {
			return nil, fmt.Errorf("node %d cannot be its own peer", c.ID)
		}
		if _, twice := byID[gossip.NodeID(p.ID)]; twice {
			return nil, fmt.Errorf("peer %d stands twice in the list", p.ID)
		}
		if err := CheckAddr(p.Addr); err != nil {
			return nil, fmt.Errorf("peer %d: the address %.80q %w", p.ID, p.Addr, err)
		}
		if w := p.Weight; w != 0 && !(w >= MinWeight && w <= MaxWeight) {
			return nil, fmt.Errorf("peer %d: the weight %g is not between %g and %g", p.ID, w, MinWeight, MaxWeight)
		}
		byID[gossip.NodeID(p.ID)] = p
	}
	return byID, nil
}

// CheckAddr makes sure that a peer can be dialed at an address: an error says what else the address is.
func CheckAddr(addr string) error {
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		return errors.New("is not host:port")
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return errors.New("has no port from 1 to 65535")
	}
	return nil
}

// Bounds of the weight of a peer.
const (
	MinWeight = 1e-6
	MaxWeight = 1e6
)

// Name returns what a node is called in every output.
func Name(id int) string { return fmt.Sprintf("Gossip-Node-%d", id) }

// lineLimit is the longest line that the node reads: a text in which every byte is escaped, and a
// path as long as the largest relay limit can make it in a network of ten thousand nodes.
func (c Config) lineLimit() int { return 6*c.TextLimit + 2<<20 }
