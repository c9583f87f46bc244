package render

import (
	"math"
	"strconv"
	"strings"
)

// A tick is a mark on an axis. Its label is empty if it is a minor one; a part of it that follows a ^
// is an exponent.
type tick struct {
	at    float64
	label string
}

// niceStep returns the smallest of ..., 0.1, 0.2, 0.5, 1, 2, 5, 10, ... that is not below the
// least step, as digit times ten to the power.
func niceStep(least float64) (digit float64, power int) {
	power = int(math.Floor(math.Log10(least)))
	for _, digit = range [...]float64{1, 2, 5} {
		if timesPower(digit, power) >= least*(1-1e-9) {
			return digit, power
		}
	}
	return 1, power + 1
}

// timesPower returns v times ten to the power. It divides where it can, for 3/10 is 0.3 and 3*0.1 is
// not.
func timesPower(v float64, power int) float64 {
	if power < 0 {
		return v / math.Pow10(-power)
	}
	return v * math.Pow10(power)
}

// linearTicks returns the ticks from low to high, at most one more than most, at the multiples of a
// nice step that is not below the least one.
func linearTicks(low, high float64, most int, least float64) []tick {
	digit, power := niceStep(max(least, (high-low)/float64(most)))
	step := timesPower(digit, power)
	const slack = 1e-6 // of a step: an end that was rounded is still an end
	var ticks []tick
	largest := 0.0
	for i := math.Ceil(low/step - slack); i <= high/step+slack && len(ticks) <= most; i++ {
		ticks = append(ticks, tick{at: timesPower(i*digit, power)})
		largest = max(largest, math.Abs(ticks[len(ticks)-1].at))
	}
	for k := range ticks {
		ticks[k].label = linearLabel(ticks[k].at, largest, power)
	}
	return ticks
}

// linearLabel writes a number with the decimals that a step of ten to the power needs. Where the
// largest number on the axis is very large or very small, all numbers are multiples of its power of
// ten.
func linearLabel(v, largest float64, power int) string {
	if v == 0 {
		return "0"
	}
	leading := int(math.Floor(math.Log10(largest) + 1e-9))
	if leading >= -3 && leading < 6 || leading > 0 && leading < 12 && leading-power > 4 {
		return grouped(v, max(0, -power))
	}
	return grouped(timesPower(v, -leading), max(0, leading-power)) + "×10^" + signed(leading)
}

// grouped writes a number with so many decimals, and commas between the thousands.
func grouped(v float64, decimals int) string {
	text := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	whole, fraction, _ := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction != "" {
		whole += "." + fraction
	}
	if v < 0 {
		return minus + whole
	}
	return whole
}

const minus = "−" // the sign is as wide as a plus; the hyphen is not

// signed writes an exponent.
func signed(n int) string {
	if n < 0 {
		return minus + strconv.Itoa(-n)
	}
	return strconv.Itoa(n)
}

// logTicks returns the ticks of a logarithmic axis from low to high: the powers of ten, or every so
// many of them, with minor ticks between; in a range of few decades 1, 2 and 5 of each; in one that
// has not even those, numbers at equal distances.
func logTicks(low, high float64, most int) []tick {
	first, last := int(math.Floor(math.Log10(low))), int(math.Ceil(math.Log10(high)))
	var decades, ones, minor []tick
	within := func(v float64) bool { return v >= low*(1-1e-9) && v <= high*(1+1e-9) }
	for power := first; power <= last; power++ {
		for digit := 1.0; digit < 10; digit++ {
			t := tick{at: timesPower(digit, power), label: "?"}
			switch {
			case !within(t.at):
			case digit == 1:
				decades, ones = append(decades, t), append(ones, t)
			case digit == 2 || digit == 5:
				ones = append(ones, t)
				fallthrough
			default:
				minor = append(minor, tick{at: t.at})
			}
		}
	}
	switch {
	case len(decades) >= 3 && len(decades) <= most+1:
		return append(logLabels(decades), minor...)
	case len(decades) >= 3:
		return everyFew(decades, most)
	case len(ones) >= 3 && len(ones) <= most+2:
		return append(logLabels(ones), without125(minor)...)
	case len(decades) == 2:
		return append(logLabels(decades), minor...)
	}
	return linearTicks(low, high, most, 0)
}

// everyFew labels every so many of the decades, and makes the others minor ticks.
func everyFew(decades []tick, most int) []tick {
	digit, power := niceStep(float64(len(decades)) / float64(most))
	step := max(1, int(timesPower(digit, power)))
	var major, minor []tick
	for _, t := range decades {
		if int(math.Round(math.Log10(t.at)))%step == 0 {
			major = append(major, t)
		} else if len(decades) < 100 {
			minor = append(minor, tick{at: t.at})
		}
	}
	return append(logLabels(major), minor...)
}

// without125 returns the minor ticks that are no major ones where 1, 2 and 5 are.
func without125(minor []tick) []tick {
	var rest []tick
	for _, t := range minor {
		digit, _ := scientific(t.at)
		if digit != 2 && digit != 5 {
			rest = append(rest, t)
		}
	}
	return rest
}

// logLabels writes the labels, all in the same way: as people write numbers, or as powers of ten if one
// of them would be long.
func logLabels(ticks []tick) []tick {
	plain := true
	for _, t := range ticks {
		plain = plain && t.at > 0.9e-3 && t.at < 2e5
	}
	for k := range ticks {
		digit, power := scientific(ticks[k].at)
		base := "10^" + signed(power)
		switch {
		case plain:
			ticks[k].label = grouped(ticks[k].at, max(0, -power))
		case power == 0:
			ticks[k].label = strconv.Itoa(digit)
		case digit == 1 && power == 1:
			ticks[k].label = "10"
		case digit == 1:
			ticks[k].label = base
		default:
			ticks[k].label = strconv.Itoa(digit) + "×" + base
		}
	}
	return ticks
}

// scientific takes a tick of one digit apart.
func scientific(v float64) (digit, power int) {
	power = int(math.Floor(math.Log10(v) + 1e-9))
	return int(math.Round(timesPower(v, -power))), power
}
