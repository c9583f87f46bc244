package sim

import (
	"fmt"
	"strings"
	"time"
)

// MaxLatency bounds the latencies that ParseLatency takes.
const MaxLatency = time.Hour

// ParseLatency reads a latency: 10ms, 5ms..20ms (uniform), exp:10ms (its mean), normal:10ms,2ms (mean
// and standard deviation). It is the inverse of Latency.String.
func ParseLatency(text string) (Latency, error) {
	if mean, ok := strings.CutPrefix(text, "exp:"); ok {
		d, err := parseTime(mean)
		return Exponential(d), err
	}
	if rest, ok := strings.CutPrefix(text, "normal:"); ok {
		mean, deviation, err := parseTimes(rest, ",", "normal:10ms,2ms")
		return Normal(mean, deviation), err
	}
	if strings.Contains(text, "..") {
		low, high, err := parseTimes(text, "..", "5ms..20ms")
		if err == nil && low > high {
			err = fmt.Errorf("%s runs downwards; write %v..%v", text, high, low)
		}
		return Uniform(low, high), err
	}
	if kind, _, ok := strings.Cut(text, ":"); ok {
		return Latency{}, fmt.Errorf("there is no latency %q; there are exp:MEAN and normal:MEAN,DEVIATION", kind)
	}
	d, err := parseTime(text)
	return Constant(d), err
}

// parseTimes reads two times.
func parseTimes(text, separator, example string) (a, b time.Duration, err error) {
	first, second, ok := strings.Cut(text, separator)
	if !ok {
		return 0, 0, fmt.Errorf("%q must be two times, like %s", text, example)
	}
	if a, err = parseTime(first); err != nil {
		return 0, 0, err
	}
	b, err = parseTime(second)
	return a, b, err
}

// parseTime reads one time.
func parseTime(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 || d > MaxLatency {
		return 0, fmt.Errorf("%q is not a time from 0 to %v, like 10ms", text, MaxLatency)
	}
	return d, nil
}
