package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"gossip/internal/gossip"
)

// The verbs. The first five are those of the ancestor.
const (
	New      = "/NEW"
	Relay    = "/RELAY"
	Get      = "/GET"
	Peers    = "/PEERS"
	Remove   = "/REMOVE"
	OpenVerb = "/OPEN"
	StatusOf = "/STATUS"
	PostVerb = "/POST"
	Fetch    = "/MESSAGES"
	Connect  = "/CONNECT"
	Replace  = "/REPLACE"
	Await    = "/READY"
	StopVerb = "/STOP"

	AwaitVerb = "/AWAIT"
	Trace     = "/TRACE"
	Delivered = "/DELIVERIES"
	Watch     = "/WATCH"
)

// Split takes a request line apart. The line has lost its newline already; the payload aliases it.
func Split(line []byte) (verb string, payload []byte, err error) {
	if len(line) == 0 {
		return "", nil, errors.New("empty line; a request is /VERB:payload")
	}
	if !utf8.Valid(line) {
		return "", nil, errors.New("not UTF-8")
	}
	if line[0] != '/' {
		return "", nil, fmt.Errorf("%s is not a request; a request is /VERB:payload", excerpt(line))
	}
	cut := bytes.IndexByte(line, ':')
	if cut < 0 {
		return "", nil, fmt.Errorf("no colon after the verb in %s; a request is /VERB:payload", excerpt(line))
	}
	return string(line[:cut]), line[cut+1:], nil
}

// excerpt quotes the beginning of a piece of input for an error text.
func excerpt(b []byte) string {
	const most = 40
	if len(b) <= most {
		return strconv.QuoteToASCII(string(b))
	}
	return strconv.QuoteToASCII(strings.ToValidUTF8(string(b[:most]), "")) + "..."
}

// ParseNew parses the payload of /NEW: <relay limit>|<text>.
func ParseNew(payload []byte) (relays uint8, text string, err error) {
	limit, rest, ok := bytes.Cut(payload, []byte("|"))
	if !ok {
		return 0, "", fmt.Errorf("no | in %s; /NEW takes <relay limit>|<text>", excerpt(payload))
	}
	if relays, err = ParseRelays(limit); err != nil {
		return 0, "", err
	}
	return relays, string(rest), nil
}

// ParsePost parses the payload of /POST. The relay limit is 1 if it is left out, and not checked.
func ParsePost(payload []byte) (relays uint8, text string, err error) {
	if relays, text, ok := parsePlainPost(payload); ok {
		return relays, text, nil
	}
	post := Post{Relays: 1}
	if err := ParseJSON(payload, &post); err != nil {
		return 0, "", err
	}
	if halved(post.Text, payload) {
		return 0, "", fmt.Errorf("the text is %w", errHalfPair)
	}
	if post.Relays < 0 || post.Relays > 255 {
		post.Relays = 0
	}
	return uint8(post.Relays), post.Text, nil
}

// parsePlainPost reads {"text":"...","relays":1} in just this form, in which clients submit many
// messages. Everything else is for the general decoder.
func parsePlainPost(payload []byte) (relays uint8, text string, ok bool) {
	rest, ok := bytes.CutPrefix(payload, []byte(`{"text":`))
	if !ok {
		return 0, "", false
	}
	s := scanner{rest: rest}
	b, err := s.str()
	if err != nil {
		return 0, "", false
	}
	if s.rest, ok = bytes.CutPrefix(s.rest, []byte(`,"relays":`)); !ok {
		return 0, "", false
	}
	n, ok := s.number(gossip.MaxRelays)
	if !ok || len(s.rest) != 1 || s.rest[0] != '}' {
		return 0, "", false
	}
	return uint8(n), string(b), true
}

// ParseRelays parses a relay limit, 1 to gossip.MaxRelays.
func ParseRelays(digits []byte) (uint8, error) {
	n, err := strconv.Atoi(string(digits))
	if err != nil || n < 1 || n > gossip.MaxRelays {
		return 0, fmt.Errorf("relay limit %s is not a number between 1 and %d", excerpt(digits), gossip.MaxRelays)
	}
	return uint8(n), nil
}

// ParseNodeID parses a node id: a decimal number without sign, 1 to gossip.MaxNodeID.
func ParseNodeID(digits []byte) (gossip.NodeID, error) {
	n, err := strconv.ParseUint(string(digits), 10, 32)
	if err != nil || n < 1 || n > gossip.MaxNodeID {
		return 0, fmt.Errorf("%s is not a node id, a number between 1 and %d", excerpt(digits), gossip.MaxNodeID)
	}
	return gossip.NodeID(n), nil
}

// Selections of /GET: which messages, and which of their paths.
const (
	All    = "all"
	Unread = "unread"
	Read   = "read"

	Shortest           = "shortest"
	Longest            = "longest"
	ShortestAndLongest = "shortest & longest"
)

// ParseGet parses the payload of /GET: <all|unread|read>|<all|shortest|longest|shortest & longest>.
func ParseGet(payload []byte) (which, paths string, err error) {
	a, b, ok := strings.Cut(string(payload), "|")
	if !ok {
		return "", "", fmt.Errorf("no | in %s; /GET takes <all|unread|read>|<all|shortest|longest|shortest & longest>", excerpt(payload))
	}
	if which, err = ParseWhich([]byte(a)); err != nil {
		return "", "", err
	}
	switch b {
	case All, Shortest, Longest, ShortestAndLongest:
		return which, b, nil
	}
	return "", "", fmt.Errorf("%s is none of all, shortest, longest, shortest & longest", excerpt([]byte(b)))
}

// ParseWhich parses the payload of /MESSAGES: all, unread or read.
func ParseWhich(payload []byte) (string, error) {
	switch which := string(payload); which {
	case All, Unread, Read:
		return which, nil
	}
	return "", fmt.Errorf("%s is none of all, unread, read", excerpt(payload))
}

// ParseJSON parses a payload that is one JSON value, into v. Unknown fields are ignored, so that a
// later version can add some.
func ParseJSON(payload []byte, v any) error {
	if err := json.Unmarshal(payload, v); err != nil {
		return fmt.Errorf("bad JSON in %s: %w", excerpt(payload), inJSON(err))
	}
	return nil
}

// AppendJSON appends v as one line of pure ASCII JSON.
func AppendJSON(b []byte, v any) []byte {
	out, err := json.Marshal(v)
	if err != nil {
		panic("wire: " + err.Error()) // v is one of our own types, and each can be marshalled
	}
	return append(appendASCII(b, out), '\n')
}

// AppendRequest appends one request line whose payload is v as JSON.
func AppendRequest(b []byte, verb string, v any) []byte {
	return AppendJSON(append(append(b, verb...), ':'), v)
}
