package gossip

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var seeds = flag.Int("seeds", 12, "how many random schedules each protocol goes through, with each of its variants")

// chaosVariants are the parameters with which each protocol goes through chaos, beside its defaults.
func chaosVariants() map[string][]string {
	return map[string][]string{
		"rumor": {
			"mode=pull", "mode=pushpull peers=roundrobin", "stop=coin k=2", "stop=heard", "stop=never max_interval=0",
			"feedback=false fanout=3 jitter=0",
		},
		"antientropy": {
			"mode=push", "mode=pull peers=roundrobin", "max_interval=0 peers=weighted", "jitter=0",
		},
		"hybrid": {
			"mode=pull backstop_mode=push", "mode=pushpull backstop_mode=pull", "k=1 backstop_max_interval=0 peers=roundrobin",
			"stop=heard k=1", "feedback=false fanout=2 max_interval=0 jitter=0 backstop_jitter=0",
		},
		"plumtree": {
			"threshold=1", "threshold=0 announce_delay=0", "graft_timeout=1ms graft_retry=1ms", "announce_delay=200ms threshold=2",
		},
		"pushsum": {
			"weight=one", "max_interval=2s peers=roundrobin", "interval=10ms digits=15 rounds=10", "jitter=0",
		},
		"averaging": {
			"max_interval=2s peers=roundrobin", "interval=10ms digits=15 rounds=10", "jitter=0",
		},
	}
}

// eachProtocol runs a test for every row of the table of protocols, and for every variant of it.
func eachProtocol(t *testing.T, test func(t *testing.T, row Protocol, params map[string]string)) {
	t.Helper()
	for _, row := range Protocols() {
		for _, variant := range append([]string{""}, chaosVariants()[row.Name]...) {
			t.Run(strings.TrimSpace(row.Name+" "+variant), func(t *testing.T) {
				t.Parallel()
				test(t, row, paramsOf(variant))
			})
		}
	}
}

// eachSpreading leaves out the protocols that spread no messages.
func eachSpreading(t *testing.T, test func(t *testing.T, row Protocol, params map[string]string)) {
	t.Helper()
	eachProtocol(t, func(t *testing.T, row Protocol, params map[string]string) {
		if !row.Aggregates {
			test(t, row, params)
		}
	})
}

// paramsOf reads "a=1 b=2".
func paramsOf(text string) map[string]string {
	params := map[string]string{}
	for _, field := range strings.Fields(text) {
		name, value, _ := strings.Cut(field, "=")
		params[name] = value
	}
	return params
}

// storm is one random schedule: a graph, and what happens on it.
type storm struct {
	*driver
	rng       *rand.Rand
	edges     [][2]NodeID
	published map[Key]string
	lossy     bool // packets get lost, doubled and reordered on links that are up
}

// stormy runs a schedule for each seed. A failure says how to run that one again.
func stormy(t *testing.T, row Protocol, params map[string]string, lossy bool, test func(s *storm)) {
	t.Helper()
	for seed := range fewer(*seeds) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Cleanup(func() {
				if t.Failed() {
					t.Logf("protocol %s, parameters %v, seed %d; once more: go test ./internal/gossip -seeds %d -run '^%s$'",
						row.Name, params, seed, *seeds, strings.ReplaceAll(t.Name(), "/", "$/^"))
				}
			})
			test(newStorm(t, row, params, uint64(seed), lossy))
		})
	}
}

func newStorm(t *testing.T, row Protocol, params map[string]string, seed uint64, lossy bool) *storm {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 99))
	edges := connectedEdges(rng)
	return &storm{
		driver: newDriverOf(t, seed, row.Name, params, edges),
		rng:    rng, edges: edges, published: map[Key]string{}, lossy: lossy,
	}
}

// connectedEdges draws a random tree with some chords. It has nodes of degree 1.
func connectedEdges(rng *rand.Rand) [][2]NodeID {
	n := 2 + rng.IntN(9)
	var edges [][2]NodeID
	for i := 2; i <= n; i++ {
		edges = append(edges, [2]NodeID{NodeID(1 + rng.IntN(i-1)), NodeID(i)})
	}
	for range rng.IntN(2 * n) {
		a, b := NodeID(1+rng.IntN(n)), NodeID(1+rng.IntN(n))
		if a < b && !slices.Contains(edges, [2]NodeID{a, b}) {
			edges = append(edges, [2]NodeID{a, b})
		}
	}
	return edges
}

// rage lets so many things happen.
func (s *storm) rage(steps int) {
	s.t.Helper()
	for range steps {
		if s.lossy {
			s.chaos = chaos{loss: s.rng.IntN(40), duplicate: s.rng.IntN(20), reorder: s.rng.IntN(50)}
		}
		s.happen()
		s.elapse(time.Duration(1+s.rng.IntN(5)) * time.Millisecond)
	}
}

// happen lets one thing happen.
func (s *storm) happen() {
	s.t.Helper()
	edge := s.edges[s.rng.IntN(len(s.edges))]
	ids := s.ids()
	if s.rng.IntN(2) == 0 {
		slices.Reverse(edge[:])
	}
	switch dice := s.rng.IntN(100); {
	case dice < 40 && len(ids) > 0:
		s.say(ids[s.rng.IntN(len(ids))])
	case dice < 55 && !s.gone[edge[0]] && !s.gone[edge[1]]:
		s.setLink(edge[0], edge[1], !s.up[edge])
	case dice < 62 && !s.gone[edge[0]]:
		s.crash(edge[0])
	case dice < 70 && s.gone[edge[0]]:
		s.restart(edge[0])
	case dice < 76 && s.up[edge]:
		s.overflow(edge)
	case dice < 82:
		s.stall(time.Duration(s.rng.Int64N(int64(4 * time.Second))))
	case dice < 85:
		s.elapse(time.Duration(s.rng.Int64N(int64(15 * time.Second))))
	default:
		s.elapse(time.Duration(s.rng.Int64N(int64(100 * time.Millisecond))))
	}
}

func (s *storm) say(id NodeID) {
	s.t.Helper()
	text := fmt.Sprint("m", len(s.published))
	s.published[s.publish(id, text, uint8(1+s.rng.IntN(3)))] = text
}

// overflow drops what is on its way over a link in one direction, and says so when there is room again.
func (s *storm) overflow(link [2]NodeID) {
	s.t.Helper()
	s.drop(link)
	s.step(link[0], Event{Kind: LinkDrained, Peer: link[1]})
}

// requireSafety checks what must hold at every moment. That nothing is delivered twice, the driver
// checks itself.
func (s *storm) requireSafety() {
	s.t.Helper()
	requireTruePaths(s.t, s.driver, s.edges)
	for _, id := range s.ids() {
		store := s.nodes[id].Store()
		for i := range store.Len() {
			r := store.At(i)
			text, published := s.published[r.Message.Key]
			require.True(s.t, published, "node %d holds a message that nobody published: %v", id, r.Message)
			require.Equal(s.t, text, r.Message.Text)
			most := minArrivalsKept
			if s.rule.Protocol().Name == "flood" {
				most = int(r.Relays)*s.peers[id].Len() + 2 // its own, and a repair
			}
			require.LessOrEqual(s.t, len(r.Arrivals), most)
			for k := 1; k < len(r.Arrivals); k++ {
				require.LessOrEqual(s.t, r.Arrivals[k-1].At, r.Arrivals[k].At)
			}
		}
		require.Len(s.t, s.delivered[id], store.Len(), "each message that is held was delivered")
	}
}

// islands returns the connected parts of the living network.
func (s *storm) islands() [][]NodeID {
	var islands [][]NodeID
	seen := map[NodeID]bool{}
	for _, id := range s.ids() {
		if seen[id] {
			continue
		}
		seen[id] = true
		island := []NodeID{id}
		for i := 0; i < len(island); i++ {
			for _, peer := range *s.peers[island[i]] {
				if !seen[peer] && s.up[[2]NodeID{island[i], peer}] {
					seen[peer] = true
					island = append(island, peer)
				}
			}
		}
		islands = append(islands, island)
	}
	return islands
}

// healingTime is virtual, and far above what any protocol needs with any of the parameters here.
const healingTime = 3 * time.Minute

// requireCoverage checks that every node gets every message that any node of its island holds.
func (s *storm) requireCoverage() {
	s.t.Helper()
	for _, island := range s.islands() {
		held := map[Key]bool{}
		for _, id := range island {
			for key := range s.delivered[id] {
				held[key] = true
			}
		}
		missing := func() (who []NodeID) {
			for _, id := range island {
				if len(s.delivered[id]) < len(held) {
					who = append(who, id)
				}
			}
			return who
		}
		for end := s.now + healingTime; len(missing()) > 0 && s.now < end; {
			s.elapse(250 * time.Millisecond)
		}
		for _, id := range missing() {
			for key := range held {
				require.True(s.t, s.delivered[id][key], "node %d of %v never gets %q", id, island, s.published[key])
			}
		}
	}
}

// TestChaosThenCoverage: links lose, double and reorder packets. A link that did is none that was up,
// so each goes down and comes up once before all that is held must reach everyone.
func TestChaosThenCoverage(t *testing.T) {
	eachSpreading(t, func(t *testing.T, row Protocol, params map[string]string) {
		stormy(t, row, params, true, func(s *storm) {
			s.rage(40)
			s.requireSafety()
			s.chaos = chaos{}
			for _, id := range sortedIDs(s.gone) {
				s.restart(id)
			}
			for _, e := range s.edges {
				s.setLink(e[0], e[1], false)
				s.setLink(e[0], e[1], true)
			}
			if row.Promises {
				s.requireCoverage()
			}
			s.elapse(3 * time.Second)
			s.requireSafety()
		})
	})
}

// TestNothingIsLostOnReliableLinks is the contract that protocols promise to keep: a link is ordered
// and reliable until it goes down, and an outbox that overflowed says so. No link that is up at the end
// is touched; some that fell come back, and some nodes stay dead.
func TestNothingIsLostOnReliableLinks(t *testing.T) {
	eachSpreading(t, func(t *testing.T, row Protocol, params map[string]string) {
		stormy(t, row, params, false, func(s *storm) {
			for range 2 {
				s.rage(30)
				s.requireSafety()
				for _, id := range sortedIDs(s.gone) {
					if s.rng.IntN(2) == 0 {
						s.restart(id)
					}
				}
				for _, e := range s.edges {
					if !s.up[e] && !s.gone[e[0]] && !s.gone[e[1]] && s.rng.IntN(4) > 0 {
						s.setLink(e[0], e[1], true)
					}
				}
				if row.Promises {
					s.requireCoverage()
				}
			}
			s.requireSafety()
		})
	})
}

func sortedIDs(set map[NodeID]bool) []NodeID {
	var ids []NodeID
	for id, in := range set {
		if in {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// TestALeavingNodeHandsOnWhatItHas: after a Leave, and once the node is no longer busy and its packets
// have left, it may go, and every other node gets what only it had.
func TestALeavingNodeHandsOnWhatItHas(t *testing.T) {
	eachSpreading(t, func(t *testing.T, row Protocol, params map[string]string) {
		stormy(t, row, params, false, func(s *storm) {
			id := s.ids()[s.rng.IntN(len(s.ids()))]
			for _, peer := range *s.peers[id] {
				s.setLink(id, peer, false)
			}
			for range 1 + s.rng.IntN(100) {
				s.say(id)
			}
			s.elapse(time.Duration(s.rng.IntN(20)) * time.Second)
			for _, peer := range *s.peers[id] {
				s.setLink(id, peer, true)
			}
			s.say(id)
			s.step(id, Event{Kind: Leave})
			for end := s.now + 30*time.Second; s.nodes[id].Busy(); {
				require.Less(s.t, s.now, end, "it never leaves")
				s.elapse(time.Millisecond)
			}
			s.flush(id)
			s.crash(id)
			for _, island := range s.islands() {
				heir := slices.ContainsFunc(island, func(other NodeID) bool { return slices.Contains(*s.peers[id], other) })
				require.True(s.t, heir, "there was a link to each part that is left")
				if row.Promises {
					s.requireCoverage()
					require.Len(s.t, s.delivered[island[0]], len(s.published))
				}
			}
			s.requireSafety()
		})
	})
}

// flush lets everything arrive that a node has sent.
func (s *storm) flush(id NodeID) {
	s.t.Helper()
	for _, peer := range *s.peers[id] {
		for link := [2]NodeID{id, peer}; len(s.links[link]) > 0; {
			s.arrive(slices.Index(s.busy, link), 0)
		}
	}
}
