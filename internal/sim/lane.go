package sim

// lane is a list of packets that arrive together. It lies in blocks, so that one of millions grows
// without being copied.
type lane struct {
	blocks [][]flight
	len    int
}

const laneBlock = 1 << 10

// push makes room for one more, and returns it. It may hold an old packet.
func (l *lane) push() *flight {
	if l.len == len(l.blocks)*laneBlock {
		l.blocks = append(l.blocks, make([]flight, laneBlock))
	}
	l.len++
	return l.at(l.len - 1)
}

func (l *lane) at(i int) *flight { return &l.blocks[i/laneBlock][i%laneBlock] }

// next returns up to a batch of flights from i on that lie together.
func (l *lane) next(i int) []flight {
	block := l.blocks[i/laneBlock]
	return block[i%laneBlock : min(i%laneBlock+batch, laneBlock, i%laneBlock+l.len-i)]
}

// reset empties the lane. It keeps the memory.
func (l *lane) reset() { l.len = 0 }
