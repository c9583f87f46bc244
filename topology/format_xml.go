package topology

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// xmlStream reads an XML file element by element.
type xmlStream struct {
	items *itemReader
	dec   *xml.Decoder
	depth int // how many elements are open
}

func newXMLStream(r io.Reader) *xmlStream {
	items := &itemReader{r: r}
	return &xmlStream{items: items, dec: xml.NewDecoder(items)}
}

// elements calls visit for every element at its start, outermost first, until the end of the file.
// The outermost one must have the given name. A visit may return errSkipElement.
func (s *xmlStream) elements(root string, visit func(e xml.StartElement) error) error {
	roots := 0
	for {
		token, err := s.token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if s.depth == 1 {
			roots++
			if roots > 1 {
				return s.locate(start, errors.New("more follows after the graph"))
			}
			if start.Name.Local != root {
				return s.locate(start, fmt.Errorf("the outermost element should be <%s>", root))
			}
		}
		err = visit(start)
		if errors.Is(err, errSkipElement) {
			err = s.skip()
		}
		if err != nil {
			return s.locate(start, err)
		}
	}
	if roots == 0 {
		return fmt.Errorf("it is not XML: there is no <%s> in it", root)
	}
	return nil
}

// errSkipElement tells elements not to visit what is inside the element.
var errSkipElement = errors.New("skip what is inside")

// token returns the next token.
func (s *xmlStream) token() (xml.Token, error) {
	s.items.next()
	token, err := s.dec.Token()
	if err != nil {
		return nil, err
	}
	switch token.(type) {
	case xml.StartElement:
		s.depth++
	case xml.EndElement:
		s.depth--
	}
	if s.depth > nestLimit {
		return nil, errNestedTooDeep
	}
	return token, nil
}

// skip reads to the end of the element that is open.
func (s *xmlStream) skip() error {
	for outside := s.depth - 1; s.depth > outside; {
		if _, err := s.token(); err != nil {
			return err
		}
	}
	return nil
}

// inside calls visit for every element in the one that is open, to its end; what is inside of those
// is skipped, unless visit reads it.
func (s *xmlStream) inside(visit func(e xml.StartElement) error) error {
	for outside := s.depth - 1; s.depth > outside; {
		token, err := s.token()
		if err != nil {
			return err
		}
		child, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		before := s.depth
		if err := visit(child); err != nil {
			return err
		}
		if s.depth == before {
			if err := s.skip(); err != nil {
				return err
			}
		}
	}
	return nil
}

// text reads to the end of the element that is open, and returns the text in it.
func (s *xmlStream) text() (string, error) {
	var all strings.Builder
	for outside := s.depth - 1; s.depth > outside; {
		token, err := s.token()
		if err != nil {
			return "", err
		}
		if chars, ok := token.(xml.CharData); ok && all.Len() < itemLimit {
			all.Write(chars)
		}
	}
	return strings.TrimSpace(all.String()), nil
}

// locate adds to an error where an element stands. Errors of the decoder tell it themselves.
func (s *xmlStream) locate(e xml.StartElement, err error) error {
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) || errors.Is(err, errNestedTooDeep) || errors.Is(err, errItemTooLong) {
		return err
	}
	line, _ := s.dec.InputPos()
	return fmt.Errorf("line %d, <%s>: %w", line, short(e.Name.Local), err)
}

// attribute returns an attribute of an element, whatever its namespace; "" if it is missing.
func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// xmlNode takes the node of an element.
func (c *collector) xmlNode(e xml.StartElement) error {
	id, err := parseID(attribute(e, "id"))
	if err != nil {
		return err
	}
	return c.node(id)
}

// xmlEnds returns the ends of the edge of an element.
func xmlEnds(e xml.StartElement) (a, b int32, err error) {
	if a, err = parseID(attribute(e, "source")); err != nil {
		return 0, 0, fmt.Errorf("the source: %w", err)
	}
	if b, err = parseID(attribute(e, "target")); err != nil {
		return 0, 0, fmt.Errorf("the target: %w", err)
	}
	return a, b, nil
}

// xmlWriter writes elements and keeps the first error.
type xmlWriter struct {
	w   io.Writer
	enc *xml.Encoder
	err error
}

func newXMLWriter(w io.Writer) *xmlWriter {
	x := &xmlWriter{w: w, enc: xml.NewEncoder(w)}
	x.enc.Indent("", "  ")
	_, x.err = io.WriteString(w, xml.Header)
	return x
}

// open begins an element; attributes are names and values in turn.
func (x *xmlWriter) open(name string, attributes ...string) {
	x.token(element(name, attributes...))
}

func (x *xmlWriter) close(name string) { x.token(xml.EndElement{Name: xml.Name{Local: name}}) }

// leaf writes an element that holds a value, or nothing if that is nil.
func (x *xmlWriter) leaf(v any, name string, attributes ...string) {
	if v == nil {
		v = struct{}{} // for nil itself the encoder writes no element
	}
	if x.err == nil {
		x.err = x.enc.EncodeElement(v, element(name, attributes...))
	}
}

func (x *xmlWriter) token(t xml.Token) {
	if x.err == nil {
		x.err = x.enc.EncodeToken(t)
	}
}

// end finishes the file and returns the first error, if any.
func (x *xmlWriter) end() error {
	if x.err == nil {
		x.err = x.enc.Close()
	}
	if x.err == nil {
		_, x.err = io.WriteString(x.w, "\n")
	}
	return x.err
}

func element(name string, attributes ...string) xml.StartElement {
	e := xml.StartElement{Name: xml.Name{Local: name}}
	for i := 0; i+1 < len(attributes); i += 2 {
		e.Attr = append(e.Attr, xml.Attr{Name: xml.Name{Local: attributes[i]}, Value: attributes[i+1]})
	}
	return e
}
