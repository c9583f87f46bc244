package main

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestPrintable(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "Hello World", "Hello World"},
		{"empty", "", ""},
		{"newline", "two\nlines", `two\nlines`},
		{"tab and return", "a\tb\r", `a\tb\r`},
		{"escape sequence", "\x1b[31mred\x1b[0m", `\x1b[31mred\x1b[0m`},
		{"bell, backspace, delete", "\a\b\x7f", `\x07\x08\x7f`},
		{"C1: an escape sequence of one character", "\u009b31m", `\u009b31m`},
		{"override", "a\u202eb", `a\u202eb`},
		{"isolate", "\u2066x\u2069", `\u2066x\u2069`},
		{"separators", "\u2028\u2029", `\u2028\u2029`},
		{"marks", "\u200e\u200f\u061c", `\u200e\u200f\u061c`},
		{"not UTF-8", "a\xffb", `a\xffb`},
		{"replacement character", "a\ufffdb", "a\ufffdb"},
		{"both", "\xff\ufffd", "\\xff\ufffd"},
		{"emoji", "👍🏽 🇫🇷 👩‍👩‍👧", "👍🏽 🇫🇷 👩‍👩‍👧"},
		{"England, in tags", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"},
		{"scripts", "שלום مرحبا नमस्ते 日本", "שלום مرحبا नमस्ते 日本"},
		{"backslash", `\n`, `\n`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { assert.Equal(t, tt.want, printable(tt.in)) })
	}
}

func TestPrintableIsHarmless(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")) + rapid.String().Draw(t, "text")
		shown := printable(text)
		assert.Equal(t, -1, strings.IndexFunc(shown, unicode.IsControl))
		assert.Equal(t, shown, printable(shown), "what is printable stays as it is")
	})
}

func TestJSONCarriesEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text") + "\u009b\u202e\x7f\n<&>"
		line, err := jsonLine(text)
		require.NoError(t, err)
		shown := strings.TrimSuffix(string(line), "\n")
		assert.Equal(t, -1, strings.IndexFunc(shown, commandsTerminal))
		var back string
		require.NoError(t, json.Unmarshal(line, &back))
		assert.Equal(t, text, back)
	})
}
