package topology

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"strconv"
)

// A collector gathers the nodes and edges that a reader finds, in any order, and makes the graph of
// them. Its memory stays proportional to the graph however often a file repeats itself: a list that
// is full is sorted and freed of repetitions before it grows.
type collector struct {
	// freeNodes takes a node for known once an edge names it, and as often as it is named. Otherwise
	// every node must stand exactly once.
	freeNodes bool
	// mergeEdges takes an edge that stands twice, in the same or the other direction, for one edge.
	// Otherwise it makes a multigraph, which is refused.
	mergeEdges bool

	nodes   []int32
	edges   []uint64  // edge keys: the lower id in the upper half
	weights []float64 // of the edges; nil as long as all are 1
}

// node takes a node.
func (c *collector) node(id int32) error {
	if len(c.nodes) == cap(c.nodes) {
		if err := c.tidyNodes(); err != nil {
			return err
		}
	}
	c.nodes = append(c.nodes, id)
	return nil
}

// edge takes an edge with its weight.
func (c *collector) edge(a, b int32, weight float64) error {
	if a == b {
		return fmt.Errorf("the edge %d-%d joins a node to itself: such loops are not taken", a, b)
	}
	if len(c.edges) == cap(c.edges) {
		if err := c.tidyEdges(); err != nil {
			return err
		}
	}
	c.edges = append(c.edges, uint64(min(a, b))<<32|uint64(max(a, b)))
	if weight != 1 && c.weights == nil {
		c.weights = make([]float64, len(c.edges)-1, cap(c.edges))
		for i := range c.weights {
			c.weights[i] = 1
		}
	}
	if c.weights != nil {
		c.weights = append(c.weights, weight)
	}
	return nil
}

// graph returns the graph of what was taken.
func (c *collector) graph() (*Graph, error) {
	if err := c.tidyEdges(); err != nil {
		return nil, err
	}
	if c.freeNodes {
		for _, e := range c.edges {
			if err := errors.Join(c.node(int32(e>>32)), c.node(int32(e))); err != nil {
				return nil, err
			}
		}
	}
	if err := c.tidyNodes(); err != nil {
		return nil, err
	}
	if len(c.nodes) == 0 {
		return nil, errors.New("there are no nodes in it")
	}
	ids := make([]int, len(c.nodes))
	for i, id := range c.nodes {
		ids[i] = int(id)
	}
	c.nodes = nil
	edges := make([][2]int32, len(c.edges))
	for i, e := range c.edges {
		edges[i] = [2]int32{int32(e >> 32), int32(e)}
	}
	c.edges = nil
	g, err := NewGraphWithIDs(ids, edges)
	if err != nil || c.weights == nil {
		return g, err
	}
	next := 0 // WithWeights asks in the order of the keys
	return g.WithWeights(func(int, int) float64 {
		next++
		return c.weights[next-1]
	})
}

// tidyNodes sorts the nodes, drops repetitions or refuses them, and makes room for as many again.
func (c *collector) tidyNodes() error {
	kept, twice := tidy(c.nodes)
	if twice != nil && !c.freeNodes {
		return fmt.Errorf("node %d stands twice", *twice)
	}
	c.nodes = kept
	return nil
}

func (c *collector) tidyEdges() error {
	if c.weights != nil {
		return c.tidyWeighted()
	}
	kept, twice := tidy(c.edges)
	if twice != nil && !c.mergeEdges {
		return edgeTwice(*twice)
	}
	c.edges = kept
	return nil
}

func edgeTwice(e uint64) error {
	return fmt.Errorf("the edge %d-%d stands twice: multigraphs are not taken", e>>32, uint32(e))
}

// tidyWeighted is tidyEdges for edges with weights.
func (c *collector) tidyWeighted() error {
	sort.Sort(byEdge{c.edges, c.weights})
	kept := 0
	for i, e := range c.edges {
		if kept == 0 || c.edges[kept-1] != e {
			c.edges[kept], c.weights[kept] = e, c.weights[i]
			kept++
			continue
		}
		if !c.mergeEdges {
			return edgeTwice(e)
		}
		if once := c.weights[kept-1]; once != c.weights[i] {
			return fmt.Errorf("the edge %d-%d stands twice, with the weights %s and %s: give it the same one both times (a missing one is 1)",
				e>>32, uint32(e), weightText(min(once, c.weights[i])), weightText(max(once, c.weights[i])))
		}
	}
	c.edges, c.weights = withRoom(c.edges[:kept]), withRoom(c.weights[:kept])
	return nil
}

// byEdge sorts edges together with their weights.
type byEdge struct {
	edges   []uint64
	weights []float64
}

func (s byEdge) Len() int           { return len(s.edges) }
func (s byEdge) Less(i, j int) bool { return s.edges[i] < s.edges[j] }
func (s byEdge) Swap(i, j int) {
	s.edges[i], s.edges[j] = s.edges[j], s.edges[i]
	s.weights[i], s.weights[j] = s.weights[j], s.weights[i]
}

// tidy sorts a list and drops repetitions, of which it returns one. The result has room for as many
// elements as it has, at least.
func tidy[T int32 | uint64](list []T) (kept []T, twice *T) {
	slices.Sort(list)
	for i := 1; i < len(list); i++ {
		if list[i] == list[i-1] {
			repeated := list[i]
			twice = &repeated
			break
		}
	}
	return withRoom(slices.Compact(list)), twice
}

// withRoom makes room for as many elements as there are, at least.
func withRoom[T any](list []T) []T {
	if cap(list) < 2*len(list)+1024 {
		return slices.Grow(list, len(list)+1024)
	}
	return list
}

// parseID reads a node id. The error names what was found instead.
func parseID[T string | []byte](text T) (int32, error) {
	id := 0
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' || i > 18 {
			id = -1
			break
		}
		id = 10*id + int(text[i]-'0')
	}
	if len(text) > 0 && id >= 1 && id <= MaxID {
		return int32(id), nil
	}
	return 0, badID(string(text))
}

// badID is the error for what is not a node id.
func badID(text string) error {
	number, err := strconv.ParseInt(text, 10, 64)
	switch {
	case text == "":
		return fmt.Errorf("a node id is missing")
	case err == nil && number == 0:
		return fmt.Errorf("0 is not a node id: ids begin with 1; add 1 to all of them")
	case err == nil && number < 0:
		return fmt.Errorf("%d is not a node id: ids are whole numbers from 1", number)
	case err == nil, errors.Is(err, strconv.ErrRange):
		return fmt.Errorf("%s is too large for a node id: the largest is %d", short(text), MaxID)
	}
	return fmt.Errorf("%q is not a node id: ids are whole numbers from 1, such as 3 or \"3\"; "+
		"number the nodes first", short(text))
}

// short cuts text that an error quotes.
func short(text string) string {
	const most = 40
	if len(text) <= most {
		return text
	}
	return text[:most] + "..."
}
