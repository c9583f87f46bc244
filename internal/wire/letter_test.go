package wire

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/gossip"
)

// TestOpen cuts a block into letters, and reads from them what the lines say one by one.
func TestOpen(t *testing.T) {
	var block []byte
	var want []string
	for i := range 2*maxLetters + 3 {
		line := fmt.Sprintf(`/RELAY:1|["text_%d", [9, 8]]`, i+1)
		switch i % 10 {
		case 7:
			line = "/POKE:"
		case 8:
			line = fmt.Sprintf(`/REPAIR:2|["\u00e9_%d", [9, 8]]`, i+1)
		case 9:
			line = ""
		}
		want = append(want, line)
		block = append(append(block, line...), '\n')
	}
	var told []gossip.Key
	alone := Parser{Self: 4}
	parser := Parser{Self: 4, Fetch: func(keys []gossip.Key) int { told = append(told, keys...); return 0 }}
	var letters []Letter
	for rest := block; len(rest) > 0; {
		letters, rest = parser.Open(rest, letters)
		require.LessOrEqual(t, len(letters), maxLetters)
		for i := range letters {
			require.Equal(t, want[0], string(letters[i].Line))
			wanted, wrong := alone.Line([]byte(want[0]))
			have, err := parser.Read(&letters[i])
			require.Equal(t, wrong == nil, err == nil, "%v, %v", wrong, err)
			require.Equal(t, wanted, have, want[0])
			require.Equal(t, alone.Here(), parser.Here())
			want = want[1:]
		}
	}
	require.Empty(t, want)
	require.NotEmpty(t, told)
	for _, key := range told {
		assert.Equal(t, gossip.NodeID(9), key.Origin)
	}
	assert.Equal(t, int64(2), told[0].Time, "the first path is no route yet")
}
