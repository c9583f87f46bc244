package node

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"gossip/internal/gossip"
	"gossip/internal/wire"
)

// handler carries out the requests of one verb. It writes the answer, or returns what was wrong with
// the request.
type handler struct {
	verb string
	run  func(n *Node, payload []byte, out *bufio.Writer) error
}

// table lists the verbs. /OPEN is not in it: it decides what the connection is.
func table() []handler {
	return []handler{
		{wire.New, handleNew},
		{wire.Relay, handleRelay},
		{wire.Get, handleGet},
		{wire.Peers, handlePeers},
		{wire.Remove, handleRemove},
		{wire.StatusOf, handleStatus},
		{wire.PostVerb, handlePost},
		{wire.Fetch, handleMessages},
		{wire.Connect, handleConnect},
		{wire.Replace, handleReplace},
		{wire.Await, handleReady},
		{wire.StopVerb, handleStop},
	}
}

func verbs() map[string]handler {
	byName := make(map[string]handler)
	for _, h := range table() {
		byName[h.verb] = h
	}
	return byName
}

func verbNames() string {
	names := []string{wire.OpenVerb}
	for _, h := range table() {
		names = append(names, h.verb)
	}
	return strings.Join(names, " ")
}

func reply(out *bufio.Writer, v any) error {
	_, _ = out.Write(wire.AppendJSON(nil, v)) // an error stays with the writer, and shows at its Flush
	return nil
}

func handleNew(n *Node, payload []byte, out *bufio.Writer) error {
	relays, text, err := wire.ParseNew(payload)
	if err != nil {
		return err
	}
	return n.submit(text, relays, out)
}

func handlePost(n *Node, payload []byte, out *bufio.Writer) error {
	post := wire.Post{Relays: 1}
	if err := wire.ParseJSON(payload, &post); err != nil {
		return err
	}
	if post.Relays < 1 || post.Relays > gossip.MaxRelays {
		return fmt.Errorf("relay limit %d is not between 1 and %d", post.Relays, gossip.MaxRelays)
	}
	return n.submit(post.Text, uint8(post.Relays), out)
}

func (n *Node) submit(text string, relays uint8, out *bufio.Writer) error {
	switch {
	case text == "":
		return errors.New("the text is empty")
	case !utf8.ValidString(text):
		return errors.New("the text is not UTF-8")
	case len(text) > n.cfg.TextLimit:
		return fmt.Errorf("the text has %d bytes, the limit is %d", len(text), n.cfg.TextLimit)
	}
	var m *gossip.Message
	var err error
	if !n.ask(func(o *owner) { m, err = o.publish(text, relays) }) {
		return errStopping(n.cfg.ID)
	}
	if err != nil {
		return err
	}
	return reply(out, wire.Accepted{ID: m.ID(), Node: n.cfg.ID})
}

func handleRelay(n *Node, payload []byte, _ *bufio.Writer) error {
	packet, err := wire.ParseRelay(payload)
	if err == nil {
		n.ask(func(o *owner) { err = o.relayed(packet) })
	}
	return err
}

func handlePeers(n *Node, _ []byte, out *bufio.Writer) error {
	var peers []wire.PeerStatus
	n.ask(func(o *owner) { peers = o.status().Peers })
	_, _ = out.Write(wire.AppendPeers(nil, peers, Name))
	return nil
}

func handleRemove(n *Node, payload []byte, out *bufio.Writer) error {
	id, err := wire.ParseNodeID(payload)
	if err != nil {
		return err
	}
	changed := false
	n.ask(func(o *owner) { changed = n.dropPeer(o, id) })
	if !changed {
		return fmt.Errorf("node %d is not a peer of node %d", id, n.cfg.ID)
	}
	return reply(out, wire.Changed{Node: n.cfg.ID, Changed: true})
}

func handleConnect(n *Node, payload []byte, out *bufio.Writer) error {
	var p wire.Peer
	if err := wire.ParseJSON(payload, &p); err != nil {
		return err
	}
	addrs, err := n.cfg.checkPeers([]wire.Peer{p})
	if err != nil {
		return err
	}
	return n.change(out, func(o *owner) bool { return n.addPeer(o, gossip.NodeID(p.ID), addrs[gossip.NodeID(p.ID)]) })
}

func handleReplace(n *Node, payload []byte, out *bufio.Writer) error {
	var peers []wire.Peer
	if err := wire.ParseJSON(payload, &peers); err != nil {
		return err
	}
	addrs, err := n.cfg.checkPeers(peers)
	if err != nil {
		return err
	}
	return n.change(out, func(o *owner) bool { return n.setPeers(o, addrs) })
}

// change lets the owner change the peers, unless the node is stopping.
func (n *Node) change(out *bufio.Writer, apply func(*owner) bool) error {
	var changed, draining bool
	n.ask(func(o *owner) {
		if draining = o.draining; !draining {
			changed = apply(o)
		}
	})
	if draining {
		return errStopping(n.cfg.ID)
	}
	return reply(out, wire.Changed{Node: n.cfg.ID, Changed: changed})
}

func handleStatus(n *Node, _ []byte, out *bufio.Writer) error {
	var s wire.Status
	n.ask(func(o *owner) { s = o.status() })
	s.Identity, s.StartedNS = n.identity, n.started.UnixNano()
	return reply(out, s)
}

func handleReady(n *Node, payload []byte, out *bufio.Writer) error {
	var wait wire.Wait
	if err := wire.ParseJSON(payload, &wait); err != nil {
		return err
	}
	const most = 10 * 60 * 1000
	if wait.TimeoutMS < 0 || wait.TimeoutMS > most {
		return fmt.Errorf("timeout_ms must be between 0 and %d", most)
	}
	ctx, cancel := context.WithTimeout(n.ctx, time.Duration(wait.TimeoutMS)*time.Millisecond)
	defer cancel()
	down := n.Ready(ctx)
	return reply(out, wire.Ready{Ready: len(down) == 0, Down: down})
}

func handleStop(n *Node, payload []byte, out *bufio.Writer) error {
	var stop wire.Stop
	if err := wire.ParseJSON(payload, &stop); err != nil {
		return err
	}
	if stop.Run != n.cfg.Run {
		return errOtherRun(n.cfg)
	}
	err := reply(out, wire.Stopping{Node: n.cfg.ID, Unsent: n.drain()})
	_ = out.Flush()
	n.stop.Do(func() { close(n.stopped) })
	return err
}

func handleGet(n *Node, payload []byte, out *bufio.Writer) error {
	which, paths, err := wire.ParseGet(payload)
	if err != nil {
		return err
	}
	var records []gossip.Record
	n.ask(func(o *owner) { records, _ = o.snapshot(which) })
	buf := []byte{'{'}
	for i, r := range records {
		if i > 0 {
			buf = append(buf, ", "...)
		}
		buf = wire.AppendPaths(buf, r, paths)
		if _, err := out.Write(buf); err != nil {
			return nil // nobody listens any more; the writer remembers
		}
		buf = buf[:0]
	}
	_, _ = out.Write(append(buf, "}\n"...))
	return nil
}

func handleMessages(n *Node, payload []byte, out *bufio.Writer) error {
	which, err := wire.ParseWhich(payload)
	if err != nil {
		return err
	}
	var records []gossip.Record
	var unread []bool
	n.ask(func(o *owner) { records, unread = o.snapshot(which) })
	_, _ = fmt.Fprintf(out, `{"node":%d,"messages":[`, n.cfg.ID)
	var buf []byte
	for i, r := range records {
		if i > 0 {
			buf = append(buf, ',')
		}
		line := wire.AppendJSON(buf, wire.NewMessage(r, unread[i]))
		if _, err := out.Write(line[:len(line)-1]); err != nil {
			return nil // nobody listens any more; the writer remembers
		}
		buf = line[:0]
	}
	_, _ = out.WriteString("]}\n")
	return nil
}
