package experiment

import (
	"math"
	"time"

	"gossip/internal/gossip"
)

// What a run takes on one core, measured with up to a million packets on their way, and rounded up.
const (
	effortPerPacket    = 1 * time.Microsecond  // of protocols that send over every link
	effortPerDelivery  = 10 * time.Microsecond // of those that work in cycles: some 15 packets, and the timers
	effortPerAggregate = 25 * time.Microsecond // of a node that computes a mean to a millionth
)

// Effort estimates how long one run takes on one core. It does not depend on the machine, since the number
// of runs that it leads to must be the same everywhere: it tells seconds from minutes, no more. relays is
// the relay limit of the messages, which few protocols obey.
func Effort(rule *gossip.Rule, nodes int, edges float64, messages, relays int) time.Duration {
	n := float64(nodes)
	var effort float64
	switch _, cycles := rule.Interval(); {
	case rule.Protocol().Aggregates:
		effort = n * float64(effortPerAggregate)
	case cycles:
		effort = n * float64(messages) * float64(effortPerDelivery)
	default:
		packets := 2 * edges * float64(messages)
		if rule.Protocol().Limited {
			packets *= float64(max(relays, 1))
		}
		effort = packets * float64(effortPerPacket)
	}
	return time.Duration(math.Min(effort, 1<<62))
}

// PresetRuns is how many runs of a point are made where nobody says how many: 20, or as many as take
// some seconds, but no fewer than 3, since the interval of a mean needs some.
func PresetRuns(effort time.Duration) int {
	const (
		patience = 4 * time.Second // of one core
		fewest   = 3
		most     = 20
	)
	if effort <= patience/most {
		return most
	}
	return max(int(patience/effort), fewest)
}
