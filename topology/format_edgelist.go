package topology

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
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
//	1 5 0.25   a third column is the weight of the edge, which is 1 otherwise
//	1 6 {'weight': 0.25, 'color': 'red'}   so is the weight in a dictionary, as networkx writes it
//
// Lists from elsewhere often give each edge in both directions: an edge that stands twice, in the
// same or the other order, is one edge, if its weight is the same both times. An edge from a node to
// itself is an error.
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
	weight, err := edgeWeight(rest)
	if err != nil {
		return badLine(line, err)
	}
	return c.edge(a, b, weight)
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

// edgeWeight reads what may follow the two ids.
func edgeWeight(rest []byte) (float64, error) {
	rest = bytes.TrimSpace(rest)
	if len(rest) == 0 {
		return 1, nil
	}
	if rest[0] == '{' && rest[len(rest)-1] == '}' {
		return dictionaryWeight(rest[1 : len(rest)-1])
	}
	weight, more := column(rest)
	if len(bytes.TrimSpace(more)) > 0 {
		return 0, errors.New("there are more than two ids and a weight: write one edge on each line")
	}
	return parseWeight(string(weight))
}

// dictionaryWeight looks for the weight among the entries of a dictionary of Python's: what stands
// after the colon that follows the text weight, at the outermost level.
func dictionaryWeight(entries []byte) (float64, error) {
	depth, text, key := 0, "", false
	for i := 0; i < len(entries); i++ {
		switch b := entries[i]; b {
		case '{', '[', '(':
			depth++
		case '}', ']', ')':
			depth--
		case ',':
			text = ""
		case '\'', '"':
			end := i + 1
			for end < len(entries) && entries[end] != b {
				if entries[end] == '\\' {
					end++
				}
				end++
			}
			text = string(entries[i+1 : min(end, len(entries))])
			i = end
		case ':':
			key = depth == 0 && text == "weight"
			text = ""
		}
		if key {
			value, _, _ := bytes.Cut(entries[i+1:], []byte{','})
			return parseWeight(string(bytes.TrimSpace(value)))
		}
	}
	return 1, nil
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
	for e := range g.edges() {
		weight := ""
		if g.Weighted() {
			weight = " " + weightText(e.weight)
		}
		if _, err := fmt.Fprintf(w, "%d %d%s\n", e.a, e.b, weight); err != nil {
			return err // there may be very many more
		}
	}
	return nil // an error of the writer stays with it, until the flush
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
