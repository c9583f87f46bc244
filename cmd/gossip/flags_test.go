package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

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
	} {
		got, err := parseSize(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "0", "-1", "x", "MiB", "1.5MiB", "1TiB", "9223372036854775807GiB", "99999999999999999999"} {
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
	assert.Error(t, s.Set("18446744073709551616"))
}
