package wire

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"gossip/internal/gossip"
)

// packets draws packets of all kinds, as nodes make them.
func packets() *rapid.Generator[gossip.Packet] {
	return rapid.Custom(func(t *rapid.T) gossip.Packet {
		p := gossip.Packet{Kind: gossip.PacketKind(rapid.IntRange(int(gossip.Relay), int(gossip.Correction)).Draw(t, "kind"))}
		switch p.Kind {
		case gossip.Relay, gossip.Repair:
			path := rapid.SliceOfN(ids(), 1, 20).Draw(t, "path")
			p.Message = &gossip.Message{Key: gossip.Key{Origin: path[0], Time: times().Draw(t, "time")}, Text: texts().Draw(t, "text")}
			p.Path, p.Relays = gossip.NewPath(path), rapid.Uint8Range(1, gossip.MaxRelays).Draw(t, "relays")
		case gossip.Sync:
			p.Control = &gossip.Control{Sync: syncs().Draw(t, "sync")}
		case gossip.Feedback, gossip.Announce, gossip.Graft:
			p.Control = &gossip.Control{Notices: rapid.SliceOf(notices()).Draw(t, "notices")}
		case gossip.Push:
			p.Share = gossip.Share{Sum: numbers().Draw(t, "sum"), Weight: math.Abs(numbers().Draw(t, "weight"))}
		case gossip.Exchange, gossip.Correction:
			p.Share.Sum, p.Number = numbers().Draw(t, "sum"), rapid.Uint16().Draw(t, "number")
		}
		return p
	})
}

func ids() *rapid.Generator[gossip.NodeID] {
	return rapid.Map(rapid.OneOf(rapid.Uint32Range(1, 1000), rapid.Uint32Range(1, gossip.MaxNodeID)),
		func(id uint32) gossip.NodeID { return gossip.NodeID(id) })
}

// times draws numbers of any length.
func times() *rapid.Generator[int64] {
	return rapid.OneOf(rapid.Int64Range(1, math.MaxInt64), rapid.Custom(func(t *rapid.T) int64 {
		power := int64(1)
		for range rapid.IntRange(0, 18).Draw(t, "digits") {
			power *= 10
		}
		return max(1, power-rapid.Int64Range(0, 1).Draw(t, "less"))
	}))
}

// numbers draws what a share may hold.
func numbers() *rapid.Generator[float64] {
	return rapid.OneOf(rapid.Float64Range(-1e290, 1e290), rapid.Float64Range(-100, 100), rapid.SampledFrom([]float64{
		0, math.Copysign(0, -1), 1, 0.1, 1e20, 1e21, 1e-4, 1e-5, 5e-324, -2.2250738585072014e-308, 1 << 53, 1.0 / 3, 0x1p1000,
	}))
}

func keys() *rapid.Generator[gossip.Key] {
	return rapid.Custom(func(t *rapid.T) gossip.Key {
		return gossip.Key{Origin: ids().Draw(t, "origin"), Time: times().Draw(t, "time")}
	})
}

func notices() *rapid.Generator[gossip.Notice] {
	return rapid.Custom(func(t *rapid.T) gossip.Notice {
		return gossip.Notice{Key: keys().Draw(t, "key"), Value: rapid.Uint32().Draw(t, "value")}
	})
}

// syncs draws steps of reconciliations whose ranges need not make sense: they are only written.
func syncs() *rapid.Generator[gossip.SyncPacket] {
	bounds := rapid.OneOf(keys(), rapid.SampledFrom([]gossip.Key{{}, gossip.LastBound()}))
	ranges := rapid.Custom(func(t *rapid.T) gossip.Range {
		r := gossip.Range{From: bounds.Draw(t, "from"), To: bounds.Draw(t, "to"), List: rapid.Bool().Draw(t, "list")}
		if r.List {
			r.Keys = rapid.SliceOf(keys()).Draw(t, "keys")
			return r
		}
		r.Count = rapid.IntRange(0, 1_000_000).Draw(t, "count")
		r.Fingerprint = gossip.Fingerprint{rapid.Uint64().Draw(t, "first"), rapid.Uint64().Draw(t, "second")}
		return r
	})
	return rapid.Custom(func(t *rapid.T) gossip.SyncPacket {
		p := gossip.SyncPacket{
			Session: rapid.Uint32().Draw(t, "session"), Reply: rapid.Bool().Draw(t, "reply"),
			Give: rapid.Bool().Draw(t, "give"), Take: rapid.Bool().Draw(t, "take"),
			Ranges: rapid.SliceOf(ranges).Draw(t, "ranges"), Want: rapid.SliceOf(keys()).Draw(t, "want"),
		}
		for i := 1; i < len(p.Ranges); i++ {
			if rapid.Bool().Draw(t, "follows") {
				p.Ranges[i].From = p.Ranges[i-1].To
			}
		}
		return p
	})
}

func TestSizeIsThatOfTheLine(t *testing.T) {
	var scratch []gossip.NodeID
	rapid.Check(t, func(t *rapid.T) {
		p := packets().Draw(t, "packet")
		line := AppendPacket(nil, p, &scratch)
		require.Equal(t, len(line), Size(p), "%s", line)
	})
}

func TestSizeAllocatesNothing(t *testing.T) {
	relay := gossip.Packet{
		Kind: gossip.Relay, Relays: 1, Path: gossip.NewPath([]gossip.NodeID{1, 14, 12, 4, 9, 10}),
		Message: &gossip.Message{Key: gossip.Key{Origin: 1, Time: 1700000000000000001}, Text: "Hällo World\n"},
	}
	push := gossip.Packet{Kind: gossip.Push, Share: gossip.Share{Sum: 1.0 / 3, Weight: 1e-300 / 3}}
	require.Zero(t, testing.AllocsPerRun(100, func() { Size(relay); Size(push) }))
}

// A share that travels over a link is the same to the last bit.
func TestSharesRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := packets().Filter(func(p gossip.Packet) bool { return p.Kind >= gossip.Push }).Draw(t, "packet")
		q, err := parseLine(AppendPacket(nil, p, nil))
		require.NoError(t, err)
		require.Equal(t, p, q)
		require.Equal(t, math.Float64bits(p.Share.Sum), math.Float64bits(q.Share.Sum))
	})
}

func TestBadSharesAreRefused(t *testing.T) {
	for _, line := range []string{
		"/PUSH:", "/PUSH:1", "/PUSH:[1]", "/PUSH:[1,2", "/PUSH:[1,2,3]", "/PUSH:[1,2]x", "/PUSH:[NaN,1]", "/PUSH:[1,Inf]", "/PUSH:[1e309,1]", `/PUSH:["1",1]`,
		"/EXCHANGE:", "/EXCHANGE:1", "/EXCHANGE:[1]", "/EXCHANGE:[NaN,1]", "/EXCHANGE:[-Inf,1]", "/EXCHANGE:[infinity,1]", "/EXCHANGE:[1e309,1]",
		"/EXCHANGE:[0x1p3,1]", "/EXCHANGE:[1_000,1]", "/EXCHANGE:[+1,1]", "/EXCHANGE:[01,1]", "/EXCHANGE:[.5,1]", "/EXCHANGE:[5.,1]", "/EXCHANGE:[1 2,1]",
		"/EXCHANGE:[null,1]", "/EXCHANGE:[1,-1]", "/EXCHANGE:[1,1.5]", "/EXCHANGE:[1,65536]", "/CORRECT:", "/CORRECT:[-,1]", "/CORRECT:[1e,1]", "/CORRECT:[1,1,1]",
	} {
		t.Run(line, func(t *testing.T) {
			var parser Parser
			_, err := parser.Line([]byte(line))
			require.Error(t, err)
		})
	}
}

func BenchmarkSize(b *testing.B) {
	p := gossip.Packet{
		Kind: gossip.Relay, Relays: 1, Path: gossip.NewPath([]gossip.NodeID{1, 14, 12, 4, 9, 10}),
		Message: &gossip.Message{Key: gossip.Key{Origin: 1, Time: 1700000000000000001}, Text: "Hello World"},
	}
	for b.Loop() {
		Size(p)
	}
}
