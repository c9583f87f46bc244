package topology

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"gonum.org/v1/gonum/graph/formats/dot"
	"gonum.org/v1/gonum/graph/formats/dot/ast"
)

const (
	// dotLimit is the largest DOT file that is read, in bytes. gonum's parser holds the whole file, and
	// its checker recurses: at this size the worst file takes about a gigabyte for seconds, at four
	// times the size it would exhaust the stack, which ends the process. No network that runs comes near.
	dotLimit = 4 << 20

	dotNestLimit  = 100        // braces within braces
	dotGroupEdges = 10_000_000 // edges between groups: a few bytes can stand for as many as these
)

// readDOT reads DOT, the language of Graphviz: one undirected graph, with chains of edges, edges to
// and from groups in braces, ports and subgraphs. Attributes are skipped, but for the weight of
// edges, which may also be that of all that follow: edge [weight=2]. A node may be named as often as
// one likes; an edge that stands twice is an error, but in a strict graph it is one edge.
//
// gonum parses, and what it has parsed is walked here: its decoder joins groups without a limit, so
// that sixty kilobytes keep it busy for minutes.
func readDOT(r *bufio.Reader) (*Graph, error) {
	text, err := io.ReadAll(io.LimitReader(r, dotLimit+1))
	if err != nil {
		return nil, err
	}
	if len(text) > dotLimit {
		return nil, fmt.Errorf("it is longer than %d MiB, which is the limit for DOT: use an edge list or JSON", dotLimit>>20)
	}
	file, err := dot.ParseBytes(text)
	if err != nil {
		return nil, fmt.Errorf("it is not DOT of an undirected graph: %s", beginning(err.Error()))
	}
	if len(file.Graphs) != 1 {
		return nil, fmt.Errorf("there are %d graphs in it, and only one is taken", len(file.Graphs))
	}
	top := file.Graphs[0]
	if top.Directed {
		return nil, errors.New("the graph is directed: only undirected graphs are taken")
	}
	w := dotWalk{graph: collector{freeNodes: true, mergeEdges: top.Strict}, weight: 1}
	if err := w.statements(top.Stmts); err != nil {
		return nil, err
	}
	return w.graph.graph()
}

// dotWalk gathers the graph from a DOT file that was parsed.
type dotWalk struct {
	graph  collector
	groups []*collector // the nodes of each pair of braces that is open, outermost first
	made   int          // edges between groups
	weight float64      // of edges that have none of their own, within these braces
}

func (w *dotWalk) statements(list []ast.Stmt) error {
	for _, statement := range list {
		var err error
		switch s := statement.(type) {
		case *ast.NodeStmt:
			_, err = w.vertex(s.Node)
		case *ast.EdgeStmt:
			err = w.chain(s)
		case *ast.AttrStmt:
			if s.Kind == ast.EdgeKind {
				w.weight, err = dotWeight(s.Attrs, w.weight)
			}
		case *ast.Subgraph:
			_, err = w.vertex(s)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// chain takes the edges of a statement such as 1 -- 2 -- {3 4}.
func (w *dotWalk) chain(s *ast.EdgeStmt) error {
	left, err := w.vertex(s.From)
	if err != nil {
		return err
	}
	weight, err := dotWeight(s.Attrs, w.weight)
	if err != nil {
		if n, ok := s.From.(*ast.Node); ok { // the parser does not tell the line
			err = fmt.Errorf("the edge from node %s: %w", short(n.ID), err)
		}
		return err
	}
	for edge := s.To; edge != nil; edge = edge.To {
		right, err := w.vertex(edge.Vertex)
		if err != nil {
			return err
		}
		if err := w.join(left, right, weight); err != nil {
			return err
		}
		left = right
	}
	return nil
}

// vertex takes what an edge can lead to, a node or a subgraph, and returns its nodes.
func (w *dotWalk) vertex(v ast.Vertex) ([]int32, error) {
	if s, ok := v.(*ast.Subgraph); ok {
		return w.subgraph(s)
	}
	id, err := parseID(unquoted(v.(*ast.Node).ID))
	if err != nil {
		return nil, err
	}
	for _, open := range w.groups {
		if err := open.node(id); err != nil {
			return nil, err
		}
	}
	return []int32{id}, w.graph.node(id)
}

func (w *dotWalk) subgraph(s *ast.Subgraph) ([]int32, error) {
	if len(w.groups) == dotNestLimit {
		return nil, fmt.Errorf("braces are nested more than %d deep", dotNestLimit)
	}
	group := &collector{freeNodes: true}
	w.groups = append(w.groups, group)
	outside := w.weight
	if err := w.statements(s.Stmts); err != nil {
		return nil, err
	}
	w.weight = outside
	w.groups = w.groups[:len(w.groups)-1]
	err := group.tidyNodes()
	return group.nodes, err
}

// dotWeight returns the weight among attributes, of which the last one counts.
func dotWeight(attributes []*ast.Attr, fallback float64) (float64, error) {
	weight := fallback
	for _, a := range attributes {
		if unquoted(a.Key) != "weight" {
			continue
		}
		var err error
		if weight, err = parseWeight(unquoted(a.Val)); err != nil {
			return 0, err
		}
	}
	return weight, nil
}

// join makes the edges between the nodes on both sides.
func (w *dotWalk) join(left, right []int32, weight float64) error {
	if len(left) != 1 || len(right) != 1 {
		if w.made += len(left) * len(right); w.made > dotGroupEdges {
			return fmt.Errorf("edges between groups in braces make more than %d edges", dotGroupEdges)
		}
	}
	for _, a := range left {
		for _, b := range right {
			if err := w.graph.edge(a, b, weight); err != nil {
				return err
			}
		}
	}
	return nil
}

// unquoted returns what an id says: the parser leaves its quotes on, and a backslash that joins lines.
func unquoted(id string) string {
	if len(id) < 2 || id[0] != '"' {
		return id
	}
	return strings.ReplaceAll(id[1:len(id)-1], "\\\n", "")
}

// beginning cuts an error of the parser, which may quote all the rest of the file.
func beginning(text string) string {
	const most = 200
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "..."
}
