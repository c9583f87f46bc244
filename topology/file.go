package topology

import (
	"fmt"
	"strings"
)

// File is the graph that a file holds, in any format that ReadFile reads: what Write has written can
// be laid over a network again.
//
// The ids of the file may have gaps: its nodes become 1 to n in ascending order of their ids, and
// Graph.Renumbered tells what they were. The weights of edges stay as they are. The graph must be
// connected, and have at least one node. Spec.N is ignored.
const File = "file"

func fileKind() Kind {
	return Kind{
		Name:    File,
		Summary: "the graph in a file, with the weights of its edges",
		Nodes:   "those of the file, numbered from 1 without gaps",
		Params: []Param{{
			Name: "path", Type: Path,
			Doc: "an edge list, node-link JSON, or anything else that plot exports", Bounds: "a connected graph; weights, if any, from 0.000001 to 1000000",
		}},
		also: []string{"edgelist", "edge-list", "json", "import"},
		generate: func(s Spec, _ *dice) (*Graph, error) {
			g, err := ReadFile(s.Path)
			if err != nil {
				return nil, err
			}
			return compact(g, s.Path)
		},
	}
}

// judgePath checks the spec of a file.
func (s Spec) judgePath() *ParamError {
	if s.Path == "" {
		return refuse("path", "a file must be named")
	}
	return nil
}

// compact gives the nodes of a graph that was read from path the ids 1 to n, and judges it.
func compact(g *Graph, path string) (*Graph, error) {
	if g.n < 1 || g.n > MaxNodes {
		return nil, fmt.Errorf("%s has %s: the number must be from 1 to %d", path, amount(g.n), MaxNodes)
	}
	if parts := Components(g); len(parts) > 1 {
		return nil, fmt.Errorf("%s is not connected: it falls into %d components, those of the nodes %s; join them by edges",
			path, len(parts), examples(parts))
	}
	compacted := *g
	compacted.ids, compacted.former = nil, g.ids
	return &compacted, nil
}

// Renumbered returns the ids that the nodes had in the file that the graph was generated from, by
// index, if there were gaps between them, so that the nodes have others now; nil if they kept them.
// It is not to be changed.
func (g *Graph) Renumbered() []int { return g.former }

// examples names one node of each component, of the first ten if there are more.
func examples(parts [][]int) string {
	const most = 10
	var ids []string
	for _, part := range parts[:min(len(parts), most)] {
		ids = append(ids, fmt.Sprint(part[0]))
	}
	if len(parts) > most {
		return strings.Join(ids, ", ") + ", ..."
	}
	return strings.Join(ids[:len(ids)-1], ", ") + " and " + ids[len(ids)-1]
}
