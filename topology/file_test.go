package topology

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func writeEdges(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "graph.edges")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

// The nodes of a file become 1 to n in the order of their ids.
func TestFileIsCompacted(t *testing.T) {
	s := Spec{Kind: File, Path: writeEdges(t, "2 9\n9 5\n40 5\n"), N: 99, Seed: 3}
	g, err := Generate(s)
	require.NoError(t, err)
	assert.Equal(t, [][2]int{{1, 3}, {2, 3}, {2, 4}}, pairList(g))
	assert.Nil(t, Groups(s, g))
	edges, err := EstimateEdges(s)
	require.NoError(t, err)
	assert.Equal(t, 3.0, edges)
}

func TestFileRefuses(t *testing.T) {
	var pieces strings.Builder
	for i := range 12 {
		fmt.Fprintln(&pieces, 10*i+1, 10*i+2)
	}
	for name, test := range map[string]struct{ text, err string }{
		"two components":    {"1 2\n7 8\n", "is not connected: it falls into 2 components, those of the nodes 1 and 7"},
		"three components":  {"1 2\n7 8\n8 9\n4 5\n", "3 components, those of the nodes 1, 4 and 7"},
		"twelve components": {pieces.String(), "12 components, those of the nodes 1, 11, 21, 31, 41, 51, 61, 71, 81, 91, ...; "},
		"a loop":            {"1 1\n", ""},
		"nonsense":          {"one two\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			path := writeEdges(t, test.text)
			_, err := Generate(Spec{Kind: File, Path: path})
			assert.ErrorContains(t, err, test.err)
			assert.ErrorContains(t, err, path)
			_, err = EstimateEdges(Spec{Kind: File, Path: path})
			assert.Error(t, err)
		})
	}
	_, err := Generate(Spec{Kind: File, Path: filepath.Join(t.TempDir(), "missing")})
	assert.ErrorIs(t, err, os.ErrNotExist)
	_, err = compact(&Graph{first: []int{0}}, "empty.edges")
	assert.EqualError(t, err, "empty.edges has 0 nodes: the number must be from 1 to 10000000")
}

// A graph that was written comes back.
func TestFileReadsWhatWriteWrites(t *testing.T) {
	g, err := Generate(Spec{Kind: PowerLaw, N: 50, Seed: 1})
	require.NoError(t, err)
	for name, format := range map[string]Format{"graph.json": NodeLink, "graph.edges": EdgeList} {
		var text strings.Builder
		require.NoError(t, Write(&text, g, format, WriteOptions{}))
		path := filepath.Join(t.TempDir(), name)
		require.NoError(t, os.WriteFile(path, []byte(text.String()), 0o600))
		again, err := Generate(Spec{Kind: File, Path: path})
		require.NoError(t, err)
		assert.Equal(t, edgeHash(g), edgeHash(again), name)
	}
}
