package topology

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"gossip/internal/source"
)

// A Format is a way to write a graph into a file. All of them can be written and read back: the
// graph that comes back is the same: ids, isolated nodes and the weights of edges included. (Names,
// colors and other attributes are for the eyes of other programs; they are not read.)
//
// Readers take simple, undirected graphs whose nodes are named by whole numbers from 1 to MaxID, as
// numbers or as strings of digits, and refuse anything else with an error that says where and why.
// An edge may have a weight, from MinWeight to MaxWeight, where the format has its place; it is 1 if
// it is missing. An edge that stands twice must have the same weight both times. Other attributes
// are ignored. They read as a stream, in memory proportional to the nodes and edges of the graph,
// however long the file; only DOT is read as a whole, up to 4 MiB.
type Format string

// The formats.
const (
	// EdgeList is text with two ids a line; see readEdgeList for the details.
	EdgeList Format = "edge list"
	// NodeLink is JSON as networkx's node_link_data and d3 have it.
	NodeLink Format = "node-link JSON"
	// DOT is the language of Graphviz.
	DOT Format = "DOT"
	// GEXF is Gephi's format, version 1.2.
	GEXF Format = "GEXF"
	// GraphML is the XML format of networkx, igraph, yEd and others.
	GraphML Format = "GraphML"
)

// MaxID is the largest node id that is read from a file.
const MaxID = 1_000_000_000

// endings lists the formats by the endings of their files. The first ending of each is the usual one.
func endings() []struct {
	format  Format
	endings []string
} {
	return []struct {
		format  Format
		endings []string
	}{
		{EdgeList, []string{".txt", ".edges", ".edgelist", ".el", ".csv", ".tsv"}},
		{NodeLink, []string{".json"}},
		{DOT, []string{".dot", ".gv"}},
		{GEXF, []string{".gexf"}},
		{GraphML, []string{".graphml"}},
	}
}

// FormatFromPath returns the format that the ending of a file name stands for.
func FormatFromPath(path string) (Format, error) {
	ending := strings.ToLower(filepath.Ext(path))
	var known []string
	for _, row := range endings() {
		for _, e := range row.endings {
			if e == ending {
				return row.format, nil
			}
			known = append(known, e)
		}
	}
	if ending == "" {
		return "", fmt.Errorf("%q has no ending that names a graph format: use one of %s", path, strings.Join(known, " "))
	}
	return "", fmt.Errorf("the ending %q names no graph format: use one of %s", ending, strings.Join(known, " "))
}

// ReadFile reads a graph from a file, in the format that its ending stands for. A file with another
// ending, or none, is node-link JSON if it begins with "{", and otherwise an edge list.
func ReadFile(path string) (*Graph, error) {
	g, err := readFile(path)
	var pathErr *os.PathError // which names the path itself
	if err != nil && !errors.As(err, &pathErr) {
		err = fmt.Errorf("%s: %w", path, err)
	}
	if err != nil {
		return nil, fmt.Errorf("read graph: %w", err)
	}
	return g, nil
}

func readFile(path string) (*Graph, error) {
	file, err := source.Open(context.Background(), path, source.Patience)
	if errors.Is(err, source.ErrDirectory) {
		return nil, errors.New("is a directory, not a file with a graph")
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	format, err := FormatFromPath(path)
	if err == nil {
		return Read(file, format)
	}
	buffered := bufio.NewReader(file)
	format = EdgeList
	start, err := buffered.Peek(sniffed) // an error here returns when the graph is read
	if strings.HasPrefix(strings.TrimSpace(strings.TrimPrefix(string(start), byteOrderMark)), "{") {
		format = NodeLink
	}
	if len(start) > 0 || errors.Is(err, io.EOF) {
		return Read(buffered, format)
	}
	return nil, err
}

const (
	sniffed       = 512 // bytes that are looked at to tell the format
	byteOrderMark = "\ufeff"
)

// Read reads a graph.
func Read(r io.Reader, format Format) (*Graph, error) {
	buffered := bufio.NewReaderSize(r, 1<<16)
	if start, _ := buffered.Peek(len(byteOrderMark)); string(start) == byteOrderMark {
		if _, err := buffered.Discard(len(start)); err != nil {
			return nil, err
		}
	}
	if _, err := buffered.Peek(1); errors.Is(err, io.EOF) {
		return nil, errors.New("there is nothing in it")
	}
	switch format {
	case EdgeList:
		return readEdgeList(buffered)
	case NodeLink:
		return readNodeLink(buffered)
	case DOT:
		return readDOT(buffered)
	case GEXF:
		return readGEXF(buffered)
	case GraphML:
		return readGraphML(buffered)
	}
	return nil, unknownFormat(format)
}

// WriteOptions says what a file tells about the graph beside its nodes and edges. All of it may be
// missing.
type WriteOptions struct {
	Name       string      // of the graph
	Attributes []Attribute // of the graph, such as its kind and seed, in this order
	// Label, Group and Color are attributes of each node by its id: what to call it, the number of
	// the part it belongs to, and a color as "#0072b2". A nil function leaves the attribute out; so
	// does, for one node, an empty Color.
	Label func(id int) string
	Group func(id int) int
	Color func(id int) string
}

// An Attribute is a fact about a graph.
type Attribute struct {
	Key   string // letters, digits and underscores
	Value any    // a string, a bool, or a number
}

// Write writes a graph. An edge list has no place for node attributes; the others have them where
// Gephi, Graphviz and networkx look for them.
func Write(w io.Writer, g *Graph, format Format, opts WriteOptions) error {
	if err := opts.check(g); err != nil {
		return err
	}
	buffered := bufio.NewWriterSize(w, 1<<16)
	var err error
	switch format {
	case EdgeList:
		err = writeEdgeList(buffered, g, opts)
	case NodeLink:
		err = writeNodeLink(buffered, g, opts)
	case DOT:
		err = writeDOT(buffered, g, opts)
	case GEXF:
		err = writeGEXF(buffered, g, opts)
	case GraphML:
		err = writeGraphML(buffered, g, opts)
	default:
		err = unknownFormat(format)
	}
	if err != nil {
		return err
	}
	return buffered.Flush()
}

func unknownFormat(format Format) error {
	return fmt.Errorf("%q is not a graph format", string(format))
}
