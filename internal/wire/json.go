package wire

import (
	"unicode/utf16"
	"unicode/utf8"
)

const hexDigits = "0123456789abcdef"

// AppendString appends s as a JSON string of pure ASCII: a reader that cuts the stream anywhere and
// decodes each piece by itself still gets whole characters.
func AppendString(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := plainString(s); i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= 0x20 && c != '"' && c != '\\' && c != 0x7f {
				i++
				continue
			}
			b = append(b, s[start:i]...)
			b = appendEscape(b, c)
			i++
			start = i
			continue
		}
		b = append(b, s[start:i]...)
		r, size := utf8.DecodeRuneInString(s[i:])
		if r1, r2 := utf16.EncodeRune(r); r1 != utf8.RuneError {
			b = appendUnit(appendUnit(b, r1), r2)
		} else {
			b = appendUnit(b, r)
		}
		i += size
		start = i
	}
	return append(append(b, s[start:]...), '"')
}

// plainString is plainBytes of a string; it need not find all of them.
func plainString(s string) int {
	n := 0
	for ; n+8 <= len(s); n += 8 {
		w := uint64(s[n]) | uint64(s[n+1])<<8 | uint64(s[n+2])<<16 | uint64(s[n+3])<<24 |
			uint64(s[n+4])<<32 | uint64(s[n+5])<<40 | uint64(s[n+6])<<48 | uint64(s[n+7])<<56
		if special(w) {
			break
		}
	}
	return n
}

func appendEscape(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\n':
		return append(b, '\\', 'n')
	case '\r':
		return append(b, '\\', 'r')
	case '\t':
		return append(b, '\\', 't')
	case '\b':
		return append(b, '\\', 'b')
	case '\f':
		return append(b, '\\', 'f')
	}
	return appendUnit(b, rune(c))
}

// appendUnit appends one UTF-16 code unit as \uXXXX.
func appendUnit(b []byte, r rune) []byte {
	return append(b, '\\', 'u', hexDigits[r>>12&15], hexDigits[r>>8&15], hexDigits[r>>4&15], hexDigits[r&15])
}

// appendASCII appends valid JSON with everything beyond ASCII escaped. Outside of strings JSON is
// ASCII anyway, so no parsing is needed.
func appendASCII(b, json []byte) []byte {
	for i := 0; i < len(json); {
		if c := json[i]; c < utf8.RuneSelf {
			b = append(b, c)
			i++
			continue
		}
		r, size := utf8.DecodeRune(json[i:])
		if r1, r2 := utf16.EncodeRune(r); r1 != utf8.RuneError {
			b = appendUnit(appendUnit(b, r1), r2)
		} else {
			b = appendUnit(b, r)
		}
		i += size
	}
	return b
}
