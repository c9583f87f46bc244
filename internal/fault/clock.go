package fault

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Clock says how times are written. The zero value takes durations, such as 2s and 150ms.
type Clock struct {
	// Round is the length of a round in the synchronous model, where times are whole numbers of
	// rounds; 0 means that there are no rounds.
	Round time.Duration
}

// parse reads a time since the start, or a length of time.
func (c Clock) parse(text string) (time.Duration, error) {
	if c.Round > 0 {
		return c.parseRounds(text)
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		if text != "" && strings.Trim(text, "0123456789.") == "" {
			return 0, refuse("write "+text+"s or "+text+"ms; rounds are counted in the synchronous model alone",
				"%q is a plain number, and times are durations here", text)
		}
		return 0, refuse("write a time such as 2s, 150ms or 1m30s", "%q is not a time", text)
	}
	if d < 0 {
		return 0, refuse("times count from the start of the run: 0s is the earliest", "the time %s is negative", text)
	}
	return d, nil
}

func (c Clock) parseRounds(text string) (time.Duration, error) {
	const hint = "write a whole number of rounds, such as 3"
	rounds, err := strconv.ParseUint(text, 10, 63)
	switch {
	case err == nil && int64(rounds) <= math.MaxInt64/int64(c.Round):
		return time.Duration(rounds) * c.Round, nil
	case err == nil:
		return 0, refuse("at most "+strconv.FormatInt(math.MaxInt64/int64(c.Round), 10)+" rounds can be counted",
			"round %s is too far away", text)
	}
	if _, err := time.ParseDuration(text); err == nil && text != "" {
		return 0, refuse(hint+"; durations belong to the asynchronous model",
			"%q is a duration, and times are counted in rounds here", text)
	}
	return 0, refuse(hint, "%q is not a number of rounds", text)
}

// Format writes a time as Parse reads it.
func (c Clock) Format(d time.Duration) string {
	if c.Round > 0 && d%c.Round == 0 {
		return strconv.FormatInt(int64(d/c.Round), 10)
	}
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}
