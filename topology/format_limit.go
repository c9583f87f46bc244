package topology

import (
	"errors"
	"io"
)

// itemLimit is the largest single item (a value, a tag, a text) that is taken from a structured
// file, in bytes; nestLimit is how deep items may lie in each other. Nothing that describes a node
// or an edge comes near them. They keep a hostile file from taking memory without giving nodes.
const (
	itemLimit = 1 << 20
	nestLimit = 1000
)

var errItemTooLong = errors.New("a single item is longer than a megabyte: this is not a graph")

var errNestedTooDeep = errors.New("items are nested more than a thousand deep: this is not a graph")

// An itemReader hands out at most itemLimit bytes from one call of next to the following one. The
// decoders of the standard library read on until an item is complete; this is where that ends.
type itemReader struct {
	r    io.Reader
	left int
}

// next allows for another item.
func (r *itemReader) next() { r.left = itemLimit }

func (r *itemReader) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, errItemTooLong
	}
	n, err := r.r.Read(p[:min(len(p), r.left, 1<<16)])
	r.left -= n
	return n, err
}
