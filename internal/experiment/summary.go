package experiment

import "gossip/internal/sim"

// Summary is what the runs of one point come to.
type Summary struct {
	Runs    int
	Metrics []*Stat // by the position in sim.Metrics; nil where no run has a value
	Ends    map[sim.End]int
	Hops    []float64 // Hops[h] is the mean number of deliveries at hop h
}

// Summarize sums up the runs of a point.
func Summarize(p PointOutcome) Summary {
	samples := make([]Sample, len(sim.Metrics()))
	s := Summary{Runs: len(p.Runs), Metrics: make([]*Stat, len(samples)), Ends: make(map[sim.End]int)}
	for i := range p.Runs {
		run := &p.Runs[i]
		run.Values(func(metric int, value float64) { samples[metric].Add(value) })
		s.Ends[run.End]++
		for h, deliveries := range run.Hops {
			if h == len(s.Hops) {
				s.Hops = append(s.Hops, 0)
			}
			s.Hops[h] += float64(deliveries)
		}
	}
	for h := range s.Hops {
		s.Hops[h] /= float64(len(p.Runs))
	}
	for i := range samples {
		if samples[i].Len() == 0 {
			continue
		}
		st := samples[i].Stat()
		if samples[i].Len() < len(p.Runs) {
			st.Runs = samples[i].Len()
		}
		s.Metrics[i] = &st
	}
	return s
}

// TraceHash condenses the hashes of all runs, in their order, to one.
func TraceHash(o Outcome) string {
	var hashes []string
	for _, point := range o.Points {
		for _, run := range point.Runs {
			hashes = append(hashes, run.Hash)
		}
	}
	return sim.CombineHashes(hashes)
}
