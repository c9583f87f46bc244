package gossip

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// eachAggregating runs a test for the protocols that aggregate, and for every variant of them.
func eachAggregating(t *testing.T, test func(t *testing.T, row Protocol, params map[string]string)) {
	t.Helper()
	eachProtocol(t, func(t *testing.T, row Protocol, params map[string]string) {
		if row.Aggregates {
			test(t, row, params)
		}
	})
}

// requireMass checks that no exchange makes or loses any mass: what the living nodes hold and what is on
// its way is what came in with nodes and with doubled packets, less what was lost with nodes and with
// packets. Rounding is all the difference: doubled packets can make the mass grow a billionfold, and
// crashes take nearly all of it away again.
func (s *storm) requireMass() {
	s.t.Helper()
	var held Share
	add := func(share Share) {
		held.Sum += share.Sum
		held.Weight += share.Weight
	}
	for _, id := range s.ids() {
		add(s.nodes[id].Share())
	}
	for _, packets := range s.links {
		for _, p := range packets {
			add(p.Mass())
		}
	}
	require.InDelta(s.t, s.mass.Sum, held.Sum, 1e-9*s.peak)
	require.InDelta(s.t, s.mass.Weight, held.Weight, 1e-9*s.peak)
}

// TestNoExchangeMakesOrLosesMass: links lose, double and reorder packets and go down with what is on
// them, nodes crash and start anew.
func TestNoExchangeMakesOrLosesMass(t *testing.T) {
	eachAggregating(t, func(t *testing.T, row Protocol, params map[string]string) {
		stormy(t, row, params, true, func(s *storm) {
			for range 40 {
				s.rage(1)
				s.requireMass()
			}
		})
	})
}

// TestWhatIsLeftIsShared: when all is well again, each part of the network agrees on the ratio of the
// mass that is in it, whatever happened before, and knows that it is done.
func TestWhatIsLeftIsShared(t *testing.T) {
	eachAggregating(t, func(t *testing.T, row Protocol, params map[string]string) {
		for _, lossy := range []bool{false, true} {
			stormy(t, row, params, lossy, func(s *storm) {
				s.rage(40)
				s.chaos = chaos{}
				for _, island := range s.islands() {
					s.requireAgreement(island)
				}
				s.requireMass()
			})
		}
	})
}

// requireAgreement lets a part of the network come to rest.
func (s *storm) requireAgreement(island []NodeID) {
	s.t.Helper()
	var held Share
	share := func(n Share) {
		held.Sum += n.Sum
		held.Weight += n.Weight
	}
	for _, id := range island {
		share(s.nodes[id].Share())
	}
	for link, packets := range s.links {
		if slices.Contains(island, link[1]) {
			for _, p := range packets {
				share(p.Mass())
			}
		}
	}
	if held.Weight == 0 {
		return // push-sum of a sum, and node 1 is not here
	}
	want := held.Sum / held.Weight
	agree := func(id NodeID) bool {
		estimate, ok := s.nodes[id].Estimate()
		return ok && math.Abs(estimate-want) <= 1e-6*max(1, math.Abs(want))
	}
	busy := func(id NodeID) bool {
		// A node that is alone never hears that it is right.
		return !agree(id) || len(island) > 1 && !s.nodes[id].Settled()
	}
	for end := s.now + healingTime; slices.ContainsFunc(island, busy) && s.now < end; {
		s.elapse(250 * time.Millisecond)
	}
	for _, id := range island {
		estimate, _ := s.nodes[id].Estimate()
		require.True(s.t, agree(id), "node %d of %v estimates %v, not %v", id, island, estimate, want)
		require.False(s.t, busy(id), "node %d of %v never settles", id, island)
	}
}
