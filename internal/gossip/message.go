package gossip

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strconv"
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
	b, ns, err := CutID([]byte(id))
	return string(b), ns, err
}

// CutID is ParseID of bytes, which the text aliases.
func CutID(id []byte) (text []byte, ns int64, err error) {
	cut := bytes.LastIndexByte(id, '_')
	if cut < 0 {
		return nil, 0, errors.New("a message id is <text>_<unix ns>, and this one has no underscore")
	}
	if cut == 0 {
		return nil, 0, errors.New("a message id is <text>_<unix ns>, and the text of this one is empty")
	}
	digits := id[cut+1:]
	ns, ok := unixTime(digits)
	if !ok {
		return nil, 0, fmt.Errorf("a message id is <text>_<unix ns>, and %.40q is no such time", digits)
	}
	return id[:cut], ns, nil
}

// unixTime reads a positive number without a leading zero.
func unixTime(digits []byte) (ns int64, ok bool) {
	if len(digits) == 0 || digits[0] == '0' {
		return 0, false
	}
	for len(digits) >= 8 && ns < math.MaxInt64/1_000_000_000 {
		eight, ok := eightDigits(binary.LittleEndian.Uint64(digits))
		if !ok {
			return 0, false
		}
		ns, digits = 100_000_000*ns+int64(eight), digits[8:]
	}
	for _, c := range digits {
		if c < '0' || c > '9' || ns > (math.MaxInt64-int64(c-'0'))/10 {
			return 0, false
		}
		ns = 10*ns + int64(c-'0')
	}
	return ns, true
}

// eightDigits returns the number that eight decimal digits are, of which the first is the lowest byte: it
// joins them by two, then by four, then all.
func eightDigits(w uint64) (number uint64, ok bool) {
	const ones = 0x0101010101010101
	w ^= ones * '0'
	if (w|(w+ones*6))&(ones*0xf0) != 0 {
		return 0, false
	}
	w = (10*w + w>>8) & 0x00ff00ff00ff00ff
	w = (100*w + w>>16) & 0x0000ffff0000ffff
	return 10_000*w&0xffffffff + w>>32, true
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
