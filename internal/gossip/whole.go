package gossip

import (
	"strconv"
	"strings"
)

// WholeDigits reads a whole number as people type it: plain digits, or with an exponent, a point and a sign, such
// as 1e6 or 1.5e3. It returns the same number in plain digits, for strconv to judge whether it fits; false if
// the text is no whole number.
func WholeDigits(text string) (string, bool) {
	const (
		longest = 40  // characters
		largest = 300 // exponent either way: far beyond any integer, and soon written out
	)
	if len(text) > longest {
		return "", false
	}
	sign, unsigned := "", strings.TrimPrefix(text, "+")
	if unsigned == text && strings.HasPrefix(text, "-") {
		sign, unsigned = "-", text[1:]
	}
	mantissa, exponent := unsigned, 0
	if i := strings.IndexAny(unsigned, "eE"); i >= 0 {
		n, err := strconv.Atoi(unsigned[i+1:])
		if err != nil || n < -largest || n > largest {
			return "", false
		}
		mantissa, exponent = unsigned[:i], n
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := whole + fraction
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	digits, ok := shifted(digits, exponent-len(fraction))
	if digits = strings.TrimLeft(digits, "0"); digits == "" {
		return "0", ok
	}
	return sign + digits, ok
}

// shifted multiplies digits by a power of ten. It fails if anything but zeros falls off.
func shifted(digits string, power int) (string, bool) {
	if power >= 0 {
		return digits + strings.Repeat("0", power), true
	}
	kept := max(0, len(digits)+power)
	return digits[:kept], strings.Trim(digits[kept:], "0") == ""
}
