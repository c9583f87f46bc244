package gossip

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// exchange is what one reconciliation cost, and how it went.
type exchange struct {
	packets      int // with ranges or wants: the last answer may be empty, and says that this is the end
	fingerprints int
	ids          int // in lists and wants
	payloads     int
	repeated     int // messages that the receiver had already
	largest      int // fingerprints and ids of the largest packet
}

// bytes counts the cost as the literature does.
func (e exchange) bytes() int { return 26*e.fingerprints + 32*e.ids }

// reconcile lets two stores reconcile, the first beginning, without anything but the two functions that
// answer.
func reconcile(t require.TestingT, a, b *Store, give, take bool) exchange {
	var e exchange
	r := newReconciliation(a, give, take)
	r.open()
	for step := 0; ; step++ {
		require.Less(t, step, 10_000, "the reconciliation does not end")
		question := SyncPacket{Give: give, Take: take, Ranges: r.ranges, Want: r.want}
		e.packet(t, &question)
		answering := newReconciliation(b, take, give)
		answering.answer(&question)
		e.transfer(t, b, a, answering)
		answer := SyncPacket{Reply: true, Give: give, Take: take, Ranges: answering.ranges, Want: answering.want}
		e.packet(t, &answer)
		r = newReconciliation(a, give, take)
		r.answer(&answer)
		e.transfer(t, a, b, r)
		if r.done() {
			return e
		}
	}
}

// packet counts one packet, which the other end must accept.
func (e *exchange) packet(t require.TestingT, p *SyncPacket) {
	require.NoError(t, p.check())
	ids, fingerprints := len(p.Want), 0
	for _, r := range p.Ranges {
		ids += len(r.Keys)
		if !r.List {
			fingerprints++
		}
	}
	if len(p.Ranges)+len(p.Want) > 0 {
		e.packets++
	}
	e.ids, e.fingerprints = e.ids+ids, e.fingerprints+fingerprints
	e.largest = max(e.largest, ids+fingerprints)
	require.LessOrEqual(t, ids+fingerprints, frameLimit+2*listBelow, "a packet is bounded, whatever the sets")
}

// transfer moves the messages that an end sends with its packet.
func (e *exchange) transfer(t require.TestingT, from, to *Store, r *reconciliation) {
	require.LessOrEqual(t, len(r.send), chunkMessages)
	bytes := 0
	for k, position := range r.send {
		m := from.At(int(position)).Message
		if k < len(r.send)-1 {
			bytes += len(m.Text)
		}
		if _, known := to.Find(m.Key); known {
			e.repeated++
			continue
		}
		to.add(m, 1)
		e.payloads++
	}
	require.Less(t, bytes, chunkBytes, "only the last message may go beyond the limit")
}

// randomMessages returns messages with times that are spread uniformly, ascending.
func randomMessages(rng *rand.Rand, n int, text string) []*Message {
	all := make([]*Message, n)
	for i := range all {
		key := Key{Origin: NodeID(1 + rng.IntN(MaxNodeID)), Time: 1 + rng.Int64N(1<<62)}
		all[i] = &Message{Key: key, Text: text}
	}
	slices.SortFunc(all, func(x, y *Message) int { return compareKeys(x.Key, y.Key) })
	return all
}

func storeOf(messages ...[]*Message) *Store {
	s := &Store{group: new(Group)}
	for _, some := range messages {
		for _, m := range some {
			s.add(m, 1)
		}
	}
	return s
}

// directions are the ways to reconcile.
func directions() map[string][2]bool {
	return map[string][2]bool{"give": {true, false}, "take": {false, true}, "both": {true, true}}
}

// requireReconciled reconciles, and checks that each store holds what it should.
func requireReconciled(t require.TestingT, a, b *Store, d [2]bool) exchange {
	hadA, hadB := a.Len(), b.Len()
	onlyA := 0
	for i := range a.Len() {
		if _, shared := b.Find(a.At(i).Message.Key); !shared {
			onlyA++
		}
	}
	union := hadB + onlyA
	e := reconcile(t, a, b, d[0], d[1])
	wantA, wantB := hadA, hadB
	if d[0] {
		wantB = union
	}
	if d[1] {
		wantA = union
	}
	require.Equal(t, [2]int{wantA, wantB}, [2]int{a.Len(), b.Len()}, "messages at the one that began and at the other")
	require.Zero(t, e.repeated, "messages sent to one that had them")
	require.Equal(t, wantA-hadA+wantB-hadB, e.payloads)
	return e
}

func TestReconcileRandomSets(t *testing.T) {
	for name, d := range directions() {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1))
				size := rapid.SampledFrom([]int{0, 1, 31, 32, 33, 100, 600, 1500})
				text := strings.Repeat("x", rapid.SampledFrom([]int{1, 100, 10_000}).Draw(rt, "text"))
				shared := randomMessages(rng, size.Draw(rt, "shared"), text)
				onlyA, onlyB := randomMessages(rng, size.Draw(rt, "only a"), text), randomMessages(rng, size.Draw(rt, "only b"), text)
				requireReconciled(rt, storeOf(onlyA, shared), storeOf(shared, onlyB), d)
			})
		})
	}
}

func TestReconcileEmptyWithMany(t *testing.T) {
	const many = 5000
	for _, size := range []int{1, 1000, 300_000} {
		for name, d := range directions() {
			for _, emptyBegins := range []bool{true, false} {
				t.Run(fmt.Sprintf("%s, %d bytes each, the empty one begins: %v", name, size, emptyBegins), func(t *testing.T) {
					full := storeOf(randomMessages(rand.New(rand.NewPCG(1, 1)), many, strings.Repeat("x", size)))
					a, b := full, &Store{group: new(Group)}
					if emptyBegins {
						a, b = b, a
					}
					e := requireReconciled(t, a, b, d)
					pieces := e.payloads/chunkMessages + e.payloads*size/chunkBytes + 1
					assert.LessOrEqual(t, e.packets, 4*pieces+4)
					assert.Less(t, e.bytes(), 200*(e.payloads+pieces+40))
				})
			}
		}
	}
}

// TestReconcileNeighboringBursts is a difference in one stretch of time, as after a partition.
func TestReconcileNeighboringBursts(t *testing.T) {
	for name, d := range directions() {
		t.Run(name, func(t *testing.T) {
			all := randomMessages(rand.New(rand.NewPCG(2, 1)), 12_000, "x")
			e := requireReconciled(t, storeOf(all[:9000]), storeOf(all[:5000], all[9000:]), d)
			t.Logf("%+v: %d bytes for %d messages", e, e.bytes(), e.payloads)
			assert.Less(t, e.bytes(), 50*7000, "in all less than an id and a half for each message that one end lacks")
		})
	}
}

// TestWantsThatDoNotFit: each end may ask for more than one piece holds. What is left over is asked for
// again.
func TestWantsThatDoNotFit(t *testing.T) {
	text := strings.Repeat("x", 2000)
	all := randomMessages(rand.New(rand.NewPCG(3, 1)), 4000, text)
	var even, odd []*Message
	for i, m := range all {
		if i%2 == 0 {
			even = append(even, m)
		} else {
			odd = append(odd, m)
		}
	}
	for name, d := range directions() {
		t.Run(name, func(t *testing.T) { requireReconciled(t, storeOf(even), storeOf(odd), d) })
	}
}

// TestReconcileOneMissing is the exact structure of range-based reconciliation: with one of n messages
// missing, and L splits until fewer than 32 are left in a part, 16 L fingerprints cross in L packets.
// What follows depends on who lists. In the reference the client lists, or gets a list, and knows then
// what is missing, in L+1 packets (odd L) or L+2 (even L). Ours brings the message as well: where the
// one that lacks it gets the list, it asks for it with one packet more, and its own list is answered
// with the message rather than with another list.
func TestReconcileOneMissing(t *testing.T) {
	for n, splits := range map[int]int{1000: 2, 10_000: 3, 100_000: 3} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(uint64(n), 1))
			all := randomMessages(rng, n, "x")
			for range fewer(40) {
				at := rng.IntN(n)
				lacking := storeOf(all[:at], all[at+1:])
				e := requireReconciled(t, lacking, storeOf(all), [2]bool{false, true})
				require.Equal(t, 16*splits, e.fingerprints)
				require.LessOrEqual(t, e.packets, splits+2)
				require.Less(t, e.ids, 2*listBelow)
				if n >= 100_000 {
					break // the stores take long to build
				}
			}
		})
	}
}

func TestReconcileEqualSets(t *testing.T) {
	for _, n := range []int{32, 1000, 10_000} {
		all := randomMessages(rand.New(rand.NewPCG(1, 1)), n, "x")
		for name, d := range directions() {
			e := requireReconciled(t, storeOf(all), storeOf(all), d)
			assert.Equal(t, exchange{packets: 1, fingerprints: 16, largest: 16}, e, "%s %d", name, n)
		}
	}
}

// expectedFingerprints is what it takes to find d differences that are spread uniformly, with the given
// number of splits: 16 for every range that differs, on each level. With d=1 it is 16 L.
func expectedFingerprints(d, splits int) float64 {
	sum := 0.
	for level := range splits {
		ranges := math.Pow(splitWays, float64(level))
		sum += splitWays * ranges * (1 - math.Pow(1-1/ranges, float64(d)))
	}
	return sum
}

// takes lets a store with n messages take what it lacks of one that has d more, again and again, and
// returns the means. The messages are spread uniformly in time.
func takes(t testing.TB, n, d, runs int) (packets, fingerprints, ids float64) {
	rng := rand.New(rand.NewPCG(uint64(n), uint64(d)))
	all := randomMessages(rng, n, "x")
	var a, b *Store
	for run := range runs {
		if run == 0 || n < 10*d*runs { // else the set hardly grows
			a, b = storeOf(all), storeOf(all)
		}
		for _, m := range randomMessages(rng, d, "x") {
			b.add(m, 1)
		}
		e := requireReconciledQuick(t, a, b)
		packets += float64(e.packets) / float64(runs)
		fingerprints += float64(e.fingerprints) / float64(runs)
		ids += float64(e.ids) / float64(runs)
	}
	return packets, fingerprints, ids
}

// costCase is one row of the reference, an independent simulation of one side that lacks d of n
// messages. Where it lists the ids of both ends, ours answers a list with the messages, or asks for
// just those that it lacks: so ids are fewer here and are not compared.
type costCase struct{ n, d, splits, packets, fingerprints, bytes int }

func (c costCase) check(t testing.TB, packets, fingerprints, ids float64) {
	cost := 26*fingerprints + 32*ids
	t.Logf("%d of %d: packets %.1f, fingerprints %.0f, ids %.0f, %.0f bytes; in the reference %d, %d, -, %d",
		c.d, c.n, packets, fingerprints, ids, cost, c.packets, c.fingerprints, c.bytes)
	assert.LessOrEqual(t, cost, 1.05*float64(c.bytes))
	if c.d > 100 {
		return // more than a packet holds: some of it is said twice
	}
	assert.LessOrEqual(t, packets, float64(c.packets))
	assert.InEpsilon(t, expectedFingerprints(c.d, c.splits), fingerprints, .03)
	assert.InEpsilon(t, c.fingerprints, fingerprints, .16, "the reference is one draw; at 10 of 1,000 the mean is 138")
}

func TestReconcileCosts(t *testing.T) {
	for _, c := range []costCase{{1000, 1, 2, 4, 32, 1100}, {1000, 10, 2, 4, 160, 6300}, {1000, 100, 2, 4, 272, 26_000}} {
		packets, fingerprints, ids := takes(t, c.n, c.d, 40)
		c.check(t, packets, fingerprints, ids)
	}
	for d, runs := range map[int]int{1: 50, 10: 20, 50: 10} {
		_, fingerprints, _ := takes(t, 100_000, d, runs)
		assert.InEpsilon(t, expectedFingerprints(d, 3), fingerprints, .03, "%d of 100,000", d)
	}
}

func BenchmarkReconcileAMillion(b *testing.B) {
	for _, c := range []costCase{
		{1_000_000, 1, 4, 6, 64, 2600}, {1_000_000, 10, 4, 6, 464, 22_000},
		{1_000_000, 100, 4, 6, 3200, 178_000}, {1_000_000, 1000, 4, 6, 18_560, 1_430_000},
	} {
		b.Run(fmt.Sprint(c.d), func(b *testing.B) {
			for range b.N {
				packets, fingerprints, ids := takes(b, c.n, c.d, 10)
				c.check(b, packets, fingerprints, ids)
			}
		})
	}
}

// requireReconciledQuick lets the first store take what it lacks, which is all that tells the two apart.
func requireReconciledQuick(t testing.TB, a, b *Store) exchange {
	t.Helper()
	e := reconcile(t, a, b, false, true)
	require.Equal(t, b.Len(), a.Len())
	require.Zero(t, e.repeated)
	return e
}

func TestCostFollowsTheDifference(t *testing.T) {
	cost := func(n, d int) float64 {
		var bytes []float64
		for seed := range 5 {
			rng := rand.New(rand.NewPCG(uint64(seed), uint64(n+d)))
			all, more := randomMessages(rng, n, "x"), randomMessages(rng, d, "x")
			bytes = append(bytes, float64(requireReconciledQuick(t, storeOf(all), storeOf(all, more)).bytes()))
		}
		return sampleOf(bytes).mean
	}
	small, large := cost(500, 10), cost(32_000, 10)
	t.Logf("10 of 500: %.0f bytes; 10 of 32,000: %.0f", small, large)
	assert.Less(t, large, 3*small, "64 times the history costs one or two splits more")
	more := cost(32_000, 100)
	t.Logf("100 of 32,000: %.0f", more)
	assert.Less(t, more, 12*large)
	assert.Greater(t, more, 3*large)
	assert.Less(t, more, 32.*32_000/5, "and far from all ids")
}

func TestCheckRefusesMalformedReconciliations(t *testing.T) {
	k := func(ns int64) Key { return Key{Origin: 1, Time: ns} }
	list := func(keys ...Key) []Range { return []Range{{From: Bound{}, To: k(10), List: true, Keys: keys}} }
	good := map[string]SyncPacket{
		"nothing":       {},
		"the whole set": {Ranges: []Range{{To: LastBound()}}},
		"gaps":          {Ranges: []Range{{From: k(1), To: k(2)}, {From: k(2), To: k(3)}, {From: k(7), To: LastBound()}}},
		"a list":        {Ranges: list(k(1), k(2), k(9))},
		"wants":         {Want: []Key{k(5), k(1), {Origin: MaxNodeID, Time: math.MaxInt64}}},
	}
	for name, p := range good {
		t.Run(name, func(t *testing.T) { assert.NoError(t, p.check()) })
	}
	bad := map[string]SyncPacket{
		"an empty range":             {Ranges: []Range{{From: k(1), To: k(1)}}},
		"a range backwards":          {Ranges: []Range{{From: k(2), To: k(1)}}},
		"ranges overlap":             {Ranges: []Range{{From: k(1), To: k(5)}, {From: k(4), To: k(9)}}},
		"ranges out of order":        {Ranges: []Range{{From: k(5), To: k(9)}, {From: k(1), To: k(4)}}},
		"a range before all keys":    {Ranges: []Range{{From: Bound{Time: -5}, To: k(4)}}},
		"a key outside its range":    {Ranges: list(k(11))},
		"a key at the end":           {Ranges: list(k(10))},
		"keys out of order":          {Ranges: list(k(5), k(4))},
		"a key twice":                {Ranges: list(k(5), k(5))},
		"a key of nobody":            {Ranges: list(Key{Origin: 0, Time: 5})},
		"a key of no node":           {Ranges: list(Key{Origin: MaxNodeID + 1, Time: 5})},
		"asks for nobody's":          {Want: []Key{{Time: 5}}},
		"asks for that of no node":   {Want: []Key{{Origin: math.MaxUint32, Time: 5}}},
		"asks for a time before any": {Want: []Key{{Origin: 1, Time: 0}}},
	}
	for name, p := range bad {
		t.Run(name, func(t *testing.T) {
			assert.Error(t, p.check())
			n, err := New(Config{ID: 1, Peers: &idList{2}, Rand: testRand()})
			require.NoError(t, err)
			assert.Error(t, n.Check(2, Packet{Kind: Sync, Control: &Control{Sync: p}}))
		})
	}
}

// TestAnyCheckedPacketIsAnswered: whatever passes the check, the answer passes it too, and is bounded by
// the question.
func TestAnyCheckedPacketIsAnswered(t *testing.T) {
	store := storeOf(randomMessages(rand.New(rand.NewPCG(4, 1)), 300, "x"))
	rapid.Check(t, func(rt *rapid.T) {
		key := rapid.Custom(func(t *rapid.T) Key {
			if rapid.Bool().Draw(t, "known") {
				return store.At(rapid.IntRange(0, store.Len()-1).Draw(t, "which")).Message.Key
			}
			times := rapid.OneOf(rapid.Int64Range(1, 5), rapid.Int64Range(1, math.MaxInt64), rapid.Just(int64(math.MaxInt64)))
			return Key{Origin: NodeID(rapid.IntRange(1, MaxNodeID).Draw(t, "origin")), Time: times.Draw(t, "time")}
		})
		p := SyncPacket{Want: rapid.SliceOfN(key, 0, 20).Draw(rt, "want")}
		bounds := rapid.SliceOfNDistinct(key, 0, 12, rapid.ID[Key]).Draw(rt, "bounds")
		slices.SortFunc(bounds, compareKeys)
		for i := 0; i+1 < len(bounds); i += 2 {
			r := Range{From: bounds[i], To: bounds[i+1], Count: rapid.Int().Draw(rt, "count")}
			if r.List = rapid.Bool().Draw(rt, "list"); r.List {
				r.Keys = []Key{r.From}
			}
			p.Ranges = append(p.Ranges, r)
		}
		require.NoError(rt, p.check())
		r := newReconciliation(store, rapid.Bool().Draw(rt, "give"), rapid.Bool().Draw(rt, "take"))
		r.answer(&p)
		answer := SyncPacket{Ranges: r.ranges, Want: r.want}
		require.NoError(rt, answer.check())
		require.LessOrEqual(rt, len(r.send), chunkMessages)
	})
}
