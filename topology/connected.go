package topology

// connected reports whether there is a path between any two nodes. It walks the graph from its first
// node, breadth first.
func connected(g *Graph) bool {
	if g.n <= 1 || g.first == nil {
		return true
	}
	seen := make([]bool, g.n)
	seen[0] = true
	queue := make([]int32, 1, g.n)
	for head := 0; head < len(queue); head++ {
		for _, j := range g.row(int(queue[head])) {
			if !seen[j] {
				seen[j] = true
				queue = append(queue, j)
			}
		}
	}
	return len(queue) == g.n
}
