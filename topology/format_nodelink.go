package topology

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// readNodeLink reads the JSON of networkx's node_link_data, in which d3 keeps its graphs as well:
//
//	{"directed": false, "multigraph": false, "graph": {},
//	 "nodes": [{"id": 1}, {"id": 2}],
//	 "links": [{"source": 1, "target": 2, "weight": 0.5}]}
//
// The links may be called edges, and an id or a weight may be a string. A weight may be missing.
// Everything else is ignored.
func readNodeLink(r *bufio.Reader) (*Graph, error) {
	items := &itemReader{r: r}
	n := nodeLink{items: items, dec: json.NewDecoder(items)}
	n.dec.UseNumber()
	if err := n.read(); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			return nil, fmt.Errorf("it is not JSON at byte %d: %w", syntax.Offset, err)
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, errors.New("it ends in the middle of the graph")
		}
		return nil, err
	}
	return n.graph.graph()
}

// nodeLink is a node-link file that is being read.
type nodeLink struct {
	items *itemReader
	dec   *json.Decoder
	graph collector
	seen  []string // the keys so far
}

// token returns the next token.
func (n *nodeLink) token() (json.Token, error) {
	n.items.next()
	return n.dec.Token()
}

func (n *nodeLink) read() error {
	start, err := n.token()
	if err != nil {
		return err
	}
	if start != json.Delim('{') {
		return errors.New(`it is no object {...}: node-link JSON has the keys "nodes" and "links"`)
	}
	for n.more() {
		key, err := n.token()
		if err != nil {
			return err
		}
		if err := n.member(key.(string)); err != nil {
			return err
		}
	}
	if _, err := n.token(); err != nil { // the closing brace
		return err
	}
	switch _, err := n.token(); {
	case err == nil:
		return errors.New("more follows after the graph")
	case !errors.Is(err, io.EOF):
		return err
	case !slices.Contains(n.seen, "nodes"):
		return errors.New(`it has no "nodes": node-link JSON has the keys "nodes" and "links"`)
	}
	return nil
}

func (n *nodeLink) more() bool {
	n.items.next()
	return n.dec.More()
}

// member takes one member of the outermost object.
func (n *nodeLink) member(key string) error {
	plain := key
	if key == "edges" {
		plain = "links"
	}
	if slices.Contains([]string{"nodes", "links"}, plain) {
		if slices.Contains(n.seen, plain) {
			return fmt.Errorf("%q stands twice (the links may also be called edges)", key)
		}
		n.seen = append(n.seen, plain)
	}
	switch plain {
	case "nodes":
		return n.array(key, n.node)
	case "links":
		return n.array(key, n.link)
	case "directed", "multigraph":
		return n.mustBeFalse(key)
	}
	return n.skip()
}

func (n *nodeLink) mustBeFalse(key string) error {
	value, err := n.token()
	switch {
	case err != nil:
		return err
	case value == true && key == "directed":
		return errors.New("the graph is directed: only undirected graphs are taken")
	case value == true:
		return errors.New("the graph is a multigraph: only simple graphs are taken")
	case value != false:
		return fmt.Errorf("%q is neither true nor false", key)
	}
	return nil
}

// array reads an array element by element.
func (n *nodeLink) array(key string, element func() error) error {
	start, err := n.token()
	if err != nil {
		return err
	}
	if start != json.Delim('[') {
		return fmt.Errorf("%q is not a list [...]", key)
	}
	for number := 1; n.more(); number++ {
		if err := element(); err != nil {
			var wrong *json.UnmarshalTypeError
			if errors.As(err, &wrong) {
				err = errors.New("it is no object {...}")
			}
			return fmt.Errorf("element %d of %q: %w", number, key, err)
		}
	}
	_, err = n.token()
	return err
}

func (n *nodeLink) node() error {
	var node struct {
		ID json.RawMessage `json:"id"`
	}
	n.items.next()
	if err := n.dec.Decode(&node); err != nil {
		return err
	}
	id, err := jsonID(node.ID, "id")
	if err != nil {
		return err
	}
	return n.graph.node(id)
}

func (n *nodeLink) link() error {
	var link struct {
		Source json.RawMessage `json:"source"`
		Target json.RawMessage `json:"target"`
		Weight json.RawMessage `json:"weight"`
	}
	n.items.next()
	if err := n.dec.Decode(&link); err != nil {
		return err
	}
	a, err := jsonID(link.Source, "source")
	if err != nil {
		return err
	}
	b, err := jsonID(link.Target, "target")
	if err != nil {
		return err
	}
	weight, err := jsonWeight(link.Weight)
	if err != nil {
		return err
	}
	return n.graph.edge(a, b, weight)
}

// jsonWeight reads a weight that may be missing, which null says as well.
func jsonWeight(raw json.RawMessage) (float64, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return 1, nil
	}
	text, err := jsonText(raw)
	if err != nil {
		return 0, err
	}
	weight, err := parseWeight(text)
	if err != nil {
		return 0, fmt.Errorf(`"weight": %w`, err)
	}
	return weight, nil
}

// jsonText returns a string as what it says, and anything else as it is.
func jsonText(raw json.RawMessage) (string, error) {
	text := string(raw)
	if text != "" && text[0] == '"' {
		if err := json.Unmarshal(raw, &text); err != nil {
			return "", err
		}
	}
	return text, nil
}

// jsonID reads a node id that is a number or a string.
func jsonID(raw json.RawMessage, key string) (int32, error) {
	if len(raw) == 0 {
		return 0, fmt.Errorf("it has no %q", key)
	}
	text, err := jsonText(raw)
	if err != nil {
		return 0, err
	}
	id, err := parseID(text)
	if err != nil {
		return 0, fmt.Errorf("%q: %w", key, err)
	}
	return id, nil
}

// skip reads over one value of any kind.
func (n *nodeLink) skip() error {
	for depth := 0; ; {
		token, err := n.token()
		if err != nil {
			return err
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
		if depth > nestLimit {
			return errNestedTooDeep
		}
	}
}

// writeNodeLink writes what networkx reads with node_link_graph(data, edges="links").
func writeNodeLink(w *bufio.Writer, g *Graph, opts WriteOptions) error {
	fmt.Fprintf(w, "{\n\"directed\": false,\n\"multigraph\": false,\n\"graph\": {")
	comma := ""
	if opts.Name != "" {
		fmt.Fprintf(w, `"name": %s`, jsonString(opts.Name))
		comma = ", "
	}
	for _, a := range opts.Attributes {
		v, err := valueOf(a.Value)
		if err != nil {
			return err
		}
		text := v.text
		if v.kind == aString {
			text = jsonString(v.text)
		}
		fmt.Fprintf(w, `%s%s: %s`, comma, jsonString(a.Key), text)
		comma = ", "
	}
	fmt.Fprint(w, "},\n\"nodes\": [")
	comma = "\n"
	for id := range g.IDs() {
		fmt.Fprintf(w, `%s{%s}`, comma, strings.Join(opts.jsonNode(id), ", "))
		comma = ",\n"
	}
	fmt.Fprint(w, "\n],\n\"links\": [")
	comma = "\n"
	for e := range g.edges() {
		weight := ""
		if g.Weighted() {
			weight = `, "weight": ` + weightText(e.weight)
		}
		if _, err := fmt.Fprintf(w, `%s{"source": %d, "target": %d%s}`, comma, e.a, e.b, weight); err != nil {
			return err
		}
		comma = ",\n"
	}
	fmt.Fprint(w, "\n]\n}\n")
	return nil
}

// jsonNode returns the members of a node.
func (o WriteOptions) jsonNode(id int) []string {
	members := []string{`"id": ` + strconv.Itoa(id)}
	if o.Label != nil {
		members = append(members, `"label": `+jsonString(o.Label(id)))
	}
	if o.Group != nil {
		members = append(members, `"group": `+strconv.Itoa(o.Group(id)))
	}
	if o.Color != nil && o.Color(id) != "" {
		members = append(members, `"color": `+jsonString(o.Color(id)))
	}
	return members
}

// jsonString quotes a string; check has made sure that it is one that JSON can hold.
func jsonString(s string) string {
	quoted, err := json.Marshal(s)
	if err != nil {
		return `""`
	}
	return string(quoted)
}
