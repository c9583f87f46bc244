package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"gossip/internal/experiment"
	"gossip/internal/sim"
)

// endsText says how runs ended: quiet, or quiet 18, until 2.
func endsText(ends map[sim.End]int) string {
	var parts []string
	for _, end := range sim.Ends() {
		if n := ends[end]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", end, n))
		}
	}
	if len(parts) == 1 {
		word, _, _ := strings.Cut(parts[0], " ")
		return word
	}
	if len(parts) == 0 {
		return "-"
	}
	return strings.Join(parts, ", ")
}

// statText writes a mean with its interval: 16.79 ±0.12.
func statText(s *experiment.Stat) string {
	if s == nil {
		return "-"
	}
	mean, ci := meanText(*s)
	if s.CI95 == nil || *s.CI95 == 0 {
		return mean // all runs have the same, or there is but one
	}
	return mean + " ±" + ci
}

// meanText writes a mean in as many digits as are known, and the half width of its interval in two.
func meanText(s experiment.Stat) (mean, ci string) {
	if s.CI95 == nil || *s.CI95 == 0 {
		if ci = "-"; s.CI95 != nil {
			ci = "0"
		}
		return fourDigits(s.Mean), ci
	}
	places := max(0, 1-int(math.Floor(math.Log10(*s.CI95))))
	const mostPlaces = 6
	if places > mostPlaces {
		return strconv.FormatFloat(s.Mean, 'g', 3, 64), strconv.FormatFloat(*s.CI95, 'g', 2, 64)
	}
	const longest = 1e15 // beyond it the digits of a whole number mean nothing
	if max(math.Abs(s.Mean), *s.CI95) >= longest {
		return strconv.FormatFloat(s.Mean, 'g', 3, 64), strconv.FormatFloat(*s.CI95, 'g', 2, 64)
	}
	if places == 0 {
		return rounded(s.Mean), rounded(*s.CI95)
	}
	return strconv.FormatFloat(s.Mean, 'f', places, 64), strconv.FormatFloat(*s.CI95, 'f', places, 64)
}

// fourDigits writes a number with four digits that count, or whole if it is larger.
func fourDigits(x float64) string {
	const whole = 10_000
	if math.Abs(x) >= whole && math.Abs(x) < 1e15 {
		return thousands(int(math.Round(x)))
	}
	return strconv.FormatFloat(x, 'g', 4, 64)
}

// hopsText lists the mean number of deliveries at each hop.
func hopsText(hops []float64) string {
	const shown = 24
	var parts []string
	for hop, deliveries := range hops[:min(len(hops), shown)] {
		parts = append(parts, fmt.Sprintf("%d: %s", hop, fourDigits(deliveries)))
	}
	if more := len(hops) - shown; more > 0 {
		parts = append(parts, fmt.Sprintf("and %s more", amount(more, "hop")))
	}
	return strings.Join(parts, ", ")
}
