package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Whole numbers are taken in the notations of -n of simulate, wherever one is.
func TestBoundedInt(t *testing.T) {
	var value int
	flag := newBoundedInt(&value, 3, bounds{1, 1_000_000})
	assert.Equal(t, "3", flag.String())
	for text, want := range map[string]int{"1": 1, "016": 16, "1e1": 10, "1e6": 1_000_000, "1E6": 1_000_000, "1.5e3": 1500, "2.0": 2, "+7": 7} {
		require.NoError(t, flag.Set(text), text)
		assert.Equal(t, want, value, text)
	}
	for _, text := range []string{"", "0", "-1", "x", "1.5", "1.5e0", "1e-1", "1000001", "1e7", "1e19", "1e300", "1e9999", "99999999999999999999", "0x10", "1_000"} {
		before := value
		assert.EqualError(t, flag.Set(text), "it must be a whole number from 1 to 1000000", text)
		assert.Equal(t, before, value, text)
	}
}

func TestParseNode(t *testing.T) {
	for text, want := range map[string]int{
		"3": 3, "16": 16, "Gossip-Node-3": 3, "16777216": 16777216, "007": 7,
	} {
		got, err := parseNode(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got)
	}
	for _, text := range []string{
		"", "0", "-1", "+1", "1.5", "x", "3x", "0x3", "1_0", "16777217", "99999999999", "Gossip-Node-", "Gossip-Node-0",
		"gossip-node-3", " 3", "3\n", "٣",
	} {
		_, err := parseNode(text)
		assert.Error(t, err, text)
	}
}

func TestNodeList(t *testing.T) {
	var l nodeList
	require.NoError(t, l.Set("3, 7,Gossip-Node-9"))
	assert.Equal(t, []int{3, 7, 9}, l.ids)
	assert.Equal(t, "3,7,9", l.String())
	for _, text := range []string{"", "3,", ",", "3;7", "0"} {
		assert.Error(t, l.Set(text), text)
	}
}

func TestSizes(t *testing.T) {
	for text, want := range map[string]int64{
		"1": 1, "100000": 100000, "5B": 5, "512MiB": 512 << 20, "2 GiB": 2 << 30, "1KiB": 1024, "3kB": 3000, "2MB": 2e6, "1GB": 1e9,
		"1e6": 1e6, "1.5e3 kB": 1500e3,
	} {
		got, err := parseSize(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "0", "-1", "x", "MiB", "1.5MiB", "1e0.5kB", "1e19", "1TiB", "9223372036854775807GiB", "99999999999999999999"} {
		_, err := parseSize(text)
		assert.Error(t, err, text)
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 1<<62).Draw(t, "n")
		back, err := parseSize(formatSize(n))
		require.NoError(t, err)
		assert.Equal(t, n, back)
	})
	assert.Equal(t, "512MiB", formatSize(512<<20))
	assert.Equal(t, "1.7 MiB", roundSize(1700<<10))
	assert.Equal(t, "12 KiB", roundSize(12<<10))
	assert.Equal(t, "17 B", roundSize(17))
}

func TestAlternatives(t *testing.T) {
	assert.Empty(t, alternatives(nil))
	assert.Equal(t, "a", alternatives([]string{"a"}))
	assert.Equal(t, "a or b", alternatives([]string{"a", "b"}))
	assert.Equal(t, "a, b or c", alternatives([]string{"a", "b", "c"}))
}

func TestOptionalSeed(t *testing.T) {
	var s optionalSeed
	assert.Empty(t, s.String())
	require.NoError(t, s.Set("18446744073709551615"))
	assert.Equal(t, "18446744073709551615", s.String())
	require.NoError(t, s.Set("1e19"))
	assert.Equal(t, "10000000000000000000", s.String())
	for _, text := range []string{"18446744073709551616", "2e19", "-1", "1.5", ""} {
		assert.EqualError(t, s.Set(text), "it must be a whole number from 0 to 18446744073709551615", text)
	}
}
