package gossip

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the transcripts in testdata anew")

// transcript runs a scenario and holds what happened against a file in testdata.
func transcript(t *testing.T, edges [][2]NodeID, scenario func(d *driver)) {
	t.Helper()
	d := newDriver(t, 1, edges)
	d.log = new(strings.Builder)
	scenario(d)
	holdTranscript(t, d)
}

func triangle() [][2]NodeID { return [][2]NodeID{{1, 2}, {2, 3}, {1, 3}} }

func TestFloodTranscript(t *testing.T) {
	t.Run("triangle", func(t *testing.T) {
		transcript(t, triangle(), func(d *driver) {
			d.publish(1, "hello", 1)
			d.settle(100)
		})
	})
	t.Run("relay limit 2", func(t *testing.T) {
		transcript(t, triangle(), func(d *driver) {
			d.publish(1, "hello", 2)
			d.settle(100)
		})
	})
	t.Run("link down and up", func(t *testing.T) {
		transcript(t, [][2]NodeID{{1, 2}, {2, 3}}, func(d *driver) {
			d.publish(1, "first", 1)
			d.settle(100)
			d.logf("link 2-3 goes down")
			d.setLink(2, 3, false)
			d.publish(1, "second", 1)
			d.settle(100)
			d.logf("link 2-3 comes up")
			d.setLink(2, 3, true)
			d.settle(100)
		})
	})
}

// randomEdges draws a connected graph: a circle through all nodes, for a minimum degree of 2, and
// some chords.
func randomEdges(t *rapid.T) [][2]NodeID {
	n := rapid.IntRange(3, 12).Draw(t, "nodes")
	var edges [][2]NodeID
	has := map[[2]NodeID]bool{}
	add := func(a, b NodeID) {
		if a != b && !has[[2]NodeID{a, b}] && !has[[2]NodeID{b, a}] {
			has[[2]NodeID{a, b}] = true
			edges = append(edges, [2]NodeID{a, b})
		}
	}
	for i := range n {
		add(NodeID(i+1), NodeID((i+1)%n+1))
	}
	for range rapid.IntRange(0, 2*n).Draw(t, "chords") {
		add(NodeID(rapid.IntRange(1, n).Draw(t, "a")), NodeID(rapid.IntRange(1, n).Draw(t, "b")))
	}
	return edges
}

func TestFloodRecordsRelayLimitTimesDegreePaths(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		edges := randomEdges(rt)
		d := newDriver(t, rapid.Uint64().Draw(rt, "seed"), edges)
		r := rapid.IntRange(1, 4).Draw(rt, "relays")
		origin := edges[rapid.IntRange(0, len(edges)-1).Draw(rt, "edge")][0]
		key := d.publish(origin, "x", uint8(r))
		d.settle(2*r*len(edges) + 1)
		for _, id := range d.ids() {
			want := r * d.peers[id].Len()
			if id == origin {
				want++
			}
			require.Equal(rt, want, d.paths(id, key), "node %d", id)
		}
		requireTruePaths(rt, d, edges)
	})
}

// requireTruePaths checks that every recorded path follows the edges, from origin to holder.
func requireTruePaths(t require.TestingT, d *driver, edges [][2]NodeID) {
	joined := map[[2]NodeID]bool{}
	for _, e := range edges {
		joined[e], joined[[2]NodeID{e[1], e[0]}] = true, true
	}
	for _, id := range d.ids() {
		store := d.nodes[id].Store()
		for i := range store.Len() {
			r := store.At(i)
			for _, a := range r.Arrivals {
				path := a.Path.AppendIDs(nil)
				require.Equal(t, r.Message.Origin, path[0])
				require.Equal(t, id, path[len(path)-1])
				for k := 1; k < len(path); k++ {
					require.True(t, joined[[2]NodeID{path[k-1], path[k]}], "no edge on path %v at hop %d", path, k)
				}
			}
		}
	}
}

func TestFloodOnALineReachesTheEnds(t *testing.T) {
	d := newDriver(t, 3, [][2]NodeID{{1, 2}, {2, 3}, {3, 4}})
	key := d.publish(2, "x", 3)
	d.settle(100)
	got := []int{d.paths(1, key), d.paths(2, key), d.paths(3, key), d.paths(4, key)}
	assert.Equal(t, []int{1, 1, 1, 1}, got, "a node of degree 1 has nobody to relay to")
}

func TestEveryMessageReachesEveryNodeAfterTheLinksHeal(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		edges := randomEdges(rt)
		d := newDriver(t, rapid.Uint64().Draw(rt, "seed"), edges)
		var keys []Key
		for i := range rapid.IntRange(1, 12).Draw(rt, "steps") {
			e := edges[rapid.IntRange(0, len(edges)-1).Draw(rt, "edge")]
			if rapid.Bool().Draw(rt, "publish") {
				keys = append(keys, d.publish(e[0], fmt.Sprint("m", i), 1))
			} else {
				d.setLink(e[0], e[1], !d.up[e])
			}
			if rapid.Bool().Draw(rt, "settle") {
				d.settle(100_000)
			}
		}
		for _, e := range edges {
			if !d.up[e] {
				d.setLink(e[0], e[1], true)
			}
		}
		d.settle(100_000)
		for _, id := range d.ids() {
			require.Equal(rt, len(keys), d.nodes[id].Store().Len(), "node %d", id)
		}
		requireTruePaths(rt, d, edges)
	})
}

func TestANodeThatJoinsGetsTheHistory(t *testing.T) {
	d := newDriver(t, 1, triangle())
	for i := range 20 { // enough for the store to need its index
		d.publish(NodeID(i%3+1), fmt.Sprint("m", i), 1)
	}
	d.settle(1000)
	d.join(4, 1)
	d.join(4, 2)
	d.settle(1000)
	assert.Equal(t, 20, d.nodes[4].Store().Len())
}

func TestSameEventsSameActions(t *testing.T) {
	run := func() string {
		d := newDriver(t, 42, triangle())
		d.log = new(strings.Builder)
		for i := range 5 {
			d.publish(NodeID(i%3+1), fmt.Sprint("m", i), 2)
		}
		d.settle(1000)
		return d.log.String()
	}
	assert.Equal(t, run(), run())
}
