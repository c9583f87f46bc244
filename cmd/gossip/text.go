package main

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// printable returns s for a terminal: control characters, and the invisible ones that reorder a
// line, are written as Go would write them in a string (\n, \x1b, \u202e); all other text, emoji
// included, stays as it is. The result is always one line.
func printable(s string) string {
	first := strings.IndexFunc(s, commandsTerminal)
	if first < 0 && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], string(utf8.RuneError)):
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case commandsTerminal(r) && r < 0x80:
			fmt.Fprintf(&b, `\x%02x`, r)
		case commandsTerminal(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// escapeJSON rewrites valid JSON so that it holds no character that commands a terminal: those stand
// only in strings, where \uXXXX says the same. Newlines between values stay.
func escapeJSON(b []byte) []byte {
	if !bytes.ContainsFunc(b, func(r rune) bool { return r != '\n' && commandsTerminal(r) }) {
		return b
	}
	var out bytes.Buffer
	for _, r := range string(b) {
		if r != '\n' && commandsTerminal(r) {
			fmt.Fprintf(&out, `\u%04x`, r)
		} else {
			out.WriteRune(r)
		}
	}
	return out.Bytes()
}

// commandsTerminal reports whether r does something to a terminal instead of showing: the control
// characters (C0, DEL, C1), the line and paragraph separators, and the bidirectional controls,
// which can make a line read differently from what it says. Joiners and variation selectors, of
// which emoji are made, are not among them.
func commandsTerminal(r rune) bool {
	switch {
	case r < 0x20, 0x7f <= r && r <= 0x9f:
		return true
	case r == 0x061c, r == 0x200e, r == 0x200f, // marks
		0x2028 <= r && r <= 0x202e, // separators, embeddings, overrides
		0x2066 <= r && r <= 0x2069: // isolates
		return true
	}
	return false
}
