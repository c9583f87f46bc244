package gossip

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestPathsAreTheirNodes builds paths in every way and holds them against plain lists.
func TestPathsAreTheirNodes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.SliceOfN(rapid.Map(rapid.IntRange(1, 4), func(i int) NodeID { return NodeID(i) }), 0, 12).Draw(t, "ids")
		var paths Paths
		kept := map[string]*Path{"new": paths.New(ids), "one by one": nil}
		for _, id := range ids {
			kept["one by one"] = paths.Append(kept["one by one"], id)
		}
		passing := paths.Passing(ids)
		requireNodes(t, ids, passing)
		longer := paths.Append(passing, 9)
		shared := paths.Append(kept["new"], 8)
		other := paths.Append(kept["new"], 7)
		paths.Passing([]NodeID{5, 5, 5, 5}) // takes the place of the one before
		for _, p := range kept {
			requireNodes(t, ids, p)
		}
		requireNodes(t, append(ids[:len(ids):len(ids)], 9), longer)
		requireNodes(t, append(ids[:len(ids):len(ids)], 8), shared)
		requireNodes(t, append(ids[:len(ids):len(ids)], 7), other)
	})
}

func requireNodes(t require.TestingT, want []NodeID, p *Path) {
	require.Equal(t, len(want), p.Len())
	require.Equal(t, append([]NodeID{}, want...), p.AppendIDs([]NodeID{}))
	var origin, before, last, twice NodeID
	for i, id := range want {
		if i == 0 {
			origin = id
		}
		if i > 0 && id == last {
			twice = id
		}
		before, last = last, id
	}
	require.Equal(t, [3]NodeID{origin, before, last}, [3]NodeID{p.Origin(), p.Before(), p.Last()})
	require.Equal(t, twice != 0, p.repeats() != 0)
}

// TestArrivalsShareForeseenPaths: what was foreseen is stored, and nothing else by mistake.
func TestArrivalsShareForeseenPaths(t *testing.T) {
	peers := idList{1, 2}
	n, err := New(Config{ID: 9, Peers: &peers, Rand: rand.New(rand.NewPCG(1, 2))})
	require.NoError(t, err)
	path, other := NewPath([]NodeID{3, 1}), NewPath([]NodeID{3, 2})
	onward := path.Append(9)
	receive := func(from NodeID, ns int64, path *Path) *Path {
		p := Packet{Kind: Relay, Message: &Message{Key: Key{Origin: 3, Time: ns}, Text: "a"}, Path: path, Relays: 1}
		n.Step(0, Event{Kind: Receive, Peer: from, Packet: &p}, nil)
		arrivals := n.Store().At(n.Store().Len() - 1).Arrivals
		return arrivals[len(arrivals)-1].Path
	}
	n.Foresee(path, onward)
	require.Same(t, onward, receive(1, 1, path))
	require.Same(t, onward, receive(1, 2, path))
	requireNodes(t, []NodeID{3, 2, 9}, receive(2, 2, other))
	n.Foresee(path, nil)
	requireNodes(t, []NodeID{3, 1, 9}, receive(1, 3, path))
	require.NotSame(t, onward, receive(1, 4, path))
}
