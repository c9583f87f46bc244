package topology

import (
	"bufio"
	"errors"
	"fmt"
)

// readDOT reads DOT, the language of Graphviz: one undirected graph, with chains of edges, edges to
// and from groups in braces, ports and subgraphs. Attributes are skipped. A node may be named as
// often as one likes; an edge that stands twice is an error, but in a strict graph it is one edge.
func readDOT(r *bufio.Reader) (*Graph, error) {
	p := dotParser{lex: newDOTLexer(r), graph: collector{freeNodes: true}}
	if err := p.file(); err != nil {
		return nil, fmt.Errorf("line %d: %w", p.line, err)
	}
	return p.graph.graph()
}

// dotParser is a DOT file that is being read, by recursive descent.
type dotParser struct {
	lex    *dotLexer
	ahead  *dotToken // the next token, if it was looked at and not taken
	line   int       // of the last token that was taken, or of an error in a token
	graph  collector
	groups []*collector // the nodes of each pair of braces that is open, outermost first
	made   int          // edges between groups
}

const (
	dotNestLimit  = 100        // braces within braces
	dotGroupEdges = 10_000_000 // edges between groups: a few bytes can stand for as many as these
)

// next takes the next token.
func (p *dotParser) next() (dotToken, error) {
	t, err := p.peek()
	if err == nil {
		p.ahead = nil
		p.line = t.line
	}
	return t, err
}

// peek looks at the next token.
func (p *dotParser) peek() (dotToken, error) {
	if p.ahead == nil {
		t, err := p.lex.next()
		if err != nil {
			p.line = p.lex.line
			return t, err
		}
		p.ahead = &t
	}
	return *p.ahead, nil
}

// takeIf takes the next token if it is the given mark.
func (p *dotParser) takeIf(mark string) (bool, error) {
	t, err := p.peek()
	if err == nil && t.is(mark) {
		_, err = p.next()
		return true, err
	}
	return false, err
}

// file reads: [strict] graph [id] { statements }
func (p *dotParser) file() error {
	t, err := p.next()
	if err == nil && t.isWord("strict") {
		p.graph.mergeEdges = true
		t, err = p.next()
	}
	switch {
	case err != nil:
		return err
	case t.isWord("digraph"):
		return errors.New("the graph is directed: only undirected graphs are taken")
	case !t.isWord("graph"):
		return fmt.Errorf(`it begins with %v, and DOT begins with "graph {"`, t)
	}
	if t, err = p.next(); err == nil && !t.is("{") {
		if t.kind != dotWord && t.kind != dotQuoted {
			return fmt.Errorf(`%v stands where "{" should`, t)
		}
		t, err = p.next()
	}
	if err != nil {
		return err
	}
	if !t.is("{") {
		return fmt.Errorf(`%v stands where "{" should`, t)
	}
	if err := p.statements(); err != nil {
		return err
	}
	if t, err = p.next(); err == nil && t.kind != dotEnd {
		return fmt.Errorf("%v follows after the graph, and only one graph is taken", t)
	}
	return err
}

// statements reads up to the closing brace.
func (p *dotParser) statements() error {
	for {
		t, err := p.next()
		switch {
		case err != nil:
			return err
		case t.is("}"):
			return nil
		case t.is(";"), t.is(","):
			continue
		case t.kind == dotEnd:
			return errors.New(`the file ends before "}"`)
		case t.isWord("graph"), t.isWord("node"), t.isWord("edge"):
			err = p.attributes()
		default:
			err = p.statement(t)
		}
		if err != nil {
			return err
		}
	}
}

// statement reads what begins with t: a node, a chain of edges, a subgraph, or key = value.
func (p *dotParser) statement(t dotToken) error {
	if t.kind == dotWord || t.kind == dotQuoted {
		if assigned, err := p.takeIf("="); assigned || err != nil {
			if err == nil {
				_, err = p.id()
			}
			return err
		}
	}
	left, err := p.vertex(t)
	if err != nil {
		return err
	}
	for {
		next, err := p.peek()
		switch {
		case err != nil:
			return err
		case next.is("->"):
			return errors.New("-> is a directed edge: only undirected graphs are taken")
		case !next.is("--"):
			return p.attributes()
		}
		p.ahead = nil
		if t, err = p.next(); err != nil {
			return err
		}
		right, err := p.vertex(t)
		if err != nil {
			return err
		}
		if err := p.join(left, right); err != nil {
			return err
		}
		left = right
	}
}

// vertex reads what an edge can lead to and begins with t: a node with an optional port, or a
// subgraph. It returns the nodes.
func (p *dotParser) vertex(t dotToken) ([]int32, error) {
	if t.is("{") || t.isWord("subgraph") {
		return p.subgraph(t)
	}
	if t.kind != dotWord && t.kind != dotQuoted {
		return nil, fmt.Errorf("%v stands where a node should", t)
	}
	id, err := parseID(t.text)
	if err != nil {
		return nil, err
	}
	for range 2 { // the port, and its compass point
		port, err := p.takeIf(":")
		if err == nil && port {
			_, err = p.id()
		}
		if err != nil {
			return nil, err
		}
	}
	for _, open := range p.groups {
		if err := open.node(id); err != nil {
			return nil, err
		}
	}
	return []int32{id}, p.graph.node(id)
}

// subgraph reads: [subgraph [id]] { statements }
func (p *dotParser) subgraph(t dotToken) ([]int32, error) {
	if t.isWord("subgraph") {
		var err error
		if t, err = p.next(); err == nil && (t.kind == dotWord || t.kind == dotQuoted) {
			t, err = p.next()
		}
		if err != nil {
			return nil, err
		}
		if !t.is("{") {
			return nil, fmt.Errorf(`%v stands where "{" should`, t)
		}
	}
	if len(p.groups) == dotNestLimit {
		return nil, fmt.Errorf("braces are nested more than %d deep", dotNestLimit)
	}
	group := &collector{freeNodes: true}
	p.groups = append(p.groups, group)
	if err := p.statements(); err != nil {
		return nil, err
	}
	p.groups = p.groups[:len(p.groups)-1]
	err := group.tidyNodes()
	return group.nodes, err
}

// join makes the edges between the nodes on both sides.
func (p *dotParser) join(left, right []int32) error {
	if len(left) != 1 || len(right) != 1 {
		if p.made += len(left) * len(right); p.made > dotGroupEdges {
			return fmt.Errorf("edges between groups in braces make more than %d edges", dotGroupEdges)
		}
	}
	for _, a := range left {
		for _, b := range right {
			if err := p.graph.edge(a, b); err != nil {
				return err
			}
		}
	}
	return nil
}

// attributes skips any number of lists in brackets.
func (p *dotParser) attributes() error {
	for {
		open, err := p.takeIf("[")
		if err != nil || !open {
			return err
		}
		for {
			t, err := p.next()
			if err != nil {
				return err
			}
			if t.is("]") {
				break
			}
			if t.kind == dotEnd || t.is("[") || t.is("{") || t.is("}") {
				return fmt.Errorf("%v stands in a list of attributes", t)
			}
		}
	}
}

// id takes an id, whatever it says. Quoted ones may come in pieces, joined by +.
func (p *dotParser) id() (dotToken, error) {
	t, err := p.next()
	if err != nil {
		return t, err
	}
	if t.kind != dotWord && t.kind != dotQuoted {
		return t, fmt.Errorf("%v stands where a name should", t)
	}
	for t.kind == dotQuoted {
		joined, err := p.takeIf("+")
		if err != nil || !joined {
			return t, err
		}
		if _, err := p.next(); err != nil {
			return t, err
		}
	}
	return t, nil
}
