package experiment

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"gossip/internal/fault"
	"gossip/internal/gossip"
	"gossip/internal/sim"
	"gossip/topology"
)

// Setup says what the runs of one point have in common. Config makes one of them from it, given a seed.
type Setup struct {
	Topology topology.Spec // each run has its own seed
	Rule     *gossip.Rule
	Network  sim.Network
	Rounds   sim.Rounds
	Load     Load
	Values   Values
	Faults   Faults        // nil for none
	Error    float64       // see sim.Config
	Until    time.Duration // see sim.Config
	Curve    bool          // see sim.Config
	Graphs   *Graphs       // keeps graphs that runs have in common; nil: each run makes its own
}

// Faults says what breaks in a run.
type Faults interface {
	// Timeline returns what breaks in a network of n nodes, with everything drawn from the seed.
	Timeline(n int, seed uint64) (fault.Timeline, error)
}

// Values says what aggregation computes the mean of.
type Values struct {
	Kind   ValuesKind
	Listed []float64 // of ListedValues, by node index
}

// ValuesKind says where values come from.
type ValuesKind uint8

// Where values come from.
const (
	IDValues      ValuesKind = iota // the ids of the nodes
	UniformValues                   // drawn from 0 up to 1
	ListedValues
)

// Load is the messages of a run.
type Load struct {
	Count  int // 0 for aggregation, which has none
	From   Origins
	Node   int           // of OneOrigin
	Gap    float64       // ns from one message to the next: thirds of a second are no Duration
	Round  time.Duration // messages come at whole multiples of it; 0: at any time
	Size   int           // bytes of each text; 0: as short as it can be
	Relays int           // relay limit; 0 means 1
}

// Origins says where messages come from.
type Origins uint8

// Where messages come from.
const (
	OneOrigin     Origins = iota // all from one node
	EachOrigin                   // from all nodes in turn
	RandomOrigins                // each from a node that is drawn
)

// The things that are drawn for a run, besides its graph and what happens in it. Each has a generator
// of its own, so that a change of one doesn't change another.
const (
	originDraws = iota + 1
	valueDraws
)

// Config returns a run. It may be called by several goroutines at once.
func (s *Setup) Config(seed uint64) (sim.Config, error) {
	graph, err := s.graph(seed)
	if err != nil {
		return sim.Config{}, err
	}
	n := graph.Len()
	cfg := sim.Config{
		Graph: graph, Rule: s.Rule, Seed: seed, Network: s.Network, Rounds: s.Rounds,
		Messages: s.Load.messages(n, seed), Values: s.Values.of(n, seed),
		Error: s.Error, Until: s.Until, Curve: s.Curve,
	}
	if s.Faults != nil {
		if cfg.Faults, err = s.Faults.Timeline(n, seed); err != nil {
			return cfg, err
		}
	}
	return cfg, nil
}

func (s *Setup) graph(seed uint64) (*topology.Graph, error) {
	spec := s.Topology
	spec.Seed = seed
	kind, err := topology.Lookup(spec.Kind)
	if err != nil {
		return nil, err
	}
	if kind.Random || s.Graphs == nil {
		return topology.Generate(spec)
	}
	return s.Graphs.Generate(spec)
}

// messages returns the messages of a run among n nodes.
func (l Load) messages(n int, seed uint64) []sim.Message {
	if l.Count == 0 {
		return nil
	}
	draws := rand.New(rand.NewPCG(seed, originDraws))
	messages := make([]sim.Message, l.Count)
	for i := range messages {
		m := sim.Message{At: time.Duration(math.Round(float64(i) * l.Gap)), Origin: l.Node, Relays: uint8(l.Relays)}
		if l.Round > 0 {
			m.At -= m.At % l.Round
		}
		switch l.From {
		case EachOrigin:
			m.Origin = i%n + 1
		case RandomOrigins:
			m.Origin = draws.IntN(n) + 1
		}
		if l.Size > 0 {
			m.Text = numbered(i+1, l.Size)
		}
		messages[i] = m
	}
	return messages
}

// numbered writes a number in so many digits, or as many as it has if those are more. (The widths of
// package fmt end at a million.)
func numbered(number, size int) string {
	digits := strconv.Itoa(number)
	return strings.Repeat("0", max(size-len(digits), 0)) + digits
}

// of returns the values of n nodes.
func (v Values) of(n int, seed uint64) []float64 {
	switch v.Kind {
	case ListedValues:
		return v.Listed
	case UniformValues:
		draws := rand.New(rand.NewPCG(seed, valueDraws))
		values := make([]float64, n)
		for i := range values {
			values[i] = draws.Float64()
		}
		return values
	}
	return nil
}
