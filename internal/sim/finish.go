package sim

import (
	"strconv"
	"time"
)

// finish computes what the run came to.
func (w *world) finish(r *Result) {
	t := &w.tally
	r.Seed, r.Living = w.cfg.Seed, w.faults.living
	r.Time = w.unit(w.now)
	r.set(endTime, r.Time)
	r.set(events, float64(t.events))
	r.set(packets, float64(t.payload.packets+t.control.packets))
	r.set(payloadPackets, float64(t.payload.packets))
	r.set(controlPackets, float64(t.control.packets))
	r.set(payloadBytes, float64(t.payload.bytes))
	if !t.byteLess || !w.mean.aggregates {
		r.set(controlBytes, float64(t.control.bytes))
	}
	r.set(lostPackets, float64(t.lost))
	busiest := uint32(0)
	for _, load := range t.load {
		busiest = max(busiest, load)
	}
	r.set(maxLoad, float64(busiest))
	w.mean.measure(w, r)
	if len(t.texts) > 0 {
		w.spread(r)
	}
}

// unit turns a time of the run, or a difference of two, into rounds or seconds.
func (w *world) unit(ns int64) float64 {
	if w.cfg.Rounds.Synchronous {
		return float64(ns / w.rounds.length)
	}
	return float64(ns) / float64(time.Second)
}

// reach is how one message spread, over the nodes that live at the end.
type reach struct {
	count     int
	brought   int // of these, by a peer and not by a client
	sum, last int64
	at        [4]int64 // when the milestones were reached
}

// milestones are the shares of the living nodes whose time is measured, in percent.
func milestones() [4]milestone {
	return [...]milestone{{50, t50}, {90, t90}, {99, t99}, {100, t100}}
}

type milestone struct {
	percent int
	metric  metricIndex
}

// spread computes how the messages spread. Figures of several messages are means.
func (w *world) spread(r *Result) {
	t := &w.tally
	accepted := t.accepted
	r.set(acceptedTexts, float64(accepted))
	if accepted == 0 || r.Living == 0 {
		return
	}
	reached, hops := w.follow(r)
	mean := func(metric metricIndex, of func(x *reach) (float64, bool)) {
		sum, all := 0.0, true
		for i := range reached {
			if t.texts[i].accepted {
				value, ok := of(&reached[i])
				sum += value
				all = all && ok
			}
		}
		if all {
			r.set(metric, sum/float64(accepted))
		}
	}
	mean(coverage, func(x *reach) (float64, bool) { return float64(x.count) / float64(r.Living), true })
	mean(residue, func(x *reach) (float64, bool) { return float64(r.Living-x.count) / float64(r.Living), true })
	mean(tLast, func(x *reach) (float64, bool) { return w.unit(x.last), x.count > 0 })
	mean(tAvg, func(x *reach) (float64, bool) { return w.unitOf(float64(x.sum) / float64(x.brought)), x.brought > 0 })
	for k, m := range milestones() {
		mean(m.metric, func(x *reach) (float64, bool) { return w.unit(x.at[k]), x.count >= needed(r.Living, m.percent) })
	}
	perNode := float64(accepted) * float64(w.n)
	r.set(traffic, float64(t.payload.packets)/perNode)
	if hops.count > 0 {
		r.set(ldh, float64(len(r.Hops)-1))
		r.set(meanHop, float64(hops.sum)/float64(hops.count))
	}
	r.set(duplicates, float64(t.arrived-t.gone-hops.brought)/float64(accepted)/float64(r.Living))
	if hops.relayed > 0 {
		r.set(rmr, float64(t.arrived)/float64(hops.relayed)-1)
	}
}

// unitOf is unit of a mean.
func (w *world) unitOf(ns float64) float64 {
	if w.cfg.Rounds.Synchronous {
		return ns / float64(w.rounds.length)
	}
	return ns / float64(time.Second)
}

// needed is how many nodes are a share of the living ones, rounded up.
func needed(living, percent int) int { return (living*percent + 99) / 100 }

// hopCount sums up over all deliveries.
type hopCount struct {
	count, sum int   // at nodes that live
	brought    int64 // of these, by a packet and not by a client
	relayed    int64 // deliveries that a packet brought, also at nodes that ended since
}

// follow goes through the deliveries in order of time. It sets the hop histogram and the curve.
func (w *world) follow(r *Result) ([]reach, hopCount) {
	t := &w.tally
	reached := make([]reach, len(t.texts))
	var h hopCount
	var thresholds [4]int
	for i, m := range milestones() {
		thresholds[i] = needed(r.Living, m.percent)
	}
	curve := newCurve(w, r.Living)
	for k, d := range t.log {
		index := 0
		if len(t.about) > 0 {
			index = int(t.about[k])
		}
		if d.hop > 0 {
			h.relayed++
		}
		if !t.counts(k, d) {
			continue
		}
		x, since := &reached[index], d.at-t.texts[index].at
		if d.hop > 0 {
			x.brought++
			h.brought++
		}
		for len(r.Hops) <= int(d.hop) {
			r.Hops = append(r.Hops, 0)
		}
		r.Hops[d.hop]++
		h.count++
		h.sum += int(d.hop)
		x.count++
		x.sum += since
		x.last = since
		for i, need := range thresholds {
			if x.count == need {
				x.at[i] = since
			}
		}
		curve.add(since)
	}
	if w.cfg.Curve {
		r.Curve = curve.points()
	}
	return reached, h
}

// textOf returns the text of a message.
func textOf(m *Message, index int) string {
	if m.Text != "" {
		return m.Text
	}
	return "m" + strconv.Itoa(index+1)
}
