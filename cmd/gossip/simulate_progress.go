package main

import (
	"fmt"
	"time"
)

// simulateProgress returns a function that shows on a terminal how many runs are finished, and one that
// clears what was shown.
func simulateProgress(c *cli) (show func(done, total int), clear func()) {
	const pause = 100 * time.Millisecond
	if !c.errTerminal {
		return nil, func() {}
	}
	begun := time.Now()
	last := begun
	show = func(done, total int) {
		now := time.Now()
		if now.Sub(last) < pause {
			return
		}
		last = now
		left := time.Duration(float64(now.Sub(begun)) / float64(done) * float64(total-done))
		fmt.Fprintf(c.err, "\r\x1b[K%s of %s, %v left", thousands(done), count(total, "run"), left.Round(time.Second))
	}
	return show, func() {
		if last != begun {
			fmt.Fprint(c.err, "\r\x1b[K")
		}
	}
}
