package wire

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/gossip"
)

// The lines of links in PROTOCOL.md are the very lines that nodes write.
func TestThePacketsInTheProtocol(t *testing.T) {
	text, err := os.ReadFile("PROTOCOL.md")
	require.NoError(t, err)
	shown := map[gossip.PacketKind]bool{}
	for line := range strings.Lines(string(text)) {
		packet, ok := strings.CutPrefix(line, "    /")
		if !ok {
			continue
		}
		packet = "/" + packet
		var parser Parser
		p, err := parser.Line([]byte(strings.TrimSuffix(packet, "\n")))
		require.NoError(t, err, packet)
		var scratch []gossip.NodeID
		assert.Equal(t, packet, string(AppendPacket(nil, p, &scratch)))
		shown[p.Kind] = true
	}
	assert.Len(t, shown, len(packetVerbs())-1, "each kind is shown; 0 is none")
}
