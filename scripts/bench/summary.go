package main

import "slices"

// figures are the result of a load. The names in JSON are those of `gossip bench -o json`. A delivery
// is the first arrival of a message at a node other than its origin.
type figures struct {
	MessagesPerS   float64 `json:"messages_per_s"` // those that reached all nodes
	DeliveriesPerS float64 `json:"deliveries_per_s"`
	Delivered      float64 `json:"delivered_fraction"`
	Latency        latency `json:"latency_ms"`
	Relays         float64 `json:"relays_per_delivery"`
	Bytes          float64 `json:"bytes_per_delivery"`
	CPU            float64 `json:"cpu_s_per_1000"` // of all node processes, per 1,000 messages
	PSS            float64 `json:"pss_bytes"`      // of a node
}

// latency is the time from a message's acceptance to its arrival at the last node, for the messages
// that arrived at every node.
type latency struct {
	P50 float64 `json:"p50"`
	P99 float64 `json:"p99"`
	Max float64 `json:"max"`
}

// A spread is what became of one message.
type spread struct {
	accepted, last int64 // Unix ns
	nodes          int   // that have it, the origin included
}

// summarize makes figures from the arrivals at all nodes (arrivals[i] are those at node i+1) of
// messages that were submitted from begin on (Unix ns). What counts and clocks tell is left to the caller.
func summarize(arrivals [][]arrival, messages int, begin int64) figures {
	type key struct {
		origin uint32
		number uint64
	}
	spreads := make(map[key]*spread, messages)
	end, deliveries := begin, 0
	for i, at := range arrivals {
		for _, a := range at {
			k := key{a.origin, a.number}
			s := spreads[k]
			if s == nil {
				s = &spread{}
				spreads[k] = s
			}
			s.nodes++
			s.last, end = max(s.last, a.at), max(end, a.at)
			if int(a.origin) == i+1 {
				s.accepted = a.at
			} else {
				deliveries++
			}
		}
	}
	var times []float64
	for _, s := range spreads {
		if s.nodes == len(arrivals) {
			times = append(times, float64(s.last-s.accepted)/1e6)
		}
	}
	f := figures{}
	if possible := messages * (len(arrivals) - 1); possible > 0 {
		f.Delivered = float64(deliveries) / float64(possible)
	}
	if took := float64(end-begin) / 1e9; took > 0 {
		f.MessagesPerS, f.DeliveriesPerS = float64(len(times))/took, float64(deliveries)/took
	}
	if len(times) > 0 {
		slices.Sort(times)
		f.Latency = latency{P50: quantile(times, 0.5), P99: quantile(times, 0.99), Max: quantile(times, 1)}
	}
	return f
}

// median applies to each figure on its own.
func median(all []figures) figures {
	of := func(pick func(figures) float64) float64 {
		values := make([]float64, 0, len(all))
		for _, f := range all {
			values = append(values, pick(f))
		}
		return quantile(values, 0.5)
	}
	return figures{
		MessagesPerS:   of(func(f figures) float64 { return f.MessagesPerS }),
		DeliveriesPerS: of(func(f figures) float64 { return f.DeliveriesPerS }),
		Delivered:      of(func(f figures) float64 { return f.Delivered }),
		Latency: latency{
			P50: of(func(f figures) float64 { return f.Latency.P50 }),
			P99: of(func(f figures) float64 { return f.Latency.P99 }),
			Max: of(func(f figures) float64 { return f.Latency.Max }),
		},
		Relays: of(func(f figures) float64 { return f.Relays }),
		Bytes:  of(func(f figures) float64 { return f.Bytes }),
		CPU:    of(func(f figures) float64 { return f.CPU }),
		PSS:    of(func(f figures) float64 { return f.PSS }),
	}
}
