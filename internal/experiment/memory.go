package experiment

import (
	"fmt"
	"math"
	"runtime"
)

// MemoryError says that a run does not fit the memory of the machine.
type MemoryError struct {
	Need, Have int64 // bytes
}

func (e *MemoryError) Error() string {
	return fmt.Sprintf("one run needs about %d MiB of memory, and %d MiB are available", e.Need>>20, e.Have>>20)
}

// Workers returns how many runs may be made at the same time: one for each processor, and fewer if the
// memory, or the number of runs, does not suffice. The error is a *MemoryError if not even one fits.
func Workers(runs int, need, have int64) (int, error) {
	if need > have {
		return 0, &MemoryError{need, have}
	}
	workers := min(runtime.GOMAXPROCS(0), runs)
	if need > 0 {
		workers = int(min(int64(workers), have/need))
	}
	return max(workers, 1), nil
}

// What a run takes, in bytes, measured with up to a million nodes and up to 20 million packets on their
// way, and rounded up. The estimate exists to refuse what would bring a machine down, not to predict.
const (
	memoryPerNode     = 600
	memoryPerTimers   = 1000 // more for a node of a protocol that works in cycles
	memoryPerEdge     = 32   // of the graph, and of the links
	memoryPerDelivery = 100  // a message that a node holds
	memoryPerRumor    = 900  // the same, if the node goes on spreading it in cycles
	memoryPerPacket   = 200  // on its way, or a path that is kept
	memoryPerLetter   = 1.25 // of the texts, and of the lines that real nodes would write of them
	memoryPerFlight   = 100  // more in rounds, where all packets of one lie side by side with those of the next
)

// Memory estimates what one run takes, in bytes, on a graph of so many nodes and edges.
func (s *Setup) Memory(nodes int, edges float64) int64 {
	n := float64(nodes)
	need := n * memoryPerNode
	if 2*edges < n*(n-1) { // else everybody knows everybody, and nothing is stored
		need += edges * memoryPerEdge
	}
	messages := float64(s.Load.Count)
	need += messages * float64(s.Load.Size) * memoryPerLetter // nodes share the texts
	switch _, cycles := s.Rule.Interval(); {
	case s.Rule.Protocol().Aggregates:
	case cycles:
		need += n*memoryPerTimers + n*messages*memoryPerRumor
	default:
		need += n*messages*memoryPerDelivery + s.copies(n, edges)*s.perCopy(2*edges/n)
	}
	return int64(math.Min(need, math.MaxInt64/2))
}

// copies is how many copies of all messages arrive where each link carries each message once each way, or,
// if the protocol obeys the relay limit, as often as that allows.
func (s *Setup) copies(nodes, edges float64) float64 {
	copies := 2 * edges * float64(s.Load.Count)
	if s.Rule.Protocol().Limited && edges >= nodes { // in a tree nothing comes back that could go on
		copies *= float64(max(s.Load.Relays, 1))
	}
	return copies
}

// perCopy is what a copy takes in bytes: the denser the graph, the more of them are there at once.
func (s *Setup) perCopy(degree float64) float64 {
	bytes := float64(memoryPerPacket)
	if s.Rounds.Synchronous {
		bytes += memoryPerFlight
	}
	return bytes * degree / (degree + 4)
}
