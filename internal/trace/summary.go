package trace

import (
	"cmp"
	"slices"
	"time"

	"gossip/internal/gossip"
)

// Node is a living node and what it knows about the message.
type Node struct {
	ID       int
	Arrivals []Arrival // in order; the first is the delivery; none: it does not hold the message
	Unkept   int       // further arrivals, of which only the number is known
}

// Arrival is one copy that came to a node.
type Arrival struct {
	Path *gossip.Path  // from the origin to the node
	At   time.Duration // since the origin accepted the message; less than 0 counts as 0
}

// Summary is what happened to one message. Its lists are never nil, so that JSON has no null.
type Summary struct {
	Origin     int         `json:"origin"`
	Nodes      int         `json:"nodes"`          // living
	Reached    int         `json:"reached"`        // living nodes that hold the message
	Coverage   float64     `json:"coverage"`       // Reached / Nodes, 0 to 1
	Relays     int         `json:"payload_relays"` // copies that a peer sent and that arrived
	RMR        float64     `json:"rmr"`            // a measure of redundancy only if Coverage is 1
	LDH        int         `json:"ldh"`
	Milestones []Milestone `json:"milestones"` // those that were reached, of 50, 90, 99 and 100 %
	Hops       []int       `json:"hops"`       // Hops[h] is the number of deliveries at hop h
	Deliveries []Copy      `json:"deliveries"` // in order of time
	Redundant  []Copy      `json:"redundant"`  // in order of node and arrival
	Unkept     int         `json:"unkept"`     // redundant arrivals that no node kept, beside Redundant
	Missing    []int       `json:"missing"`    // living nodes without the message, ascending
}

// Copy is one arrival at one node.
type Copy struct {
	Node   int     `json:"node"`
	From   int     `json:"from"` // the peer that sent it; 0 where a client did
	Hop    int     `json:"hop"`
	Time   float64 `json:"time"`    // ms since acceptance
	TimeNS int64   `json:"time_ns"` // the same in ns
}

// At returns the time of the arrival since acceptance.
func (c Copy) At() time.Duration { return time.Duration(c.TimeNS) }

// Milestone is the moment at which a share of the living nodes held the message.
type Milestone struct {
	Percent int     `json:"percent"`
	Nodes   int     `json:"nodes"`   // that many are this share
	Time    float64 `json:"time"`    // ms since acceptance
	TimeNS  int64   `json:"time_ns"` // the same in ns
}

// At returns the time of the milestone since acceptance.
func (m Milestone) At() time.Duration { return time.Duration(m.TimeNS) }

// Summarize tells what happened to a message that a client gave to origin. living lists each living
// node once, whether it holds the message or not.
func Summarize(origin int, living []Node) Summary {
	s := Summary{Origin: origin, Nodes: len(living), Milestones: []Milestone{}, Hops: []int{},
		Deliveries: []Copy{}, Redundant: []Copy{}, Missing: []int{}}
	for _, node := range ascending(living) {
		if len(node.Arrivals) == 0 {
			s.Missing = append(s.Missing, node.ID)
			continue
		}
		s.Deliveries = append(s.Deliveries, newCopy(node.ID, node.Arrivals[0]))
		for _, arrival := range node.Arrivals[1:] {
			s.Redundant = append(s.Redundant, newCopy(node.ID, arrival))
		}
		s.Unkept += node.Unkept
	}
	slices.SortStableFunc(s.Deliveries, func(a, b Copy) int { return cmp.Compare(a.TimeNS, b.TimeNS) })
	s.Reached = len(s.Deliveries)
	if s.Nodes > 0 {
		s.Coverage = float64(s.Reached) / float64(s.Nodes)
	}
	s.countHops()
	s.countRelays()
	s.passMilestones()
	return s
}

// countHops sets Hops and LDH.
func (s *Summary) countHops() {
	for _, d := range s.Deliveries {
		for len(s.Hops) <= d.Hop {
			s.Hops = append(s.Hops, 0)
		}
		s.Hops[d.Hop]++
		s.LDH = max(s.LDH, d.Hop)
	}
}

// countRelays sets Relays and RMR. A delivery at hop 0 is no relay: a client brought it. Everything
// else is one, also what comes back to the origin.
func (s *Summary) countRelays() {
	accepted := 0
	for _, d := range s.Deliveries {
		if d.Hop == 0 {
			accepted++
		}
	}
	s.Relays = s.Reached - accepted + len(s.Redundant) + s.Unkept
	if receivers := s.Nodes - accepted; receivers > 0 {
		s.RMR = float64(s.Relays-receivers) / float64(receivers)
	}
}

// passMilestones sets Milestones.
func (s *Summary) passMilestones() {
	for _, percent := range [...]int{50, 90, 99, 100} {
		needed := (s.Nodes*percent + 99) / 100 // rounded up
		if needed == 0 || needed > s.Reached {
			continue
		}
		d := s.Deliveries[needed-1]
		s.Milestones = append(s.Milestones, Milestone{Percent: percent, Nodes: needed, Time: d.Time, TimeNS: d.TimeNS})
	}
}

// newCopy describes an arrival at a node.
func newCopy(node int, a Arrival) Copy {
	at := max(a.At, 0)
	return Copy{Node: node, From: sender(a.Path), Hop: max(a.Path.Len()-1, 0),
		Time: float64(at) / float64(time.Millisecond), TimeNS: int64(at)}
}

// sender returns the last but one node of a path, 0 if there is none.
func sender(p *gossip.Path) int {
	if p.Len() < 2 {
		return 0
	}
	ids := p.AppendIDs(make([]gossip.NodeID, 0, 16))
	return int(ids[len(ids)-2])
}

// ascending returns the nodes in the order of their ids, without touching the caller's.
func ascending(nodes []Node) []Node {
	sorted := slices.Clone(nodes)
	slices.SortFunc(sorted, func(a, b Node) int { return cmp.Compare(a.ID, b.ID) })
	return sorted
}
