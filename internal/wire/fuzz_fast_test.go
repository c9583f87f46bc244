package wire

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"gossip/internal/gossip"
)

// FuzzString compares the two ways to read a JSON string, and reads back what is written.
func FuzzString(f *testing.F) {
	for _, seed := range []string{
		`"`, `a"`, `12345678"`, `1234567\"8"`, "\x7f1234567\"", `\u00e9"`, `\ud83d\ude42"`, `\ud83d"`, `\`, `é1234567"`, "1234567\x1f\"", "a\x00\"", `a\/b\q"`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, rest []byte) {
		if !utf8.Valid(rest) {
			return // Split refuses it
		}
		s := scanner{rest: append([]byte(`"`), rest...)}
		decoder := json.NewDecoder(bytes.NewReader(s.rest))
		var want string
		wrong := decoder.Decode(&want)
		if wrong == nil && hasHalfPair(s.rest[:decoder.InputOffset()]) {
			wrong = errHalfPair // where the decoder would put another character
		}
		have, err := s.str()
		require.Equal(t, wrong == nil, err == nil, "%v, %v", wrong, err)
		if err == nil {
			require.Equal(t, want, string(have))
			require.Equal(t, len(rest)+1-int(decoder.InputOffset()), len(s.rest))
		}
		written := AppendString(nil, string(rest))
		back := scanner{rest: written}
		have, err = back.str()
		require.NoError(t, err)
		require.Equal(t, string(rest), string(have))
		require.NoError(t, json.Unmarshal(written, &want))
		require.Equal(t, string(rest), want)
	})
}

// FuzzPost compares the fast readers of submissions and of their answers with the general one.
func FuzzPost(f *testing.F) {
	for _, seed := range []string{
		`{"text":"a","relays":1}`, `{"text":"a\n","relays":64}`, `{"text":"a","relays":65}`, `{"text":"a","relays":0}`, `{"text":"a","relays":1.0}`,
		`{"text": "a", "relays": 1}`, `{"text":"a","relays":1} `, `{"text":"a","relays":1,"text":"b"}`, `{"relays":2,"text":"a"}`, `{"text":null,"relays":01}`,
		`{"id":"a_7","node":4}`, `{"id":"a_7","node":4,"id":"b_7"}`, `{"id":"a_7","node":-4}`, `{"id":"a_7","node":4}x`, `{"id": "a_7"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		if !utf8.Valid(payload) {
			return
		}
		if relays, text, ok := parsePlainPost(payload); ok {
			var post Post
			require.NoError(t, json.Unmarshal(payload, &post))
			require.Equal(t, Post{Text: text, Relays: int(relays)}, post)
		}
		line := AppendPost(nil, string(payload), 7)
		relays, text, ok := parsePlainPost(bytes.TrimSuffix(bytes.TrimPrefix(line, []byte(PostVerb+":")), []byte("\n")))
		require.True(t, ok, "%q", line)
		require.Equal(t, []any{uint8(7), string(payload)}, []any{relays, text})

		answer := AppendAccepted(nil, string(payload), 7)
		have, err := ParseAccepted(answer)
		require.NoError(t, err)
		require.Equal(t, Accepted{ID: string(payload), Node: 7}, have)
		var want Accepted
		require.NoError(t, json.Unmarshal(answer, &want))
		require.Equal(t, want, have)
		if json.Unmarshal(payload, &want) == nil {
			_, err = ParseAccepted(payload)
			require.NoError(t, err)
		}
	})
}

// FuzzID compares how an id is cut with what strconv makes of its digits.
func FuzzID(f *testing.F) {
	for _, seed := range []string{"a_7", "a_b_7", "_7", "a_", "a", "a_07", "a_0", "a_-7", "a_+7", "a_9223372036854775807", "a_9223372036854775808", "a_99999999999999999999"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, id string) {
		text, ns, err := gossip.CutID([]byte(id))
		cut := strings.LastIndexByte(id, '_')
		want, wrong := strconv.ParseInt(id[cut+1:], 10, 64)
		good := cut > 0 && wrong == nil && want > 0 && id[cut+1:] == strconv.FormatInt(want, 10)
		require.Equal(t, good, err == nil, "%v", err)
		if good {
			require.Equal(t, want, ns)
			require.Equal(t, id[:cut], string(text))
		}
	})
}

// FuzzBlock compares what a Reader returns in blocks with the lines that it returns one by one.
func FuzzBlock(f *testing.F) {
	f.Add([]byte("one\ntwo\n\nthree"), 3, uint8(1))
	f.Add([]byte("\n"), 1, uint8(0))
	f.Add(bytes.Repeat([]byte("0123456789\n"), 300), 63, uint8(2))
	f.Add(bytes.Repeat([]byte("x"), 600), 7, uint8(1))
	f.Add(append(bytes.Repeat([]byte("x"), 500), '\n', 'y'), 60, uint8(1))
	f.Fuzz(func(t *testing.T, stream []byte, step int, reuse uint8) {
		const limit = 550
		step = max(1, step%64)
		lines := NewReader(&steps{data: stream, step: step}, limit, nil)
		defer lines.Release()
		blocks := NewReader(&steps{data: stream, step: step}, limit, nil)
		defer blocks.Release()
		var want, have []byte
		var wantErr, haveErr error
		for wantErr == nil {
			var line []byte
			if line, wantErr = lines.Line(); wantErr == nil {
				want = append(append(want, line...), '\n')
			}
		}
		var spare []byte
		for n := 0; haveErr == nil; n++ {
			var block []byte
			if block, haveErr = blocks.Block(spare); haveErr == nil {
				require.Equal(t, byte('\n'), block[len(block)-1])
				have = append(have, block...)
			}
			spare = nil
			if reuse > 0 && n%int(reuse) == 0 {
				spare = block[:0]
				clear(block) // it is the caller's, and no longer wanted
			}
		}
		if wantErr == ErrTooLong { // a block may hold such a line, if it came whole
			require.True(t, bytes.HasPrefix(have, want))
			return
		}
		require.Equal(t, wantErr, haveErr)
		require.Equal(t, string(want), string(have))
	})
}
