package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestWrapped(t *testing.T) {
	assert.Equal(t, []string{"a bb", "ccc d"}, wrapped(" a bb\nccc  d", 5))
	assert.Equal(t, []string{"abcdef", "g"}, wrapped("abcdef g", 3), "a word is not broken")
	assert.Equal(t, []string{""}, wrapped("", 3))
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-z]{1,9}`), 1, 40).Draw(t, "words")
		lines := wrapped(strings.Join(words, " "), 20)
		assert.Equal(t, words, strings.Fields(strings.Join(lines, " ")))
		for _, line := range lines {
			assert.LessOrEqual(t, len(line), 20)
		}
	})
}
