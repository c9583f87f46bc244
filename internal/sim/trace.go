package sim

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gossip/internal/gossip"
	"gossip/topology"
)

// A trace is one run as a text of JSON lines, the same on every machine: a header that says what was
// run, a line for each Record, and a line that says how the run ended. TRACE.md beside this file
// describes every field.

// TraceFormat is the version of the format, the first field of the header.
const TraceFormat = "gossip-simulation-2"

// TraceHeader is the first line of a trace.
type TraceHeader struct {
	Format   string             `json:"format"`
	Seed     uint64             `json:"seed"`
	NumNodes int                `json:"num_nodes"`
	Topology string             `json:"topology"`
	Values   map[string]float64 `json:"topology_params,omitempty"` // written in the order of their names
	Path     string             `json:"topology_path,omitempty"`
	Protocol string             `json:"protocol"`
	Params   map[string]string  `json:"params"`

	Synchronous     bool    `json:"synchronous"`
	RoundNS         int64   `json:"round_ns,omitempty"`         // how much time a round is; synchronous runs alone
	ConnectionLimit int     `json:"connection_limit,omitempty"` // see Rounds
	Hunt            int     `json:"hunt,omitempty"`
	Latency         string  `json:"latency,omitempty"` // see Network
	PerLink         bool    `json:"latency_per_link,omitempty"`
	Loss            float64 `json:"loss,omitempty"`
	Duplicate       float64 `json:"duplicate,omitempty"`
	Bandwidth       int64   `json:"bandwidth,omitempty"`
	Datagrams       bool    `json:"datagrams,omitempty"`

	Messages int `json:"messages"` // that clients were to give
	Faults   int `json:"faults"`   // changes of the network that were to happen
}

// NewTraceHeader describes a run. The spec is that of its graph.
func NewTraceHeader(cfg Config, spec topology.Spec) (TraceHeader, error) {
	rule := cfg.Rule
	if rule == nil {
		var err error
		if rule, err = gossip.NewRule("", nil); err != nil {
			return TraceHeader{}, err
		}
	}
	h := TraceHeader{
		Format: TraceFormat, Seed: cfg.Seed, NumNodes: cfg.Graph.Len(),
		Topology: spec.Kind, Values: spec.Values, Path: spec.Path,
		Protocol: rule.Protocol().Name, Params: make(map[string]string),
		Synchronous: cfg.Rounds.Synchronous, ConnectionLimit: cfg.Rounds.ConnectionLimit, Hunt: cfg.Rounds.Hunt,
		PerLink: cfg.Network.PerLink, Loss: cfg.Network.Loss, Duplicate: cfg.Network.Duplicate,
		Bandwidth: cfg.Network.Bandwidth, Datagrams: cfg.Network.Datagrams,
		Messages: len(cfg.Messages), Faults: len(cfg.Faults),
	}
	for _, s := range rule.Settings() {
		h.Params[s.Name] = s.Value
	}
	if h.Synchronous {
		h.RoundNS = int64(Length(rule))
	} else {
		h.Latency = cfg.Network.Latency.String()
	}
	return h, nil
}

// check refuses a header from outside that describes no run.
func (h TraceHeader) check() error {
	switch {
	case h.Format != TraceFormat:
		return fmt.Errorf("its format is %.40q, and this program reads %s", h.Format, TraceFormat)
	case h.NumNodes < 1 || h.NumNodes > gossip.MaxNodeID:
		return fmt.Errorf("num_nodes is %d, and a run has 1 to %d", h.NumNodes, gossip.MaxNodeID)
	case h.Topology == "" || h.Protocol == "":
		return errors.New("it names no topology or no protocol")
	case h.Synchronous != (h.RoundNS > 0) || h.RoundNS < 0:
		return errors.New("a synchronous run has a positive round_ns, and no other run has one")
	case h.Messages < 0 || h.Faults < 0:
		return errors.New("messages and faults cannot be negative")
	}
	return nil
}

// append appends the header as a line.
func (h TraceHeader) append(b []byte) ([]byte, error) {
	line, err := json.Marshal(h)
	return append(append(b, line...), '\n'), err
}

// TraceEnd is the last line of a trace.
type TraceEnd struct {
	At      time.Duration
	Reason  End
	Records int64
	Header  string // SHA-256 of the first line, in hexadecimal
	Hash    string // of the lines between the header and this one
}

// eventNames are what records are called in a trace.
func eventNames() [Doubled + 1]string {
	return [...]string{
		Published: "published", Sent: "sent", Lost: "lost", Received: "received", Delivered: "delivered", TimerFired: "timer",
		LinkWentUp: "link-up", LinkWentDown: "link-down", Crashed: "crashed", Restarted: "restarted", Doubled: "doubled",
	}
}

// String returns what the kind is called in a trace.
func (k RecordKind) String() string {
	if k == 0 || k > Doubled {
		return fmt.Sprintf("RecordKind(%d)", uint8(k))
	}
	return eventNames()[k]
}

// packetNames are what packets are called in a trace.
func packetNames() [gossip.Correction + 1]string {
	return [...]string{
		gossip.Relay: "relay", gossip.Repair: "repair", gossip.Sync: "sync", gossip.Poke: "poke", gossip.Request: "request",
		gossip.Feedback: "feedback", gossip.Announce: "announce", gossip.Graft: "graft", gossip.Prune: "prune",
		gossip.Push: "push", gossip.Exchange: "exchange", gossip.Correction: "correction",
	}
}

// PacketName returns what a kind of packet is called in a trace.
func PacketName(kind gossip.PacketKind) string {
	if kind == 0 || kind > gossip.Correction {
		return fmt.Sprintf("PacketKind(%d)", uint8(kind))
	}
	return packetNames()[kind]
}

// hasPeer reports whether records of a kind name a peer, and hasPacket whether they are about a packet.
func (k RecordKind) hasPeer() bool {
	return k.hasPacket() || k == LinkWentUp || k == LinkWentDown
}

func (k RecordKind) hasPacket() bool {
	return k == Sent || k == Lost || k == Received || k == Doubled
}
