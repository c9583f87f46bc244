package wire

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"slices"

	"gossip/internal/gossip"
)

// maxSyncEntries bounds the ranges and keys of one /SYNC. That is four times what a node says at once; a
// line has room for a hundred times as many, each of which takes more memory than text.
const maxSyncEntries = 1 << 16

// syncJSON is the payload of /SYNC.
type syncJSON struct {
	Session uint32      `json:"session"`
	Reply   bool        `json:"reply,omitempty"`
	Give    bool        `json:"give,omitempty"`
	Take    bool        `json:"take,omitempty"`
	Ranges  []rangeJSON `json:"ranges,omitempty"`
	Want    []keyJSON   `json:"want,omitempty"`
}

// rangeJSON is one range. From is left out where it is the end of the range before, or the beginning of
// all; To where it is the end of all. Either Keys or Fingerprint is there.
type rangeJSON struct {
	From        *keyJSON   `json:"from,omitempty"`
	To          *keyJSON   `json:"to,omitempty"`
	Keys        *[]keyJSON `json:"keys,omitempty"`
	Count       int        `json:"count,omitempty"`
	Fingerprint string     `json:"fingerprint,omitempty"` // 32 hex digits
}

// keyJSON is [origin, time].
type keyJSON [2]int64

func newKeyJSON(k gossip.Key) keyJSON { return keyJSON{int64(k.Origin), k.Time} }

func newSyncJSON(p *gossip.SyncPacket) syncJSON {
	s := syncJSON{Session: p.Session, Reply: p.Reply, Give: p.Give, Take: p.Take}
	var last gossip.Bound
	for _, r := range p.Ranges {
		var out rangeJSON
		if r.From != last {
			from := newKeyJSON(r.From)
			out.From = &from
		}
		if r.To != gossip.LastBound() {
			to := newKeyJSON(r.To)
			out.To = &to
		}
		last = r.To
		if r.List {
			keys := make([]keyJSON, len(r.Keys))
			for i, k := range r.Keys {
				keys[i] = newKeyJSON(k)
			}
			out.Keys = &keys
		} else {
			out.Count = r.Count
			out.Fingerprint = fmt.Sprintf("%016x%016x", r.Fingerprint[0], r.Fingerprint[1])
		}
		s.Ranges = append(s.Ranges, out)
	}
	for _, k := range p.Want {
		s.Want = append(s.Want, newKeyJSON(k))
	}
	return s
}

// parseSync reads the payload of /SYNC. It reads less than a general decoder: every field at most once,
// and none that it does not know.
func parseSync(payload []byte) (*gossip.Control, error) {
	c := new(gossip.Control)
	s := syncScanner{scanner: scanner{rest: payload}, left: maxSyncEntries}
	err := s.packet(&c.Sync)
	if err == nil {
		err = s.end()
	}
	if err != nil {
		return nil, fmt.Errorf("%w in %s", err, excerpt(payload))
	}
	return c, nil
}

// syncScanner reads a reconciliation, and gives up when it has more entries than any node says.
type syncScanner struct {
	scanner
	left int // entries that may still come
}

func (s *syncScanner) entry() error {
	if s.left--; s.left < 0 {
		return fmt.Errorf("more than %d ranges and keys", maxSyncEntries)
	}
	return nil
}

func (s *syncScanner) packet(p *gossip.SyncPacket) error {
	return s.object([]string{"session", "reply", "give", "take", "ranges", "want"}, func(field string) (err error) {
		switch field {
		case "session":
			var n int64
			n, err = s.amount(math.MaxUint32)
			p.Session = uint32(n)
		case "reply":
			p.Reply, err = s.boolean()
		case "give":
			p.Give, err = s.boolean()
		case "take":
			p.Take, err = s.boolean()
		case "ranges":
			p.Ranges, err = s.ranges()
		case "want":
			p.Want, err = s.keys()
		}
		return err
	})
}

func (s *syncScanner) ranges() (all []gossip.Range, err error) {
	var last gossip.Bound
	err = s.list(func() error {
		r, err := s.rangeAfter(last)
		if err != nil {
			return fmt.Errorf("range %d: %w", len(all)+1, err)
		}
		last = r.To
		all = append(all, r)
		return nil
	})
	return all, err
}

// rangeAfter reads a range that begins at the given bound unless it says another one.
func (s *syncScanner) rangeAfter(last gossip.Bound) (gossip.Range, error) {
	r := gossip.Range{From: last, To: gossip.LastBound()}
	counted, summed := false, false
	err := s.object([]string{"from", "to", "keys", "count", "fingerprint"}, func(field string) (err error) {
		switch field {
		case "from":
			r.From, err = s.key()
		case "to":
			r.To, err = s.key()
		case "keys":
			r.List = true
			r.Keys, err = s.keys()
		case "count":
			counted = true
			var n int64
			n, err = s.amount(math.MaxInt)
			r.Count = int(n)
		case "fingerprint":
			summed = true
			r.Fingerprint, err = s.fingerprint()
		}
		return err
	})
	if err == nil && (r.List == summed || r.List && counted) {
		err = errors.New("it has either keys, or a fingerprint and a count")
	}
	return r, err
}

func (s *syncScanner) keys() (all []gossip.Key, err error) {
	err = s.list(func() error {
		k, err := s.key()
		all = append(all, k)
		return err
	})
	return all, err
}

// key reads [origin, time], of a message or a bound.
func (s *syncScanner) key() (gossip.Key, error) {
	bad := errors.New("a key that is not [<origin>, <time>]")
	if !s.take('[') {
		return gossip.Key{}, bad
	}
	origin, ok := s.number(gossip.MaxNodeID + 1)
	if !ok || !s.take(',') {
		return gossip.Key{}, bad
	}
	ns, ok := s.number(math.MaxInt64)
	if !ok || !s.take(']') {
		return gossip.Key{}, bad
	}
	return gossip.Key{Origin: gossip.NodeID(origin), Time: ns}, nil
}

func (s *syncScanner) fingerprint() (f gossip.Fingerprint, err error) {
	text, err := s.str()
	if err != nil {
		return f, err
	}
	var b [16]byte
	if len(text) == 2*len(b) {
		_, err = hex.Decode(b[:], text)
	}
	if err != nil || len(text) != 2*len(b) {
		return f, fmt.Errorf("%.40q is not a fingerprint of 32 hex digits", text)
	}
	for i := range f {
		for _, c := range b[8*i : 8*i+8] {
			f[i] = f[i]<<8 | uint64(c)
		}
	}
	return f, nil
}

// object reads a JSON object of some of the given fields, each at most once and in any order. It has
// their values read by what it is given.
func (s *syncScanner) object(fields []string, value func(field string) error) error {
	if !s.take('{') {
		return errors.New("no object")
	}
	if s.take('}') {
		return nil
	}
	seen := uint(0)
	for {
		name, err := s.str()
		if err != nil {
			return fmt.Errorf("%w as a field", err)
		}
		i := slices.Index(fields, string(name))
		if i < 0 || seen&(1<<i) != 0 || !s.take(':') {
			return fmt.Errorf("the field %.40q is unknown, comes twice, or has no value", name)
		}
		seen |= 1 << i
		if err := value(fields[i]); err != nil {
			return fmt.Errorf("%s: %w", fields[i], err)
		}
		if s.take('}') {
			return nil
		}
		if !s.take(',') {
			return errors.New("no end of the object")
		}
	}
}

// list reads a JSON list. It has each element read, which counts as an entry.
func (s *syncScanner) list(element func() error) error {
	if !s.take('[') {
		return errors.New("no list")
	}
	if s.take(']') {
		return nil
	}
	for {
		if err := s.entry(); err != nil {
			return err
		}
		if err := element(); err != nil {
			return err
		}
		if s.take(']') {
			return nil
		}
		if !s.take(',') {
			return errors.New("no end of the list")
		}
	}
}

// amount reads a number of things.
func (s *syncScanner) amount(most int64) (int64, error) {
	n, ok := s.number(most)
	if !ok {
		return 0, errors.New("a bad number")
	}
	return n, nil
}

func (s *syncScanner) boolean() (bool, error) {
	s.peek()
	for _, word := range []string{"true", "false"} {
		if len(s.rest) >= len(word) && string(s.rest[:len(word)]) == word {
			s.rest = s.rest[len(word):]
			return word == "true", nil
		}
	}
	return false, errors.New("neither true nor false")
}
