package sim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
)

// traceScanner reads one line. Fields stand in the order in which they are written, without any space.
type traceScanner struct {
	line []byte
	at   int
}

// follows reports whether the next field has a name.
func (s *traceScanner) follows(name string) bool {
	rest := s.line[min(s.at+1, len(s.line)):]
	return len(rest) > len(name)+2 && rest[0] == '"' && string(rest[1:1+len(name)]) == name && rest[1+len(name)] == '"'
}

// field goes to the value of the next field, which must have the given name.
func (s *traceScanner) field(name string) error {
	separator := byte(',')
	if s.at == 0 {
		separator = '{'
	}
	rest := s.line[s.at:]
	if len(rest) < len(name)+4 || rest[0] != separator || rest[1] != '"' || string(rest[2:2+len(name)]) != name ||
		rest[2+len(name)] != '"' || rest[3+len(name)] != ':' {
		return fmt.Errorf("%q is missing behind its first %d bytes", name, s.at)
	}
	s.at += len(name) + 4
	return nil
}

// integer reads a field with a whole number that is not negative.
func (s *traceScanner) integer(name string, least, most int64) (int64, error) {
	if err := s.field(name); err != nil {
		return 0, err
	}
	n, ok := s.digits()
	if !ok || n < least || n > most {
		return 0, fmt.Errorf("%s must be a whole number from %d to %d", name, least, most)
	}
	return n, nil
}

// digits reads a whole number as it is written: without a sign, and without zeros in front.
func (s *traceScanner) digits() (n int64, ok bool) {
	begin := s.at
	for ; s.at < len(s.line) && '0' <= s.line[s.at] && s.line[s.at] <= '9'; s.at++ {
		if n > (math.MaxInt64-9)/10 {
			return 0, false
		}
		n = 10*n + int64(s.line[s.at]-'0')
	}
	length := s.at - begin
	return n, length == 1 || length > 1 && s.line[begin] != '0'
}

// number reads a field with any number, written as briefly as can be.
func (s *traceScanner) number(name string) (float64, error) {
	if err := s.field(name); err != nil {
		return 0, err
	}
	length := bytes.IndexAny(s.line[s.at:], ",}")
	text := string(s.line[s.at : s.at+max(length, 0)])
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(x, 0) || math.IsNaN(x) || strconv.FormatFloat(x, 'g', -1, 64) != text {
		return 0, fmt.Errorf("%s must be a number in its shortest form", name)
	}
	s.at += length
	return x, nil
}

// list reads a field with a list of whole numbers.
func (s *traceScanner) list(name string, each func(int64) error) error {
	if err := s.field(name); err != nil {
		return err
	}
	bad := fmt.Errorf("%s must be a list of whole numbers", name)
	if s.at >= len(s.line) || s.line[s.at] != '[' {
		return bad
	}
	if s.at++; s.at < len(s.line) && s.line[s.at] == ']' {
		s.at++
		return nil
	}
	for s.at < len(s.line) {
		n, ok := s.digits()
		if !ok || s.at >= len(s.line) {
			return bad
		}
		if err := each(n); err != nil {
			return err
		}
		s.at++
		switch s.line[s.at-1] {
		case ']':
			return nil
		case ',':
		default:
			return bad
		}
	}
	return bad
}

// word reads a field with a text of plain letters. What it returns is a part of the line.
func (s *traceScanner) word(name string) ([]byte, error) {
	if err := s.field(name); err != nil {
		return nil, err
	}
	rest := s.line[s.at:]
	if len(rest) > 0 && rest[0] == '"' {
		if length := bytes.IndexByte(rest[1:], '"'); length >= 0 {
			s.at += length + 2
			return rest[1 : 1+length], nil
		}
	}
	return nil, fmt.Errorf("%s must be a word in quotes", name)
}

// text reads a field with an excerpt of a text, as appendExcerpt writes it.
func (s *traceScanner) text(name string) (string, error) {
	if err := s.field(name); err != nil {
		return "", err
	}
	bad := fmt.Errorf("%s must be a JSON text in plain ASCII, of 1 to %d characters", name, excerptLimit)
	rest := s.line[s.at:]
	if len(rest) == 0 || rest[0] != '"' {
		return "", bad
	}
	end := 1
	for end < len(rest) && rest[end] != '"' {
		if rest[end] == '\\' {
			end++
		}
		end++
	}
	if end >= len(rest) {
		return "", bad
	}
	var text string
	if err := json.Unmarshal(rest[:end+1], &text); err != nil || text == "" || !bytes.Equal(appendExcerpt(nil, text), rest[:end+1]) {
		return "", bad
	}
	s.at += end + 1
	return text, nil
}

// close is at the end of the line.
func (s *traceScanner) close() error {
	if string(s.line[s.at:]) != "}" {
		return fmt.Errorf("something stands behind its first %d bytes that traces do not have", s.at)
	}
	return nil
}
