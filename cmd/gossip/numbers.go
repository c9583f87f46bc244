package main

import (
	"fmt"
	"strconv"
	"time"
)

// percent writes a share without rounding it up to all.
func percent(part, whole int) string {
	if whole == 0 {
		return "0%"
	}
	return strconv.FormatFloat(float64(part*1000/whole)/10, 'f', -1, 64) + "%"
}

// thousands writes a number with a comma between groups of three digits.
func thousands(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// plural is the word for a number of things: node if it is 1, else nodes.
func plural(n int, thing string) string {
	if n == 1 {
		return thing
	}
	return thing + "s"
}

// amount writes a number of things: 1 node, 2000 nodes.
func amount(n int, thing string) string { return strconv.Itoa(n) + " " + plural(n, thing) }

// count writes a number of things with commas: 1 node, 2,000 nodes.
func count(n int, thing string) string { return thousands(n) + " " + plural(n, thing) }

// were makes a number of things the subject of something that was done: 1 line was, 2 lines were.
func were(n int, thing string) string {
	if n == 1 {
		return count(n, thing) + " was"
	}
	return count(n, thing) + " were"
}

// shortTime writes a time that a message took, with two or three digits.
func shortTime(d time.Duration) string {
	ms := float64(d) / float64(time.Millisecond)
	switch {
	case d == 0:
		return "0ms"
	case ms < 0.01:
		return fmt.Sprintf("%.3fms", ms)
	case ms < 1:
		return fmt.Sprintf("%.2fms", ms)
	case ms < 100:
		return fmt.Sprintf("%.1fms", ms)
	case ms < 1000:
		return fmt.Sprintf("%.0fms", ms)
	}
	return fmt.Sprintf("%.2fs", d.Seconds())
}

// inMS returns a duration in ms, for JSON.
func inMS(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
