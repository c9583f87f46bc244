package sim

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"gossip/internal/gossip"
)

// latestTrace is the latest time in a trace: beyond any run.
const latestTrace = 1 << 62

// record reads a record and holds it against the header and the lines before it.
func (s *traceScanner) record(r *TraceRecord, h *TraceHeader, before *traceState) error {
	*r = TraceRecord{Path: r.Path[:0], Messages: r.Messages[:0], Values: r.Values[:0]}
	if err := s.when(r, h, before); err != nil {
		return err
	}
	name, err := s.word("event")
	if err != nil {
		return err
	}
	for kind, known := range eventNames() {
		if kind > 0 && known == string(name) {
			r.Kind = RecordKind(kind)
		}
	}
	if r.Kind == 0 {
		return fmt.Errorf("there is no event %.40q", name)
	}
	if r.Node, err = s.node("node", h); err != nil {
		return err
	}
	if r.Kind.hasPeer() || r.Kind == Delivered && s.follows("peer") {
		if r.Peer, err = s.node("peer", h); err == nil && r.Peer == r.Node {
			err = fmt.Errorf("node %d is not its own peer", r.Node)
		}
	}
	switch {
	case err != nil:
	case r.Kind == Delivered:
		err = s.delivery(r, h, before)
	case r.Kind.hasPacket():
		err = s.packet(r, h, before)
	}
	if err != nil {
		return err
	}
	return s.close()
}

// isTraceEnd reports whether a line is the last one of a trace, or was meant to be.
func isTraceEnd(line []byte) bool {
	return bytes.Contains(line[:min(len(line), 64)], []byte(`"event":"end"`))
}

// scanTraceEnd reads the last line.
func scanTraceEnd(line []byte) (e TraceEnd, err error) {
	s := traceScanner{line: line}
	at, err := s.integer("t", 0, latestTrace)
	if err != nil {
		return e, err
	}
	e.At = time.Duration(at)
	if _, err := s.word("event"); err != nil {
		return e, err
	}
	reason, err := s.word("reason")
	if err != nil {
		return e, err
	}
	if e.Reason = End(reason); !slices.Contains(Ends(), e.Reason) {
		return e, fmt.Errorf("no run ends because of %.40q", reason)
	}
	if e.Records, err = s.integer("records", 0, math.MaxInt64); err != nil {
		return e, err
	}
	header, err := s.word("header_sha256")
	if err != nil {
		return e, err
	}
	e.Header = string(header)
	sum, err := s.word("sha256")
	if err != nil {
		return e, err
	}
	e.Hash = string(sum)
	return e, s.close()
}

// when reads the time.
func (s *traceScanner) when(r *TraceRecord, h *TraceHeader, before *traceState) error {
	if len(s.line) == 0 || s.line[0] != '{' {
		return errors.New("it is not a JSON object as traces have them")
	}
	at, err := s.integer("t", 0, latestTrace)
	if err != nil {
		return err
	}
	if r.At = time.Duration(at); r.At < before.last {
		return fmt.Errorf("time goes back, from %d to %d ns", before.last, at)
	}
	before.last = r.At
	if h.Synchronous {
		if r.Round, err = s.integer("round", 0, latestTrace); err == nil && r.Round != at/h.RoundNS {
			err = fmt.Errorf("%d ns is in round %d, not %d", at, at/h.RoundNS, r.Round)
		}
	}
	return err
}

// delivery reads what is known of a first arrival.
func (s *traceScanner) delivery(r *TraceRecord, h *TraceHeader, before *traceState) (err error) {
	if r.Peer == 0 {
		if r.Message, err = s.message(before.messages + 1); err != nil {
			return err
		}
		before.messages = max(before.messages, r.Message)
		if r.Text, err = s.text("text"); err != nil {
			return err
		}
	} else if r.Message, err = s.message(before.messages); err != nil {
		return err
	}
	if err := s.hop(r); err != nil {
		return err
	}
	return s.pathOf(r, h)
}

// packet reads what a packet holds.
func (s *traceScanner) packet(r *TraceRecord, h *TraceHeader, before *traceState) error {
	name, err := s.word("packet")
	if err != nil {
		return err
	}
	for kind, known := range packetNames() {
		if kind > 0 && known == string(name) {
			r.Packet = gossip.PacketKind(kind)
		}
	}
	switch r.Packet {
	case 0:
		return fmt.Errorf("there is no packet %.40q", name)
	case gossip.Relay, gossip.Repair:
		if r.Message, err = s.message(before.messages); err == nil {
			err = s.hop(r)
		}
		if err == nil && r.Kind == Received {
			err = s.pathOf(r, h)
		}
	case gossip.Feedback, gossip.Announce, gossip.Graft:
		err = s.notices(r, before)
	case gossip.Sync:
		for _, f := range []struct {
			name string
			to   *int64
		}{{"session", &r.Sync.Session}, {"ranges", &r.Sync.Ranges}, {"keys", &r.Sync.Keys}, {"want", &r.Sync.Want}} {
			if *f.to, err = s.integer(f.name, 0, math.MaxUint32); err != nil {
				return err
			}
		}
	case gossip.Push:
		if r.Share.Sum, err = s.number("sum"); err == nil {
			r.Share.Weight, err = s.number("weight")
		}
	case gossip.Exchange, gossip.Correction:
		r.Share.Sum, err = s.number("sum")
	}
	return err
}

// notices reads the messages that a control packet speaks of.
func (s *traceScanner) notices(r *TraceRecord, before *traceState) error {
	err := s.list("messages", func(n int64) error {
		if n < 1 || n > int64(before.messages) {
			return fmt.Errorf("no message %d was accepted yet", n)
		}
		r.Messages = append(r.Messages, int(n))
		return nil
	})
	if err != nil {
		return err
	}
	err = s.list("values", func(n int64) error {
		if n > math.MaxUint32 {
			return fmt.Errorf("the value %d is too large", n)
		}
		r.Values = append(r.Values, uint32(n))
		return nil
	})
	if err == nil && len(r.Values) != len(r.Messages) {
		err = errors.New("there are not as many values as messages")
	}
	return err
}

// pathOf reads the path of an arrival. It ends at the node.
func (s *traceScanner) pathOf(r *TraceRecord, h *TraceHeader) error {
	err := s.list("path", func(n int64) error {
		if n < 1 || n > int64(h.NumNodes) {
			return fmt.Errorf("there is no node %d in the path: there are %d", n, h.NumNodes)
		}
		r.Path = append(r.Path, gossip.NodeID(n))
		return nil
	})
	last := len(r.Path) - 1
	switch {
	case err != nil:
		return err
	case last != r.Hop || r.Path[last] != r.Node:
		return fmt.Errorf("the path does not lead to node %d in %d hops", r.Node, r.Hop)
	case last == 0 && r.Peer != 0 || last > 0 && r.Path[last-1] != r.Peer:
		return fmt.Errorf("the path does not come from where the message comes from")
	}
	return nil
}

func (s *traceScanner) hop(r *TraceRecord) error {
	hop, err := s.integer("hop", 0, math.MaxInt32)
	r.Hop = int(hop)
	return err
}

func (s *traceScanner) message(largest int) (int, error) {
	n, err := s.integer("message", 1, int64(largest))
	return int(n), err
}

func (s *traceScanner) node(name string, h *TraceHeader) (gossip.NodeID, error) {
	n, err := s.integer(name, 1, int64(h.NumNodes))
	return gossip.NodeID(n), err
}
