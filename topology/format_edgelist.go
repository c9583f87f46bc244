package topology

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// readEdgeList reads a text with one edge on each line: two node ids, separated by blanks, tabs, a
// comma or a semicolon.
//
//	# a comment, up to the end of the line; so is one that begins with %
//	1 2
//	3,4
//	7          a line with one id is a node, which may have no neighbors
//	1 5 0.25   a third column that is a number is taken for a weight and ignored
//	1 6 {}     so is a dictionary, which networkx writes
//
// Lists from elsewhere often give each edge in both directions: an edge that stands twice, in the
// same or the other order, is one edge. An edge from a node to itself is an error.
func readEdgeList(r *bufio.Reader) (*Graph, error) {
	c := collector{freeNodes: true, mergeEdges: true}
	for number := 1; ; number++ {
		line, err := r.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			return nil, fmt.Errorf("line %d is longer than %d bytes: this is not an edge list", number, r.Size())
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if bad := c.edgeLine(line); bad != nil {
			return nil, fmt.Errorf("line %d: %w", number, bad)
		}
		if err != nil {
			return c.graph()
		}
	}
}

// edgeLine takes a line of an edge list.
func (c *collector) edgeLine(line []byte) error {
	if at := bytes.IndexAny(line, "#%{"); at >= 0 && line[at] != '{' { // a comment, not in a dictionary
		line = line[:at]
	}
	first, rest := column(line)
	if len(first) == 0 {
		if len(rest) > 0 {
			return badLine(line, errors.New("a node id is missing before the comma"))
		}
		return nil
	}
	a, err := parseID(first)
	if err != nil {
		return badLine(line, err)
	}
	second, rest := column(rest)
	if len(second) == 0 {
		if len(rest) > 0 {
			return badLine(line, errors.New("a node id is missing before the comma"))
		}
		return c.node(a)
	}
	b, err := parseID(second)
	if err != nil {
		return badLine(line, err)
	}
	if err := weightOnly(rest); err != nil {
		return badLine(line, err)
	}
	return c.edge(a, b)
}

// column splits off the first column of a line, and the separator after it.
func column(line []byte) (first, rest []byte) {
	start := 0
	for start < len(line) && isBlank(line[start]) {
		start++
	}
	end := start
	for end < len(line) && !isBlank(line[end]) && line[end] != ',' && line[end] != ';' {
		end++
	}
	next := end
	for next < len(line) && isBlank(line[next]) {
		next++
	}
	if next < len(line) && (line[next] == ',' || line[next] == ';') {
		next++
	}
	return line[start:end], line[next:]
}

func isBlank(b byte) bool { return b == ' ' || b == '\t' || b == '\r' || b == '\n' }

// weightOnly accepts what may follow the two ids.
func weightOnly(rest []byte) error {
	rest = bytes.TrimSpace(rest)
	if len(rest) == 0 || rest[0] == '{' && rest[len(rest)-1] == '}' {
		return nil
	}
	weight, more := column(rest)
	if len(bytes.TrimSpace(more)) > 0 {
		return errors.New("there are more than two ids and a weight: write one edge on each line")
	}
	if _, err := strconv.ParseFloat(string(weight), 64); err != nil {
		return fmt.Errorf("%q, after the two ids, is not a weight: weights are numbers", short(string(weight)))
	}
	return nil
}

// badLine makes sure that an error does not show binary data.
func badLine(line []byte, err error) error {
	for _, b := range line {
		if b < ' ' && !isBlank(b) {
			return errors.New("it holds binary data: this is not an edge list")
		}
	}
	if !utf8.Valid(line) {
		return errors.New("it is not UTF-8 text: this is not an edge list")
	}
	if start := bytes.TrimSpace(line); len(start) > 0 && strings.ContainsRune("<{[", rune(start[0])) {
		return fmt.Errorf("%w; a file in another format is recognized by its ending: .json, .dot, .gexf or .graphml", err)
	}
	return err
}

// writeEdgeList writes the name and attributes as comments, nodes without neighbors on a line of
// their own, and then the edges.
func writeEdgeList(w *bufio.Writer, g *Graph, opts WriteOptions) error {
	if opts.Name != "" {
		fmt.Fprintf(w, "# name %s\n", oneLine(opts.Name))
	}
	for _, a := range opts.Attributes {
		v, err := valueOf(a.Value)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "# %s %s\n", a.Key, oneLine(v.text))
	}
	for i := range g.Len() {
		if g.Degree(i) == 0 {
			fmt.Fprintln(w, g.ID(i))
		}
	}
	for a, b := range g.Pairs() {
		if _, err := fmt.Fprintln(w, a, b); err != nil {
			return err // there may be very many more
		}
	}
	return nil // an error of the writer stays with it, until the flush
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
