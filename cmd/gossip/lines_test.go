package main

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// readAll reads all lines; one that is too long is "!".
func readAll(t *testing.T, in io.Reader, limit int) (lines []string) {
	t.Helper()
	r := newLineReader(in, limit)
	for {
		line, err := r.next()
		switch {
		case errors.Is(err, io.EOF):
			assert.Equal(t, len(lines), r.number)
			return lines
		case errors.Is(err, errLineTooLong):
			line = "!"
		default:
			require.NoError(t, err)
		}
		lines = append(lines, line)
	}
}

func TestLines(t *testing.T) {
	const limit = 100_000 // more than the buffer holds
	full := strings.Repeat("x", limit)
	tests := map[string]struct {
		input string
		want  []string
	}{
		"nothing":              {"", nil},
		"one":                  {"a\n", []string{"a"}},
		"no end":               {"a\nb", []string{"a", "b"}},
		"empty lines":          {"\n\na\n\n", []string{"", "", "a", ""}},
		"CR LF":                {"a\r\nb\r\n", []string{"a", "b"}},
		"a CR that is text":    {"a\rb\r\r\n", []string{"a\rb\r"}},
		"full":                 {full + "\nb\n", []string{full, "b"}},
		"full, CR LF":          {full + "\r\nb\n", []string{full, "b"}},
		"full, no end":         {full, []string{full}},
		"one too long":         {"a\n" + full + "x\nb\n", []string{"a", "!", "b"}},
		"two too long":         {"a\n" + full + "xy\nb\n", []string{"a", "!", "b"}},
		"far too long":         {full + full + full + "\nb", []string{"!", "b"}},
		"far too long, no end": {"a\n" + full + full, []string{"a", "!"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, test.want, readAll(t, strings.NewReader(test.input), limit))
			assert.Equal(t, test.want, readAll(t, iotest.HalfReader(strings.NewReader(test.input)), limit))
		})
	}
}

func TestAnInputThatFails(t *testing.T) {
	broken := errors.New("broken")
	r := newLineReader(io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(broken)), 10)
	line, err := r.next()
	require.NoError(t, err)
	assert.Equal(t, "a", line)
	_, err = r.next()
	assert.ErrorIs(t, err, broken)
	assert.LessOrEqual(t, cap(r.line), 64)
}
