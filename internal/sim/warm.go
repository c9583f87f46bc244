package sim

import "math/rand/v2"

// coldNodes is the number from which nodes do not fit the cache of a processor's core any more.
const coldNodes = 4_000

// warm reads what some events will touch, all at once, so that the processor fetches it from memory
// side by side. Left to itself it would wait for each piece in turn, which at a million nodes is most
// of the time. Nothing is changed, and nothing depends on what is read.
func (w *world) warm(events []event) {
	var sum int
	floods := w.group.Rule().Protocol().Name == "flood" // relays more than the first arrival
	for i := range events {
		e := &events[i]
		if e.from >= fromClock {
			continue
		}
		n := &w.nodes[e.to]
		sum += int(n.ID()) + n.Store().Len()
		if e.what >= 0 {
			sum += int(w.packets.at(e.what).packet.Relays)
		}
	}
	for i := range events {
		e := &events[i]
		if e.from >= fromClock || e.what < 0 {
			continue
		}
		sum += w.packets.at(e.what).packet.Path.Len() + int(w.tally.load[e.to])
		n := &w.nodes[e.to]
		sum += n.Touch()
		if (floods || n.Store().Len() == 0) && len(w.peers.stored) > 0 { // it will relay
			row := w.peers.stored[e.to].row
			if len(row) == 0 {
				continue
			}
			sum += int(row[0])
			if w.links.ordered {
				sum += int(w.links.last[w.links.first[e.to]])
			}
		}
	}
	w.warmth += sum
}

// warmFlights is warm for packets of a round.
func (w *world) warmFlights(flights []flight) {
	if len(flights) < 2 {
		return // nothing to do it side by side with
	}
	var sum int
	for i := range flights {
		sum += int(w.nodes[flights[i].to].ID())
	}
	for i := range flights {
		f := &flights[i]
		sum += w.nodes[f.to].Store().Len() + f.packet.Path.Len() + int(w.tally.load[f.to])
	}
	for i := range flights {
		sum += w.nodes[flights[i].to].Touch()
	}
	w.warmth += sum
}

// warmPairs is warm for nodes that are about to choose a peer and exchange with it. Whom they will
// choose is foretold with a copy of their generator; if it is wrong nothing is lost but time.
func (w *world) warmPairs(due []alarm) {
	foretold := *w.fate
	random := rand.New(&foretold)
	var peers [batch]uint32
	var sum int
	for i := range due {
		sum += w.peers.warm(due[i].to)
	}
	for i := range due {
		peers[i] = w.peers.random(due[i].to, random)
	}
	for i := range due { // one read of each, so that many are under way at once
		sum += int(w.nodes[due[i].to].ID()) + int(w.nodes[peers[i]].ID())
	}
	for i := range due {
		sum += int(w.tally.load[due[i].to]) + int(w.tally.load[peers[i]])
	}
	for i := range due {
		sum += w.nodes[due[i].to].Touch() + w.nodes[peers[i]].Touch()
	}
	w.warmth += sum
}
