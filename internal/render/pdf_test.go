package render

import (
	"bytes"
	"compress/zlib"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// content returns the operators of the page.
func content(t *testing.T, file []byte) string {
	t.Helper()
	start := bytes.Index(file, []byte("stream\n")) + len("stream\n")
	z, err := zlib.NewReader(bytes.NewReader(file[start:]))
	require.NoError(t, err)
	page, err := io.ReadAll(z)
	require.NoError(t, err)
	return string(page)
}

func TestPDFHoldsEveryNodeAndEdgeAsVectors(t *testing.T) {
	for _, d := range drawings(t) {
		page := content(t, bytesOf(t, d.graph, PDF, d.opts))
		assert.Equal(t, d.graph.EdgeCount(), strings.Count(page, " S\n"), "%s: edges", d.name)
		assert.Equal(t, d.graph.Len(), strings.Count(page, " b\n"), "%s: circles", d.name)
		assert.NotContains(t, page, "NaN", d.name)
		assert.NotContains(t, page, " Do", "%s: no image", d.name)
	}
}

// TestPDFTableLeadsToItsObjects checks what readers are strict about: the offsets.
func TestPDFTableLeadsToItsObjects(t *testing.T) {
	file := bytesOf(t, regular(t, 16, 1), PDF, Options{Title: "x"})
	require.True(t, bytes.HasPrefix(file, []byte("%PDF-1.4\n")))
	require.True(t, bytes.HasSuffix(file, []byte("%%EOF\n")))
	tail := regexp.MustCompile(`startxref\n(\d+)\n`).FindSubmatch(file)
	require.NotNil(t, tail)
	table, err := strconv.Atoi(string(tail[1]))
	require.NoError(t, err)
	require.True(t, bytes.HasPrefix(file[table:], []byte("xref\n0 8\n")))
	for i, entry := range regexp.MustCompile(`(\d{10}) 00000 n \n`).FindAllSubmatch(file[table:], -1) {
		offset, err := strconv.Atoi(string(entry[1]))
		require.NoError(t, err)
		assert.True(t, bytes.HasPrefix(file[offset:], []byte(strconv.Itoa(i+1)+" 0 obj\n")), "object %d", i+1)
	}
	length := regexp.MustCompile(`/Length (\d+)`).FindSubmatch(file)
	n, err := strconv.Atoi(string(length[1]))
	require.NoError(t, err)
	start := bytes.Index(file, []byte("stream\n")) + len("stream\n")
	assert.True(t, bytes.HasPrefix(file[start+n:], []byte("\nendstream")))
}

func TestPDFHoldsItsText(t *testing.T) {
	file := bytesOf(t, path(t, 12), PDF, Options{Title: "café (ü) 🙂"})
	page := content(t, file)
	assert.Contains(t, page, "<636166E92028FC29203F> Tj", "in code page 1252, and what it lacks as ?")
	assert.Contains(t, page, "<3132> Tj", "the label 12")
	assert.Contains(t, string(file), "<FEFF00630061006600E9002000280")
	assert.Contains(t, string(file), "D83DDE42>", "the description has all of Unicode")
}

func TestPDFHoldsNoDate(t *testing.T) {
	assert.NotContains(t, string(bytesOf(t, path(t, 3), PDF, Options{})), "Date")
}
