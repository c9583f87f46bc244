package advise

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"sync"
	"time"

	"gossip/internal/experiment"
	"gossip/internal/fault"
	"gossip/internal/sim"
)

// Check is a prediction beside what simulations came to.
type Check struct {
	Nodes     int // of the simulated network, fewer than were asked for if that is too large
	Chosen    int // the level: that of the candidate, or a lower one at which runs can tell something
	Predicted Prediction

	Runs     int
	Reached  int     // runs in which every living node got the message
	Low      float64 // of the chance to reach all: Wilson's interval of 95 %
	High     float64
	Coverage experiment.Stat
	Rounds   *experiment.Stat // until the last node that was reached; nil if no run has it
	Payload  experiment.Stat
	Control  experiment.Stat
}

// Packets is what a message cost, on average.
func (c Check) Packets() float64 { return c.Payload.Mean + c.Control.Mean }

// Weaker reports whether the check is of a lower level than the candidate's.
func (c Check) Weaker(of Candidate) bool { return c.Chosen != of.Chosen }

// crash ends a part of the nodes before anything else happens, but not the first, which sends.
type crash struct{ count int }

// Timeline implements experiment.Faults.
func (c crash) Timeline(n int, seed uint64) (fault.Timeline, error) {
	if c.count == 0 {
		return nil, nil
	}
	const draws = 0x616476697365 // a stream of its own
	order := rand.New(rand.NewPCG(seed, draws)).Perm(n - 1)
	down := make([]bool, n+1)
	for _, i := range order[:c.count] {
		down[i+2] = true
	}
	var ids []int
	for id, ended := range down {
		if ended {
			ids = append(ids, id)
		}
	}
	return fault.Timeline{{Kind: fault.Down, Nodes: ids}}, nil
}

// apart is the time between two messages: longer than any protocol asks for what it misses.
const apart = 5 * time.Minute

// setup is what the runs of a candidate have in common.
func (c Candidate) setup(q Question) (*experiment.Setup, error) {
	rule, err := c.rule()
	if err != nil {
		return nil, err
	}
	s := &experiment.Setup{
		Topology: c.Topology, Rule: rule, Network: sim.Network{Loss: q.Loss}, Graphs: new(experiment.Graphs),
		Load: experiment.Load{Count: 1, Node: 1, Gap: float64(apart)}, Faults: crash{q.crashed()},
	}
	if c.row.warm {
		s.Load.Count = 2
	}
	if c.row.timed {
		s.Network.Latency = sim.Constant(unit)
	} else {
		s.Rounds = sim.Rounds{Synchronous: true}
	}
	return s, nil
}

// check simulates a candidate.
func (c Candidate) check(ctx context.Context, q Question, runs int, o Options, progress func(done, total int)) (Check, error) {
	check := Check{Nodes: q.Nodes, Chosen: c.Chosen, Predicted: c.Predicted}
	setup, err := c.setup(q)
	if err != nil {
		return check, err
	}
	kept := &sightings{of: make(map[uint64]sighting)}
	outcome, err := experiment.Run(ctx, experiment.Plan{
		Points: 1, Runs: runs, Seed: o.Seed, Workers: o.Workers, Progress: progress,
		Config: func(_ int, seed uint64) (sim.Config, error) { return setup.Config(seed) },
		NewRunner: func() experiment.Runner {
			return &watcher{worker: sim.NewWorker(), kept: kept, length: c.length(setup)}
		},
	})
	if err != nil {
		return check, fmt.Errorf("simulate %s: %w", c.Protocol, err)
	}
	if outcome.Interrupted {
		return check, ctx.Err()
	}
	check.sum(outcome.Points[0].Runs, kept)
	return check, nil
}

// length is how long a round is, or the time that a packet takes.
func (c Candidate) length(s *experiment.Setup) time.Duration {
	if c.row.timed {
		return unit
	}
	return sim.Length(s.Rule)
}

// sum sums up runs in their order.
func (c *Check) sum(runs []experiment.RunOutcome, kept *sightings) {
	var coverage, rounds, payload, control experiment.Sample
	for _, run := range runs {
		s := kept.of[run.Seed]
		if s.reached == run.Living {
			c.Reached++
		}
		coverage.Add(float64(s.reached) / float64(run.Living))
		payload.Add(float64(s.payload))
		control.Add(float64(s.control))
		if s.reached > 1 {
			rounds.Add(s.rounds)
		}
	}
	c.Runs = len(runs)
	c.Low, c.High = Wilson(c.Reached, c.Runs)
	c.Coverage, c.Payload, c.Control = coverage.Stat(), payload.Stat(), control.Stat()
	if rounds.Len() > 0 {
		st := rounds.Stat()
		c.Rounds = &st
	}
}

// Wilson returns the interval of 95 % for a probability, of which so many of some independent attempts
// succeeded (E. B. Wilson 1927). It makes sense also where all succeeded, or none.
func Wilson(succeeded, attempts int) (low, high float64) {
	const z = 1.959963984540054 // of the normal distribution, at 97.5 %
	return wilson(succeeded, attempts, z)
}

// wilson is Wilson with so many standard errors.
func wilson(succeeded, attempts int, z float64) (low, high float64) {
	if attempts == 0 {
		return 0, 1
	}
	n := float64(attempts)
	p := float64(succeeded) / n
	center := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	low, high = max(0, center-half), min(1, center+half)
	if succeeded == 0 {
		low = 0
	}
	if succeeded == attempts {
		high = 1
	}
	return low, high
}

// sighting is what was seen of the last message of a run.
type sighting struct {
	reached          int
	rounds           float64
	payload, control int
}

// sightings keeps what was seen in each run, by its seed.
type sightings struct {
	mu sync.Mutex
	of map[uint64]sighting
}

// watcher makes runs and watches the last message.
type watcher struct {
	worker *sim.Worker
	kept   *sightings
	length time.Duration
}

// Run implements experiment.Runner.
func (w *watcher) Run(ctx context.Context, cfg sim.Config) (sim.Result, error) {
	seen := watched{from: cfg.Messages[len(cfg.Messages)-1].At}
	cfg.Observer = &seen
	r, err := w.worker.Run(ctx, cfg)
	if err != nil {
		return r, err
	}
	seen.sighting.rounds = float64(seen.last) / float64(w.length)
	w.kept.mu.Lock()
	defer w.kept.mu.Unlock()
	w.kept.of[cfg.Seed] = seen.sighting
	return r, nil
}

// watched counts from the moment of a message on. The one before it is long over by then.
type watched struct {
	sighting
	from time.Duration
	last time.Duration // of the deliveries, since from
}

// Observe implements sim.Observer.
func (w *watched) Observe(r sim.Record) {
	if r.At < w.from {
		return
	}
	switch r.Kind {
	case sim.Sent:
		if r.Packet.Kind.Payload() {
			w.payload++
		} else {
			w.control++
		}
	case sim.Delivered:
		w.reached++
		w.last = r.At - w.from
	}
}
