package main

import "fmt"

// Bounds of the judgement. The collector lets memory grow in steps, so the slope of a part of the time
// differs from that of the whole by more than chance.
const (
	warmUp     = 0.2 // the share of the samples that are left out
	fewest     = 8   // samples, without which there is no judgement
	mostGrowth = 2.0 // a message of the second half may cost so many times what one costs over all
)

// A line is a linear fit.
type line struct{ slope, intercept float64 }

// fit returns the line of least squares through the points of the samples.
func fit(samples []sample, x, y func(sample) float64) line {
	n := float64(len(samples))
	var mx, my, xx, xy float64
	for _, s := range samples {
		mx, my = mx+x(s)/n, my+y(s)/n
	}
	for _, s := range samples {
		xx += (x(s) - mx) * (x(s) - mx)
		xy += (x(s) - mx) * (y(s) - my)
	}
	if xx == 0 {
		return line{0, my}
	}
	return line{xy / xx, my - xy/xx*mx}
}

func messages(s sample) float64 { return s.messages }
func pss(s sample) float64      { return s.pss }
func stored(s sample) float64   { return s.stored }

// judgeMemory says what a message costs, and whether memory grew by messages alone: then those of the
// second half cost no more than all did.
func (s *soak) judgeMemory() error {
	steady := s.samples[int(warmUp*float64(len(s.samples))):]
	whole, account := fit(steady, messages, pss), fit(steady, messages, stored)
	first, second := fit(steady[:len(steady)/2], messages, pss), fit(steady[len(steady)/2:], messages, pss)
	fmt.Printf("\nmemory of a node = %.1f MiB + %.0f bytes a message: %d of its text, %.0f beside it\n",
		whole.intercept/(1<<20), whole.slope, s.size, whole.slope-float64(s.size))
	fmt.Printf("  by its own account %.0f bytes a message (store-limit counts these)\n", account.slope)
	if len(steady) < fewest {
		fmt.Printf("  %d samples after the warm-up are too few to judge whether more grows than that\n", len(steady))
		return nil
	}
	fmt.Printf("  %.0f bytes a message in the first half, %.0f in the second\n", first.slope, second.slope)
	if second.slope > mostGrowth*whole.slope {
		return fmt.Errorf("memory grows by more than the messages: %.0f bytes each in the second half, %.0f over all", second.slope, whole.slope)
	}
	return nil
}
