package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestShare(t *testing.T) {
	for text, want := range map[string]string{
		"100%": "100%", "1": "100%", "99.5%": "99.5%", "0.9": "90%", " 50 % ": "50%", "0.1%": "0.1%",
	} {
		var s share
		require.NoError(t, s.Set(text), text)
		assert.Equal(t, want, s.String(), text)
	}
	for _, text := range []string{"", "%", "0", "0%", "-1%", "101%", "90", "1.01", "x", "NaN", "Inf", "1e400%"} {
		assert.Error(t, new(share).Set(text), text)
	}
}

func TestShareOfNodes(t *testing.T) {
	tests := []struct {
		text    string
		n, want int
	}{
		{"100%", 16, 16}, {"90%", 16, 15}, {"0.7", 10, 7}, {"50%", 3, 2}, {"0.1%", 16, 1}, {"99%", 1000, 990},
		{"99.9%", 1001, 1000}, {"100%", 0, 1},
	}
	for _, test := range tests {
		var s share
		require.NoError(t, s.Set(test.text))
		assert.Equal(t, test.want, s.of(test.n), "%s of %d", test.text, test.n)
	}
}

func TestNumbers(t *testing.T) {
	assert.Equal(t, "0", thousands(0))
	assert.Equal(t, "999", thousands(999))
	assert.Equal(t, "1,000", thousands(1000))
	assert.Equal(t, "12,345,678", thousands(12345678))
	assert.Equal(t, "-123", thousands(-123))
	assert.Equal(t, "-1,234", thousands(-1234))

	assert.Equal(t, "100%", percent(16, 16))
	assert.Equal(t, "99.9%", percent(9999, 10000), "not all is never 100%")
	assert.Equal(t, "0%", percent(0, 0))

	for text, ns := range map[string]int64{"0ms": 0, "0.25ms": 250_000, "1.4ms": 1_400_000, "99.9ms": 99_900_000, "123ms": 123_000_000, "2.50s": 2_500_000_000} {
		assert.Equal(t, text, shortTime(time.Duration(ns)))
	}
	assert.Equal(t, "1 node", count(1, "node"))
	assert.Equal(t, "1,000 nodes", count(1000, "node"))
}
