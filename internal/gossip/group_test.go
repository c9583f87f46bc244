package gossip

import (
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestANodeIsSmall: a million of them live in one process, and each event touches one at random.
func TestANodeIsSmall(t *testing.T) {
	assert.EqualValues(t, 128, unsafe.Sizeof(Node{}))
}

// dialed counts contacts, and lets all of them be made.
type dialed int

func (d *dialed) Dial(_, _ NodeID) bool { *d++; return true }

func (d *dialed) Hunt() int { return 0 }

// TestWhoDials holds what the rules say against what a node does with a message of its own and with one
// of a peer, until its tenth timer.
func TestWhoDials(t *testing.T) {
	rules := map[string]*Rule{}
	for _, row := range Protocols() {
		rule, err := NewRule(row.Name, nil)
		require.NoError(t, err)
		rules[row.Name] = rule
	}
	matched, err := NewRule("averaging", map[string]string{"pairing": "matching"})
	require.NoError(t, err)
	rules["averaging of matched pairs"] = matched
	for name, rule := range rules {
		t.Run(name, func(t *testing.T) {
			var contacts dialed
			group, err := NewGroup(GroupConfig{Rule: rule, Rand: rand.New(rand.NewPCG(1, 1)), Dialer: &contacts})
			require.NoError(t, err)
			var node Node
			require.NoError(t, group.Init(&node, Member{ID: 1, Peers: &idList{2, 3, 4}}))
			relay := Packet{Kind: Relay, Relays: 1, Message: &Message{Key: Key{Origin: 2, Time: 5}, Text: "a"}, Path: NewPath([]NodeID{2})}
			actions := node.Step(0, Event{Kind: Start}, nil)
			actions = node.Step(1, Event{Kind: Publish, Relays: 1, Text: "b"}, actions)
			if !rule.Protocol().Aggregates {
				actions = node.Step(2, Event{Kind: Receive, Peer: 2, Packet: &relay}, actions)
			}
			for range 10 {
				i := slices.IndexFunc(actions, func(a Action) bool { return a.Kind == SetTimer })
				if i < 0 {
					break
				}
				due := actions[i]
				actions = node.Step(due.At, Event{Kind: Fired, Timer: due.Timer}, actions[i+1:])
			}
			assert.Equal(t, rule.Dials(), contacts > 0)
		})
	}
}
