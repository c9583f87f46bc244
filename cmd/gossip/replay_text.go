package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"gossip/internal/gossip"
	"gossip/internal/sim"
)

// replayWhen writes the time of a trace: a round, or ms with all that is known of it.
func replayWhen(h *sim.TraceHeader, at time.Duration, round int64) string {
	if h.Synchronous {
		return fmt.Sprintf("round %d", round)
	}
	return fmt.Sprintf("%d.%06d ms", at/time.Millisecond, at%time.Millisecond)
}

// parseReplayTime reads a time that the user names: a round of a synchronous run, or else a duration. The
// result is the last moment of it.
func parseReplayTime(h *sim.TraceHeader, text string) (time.Duration, error) {
	if h.Synchronous {
		digits, ok := gossip.WholeDigits(text)
		round, err := strconv.ParseInt(digits, 10, 64)
		if !ok || err != nil || round < 0 || round > (1<<62)/h.RoundNS {
			return 0, fmt.Errorf("%q must be the number of a round, for the run went in rounds", text)
		}
		return time.Duration(round * h.RoundNS), nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("%q must be a time since the start, like 12ms or 1.5s", text)
	}
	return d, nil
}

// replayText says what a record is about. Only records as they are read have paths and lists.
func replayText(r *sim.TraceRecord, p painter) string {
	node, peer := p.number(int(r.Node)), p.number(int(r.Peer))
	switch r.Kind {
	case sim.Published:
		return fmt.Sprintf("a client gives node %s a message", node)
	case sim.Delivered:
		if r.Peer == 0 {
			return fmt.Sprintf("node %s has accepted message %d, \"%s\"", node, r.Message, printable(r.Text))
		}
		return fmt.Sprintf("node %s has got message %d from %s, hop %d%s", node, r.Message, peer, r.Hop, pathNote(r.Path, p))
	case sim.Sent:
		return fmt.Sprintf("node %s sends %s %s", node, peer, packetText(r))
	case sim.Doubled:
		return fmt.Sprintf("%s from node %s will arrive at %s twice", packetText(r), node, peer)
	case sim.Lost:
		return fmt.Sprintf("%s from node %s to %s is lost", packetText(r), node, peer)
	case sim.Received:
		return fmt.Sprintf("%s from node %s arrives at %s", packetText(r), peer, node)
	case sim.TimerFired:
		return fmt.Sprintf("a timer of node %s is due", node)
	case sim.LinkWentUp:
		return fmt.Sprintf("node %s has its link to %s back", node, peer)
	case sim.LinkWentDown:
		return fmt.Sprintf("node %s loses its link to %s", node, peer)
	case sim.Crashed:
		return fmt.Sprintf("node %s crashes", node)
	case sim.Restarted:
		return fmt.Sprintf("node %s begins anew", node)
	}
	return r.Kind.String()
}

// pathNote shows a path, the middle of a long one left out.
func pathNote(path []gossip.NodeID, p painter) string {
	const shown = 12
	if len(path) == 0 {
		return ""
	}
	words := make([]string, 0, shown+1)
	for i, id := range path {
		switch {
		case len(path) <= shown || i < shown/2 || i >= len(path)-shown/2:
			words = append(words, p.number(int(id)))
		case i == shown/2:
			words = append(words, "…")
		}
	}
	return ": " + strings.Join(words, " ➜ ")
}

// packetText names a packet and what it carries.
func packetText(r *sim.TraceRecord) string {
	switch r.Packet {
	case gossip.Relay:
		return fmt.Sprintf("message %d", r.Message)
	case gossip.Repair:
		return fmt.Sprintf("message %d (repair)", r.Message)
	case gossip.Push:
		return fmt.Sprintf("a share of %g, weight %g", r.Share.Sum, r.Share.Weight)
	case gossip.Exchange, gossip.Correction:
		return fmt.Sprintf("%s %g", sim.PacketName(r.Packet), r.Share.Sum)
	case gossip.Sync:
		return fmt.Sprintf("sync: %s, %s, %s asked for", amount(int(r.Sync.Ranges), "range"), amount(int(r.Sync.Keys), "key"),
			amount(int(r.Sync.Want), "message"))
	}
	about := ""
	switch n := len(r.Messages); {
	case n == 1:
		about = fmt.Sprintf(" of message %d", r.Messages[0])
	case n > 1:
		about = fmt.Sprintf(" of %d messages", n)
	}
	return sim.PacketName(r.Packet) + about
}

// replaySummary says what a run has come to.
func replaySummary(h *sim.TraceHeader, s *replayState, end *sim.TraceEnd) *table {
	var t table
	t.row("run", fmt.Sprintf("%s, %s, %s, seed %d", printable(h.Protocol), printable(h.Topology), amount(h.NumNodes, "node"), h.Seed))
	t.row("records", thousands(int(s.records)))
	ended := "not read to its end"
	if end != nil {
		ended = string(end.Reason)
	}
	t.row("ended", fmt.Sprintf("%s, %s", ended, replayWhen(h, s.at, s.round)))
	if s.crashed > 0 {
		t.row("crashed", thousands(s.crashed)+" at the end")
	}
	t.row("packets", fmt.Sprintf("%s sent, %s received, %s lost", thousands(int(s.counts[sim.Sent])), thousands(int(s.counts[sim.Received])),
		thousands(int(s.counts[sim.Lost]))))
	if s.texts > 0 {
		t.row("messages", fmt.Sprintf("%s accepted, delivered %s", thousands(s.texts), count(int(s.counts[sim.Delivered]), "time")))
		living := h.NumNodes - s.crashed
		t.row(fmt.Sprintf("message %d", s.followed), fmt.Sprintf("at %s of %s living nodes (%s)", thousands(s.reached), thousands(living), percent(s.reached, living)))
	}
	if end != nil {
		t.row("sha256", printable(end.Hash))
	}
	return &t
}
