package main

import (
	"cmp"
	"fmt"
	"slices"
)

// An aim is something that this program wants to reach in the comparison.
type aim struct {
	nodes     int
	contender string
	text      string
	// reached is the figure, and whether it is good enough; ok is false if it was not measured.
	reached func(e, base entry, all []entry) (figure float64, good, ok bool)
}

// aims are the rows of what the comparison prints last.
func aims() []aim {
	atLeast := func(pick func(result) float64, bound float64) func(e, base entry, all []entry) (float64, bool, bool) {
		return func(e, base entry, _ []entry) (float64, bool, bool) {
			x, ok := against(e, base, pick)
			return x, x >= bound, ok
		}
	}
	return []aim{
		{16, "dedup", "messages/s at least 1/2 of raw", atLeast(throughput, 1.0/2)},
		{16, "flood", "messages/s at least 1/3 of raw", atLeast(throughput, 1.0/3)},
		{16, "dedup", "time to the last node under 1.5 x raw", latencyBelow(1.5)},
		{16, "flood", "time to the last node under 1.5 x raw", latencyBelow(1.5)},
		{16, "plumtree", "at most 1.05 payload relays per delivery", fewRelays},
		{16, "dedup", "CPU per delivery below memberlist-fast's (x)", cheaper},
		{16, "flood", "CPU per delivery below memberlist-fast's (x)", cheaper},
		{64, "dedup", "CPU per delivery below memberlist-fast's (x)", cheaper},
	}
}

func latencyBelow(bound float64) func(e, base entry, all []entry) (float64, bool, bool) {
	return func(e, base entry, _ []entry) (float64, bool, bool) {
		x, ok := against(e, base, idleLatency)
		return x, x < bound, ok
	}
}

func fewRelays(e, _ entry, _ []entry) (float64, bool, bool) {
	loaded, _ := e.medians()
	return loaded.Relays, loaded.Relays <= 1.05, true
}

func cheaper(e, _ entry, all []entry) (float64, bool, bool) {
	i := slices.IndexFunc(all, func(other entry) bool { return other.name == "memberlist-fast" })
	if i < 0 || len(all[i].results) == 0 {
		return 0, false, false
	}
	perDelivery := func(r result) float64 { return r.loaded.CPU / cmp.Or(r.loaded.Delivered, 1) }
	x, ok := against(e, all[i], perDelivery)
	return x, x < 1, ok
}

// print says whether the aim is reached; nothing if its contender was not measured.
func (a aim) print(entries []entry, base entry) {
	for _, e := range entries {
		if e.name != a.contender || len(e.results) == 0 {
			continue
		}
		if figure, good, ok := a.reached(e, base, entries); ok {
			verdict := "missed"
			if good {
				verdict = "reached"
			}
			fmt.Printf("aim: %s %s: %.2f, %s\n", a.contender, a.text, figure, verdict)
		}
	}
}
