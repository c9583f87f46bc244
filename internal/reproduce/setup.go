package reproduce

import (
	"fmt"
	"time"

	"gossip/internal/experiment"
	"gossip/internal/gossip"
	"gossip/internal/sim"
	"gossip/topology"
)

// full is everybody knowing everybody, as most papers have it.
func full(n int) topology.Spec { return topology.Spec{Kind: topology.Full, N: n} }

// regular is a random regular graph, another one in each run.
func regular(n, degree int) topology.Spec {
	return topology.Spec{Kind: topology.Random, N: n, Values: map[string]float64{"degree": float64(degree)}}
}

// arranged is a setup, and the parameters of the protocol that were set for it, names and values in turn.
type arranged struct {
	*experiment.Setup
	params []string
}

// inRounds sets up runs in the synchronous model, with one message from node 1. Parameters are names and
// values in turn; what keeps real nodes out of step is off.
func inRounds(spec topology.Spec, protocol string, params ...string) (*arranged, error) {
	set, err := settings(append([]string{"jitter", "0", "max_interval", "0"}, params...))
	if err != nil {
		return nil, err
	}
	rule, err := gossip.NewRule(protocol, set)
	if err != nil {
		return nil, err
	}
	return &arranged{&experiment.Setup{Topology: spec, Rule: rule, Rounds: sim.Rounds{Synchronous: true}, Load: one()}, params}, nil
}

// inUnits sets up runs in which each packet takes a second.
func inUnits(spec topology.Spec, protocol string, params ...string) (*arranged, error) {
	set, err := settings(params)
	if err != nil {
		return nil, err
	}
	rule, err := gossip.NewRule(protocol, set)
	if err != nil {
		return nil, err
	}
	return &arranged{&experiment.Setup{Topology: spec, Rule: rule, Network: sim.Network{Latency: sim.Constant(time.Second)}, Load: one()}, params}, nil
}

func one() experiment.Load { return experiment.Load{Count: 1, Node: 1} }

// settings makes a map of names and values in turn.
func settings(pairs []string) (map[string]string, error) {
	if len(pairs)%2 == 1 {
		return nil, fmt.Errorf("parameter %s has no value", pairs[len(pairs)-1])
	}
	set := make(map[string]string, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		set[pairs[i]] = pairs[i+1]
	}
	return set, nil
}

// pick chooses by the size of a table.
func pick[T any](small bool, smallOne, fullOne T) T {
	if small {
		return smallOne
	}
	return fullOne
}

// power writes a power of ten.
func power(n int) string {
	exponent := 0
	for ; n >= 10 && n%10 == 0; n /= 10 {
		exponent++
	}
	if n != 1 {
		return fmt.Sprintf("%de%d", n, exponent)
	}
	return fmt.Sprintf("1e%d", exponent)
}
