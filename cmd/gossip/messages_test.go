package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/wire"
)

// TestStamped holds the three forms of the time to the ancestor's.
func TestStamped(t *testing.T) {
	at := time.Date(2026, time.November, 2, 3, 42, 9, 0, time.FixedZone("", -5*3600))
	for form, want := range []string{
		"Hi",
		"Hi [03:42:09]",
		"Hi [03:42:09 - 02/11/2026]",
		"Nov 2, 2026 - 03:42:09 (UTC-0500): Hi",
	} {
		assert.Equal(t, want, stamped("Hi", at, form))
	}
}

func TestPrintMessages(t *testing.T) {
	messages := []wire.Message{
		{Text: "Hello World", TimeNS: 1, Paths: [][]int{{1, 10}, {1, 14, 12, 4, 9, 10}}},
		{Text: "a\x1b[2J\nb 👍", TimeNS: 2, Paths: [][]int{{10}}},
	}
	s := newTestStreams(nil)
	c := newCLI(s.streams)
	printMessages(c, getMessagesOptions{node: 10, which: wire.All}, painter{}, messages)
	require.NoError(t, c.out.Flush())
	assert.Equal(t, `Fetched all messages from Gossip-Node-10; showing all path(s):

• Hello World
  ↳ 1 ➜ 10
  ↳ 1 ➜ 14 ➜ 12 ➜ 4 ➜ 9 ➜ 10

• a\x1b[2J\nb 👍
  ↳ 10
`, s.stdout.String())
	assert.Empty(t, s.stderr.String())
}

func TestPrintNoMessages(t *testing.T) {
	s := newTestStreams(nil)
	c := newCLI(s.streams)
	printMessages(c, getMessagesOptions{node: 3, which: wire.Unread, path: 3}, painter{}, nil)
	require.NoError(t, c.out.Flush())
	assert.Equal(t, "Fetched unread messages from Gossip-Node-3; showing shortest & longest path(s):\n", s.stdout.String())
	assert.Equal(t, "(no messages)\n", s.stderr.String())
}

func TestSelectionOfP(t *testing.T) {
	for p, want := range []string{wire.All, wire.Shortest, wire.Longest, wire.ShortestAndLongest} {
		assert.Equal(t, want, getMessagesOptions{path: p}.selection())
	}
}

func TestShortDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0s", 59 * time.Second: "59s", 61 * time.Second: "1m1s", 2*time.Hour + time.Minute: "2h1m", 50 * time.Hour: "2d2h",
	} {
		assert.Equal(t, want, shortDuration(d))
	}
}
