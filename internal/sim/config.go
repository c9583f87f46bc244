package sim

import (
	"errors"
	"fmt"
	"time"

	"gossip/internal/fault"
	"gossip/internal/gossip"
	"gossip/topology"
)

// Config describes one run.
type Config struct {
	Graph *topology.Graph // its nodes are 1 to n
	Rule  *gossip.Rule    // nil means the default protocol with its defaults
	Seed  uint64          // of everything that is drawn in the run

	Network Network
	Rounds  Rounds // the synchronous model; the zero value is the asynchronous one

	Messages []Message      // ascending by At; none for aggregation
	Faults   fault.Timeline // ascending by At; of node ids 1 to n

	// Values are what aggregation computes the mean of, by node index; nil means the ids of the nodes.
	Values []float64
	// Error ends a run of aggregation when the estimate of every living node is off by at most this
	// part of the true mean, or of the largest value where the mean is next to 0; 0 means that only the
	// protocol's own rule of convergence ends it.
	Error float64

	// Until ends the run at this time since its start; 0 means DefaultUntil, or as many rounds as
	// DefaultRounds. Under Rounds it is a number of rounds times Rounds.Length().
	Until time.Duration

	Curve    bool     // note the coverage over time, see Result.Curve
	Codec    bool     // pass every packet through the line protocol, for tests
	Observer Observer // is told everything that happens; may be nil
}

// What ends a run that nothing else ends.
const (
	DefaultUntil  = time.Hour
	DefaultRounds = 100_000
)

// Message is what a client gives to a node.
type Message struct {
	At     time.Duration // since the start of the run
	Origin int           // id of the node
	Text   string        // "" means "m1" for the first message, "m2" for the second, and so on
	Relays uint8         // relay limit; 0 means 1
}

// Network is the model of the links. The zero value is a network without delay, loss or limits.
type Network struct {
	Latency   Latency // of each packet
	PerLink   bool    // each direction of a link draws its latency once
	Loss      float64 // the chance of a packet to vanish, 0 to 1; the link stays up
	Duplicate float64 // the chance of a packet to arrive twice, 0 to 1
	Bandwidth int64   // bytes a second that one direction of a link carries; 0: any number
	Datagrams bool    // packets may overtake each other on a link, as their latencies have it
}

// Rounds is the synchronous model of the papers.
type Rounds struct {
	Synchronous bool
	// ConnectionLimit is how many contacts a node accepts in a round; 0: any number. A caller that is
	// rejected tries up to Hunt other peers in the same round (Demers et al. 1987, section 1.4).
	ConnectionLimit int
	Hunt            int
}

// End says why a run ended.
type End string

// The ways in which a run ends.
const (
	Quiet     End = "quiet"     // no node will send anything more of its own accord, and nothing is on its way
	Covered   End = "covered"   // every living node has every message that any has
	Converged End = "converged" // the estimates of all living nodes are as exact as was asked for
	Settled   End = "settled"   // all estimates have come to rest, but not as near the true mean as was asked for
	Stuck     End = "stuck"     // whoever still spreads a message has no peer left that it could give it to
	Expired   End = "until"     // the time was over
)

// Ends returns all of them, in the order in which they are listed.
func Ends() []End { return []End{Quiet, Covered, Converged, Settled, Stuck, Expired} }

// Validate checks what can be judged without the graph being large or small.
func (c Config) Validate() error {
	if c.Graph == nil || c.Graph.Len() == 0 {
		return errors.New("a simulation needs a graph with nodes")
	}
	n := c.Graph.Len()
	for i, m := range c.Messages {
		switch {
		case m.Origin < 1 || m.Origin > n:
			return fmt.Errorf("message %d originates at node %d, and the nodes are 1 to %d", i+1, m.Origin, n)
		case m.Relays > gossip.MaxRelays:
			return fmt.Errorf("message %d has a relay limit of %d, and %d is the greatest", i+1, m.Relays, gossip.MaxRelays)
		case m.At < 0 || i > 0 && m.At < c.Messages[i-1].At:
			return fmt.Errorf("message %d comes before the one before it", i+1)
		}
	}
	if c.Values != nil && len(c.Values) != n {
		return fmt.Errorf("there are %d values for %d nodes", len(c.Values), n)
	}
	if c.Error < 0 || c.Until < 0 {
		return errors.New("an error and a time cannot be negative")
	}
	return c.Network.validate(c.Rounds)
}

func (w Network) validate(r Rounds) error {
	for _, chance := range []struct {
		name  string
		value float64
	}{{"loss", w.Loss}, {"duplicate", w.Duplicate}} {
		if !(chance.value >= 0 && chance.value <= 1) {
			return fmt.Errorf("%s must be a probability from 0 to 1, and %v is not", chance.name, chance.value)
		}
	}
	if w.Bandwidth < 0 || r.ConnectionLimit < 0 || r.Hunt < 0 {
		return errors.New("bandwidth, connection limit and hunt cannot be negative")
	}
	if !r.Synchronous {
		if r.ConnectionLimit > 0 || r.Hunt > 0 {
			return errors.New("a connection limit and hunting belong to the synchronous model")
		}
		return nil
	}
	if w.Latency != (Latency{}) || w.PerLink || w.Bandwidth > 0 || w.Datagrams {
		return errors.New("latency and bandwidth have no meaning in the synchronous model")
	}
	if r.Hunt > 0 && r.ConnectionLimit == 0 {
		return errors.New("nobody hunts where no connection is rejected: hunt needs a connection limit")
	}
	return nil
}
