package wire

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"gossip/internal/gossip"
)

func TestSplit(t *testing.T) {
	verb, payload, err := Split([]byte("/NEW:1|a:b"))
	require.NoError(t, err)
	assert.Equal(t, New, verb)
	assert.Equal(t, "1|a:b", string(payload))
	bad := map[string]struct{ line, want string }{
		"empty":        {"", "empty line"},
		"no slash":     {"NEW:1|a", "not a request"},
		"no colon":     {"/NEW", "no colon"},
		"not UTF-8":    {"/NEW:1|\xff", "not UTF-8"},
		"binary":       {"\x00\x01\x02", "not a request"},
		"http request": {"GET / HTTP/1.1", "not a request"},
	}
	for name, c := range bad {
		t.Run(name, func(t *testing.T) {
			_, _, err := Split([]byte(c.line))
			assert.ErrorContains(t, err, c.want)
		})
	}
}

func TestParseNew(t *testing.T) {
	relays, text, err := ParseNew([]byte("64|a|b: ✓"))
	require.NoError(t, err)
	assert.EqualValues(t, 64, relays)
	assert.Equal(t, "a|b: ✓", text)
	for _, bad := range []string{"", "1", "|x", "0|x", "65|x", "-1|x", "1.5|x", "x|x", "99999999999999999999|x"} {
		t.Run(bad, func(t *testing.T) {
			_, _, err := ParseNew([]byte(bad))
			assert.Error(t, err)
		})
	}
}

func TestParseGet(t *testing.T) {
	which, paths, err := ParseGet([]byte("unread|shortest & longest"))
	require.NoError(t, err)
	assert.Equal(t, []string{Unread, ShortestAndLongest}, []string{which, paths})
	for _, bad := range []string{"", "all", "all|", "|all", "ALL|all", "all|all|all", "all|short"} {
		t.Run(bad, func(t *testing.T) {
			_, _, err := ParseGet([]byte(bad))
			assert.Error(t, err)
		})
	}
}

func TestParseRelayRefuses(t *testing.T) {
	bad := map[string]string{
		"nothing":                 ``,
		"no relay limit":          `|["a_7", [1]]`,
		"relay limit 0":           `0|["a_7", [1]]`,
		"no list":                 `1|"a_7"`,
		"an object":               `1|{"a_7": [1]}`,
		"no path":                 `1|["a_7"]`,
		"empty path":              `1|["a_7", []]`,
		"path of strings":         `1|["a_7", ["1"]]`,
		"node 0":                  `1|["a_7", [0]]`,
		"negative node":           `1|["a_7", [-1]]`,
		"fraction":                `1|["a_7", [1.5]]`,
		"exponent":                `1|["a_7", [1e3]]`,
		"leading zero":            `1|["a_7", [01]]`,
		"huge node":               `1|["a_7", [99999999999999999999]]`,
		"nested path":             `1|["a_7", [[1]]]`,
		"unfinished path":         `1|["a_7", [1, 2`,
		"comma at the end":        `1|["a_7", [1, ]]`,
		"something behind":        `1|["a_7", [1]] x`,
		"a third element":         `1|["a_7", [1], 2]`,
		"unfinished id":           `1|["a_7`,
		"raw control character":   "1|[\"a\x01_7\", [1]]",
		"bad escape":              `1|["a\q_7", [1]]`,
		"id without underscore":   `1|["a", [1]]`,
		"id without text":         `1|["_7", [1]]`,
		"id without time":         `1|["a_", [1]]`,
		"id with a negative time": `1|["a_-7", [1]]`,
		"a NUL behind":            "1|[\"a_7\", [1]]\x00",
	}
	for name, payload := range bad {
		t.Run(name, func(t *testing.T) {
			_, err := ParseRelay([]byte(payload))
			assert.Error(t, err)
		})
	}
}

func TestRelayIsTheAncestors(t *testing.T) {
	m := &gossip.Message{Key: gossip.Key{Origin: 1, Time: 1700000000000000001}, Text: "Hällo \"World\"\n🙂"}
	var scratch []gossip.NodeID
	line := AppendRelay(nil, gossip.Packet{Kind: gossip.Relay, Message: m, Path: gossip.NewPath([]gossip.NodeID{1, 8}), Relays: 2}, &scratch)
	want := `/RELAY:2|["H\u00e4llo \"World\"\n\ud83d\ude42_1700000000000000001", [1, 8]]` + "\n"
	assert.Equal(t, want, string(line))
}

// texts draws what a message may hold.
func texts() *rapid.Generator[string] {
	return rapid.OneOf(rapid.StringN(1, 40, -1),
		rapid.SampledFrom([]string{"a_b", "|", ":", "\n", "\r\n", "\"", "\\", "\\u0041", "🙂", "\x7f\x00\x1b[31m", "\u2028", "é", "]", "_"}))
}

func TestRelayRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		path := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) gossip.NodeID {
			return gossip.NodeID(rapid.IntRange(1, gossip.MaxNodeID).Draw(t, "id"))
		}), 1, 20).Draw(t, "path")
		m := &gossip.Message{
			Key:  gossip.Key{Origin: path[0], Time: rapid.Int64Range(1, 1<<62).Draw(t, "time")},
			Text: texts().Draw(t, "text"),
		}
		relays := uint8(rapid.IntRange(1, gossip.MaxRelays).Draw(t, "relays"))
		var scratch []gossip.NodeID
		line := AppendRelay(nil, gossip.Packet{Kind: gossip.Relay, Message: m, Path: gossip.NewPath(path), Relays: relays}, &scratch)
		verb, payload, err := Split(bytes.TrimSuffix(line, []byte("\n")))
		require.NoError(t, err)
		require.Equal(t, Relay, verb)
		got, err := ParseRelay(payload)
		require.NoError(t, err)
		require.Equal(t, m, got.Message)
		require.Equal(t, relays, got.Relays)
		require.Equal(t, path, got.Path.AppendIDs(nil))
	})
}

func TestAppendStringIsASCIIAndJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := texts().Draw(t, "text")
		out := AppendString(nil, s)
		for _, c := range out {
			require.True(t, c >= 0x20 && c < utf8.RuneSelf, "%q", out)
		}
		var back string
		require.NoError(t, json.Unmarshal(out, &back))
		require.Equal(t, s, back)
	})
}

func record(paths ...[]gossip.NodeID) gossip.Record {
	r := gossip.Record{Message: &gossip.Message{Key: gossip.Key{Origin: 1, Time: 7}, Text: "x"}}
	for _, p := range paths {
		r.Arrivals = append(r.Arrivals, gossip.Arrival{Path: gossip.NewPath(p)})
	}
	return r
}

func TestAppendPaths(t *testing.T) {
	r := record([]gossip.NodeID{1, 2, 3}, []gossip.NodeID{1, 3}, []gossip.NodeID{1, 4, 3}, []gossip.NodeID{2, 3})
	cases := map[string]string{
		All:                `"x_7": [[1, 2, 3], [1, 3], [1, 4, 3], [2, 3]]`,
		Shortest:           `"x_7": [[1, 3], [2, 3]]`,
		Longest:            `"x_7": [[1, 2, 3], [1, 4, 3]]`,
		ShortestAndLongest: `"x_7": [[1, 3], [2, 3], [1, 2, 3], [1, 4, 3]]`,
	}
	for paths, want := range cases {
		t.Run(paths, func(t *testing.T) { assert.Equal(t, want, string(AppendPaths(nil, r, paths))) })
	}
	one := record([]gossip.NodeID{1, 3})
	assert.Equal(t, `"x_7": [[1, 3], [1, 3]]`, string(AppendPaths(nil, one, ShortestAndLongest)), "a path that is both stands twice")
}

func TestAnswersAreASCIILines(t *testing.T) {
	line := AppendJSON(nil, Failure{Error: "é < 🙂"})
	assert.Equal(t, `{"error":"\u00e9 \u003c \ud83d\ude42"}`+"\n", string(line))
	peers := AppendPeers(nil, []PeerStatus{{Peer: Peer{ID: 9, Addr: "127.0.0.1:7009"}}}, func(int) string { return "Gossip-Node-9" })
	assert.Equal(t, `[[9, "Gossip-Node-9 (127.0.0.1:7009)"]]`+"\n", string(peers))
	assert.Equal(t, "[]\n", string(AppendPeers(nil, nil, nil)))
}

func readAll(r *Reader) (lines []string, err error) {
	for {
		line, err := r.Line()
		if err == ErrUnterminated {
			return append(lines, string(line)+"(cut)"), err
		}
		if err != nil {
			return lines, err
		}
		lines = append(lines, string(line))
	}
}

func TestReaderCutsLinesWhereverTheStreamIsCut(t *testing.T) {
	input := "one\n\ntwo two\n" + strings.Repeat("x", 3000) + "\nend"
	want := []string{"one", "", "two two", strings.Repeat("x", 3000), "end(cut)"}
	streams := map[string]io.Reader{
		"at once":        strings.NewReader(input),
		"byte by byte":   iotest.OneByteReader(strings.NewReader(input)),
		"halves":         iotest.HalfReader(strings.NewReader(input)),
		"data with EOF":  iotest.DataErrReader(strings.NewReader(input)),
		"in random cuts": &cutReader{data: []byte(input)},
	}
	for name, stream := range streams {
		t.Run(name, func(t *testing.T) {
			budget := NewBudget(1 << 20)
			r := NewReader(stream, 3000, budget)
			lines, err := readAll(r)
			assert.ErrorIs(t, err, ErrUnterminated)
			assert.Equal(t, want, lines)
			r.Release()
			assert.EqualValues(t, 1<<20, budget.left.Load(), "everything was given back")
		})
	}
}

// cutReader returns 1, 2, 3, ... bytes.
type cutReader struct {
	data []byte
	n    int
}

func (c *cutReader) Read(b []byte) (int, error) {
	if len(c.data) == 0 {
		return 0, io.EOF
	}
	c.n++
	n := copy(b[:min(len(b), c.n)], c.data)
	c.data = c.data[n:]
	return n, nil
}

func TestReaderLimit(t *testing.T) {
	for _, limit := range []int{10, minBuffer, 5000} {
		at := strings.Repeat("x", limit)
		lines, err := readAll(NewReader(strings.NewReader(at+"\n"), limit, NewBudget(1<<20)))
		assert.ErrorIs(t, err, io.EOF)
		assert.Equal(t, []string{at}, lines, "a line of the limit")
		for name, over := range map[string]string{"with newline": at + "x\n", "without": at + "x", "endless": at + at + at} {
			_, err = readAll(NewReader(strings.NewReader(over), limit, NewBudget(1<<20)))
			assert.ErrorIs(t, err, ErrTooLong, name)
		}
	}
}

func TestReaderKeepsToItsBudget(t *testing.T) {
	budget := NewBudget(10_000)
	endless := NewReader(neverEnding{}, 1<<30, budget)
	_, err := endless.Line()
	assert.ErrorIs(t, err, ErrBusy)
	assert.LessOrEqual(t, len(endless.buf), 10_000+freeBuffer)
	short := NewReader(strings.NewReader("ok\n"), 1<<30, budget)
	line, err := short.Line()
	require.NoError(t, err, "a small line needs none of the budget")
	assert.Equal(t, "ok", string(line))
	endless.Release()
	assert.EqualValues(t, 10_000, budget.left.Load())
}

type neverEnding struct{}

func (neverEnding) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'x'
	}
	return len(b), nil
}

func TestReaderGivesALargeBufferBack(t *testing.T) {
	budget := NewBudget(1 << 30)
	r := NewReader(io.MultiReader(strings.NewReader(strings.Repeat("x", 1<<20)+"\n"), strings.NewReader("a\n")), 1<<21, budget)
	_, err := r.Line()
	require.NoError(t, err)
	line, err := r.Line()
	require.NoError(t, err)
	assert.Equal(t, "a", string(line))
	assert.LessOrEqual(t, len(r.buf), keepBuffer)
}
