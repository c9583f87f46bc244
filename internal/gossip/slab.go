package gossip

// slab cuts small slices from larger ones: fewer and larger allocations for what lives long anyway.
// The larger ones double from one element up to slabSize, so that whoever needs little takes little.
type slab[T any] struct {
	free []T
	size int32
}

const slabSize = 256

func (s *slab[T]) take(n int) []T {
	if len(s.free) < n {
		s.size = min(2*s.size+1, slabSize)
		s.free = make([]T, max(int(s.size), n))
	}
	taken := s.free[:n:n]
	s.free = s.free[n:]
	return taken
}

// chunks is a list that moves no more than chunkSize elements when it grows: all but the last are full.
type chunks[T any] [][]T

const chunkSize = 256

func (c chunks[T]) len() int {
	if len(c) == 0 {
		return 0
	}
	return (len(c)-1)*chunkSize + len(c[len(c)-1])
}

// at returns the i-th element; the pointer is good until the next add.
func (c chunks[T]) at(i int) *T { return &c[i/chunkSize][i%chunkSize] }

func (c *chunks[T]) add(element T) {
	switch n := c.len(); {
	case n == 0:
		*c = append(*c, nil) // which grows, for whoever needs little
	case n%chunkSize == 0:
		*c = append(*c, make([]T, 0, chunkSize))
	}
	last := &(*c)[len(*c)-1]
	*last = append(*last, element)
}

// Messages makes messages from common blocks of memory, for a node that keeps nearly all of them.
type Messages struct {
	blocks slab[Message]
}

// New returns a message.
func (s *Messages) New(key Key, text string) *Message {
	m := &s.blocks.take(1)[0]
	m.Key, m.Text = key, text
	return m
}
