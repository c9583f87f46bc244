package gossip

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// rounds drives rumor mongering as papers have it: in synchronous cycles on a complete graph. All
// contacts of a cycle are made on the state at its start and take effect at its end: first the timers
// of all nodes fire, then all requests are answered, then all relays arrive, and then what the
// receivers say about them.
type rounds struct {
	t        testing.TB
	nodes    []*Node
	cycle    int
	due      map[int][]int // by cycle, the nodes with a timer
	interval time.Duration
	inFlight [3][]flight // requests, relays, feedback
	relays   int
	actions  []Action
	receipts []int // the cycle in which a node got the message, -1 before
}

// flight is a packet on its way.
type flight struct {
	from, to NodeID
	packet   Packet
}

// everyone is the list of peers of a node in a complete graph.
type everyone struct{ self, n int }

func (e everyone) Len() int { return e.n - 1 }

func (e everyone) At(i int) NodeID {
	if i+1 < e.self {
		return NodeID(i + 1)
	}
	return NodeID(i + 2)
}

// newRounds starts n nodes with fixed intervals of a second.
func newRounds(t testing.TB, n int, seed uint64, params map[string]string) *rounds {
	set := map[string]string{"interval": "1s", "jitter": "0", "max_interval": "0"}
	for name, value := range params {
		set[name] = value
	}
	rule, err := NewRule("rumor", set)
	require.NoError(t, err)
	r := &rounds{t: t, due: map[int][]int{}, interval: time.Second, receipts: make([]int, n), cycle: 1000}
	generator := rand.New(rand.NewPCG(seed, 7))
	for i := range n {
		node, err := New(Config{ID: NodeID(i + 1), Peers: everyone{i + 1, n}, Rule: rule, Rand: generator})
		require.NoError(t, err)
		r.nodes = append(r.nodes, node)
		r.receipts[i] = -1
		r.step(i, Event{Kind: Start})
	}
	return r
}

func (r *rounds) step(i int, ev Event) {
	now := time.Duration(r.cycle) * r.interval
	r.actions = r.nodes[i].Step(now, ev, r.actions[:0])
	for _, a := range r.actions {
		switch a.Kind {
		case SetTimer:
			require.Zero(r.t, a.At%r.interval, "a timer between two cycles")
			r.due[int(a.At/r.interval)] = append(r.due[int(a.At/r.interval)], i)
		case Deliver:
			r.receipts[i] = r.cycle - 1000
		case Send:
			kind := map[PacketKind]int{Request: 0, Relay: 1, Feedback: 2}[a.Packet.Kind]
			r.inFlight[kind] = append(r.inFlight[kind], flight{NodeID(i + 1), a.Peer, a.Packet})
			if a.Packet.Kind == Relay {
				r.relays++
			}
		}
	}
}

// next runs one cycle.
func (r *rounds) next() {
	r.cycle++
	for _, i := range r.due[r.cycle] {
		r.step(i, Event{Kind: Fired, Timer: timerCycle})
	}
	delete(r.due, r.cycle)
	for kind := range r.inFlight {
		for _, f := range r.inFlight[kind] {
			r.step(int(f.to)-1, Event{Kind: Receive, Peer: f.from, Packet: &f.packet})
		}
		r.inFlight[kind] = r.inFlight[kind][:0]
	}
}

// hot returns how many nodes are infective.
func (r *rounds) hot() int {
	count := 0
	for _, n := range r.nodes {
		if len(n.protocol.(*rumor).hot) > 0 {
			count++
		}
	}
	return count
}

// epidemic is what came of one rumor.
type epidemic struct{ residue, traffic, average, last float64 }

// publish lets the first node publish a message.
func (r *rounds) publish() Key {
	r.step(0, Event{Kind: Publish, Text: "x", Relays: 1})
	return r.nodes[0].Store().At(0).Message.Key
}

// spread publishes one message and runs until no node is infective.
func (r *rounds) spread(most int) epidemic {
	r.publish()
	for range most {
		if r.hot() == 0 {
			return r.result()
		}
		r.next()
	}
	require.FailNow(r.t, "the rumor does not end")
	return epidemic{}
}

func (r *rounds) result() epidemic {
	var e epidemic
	got := 0
	for _, cycle := range r.receipts {
		if cycle < 0 {
			continue
		}
		got++
		e.average += float64(cycle)
		e.last = max(e.last, float64(cycle))
	}
	n := float64(len(r.nodes))
	e.residue, e.traffic, e.average = 1-float64(got)/n, float64(r.relays)/n, e.average/float64(got)
	return e
}

// sample is the mean of some measurements and its standard error.
type sample struct{ mean, stderr float64 }

func sampleOf(values []float64) sample {
	n := float64(len(values))
	var sum, squares float64
	for _, v := range values {
		sum += v
	}
	mean := sum / n
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	return sample{mean, math.Sqrt(squares / (n - 1) / n)}
}

// epidemics runs the same experiment with the seeds 1 to runs.
func epidemics(t testing.TB, n, runs int, params map[string]string) (residue, traffic, last sample) {
	var s, m, l []float64
	for seed := range fewer(runs) {
		e := newRounds(t, n, uint64(seed+1), params).spread(1000)
		s, m, l = append(s, e.residue), append(m, e.traffic), append(l, e.last)
	}
	return sampleOf(s), sampleOf(m), sampleOf(l)
}

// fewer is how often to repeat something under the race detector, which makes it ten times slower and
// has nothing to find in one goroutine.
func fewer(runs int) int {
	if underRace {
		return max(runs/20, min(runs, 8))
	}
	return runs
}
