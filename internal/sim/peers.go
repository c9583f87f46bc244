package sim

import (
	"math/rand/v2"

	"gossip/internal/gossip"
	"gossip/topology"
)

// peerSet is what the nodes see of the graph.
type peerSet struct {
	stored   []storedPeers
	everyone []everyone
	weighted []weightedPeers
}

// storedPeers are the neighbors of a node, as ascending indexes.
type storedPeers struct{ row []int32 }

func (p *storedPeers) Len() int               { return len(p.row) }
func (p *storedPeers) At(k int) gossip.NodeID { return gossip.NodeID(p.row[k] + 1) }

// everyone are all nodes but one: a complete graph.
type everyone struct{ self, n int32 }

func (p *everyone) Len() int { return int(p.n) - 1 }

func (p *everyone) At(k int) gossip.NodeID {
	if k < int(p.self) {
		return gossip.NodeID(k + 1)
	}
	return gossip.NodeID(k + 2)
}

// weightedPeers implements gossip.Weights as well, in millionths.
type weightedPeers struct {
	storedPeers
	graph *topology.Graph
	index int
}

func (p *weightedPeers) Weight(k int) uint64 {
	return uint64(p.graph.Weight(p.index, k)/topology.MinWeight + 0.5)
}

func (s *peerSet) prepare(g *topology.Graph) {
	n := g.Len()
	first, adj := g.Adjacency()
	*s = peerSet{stored: s.stored[:0], everyone: s.everyone[:0], weighted: s.weighted[:0]}
	switch {
	case first == nil:
		s.everyone = room(s.everyone, n)
		for i := range n {
			s.everyone[i] = everyone{int32(i), int32(n)}
		}
	case g.Weighted():
		s.weighted = room(s.weighted, n)
		for i := range n {
			s.weighted[i] = weightedPeers{storedPeers{adj[first[i]:first[i+1]]}, g, i}
		}
	default:
		s.stored = room(s.stored, n)
		for i := range n {
			s.stored[i] = storedPeers{adj[first[i]:first[i+1]]}
		}
	}
}

// of returns the peers of the node with index i.
func (s *peerSet) of(i int) gossip.Peers {
	switch {
	case len(s.everyone) > 0:
		return &s.everyone[i]
	case len(s.weighted) > 0:
		return &s.weighted[i]
	}
	return &s.stored[i]
}

// warm reads what random will. The number means nothing.
func (s *peerSet) warm(i uint32) int {
	switch {
	case len(s.everyone) > 0:
		return int(s.everyone[i].self)
	case len(s.weighted) > 0:
		return len(s.weighted[i].row)
	}
	return len(s.stored[i].row)
}

// random draws a peer of the node with index i, itself if it has none.
func (s *peerSet) random(i uint32, random *rand.Rand) uint32 {
	if peers := s.of(int(i)); peers.Len() > 0 {
		return uint32(peers.At(random.IntN(peers.Len())) - 1)
	}
	return i
}

// room returns a slice of n elements, in the memory of s if it is large enough.
func room[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
