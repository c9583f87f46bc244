package wire

import (
	"errors"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// errHalfPair is for a text that no UTF-8 can hold. The decoder of JSON would put U+FFFD in the place of
// the half, and the text would not be what was submitted.
var errHalfPair = errors.New(`not UTF-8: half of a surrogate pair, like \ud800, without the other half`)

// halved reports whether a text stands for something else in the JSON that it was decoded from, which
// has half of a surrogate pair somewhere.
func halved(text string, json []byte) bool {
	return strings.ContainsRune(text, utf8.RuneError) && hasHalfPair(json)
}

// hasHalfPair looks through the escapes of valid JSON.
func hasHalfPair(json []byte) bool {
	for i := 0; i < len(json); i++ {
		if json[i] != '\\' {
			continue
		}
		i++ // to what is escaped
		unit, ok := escapedUnit(json[i-1:])
		if !ok || !utf16.IsSurrogate(unit) {
			continue
		}
		low, ok := escapedUnit(json[i+5:])
		if !ok || utf16.DecodeRune(unit, low) == utf8.RuneError {
			return true
		}
		i += 4 + 6 // behind both
	}
	return false
}

// escapedUnit reads the \uXXXX that something begins with.
func escapedUnit(b []byte) (unit rune, ok bool) {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return 0, false
	}
	for _, c := range b[2:6] {
		digit := strings.IndexByte(hexDigits, c|0x20)
		if digit < 0 {
			return 0, false
		}
		unit = unit<<4 | rune(digit)
	}
	return unit, true
}
