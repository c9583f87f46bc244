package topology

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

// dotToken is a token of the DOT language.
type dotToken struct {
	kind dotKind
	text string // of an id; of a mark, the mark itself
	line int    // where it begins
}

type dotKind int

const (
	dotEnd    dotKind = iota // the end of the file
	dotMark                  // one of { } [ ] = ; , : + -- ->
	dotWord                  // an id without quotes, which may be a keyword
	dotQuoted                // an id in double quotes or angle brackets
)

// is reports whether the token is the given mark.
func (t dotToken) is(mark string) bool { return t.kind == dotMark && t.text == mark }

// isWord reports whether the token is the given keyword. Keywords come in any case.
func (t dotToken) isWord(keyword string) bool {
	return t.kind == dotWord && strings.EqualFold(t.text, keyword)
}

// String returns the token as errors show it.
func (t dotToken) String() string {
	if t.kind == dotEnd {
		return "the end of the file"
	}
	return fmt.Sprintf("%q", short(t.text))
}

// dotLexer splits DOT into tokens, as a stream. (gonum's parser needs the whole file in memory, some
// ten times over, and a long chain of edges or deep nesting exhausts the stack of its checker, which
// ends the process. So it is not used for files from anywhere.)
type dotLexer struct {
	r         *bufio.Reader
	line      int
	lineStart bool // nothing but blanks so far in this line
	text      []byte
}

func newDOTLexer(r *bufio.Reader) *dotLexer { return &dotLexer{r: r, line: 1, lineStart: true} }

// read returns the next byte, 0 at the end of the file.
func (l *dotLexer) read() (byte, error) {
	b, err := l.r.ReadByte()
	if errors.Is(err, io.EOF) {
		return 0, nil
	}
	if err == nil && b == 0 {
		return 0, errors.New("it holds binary data: this is not DOT")
	}
	if b == '\n' {
		l.line++
	}
	return b, err
}

// peek returns the next byte without taking it, 0 at the end of the file.
func (l *dotLexer) peek() byte {
	if next, err := l.r.Peek(1); err == nil {
		return next[0]
	}
	return 0
}

// next returns the next token.
func (l *dotLexer) next() (dotToken, error) {
	for {
		b, err := l.read()
		if err != nil {
			return dotToken{}, err
		}
		start := l.lineStart
		if b != ' ' && b != '\t' && b != '\r' {
			l.lineStart = b == '\n'
		}
		switch {
		case b == 0:
			return dotToken{line: l.line}, nil
		case b == ' ' || b == '\t' || b == '\r' || b == '\n':
			continue
		case b == '#' && start: // a line for the preprocessor
			err = l.skipTo("\n")
		case b == '/' && l.peek() == '/':
			err = l.skipTo("\n")
		case b == '/' && l.peek() == '*':
			if _, err = l.read(); err == nil {
				err = l.skipTo("*/")
			}
		default:
			line := l.line
			t, err := l.token(b)
			t.line = line
			return t, err
		}
		if err != nil {
			return dotToken{}, err
		}
	}
}

// skipTo reads to the end of a comment; the end of the file also ends a line.
func (l *dotLexer) skipTo(end string) error {
	var before byte
	for {
		b, err := l.read()
		switch {
		case err != nil:
			return err
		case b == 0 && end == "\n":
			return nil
		case b == 0:
			return errors.New("a comment does not end")
		case b == end[len(end)-1] && (len(end) == 1 || before == end[0]):
			l.lineStart = b == '\n'
			return nil
		}
		before = b
	}
}

// token returns the token that begins with b.
func (l *dotLexer) token(b byte) (dotToken, error) {
	switch {
	case b == '"':
		return l.quoted()
	case b == '<':
		return l.html()
	case strings.IndexByte("{}[]=;,:+", b) >= 0:
		return dotToken{kind: dotMark, text: string(b)}, nil
	case b == '-' && (l.peek() == '-' || l.peek() == '>'):
		second, err := l.read()
		return dotToken{kind: dotMark, text: string([]byte{b, second})}, err
	case b == '-' || isWordByte(b):
		l.text = append(l.text[:0], b)
		for isWordByte(l.peek()) {
			if err := l.take(); err != nil {
				return dotToken{}, err
			}
		}
		return dotToken{kind: dotWord, text: string(l.text)}, nil
	}
	return dotToken{}, fmt.Errorf("%q has no meaning here", string(rune(b)))
}

func isWordByte(b byte) bool {
	return b == '_' || b == '.' || b >= 0x80 || '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}

// take adds the next byte to the text of the token.
func (l *dotLexer) take() error {
	b, err := l.read()
	if err != nil {
		return err
	}
	if b == 0 {
		return errors.New("a string does not end")
	}
	if len(l.text) >= itemLimit {
		return errItemTooLong
	}
	l.text = append(l.text, b)
	return nil
}

// quoted reads the rest of a string in double quotes. A backslash takes the meaning from a quote and
// joins lines; its other uses are the business of labels.
func (l *dotLexer) quoted() (dotToken, error) {
	l.text = l.text[:0]
	for escaped := false; ; {
		if err := l.take(); err != nil {
			return dotToken{}, err
		}
		last := len(l.text) - 1
		switch b := l.text[last]; {
		case escaped:
			escaped = false
			if b == '"' {
				l.text = append(l.text[:last-1], '"')
			}
			if b == '\n' {
				l.text = l.text[:last-1]
			}
		case b == '"':
			return dotToken{kind: dotQuoted, text: string(l.text[:last])}, nil
		case b == '\\':
			escaped = true
		}
	}
}

// html reads the rest of a string in angle brackets, which may hold further pairs of them.
func (l *dotLexer) html() (dotToken, error) {
	l.text = l.text[:0]
	for open := 1; open > 0; {
		if err := l.take(); err != nil {
			return dotToken{}, err
		}
		switch l.text[len(l.text)-1] {
		case '<':
			open++
		case '>':
			open--
		}
	}
	return dotToken{kind: dotQuoted, text: string(l.text[:len(l.text)-1])}, nil
}
