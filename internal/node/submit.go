package node

import (
	"bufio"
	"errors"
	"fmt"
	"unicode/utf8"

	"gossip/internal/gossip"
	"gossip/internal/wire"
)

// submit takes the submission of a client, and with it those that the client has sent already, so
// that a client at speed costs the owner one question for many messages. Each gets its answer. A
// nil in means that there can be no others.
func (n *Node) submit(verb string, payload []byte, in *wire.Reader, out *bufio.Writer) {
	batch := []submission{n.parseSubmission(verb, payload)}
	for in != nil && len(batch) < maxBatch && (in.Starts(wire.PostVerb+":") || in.Starts(wire.New+":")) {
		line, err := in.Line()
		if err != nil {
			break // the next read says so again
		}
		var s submission
		if verb, payload, err = wire.Split(line); err != nil {
			s.err = err
		} else {
			s = n.parseSubmission(verb, payload)
		}
		batch = append(batch, s)
	}
	n.waitForRoom(n.ctx)
	if !n.ask(func(o *owner) { o.publish(batch) }) {
		for i := range batch {
			batch[i].err = errStopping(n.cfg.ID)
		}
	}
	for _, s := range batch {
		if s.err != nil {
			_ = reply(out, wire.Failure{Error: s.err.Error()})
			continue
		}
		_, _ = out.Write(wire.AppendAccepted(nil, s.id, n.cfg.ID)) // an error shows at the Flush
	}
}

func (n *Node) parseSubmission(verb string, payload []byte) (s submission) {
	if verb == wire.New {
		s.relays, s.text, s.err = wire.ParseNew(payload)
	} else {
		s.relays, s.text, s.err = wire.ParsePost(payload)
	}
	switch {
	case s.err != nil:
	case s.text == "":
		s.err = errors.New("the text is empty")
	case !utf8.ValidString(s.text):
		s.err = errors.New("the text is not UTF-8")
	case len(s.text) > n.cfg.TextLimit:
		s.err = fmt.Errorf("the text has %d bytes, the limit is %d", len(s.text), n.cfg.TextLimit)
	case s.relays < 1 || s.relays > gossip.MaxRelays:
		s.err = fmt.Errorf("relay limit %d is not between 1 and %d", s.relays, gossip.MaxRelays)
	}
	return s
}
