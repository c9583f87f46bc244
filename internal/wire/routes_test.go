package wire

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/gossip"
)

// FuzzRoute compares how a relay is read in the usual way, the first time and by a route, with the general
// way, and how it is passed on.
func FuzzRoute(f *testing.F) {
	for _, seed := range []string{
		`/RELAY:1|["Hello World_1700000000000000001", [1, 8]]`, `/RELAY:64|["a_7", [1]]`, `/RELAY:65|["a_7", [1]]`, `/RELAY:0|["a_7", [1]]`,
		`/RELAY:01|["a_7", [1]]`, `/RELAY:1|["a_7",[1]]`, `/RELAY:1|["a_7", [1,8]]`, `/RELAY:1|["a_7", [1,8 , 3]]`, `/RELAY:1|["a_7", [01]]`,
		`/RELAY:1|["a_7", []]`, `/RELAY:1|["a_7", ]]`, `/RELAY:1|["a_7", [1]] `, `/RELAY:1|["a\n_7", [1]]`, `/RELAY:1|["a_07", [1]]`, `/RELAY:1|["a", [1]]`,
		`/RELAY:1|["é_7", [1]]`, `/RELAY:1|["a_7", [16777217]]`, `/RELAY:1|["a_7", [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2]]`,
		`/REPAIR:1|["a_7", [1]]`, `/RELAY:`, `/RELAY:1`, `/RELAY:1|["`, `/RELAY:1|["a_7", [`, `/RELAY:1|["a_7", [1]`, "/RELAY:1|[\"a_7\", [1]]\x00",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		const self = 9
		var general Parser
		var want gossip.Packet
		verb, payload, wrong := Split(line)
		if wrong == nil && IsPacket(verb) {
			want, wrong = general.Packet(verb, payload)
		}
		if wrong != nil || !want.Kind.Payload() {
			return
		}
		ids := want.Path.AppendIDs(nil)
		onward := want
		onward.Path = gossip.NewPath(append(ids, self))
		wanted := string(AppendPacket(nil, onward, new([]gossip.NodeID)))
		parser := Parser{Self: self}
		for range 3 {
			have, err := parser.Line(line)
			require.NoError(t, err)
			require.Equal(t, ids, have.Path.AppendIDs(nil))
			require.Equal(t, []any{want.Kind, want.Relays, want.Message}, []any{have.Kind, have.Relays, have.Message})
			onward.Message = have.Message
			if here := parser.Here(); here != nil {
				onward.Path = here
			}
			require.Equal(t, wanted, string(parser.AppendPacket(nil, onward)))
			have.Path = gossip.NewPath(ids)
			require.Equal(t, string(AppendPacket(nil, have, new([]gossip.NodeID))), string(parser.AppendPacket(nil, have)))
		}
	})
}

// TestBadRelaysAreRefusedInAllWays reads what the general way refuses.
func TestBadRelaysAreRefusedInAllWays(t *testing.T) {
	for _, line := range []string{
		`/RELAY:0|["a_7", [1]]`, `/RELAY:65|["a_7", [1]]`, `/RELAY::|["a_7", [1]]`, `/RELAY:1:|["a_7", [1]]`, `/RELAY:1|["a_7", []]`, `/RELAY:1|["a_7", [0]]`,
		`/RELAY:1|["a_7", [1]]]`, `/RELAY:1|["a_7", [1], [1]]`, `/RELAY:1|["a_7, [1]]`, `/RELAY:1|["_7", [1]]`, `/RELAY:1|["a", [1]]`, "/RELAY:1|[\"\xff_7\", [1]]",
	} {
		parser := Parser{Self: 9}
		for range 3 {
			_, err := parser.Line([]byte(line))
			assert.Error(t, err, line)
			assert.Nil(t, parser.Here())
		}
	}
}

// TestRoutes: a path that comes again is one piece of memory, and so is what it goes on as.
func TestRoutes(t *testing.T) {
	parser := Parser{Self: 4}
	read := func(ns int, path string) gossip.Packet {
		p, err := parser.Line(fmt.Appendf(nil, `/RELAY:1|["a_%d", [%s]]`, ns, path))
		require.NoError(t, err)
		return p
	}
	read(1, "9, 8")
	require.Nil(t, parser.Here(), "a path that came once")
	second := read(2, "9, 8")
	here := parser.Here()
	require.Equal(t, []gossip.NodeID{9, 8, 4}, here.AppendIDs(nil))
	third := read(3, "9, 8")
	assert.Same(t, second.Path, third.Path)
	assert.Same(t, here, parser.Here())
	read(4, "9,8")
	read(5, "9,8")
	assert.Nil(t, parser.Here(), "not as nodes write it")
	_, err := parser.Line([]byte("/POKE:"))
	require.NoError(t, err)
	assert.Nil(t, parser.Here())

	for i := range 3 * maxRoutes { // each of them twice: the table stays as large as it is
		path := fmt.Sprintf("%d, 8", i+100)
		read(i+10, path)
		p := read(i+10, path)
		require.Equal(t, gossip.NodeID(i+100), p.Path.Origin())
	}
	assert.Len(t, parser.routes.table, maxRoutes)
	assert.Equal(t, []gossip.NodeID{9, 8, 4}, here.AppendIDs(nil), "it is good for ever")
}

// TestPassingOnKeepsNoLine: what was read last may lie in memory that is used again.
func TestPassingOnKeepsNoLine(t *testing.T) {
	parser := Parser{Self: 4}
	line := []byte(`/RELAY:1|["a_7", [9, 8]]`)
	var p gossip.Packet
	for range 2 {
		var err error
		p, err = parser.Line(line)
		require.NoError(t, err)
	}
	p.Path = parser.Here()
	clear(line)
	want := `/RELAY:1|["a_7", [9, 8, 4]]`
	assert.Equal(t, want, string(bytes.TrimSpace(parser.AppendPacket(nil, p))))
	p.Kind = gossip.Repair
	assert.Equal(t, "/REPAIR"+want[len("/RELAY"):], string(bytes.TrimSpace(parser.AppendPacket(nil, p))))
}
