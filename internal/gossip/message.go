package gossip

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// NodeID names a participant: 1 and up. 0 is nobody.
type NodeID uint32

// MaxNodeID is the largest id that a node can have; see Config.MaxNodes.
const MaxNodeID = 1 << 24

// MaxRelays is the largest relay limit that a sender can ask for.
const MaxRelays = 64

// Key identifies a message in the network: its origin and its origination time.
type Key struct {
	Origin NodeID
	Time   int64 // Unix time, ns
}

// Message is what a client published. It never changes.
type Message struct {
	Key
	Text string // UTF-8, not empty
}

// ID returns the public name of the message: its text, an underscore, its origination time in ns.
func (m *Message) ID() string { return m.Text + "_" + strconv.FormatInt(m.Time, 10) }

// ParseID splits a message id into text and origination time (Unix ns). The text may hold
// underscores itself.
func ParseID(id string) (text string, ns int64, err error) {
	cut := strings.LastIndexByte(id, '_')
	if cut < 0 {
		return "", 0, errors.New("a message id is <text>_<unix ns>, and this one has no underscore")
	}
	text = id[:cut]
	if text == "" {
		return "", 0, errors.New("a message id is <text>_<unix ns>, and the text of this one is empty")
	}
	digits := id[cut+1:]
	ns, err = strconv.ParseInt(digits, 10, 64)
	if err != nil || ns <= 0 || digits != strconv.FormatInt(ns, 10) {
		return "", 0, fmt.Errorf("a message id is <text>_<unix ns>, and %.40q is no such time", digits)
	}
	return text, ns, nil
}

// timeslots hands out the origination times of one node. To keep ids unique in the whole network
// even when two nodes accept the same text in the same nanosecond, a node only uses the times that
// are congruent to its id modulo a power of two which no id reaches.
type timeslots struct {
	last int64
}

// next returns the first unused time of the node, at or after now.
func (t *timeslots) next(now int64, id NodeID, modulus int64) int64 {
	from := max(now, t.last+1, 1)
	ns := from - from%modulus + int64(id)%modulus
	if ns < from {
		ns += modulus
	}
	t.last = ns
	return ns
}
