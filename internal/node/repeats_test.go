package node

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"gossip/internal/gossip"
)

// Hot rumors come again in each cycle, all of them. To encode those for which there is no room kept a node
// busy with nothing else.
func TestWhatIsLeftOutIsNotEncoded(t *testing.T) {
	o, links := ownerOfThree(t, "rumor")
	o.cfg.OutboxLimit = 10_000
	o.start()
	for _, l := range links {
		o.step(gossip.Event{Kind: gossip.LinkUp, Peer: l.peer})
		assert.True(t, l.out.append(make([]byte, 4500), o.cfg.OutboxLimit))
	}
	o.step(gossip.Event{Kind: gossip.Publish, Text: strings.Repeat("x", 1000), Relays: 1})
	cycle := func() {
		o.line = o.line[:0]
		o.clock.now += time.Hour
		o.fire()
	}
	cycle()
	assert.Zero(t, len(o.line))
	assert.Zero(t, o.traffic.RelaysSent)
	for _, l := range links {
		waits(l)
	}
	cycle()
	assert.Contains(t, string(o.line), "xxx")
	assert.Positive(t, o.traffic.RelaysSent)
}
