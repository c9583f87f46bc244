package gossip

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestChunks fills a list and looks at every element, none of which may move once its chunk is full.
func TestChunks(t *testing.T) {
	var c chunks[int]
	require.Zero(t, c.len())
	var settled []*int
	for i := range 3*chunkSize + 1 {
		c.add(i)
		require.Equal(t, i+1, c.len())
		if c.len()%chunkSize == 0 {
			for j := range chunkSize {
				settled = append(settled, c.at(i+1-chunkSize+j))
			}
		}
	}
	for i := range c.len() {
		require.Equal(t, i, *c.at(i))
	}
	for i, p := range settled {
		require.Same(t, p, c.at(i))
	}
}
