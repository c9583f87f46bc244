package wire

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/gossip"
)

// generalSync reads the payload of /SYNC with the general decoder.
func generalSync(payload []byte) (*gossip.SyncPacket, error) {
	var in syncJSON
	if err := json.Unmarshal(payload, &in); err != nil {
		return nil, err
	}
	p := &gossip.SyncPacket{Session: in.Session, Reply: in.Reply, Give: in.Give, Take: in.Take, Want: generalKeys(in.Want)}
	var last gossip.Bound
	for _, r := range in.Ranges {
		out := gossip.Range{From: last, To: gossip.LastBound(), Count: r.Count}
		if r.From != nil {
			out.From = generalKey(*r.From)
		}
		if r.To != nil {
			out.To = generalKey(*r.To)
		}
		last = out.To
		if out.List = r.Keys != nil; out.List {
			out.Keys = generalKeys(*r.Keys)
		} else if n, err := fmt.Sscanf(r.Fingerprint, "%16x%16x", &out.Fingerprint[0], &out.Fingerprint[1]); n != 2 {
			return nil, err
		}
		p.Ranges = append(p.Ranges, out)
	}
	return p, nil
}

func generalKeys(in []keyJSON) (keys []gossip.Key) {
	for _, k := range in {
		keys = append(keys, generalKey(k))
	}
	return keys
}

func generalKey(k keyJSON) gossip.Key { return gossip.Key{Origin: gossip.NodeID(k[0]), Time: k[1]} }

// FuzzSync compares the fast reader of reconciliations with the general decoder: what it takes it reads
// alike, and it takes all that nodes write.
func FuzzSync(f *testing.F) {
	for _, line := range packetLines() {
		if payload, ok := strings.CutPrefix(line, Sync+":"); ok {
			f.Add([]byte(payload))
		}
	}
	for _, seed := range []string{
		` { "want" : [ [ 1 , 7 ] ] , "session" : 0 } `, `{"session":-0}`, `{"session":1e3}`, `{"session":01}`, `{"take":true,"take":false}`, `{"take":"true"}`,
		`{"w\u0061nt":[]}`, `{"Want":[]}`, `{"ranges":[{"keys":[[0,0]],"from":[16777216,9223372036854775807]}]}`, `{"ranges":[{"keys":null}]}`, `{"want":null}`,
		`{"ranges":[{"fingerprint":"D7e0bb0f6bd98f35f1d82e1ad72c9b13","count":9223372036854775807}]}`, `{"ranges":[{"fingerprint":"\u0030"}]}`, `{"ranges":[{}]}`,
		`{"want":[[1,7,9]]}`, `{"want":[[1]]}`, `{"want":[[]]}`, `{"want":[[1,7],]}`, `{"want":[[1,7]]}x`, "{}\x00", `{"":{}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		if !utf8.Valid(payload) {
			return // Split refuses it
		}
		want, wrong := generalSync(payload)
		have, err := parseSync(payload)
		if err == nil {
			require.NoError(t, wrong)
			require.Equal(t, want, &have.Sync)
		}
		if wrong != nil || len(payload) > maxSyncEntries || !representable(want) {
			return
		}
		written := AppendJSON(nil, newSyncJSON(want))
		have, err = parseSync(written)
		require.NoError(t, err, "%s", written)
		require.Equal(t, string(written), string(AppendJSON(nil, newSyncJSON(&have.Sync))))
	})
}

// representable reports whether all numbers are such as a node may have.
func representable(p *gossip.SyncPacket) bool {
	good := func(k gossip.Key) bool { return k.Origin <= gossip.MaxNodeID+1 && k.Time >= 0 }
	for _, k := range p.Want {
		if !good(k) {
			return false
		}
	}
	for _, r := range p.Ranges {
		if !good(r.From) || !good(r.To) || r.Count < 0 {
			return false
		}
		for _, k := range r.Keys {
			if !good(k) {
				return false
			}
		}
	}
	return true
}

func TestParseSyncRefuses(t *testing.T) {
	sum := `"fingerprint":"00000000000000000000000000000000"`
	for payload, want := range map[string]string{
		``:                                      "no object",
		`[]`:                                    "no object",
		`{`:                                     "no string as a field",
		`{"session":1`:                          "no end of the object",
		`{"session":1,}`:                        "no string as a field",
		`{"session":4294967296}`:                "session: a bad number",
		`{"session":-1}`:                        "session: a bad number",
		`{"more":1}`:                            `"more" is unknown`,
		`{"take":true,"take":true}`:             `"take" is unknown, comes twice`,
		`{"take"}`:                              "has no value",
		`{"take":null}`:                         "neither true nor false",
		`{"want":{}}`:                           "want: no list",
		`{"want":[[1,7]`:                        "no end of the list",
		`{"want":[[]]}`:                         "not [<origin>, <time>]",
		`{"want":[[1]]}`:                        "not [<origin>, <time>]",
		`{"want":[[1,7,7]]}`:                    "not [<origin>, <time>]",
		`{"want":[[-1,7]]}`:                     "not [<origin>, <time>]",
		`{"want":[[16777218,7]]}`:               "not [<origin>, <time>]",
		`{"want":[[1,9223372036854775808]]}`:    "not [<origin>, <time>]",
		`{"want":[[1,7]]}]`:                     "something after the end",
		`{"ranges":[{}]}`:                       "range 1: it has either keys",
		`{"ranges":[{"count":1}]}`:              "it has either keys",
		`{"ranges":[{"keys":[],` + sum + `}]}`:  "it has either keys",
		`{"ranges":[{"keys":[],"count":1}]}`:    "it has either keys",
		`{"ranges":[{"keys":[]},{"to":7,` + sum: "range 2: to: a key",
		`{"ranges":[{` + sum + `,"count":-1}]}`: "count: a bad number",
		`{"ranges":[{"fingerprint":"00"}]}`:     "32 hex digits",
		strings.Replace(`{"ranges":[{X}]}`, "X", strings.Replace(sum, "0", "g", 1), 1): "32 hex digits",
	} {
		t.Run(payload, func(t *testing.T) {
			_, err := parseSync([]byte(payload))
			assert.ErrorContains(t, err, want)
		})
	}
}

// syncOf returns a /SYNC of some number of entries of one kind.
func syncOf(kind string, entries int) string {
	form, item := `/SYNC:{"session":1,"take":true,"%s":[%s]}`, "[1,7]"
	switch kind {
	case "ranges":
		item = `{"fingerprint":"00000000000000000000000000000000"}`
	case "keys":
		form, entries = `/SYNC:{"session":1,"take":true,"ranges":[{"%s":[%s]}]}`, entries-1 // the range is one
	}
	return fmt.Sprintf(form, kind, strings.TrimSuffix(strings.Repeat(item+",", entries), ","))
}

func TestSyncLimit(t *testing.T) {
	for _, kind := range []string{"want", "ranges", "keys"} {
		var p Parser
		_, err := p.Line([]byte(syncOf(kind, maxSyncEntries)))
		require.NoError(t, err, kind)
		_, err = p.Line([]byte(syncOf(kind, maxSyncEntries+1)))
		require.ErrorContains(t, err, "more than 65536 ranges and keys", kind)
	}
}

// What a line takes in memory is bounded by what is in it, and not by how many empty brackets fit into it.
func TestOneSyncTakesLittleMemory(t *testing.T) {
	const lineSize, most = 8 << 20, 64 << 20
	for name, line := range map[string]string{
		"as many wants as there may be":  syncOf("want", maxSyncEntries),
		"as many ranges as there may be": syncOf("ranges", maxSyncEntries),
		"as many keys as there may be":   syncOf("keys", maxSyncEntries),
		"empty wants":                    `/SYNC:{"want":[` + strings.Repeat("[],", lineSize/3) + `[]]}`,
		"empty ranges":                   `/SYNC:{"ranges":[` + strings.Repeat("{},", lineSize/3) + `{}]}`,
		"empty keys":                     `/SYNC:{"ranges":[{"keys":[` + strings.Repeat("[],", lineSize/3) + `[]]}]}`,
		"empty lists of keys":            `/SYNC:{"ranges":[` + strings.Repeat(`{"keys":[]},`, lineSize/12) + `{}]}`,
		"one field again and again":      `/SYNC:{` + strings.Repeat(`"want":[],`, lineSize/10) + `"want":[]}`,
	} {
		t.Run(name, func(t *testing.T) {
			var p Parser
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, _ = p.Line([]byte(line))
			runtime.ReadMemStats(&after)
			assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(most+len(line)))
		})
	}
}

// A peer to whom nothing is ever right makes a node say as much at once as it ever does.
func TestNodesSayFewerEntriesThanTheyMay(t *testing.T) {
	v := newVictim(t, nil)
	for range 150_000 { // enough to split and split again until a packet is full
		v.node.Step(v.now, gossip.Event{Kind: gossip.Publish, Text: "a", Relays: 1}, nil)
	}
	most := 0
	question := gossip.SyncPacket{Take: true, Ranges: []gossip.Range{{To: gossip.LastBound()}}}
	for range 20 {
		packet := gossip.Packet{Kind: gossip.Sync, Control: &gossip.Control{Sync: question}}
		actions := v.node.Step(v.now, gossip.Event{Kind: gossip.Receive, Peer: 1, Packet: &packet}, nil)
		answer := actions[len(actions)-1].Packet.Control.Sync
		most = max(most, entriesOf(&answer))
		question.Ranges = nil
		for _, r := range answer.Ranges {
			question.Ranges = append(question.Ranges, gossip.Range{From: r.From, To: r.To, Count: r.Count + 1})
		}
	}
	assert.Greater(t, most, maxSyncEntries/5)
	assert.Less(t, most, maxSyncEntries/3)
}

func entriesOf(p *gossip.SyncPacket) int {
	n := len(p.Ranges) + len(p.Want)
	for _, r := range p.Ranges {
		n += len(r.Keys)
	}
	return n
}
