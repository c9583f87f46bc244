package node

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gossip/internal/gossip"
	"gossip/internal/wire"
)

// handler carries out the requests of one verb. It writes the answer, or returns what was wrong with
// the request.
type handler struct {
	verb string
	run  func(n *Node, payload []byte, out *bufio.Writer) error
	wait func(ctx context.Context, n *Node, payload []byte, out *bufio.Writer) error // instead of run, if it may take long
}

// table lists the verbs. /OPEN and /WATCH are not in it: they decide what the connection is. /NEW and
// /POST are in submit.go.
func table() []handler {
	return []handler{
		{verb: wire.Relay, run: handleRelay},
		{verb: wire.Get, run: handleGet},
		{verb: wire.Peers, run: handlePeers},
		{verb: wire.Remove, run: handleRemove},
		{verb: wire.StatusOf, run: handleStatus},
		{verb: wire.Fetch, run: handleMessages},
		{verb: wire.Connect, run: handleConnect},
		{verb: wire.Replace, run: handleReplace},
		{verb: wire.Await, wait: handleReady},
		{verb: wire.AwaitVerb, wait: handleAwait},
		{verb: wire.Trace, run: handleTrace},
		{verb: wire.Delivered, run: handleDeliveries},
		{verb: wire.StopVerb, run: handleStop},
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
	names := []string{wire.New, wire.PostVerb, wire.OpenVerb, wire.Watch}
	for _, h := range table() {
		names = append(names, h.verb)
	}
	return strings.Join(names, " ")
}

func reply(out *bufio.Writer, v any) error {
	_, _ = out.Write(wire.AppendJSON(nil, v)) // an error stays with the writer, and shows at its Flush
	return nil
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
	if _, err := n.cfg.checkPeers([]wire.Peer{p}); err != nil {
		return err
	}
	return n.change(out, func(o *owner) bool { return n.addPeer(o, p) })
}

func handleReplace(n *Node, payload []byte, out *bufio.Writer) error {
	var list []wire.Peer
	if err := wire.ParseJSON(payload, &list); err != nil {
		return err
	}
	peers, err := n.cfg.checkPeers(list)
	if err != nil {
		return err
	}
	return n.change(out, func(o *owner) bool { return n.setPeers(o, peers) })
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

func handleReady(ctx context.Context, n *Node, payload []byte, out *bufio.Writer) error {
	var wait wire.Wait
	if err := wire.ParseJSON(payload, &wait); err != nil {
		return err
	}
	ctx, cancel, err := waitContext(ctx, wait.TimeoutMS)
	if err != nil {
		return err
	}
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
	unsent, handedOn := n.drain(stop.Whole)
	err := reply(out, wire.Stopping{Node: n.cfg.ID, Unsent: unsent, HandedOn: handedOn})
	_ = out.Flush()
	n.stop.Do(func() { close(n.stopped) })
	return err
}

func handleAwait(ctx context.Context, n *Node, payload []byte, out *bufio.Writer) error {
	var wanted wire.Holding
	if err := wire.ParseJSON(payload, &wanted); err != nil {
		return err
	}
	if err := checkHolding(wanted); err != nil {
		return err
	}
	ctx, cancel, err := waitContext(ctx, wanted.TimeoutMS)
	if err != nil {
		return err
	}
	defer cancel()
	return reply(out, n.await(ctx, wanted))
}

func handleTrace(n *Node, payload []byte, out *bufio.Writer) error {
	var query wire.TraceQuery
	if err := wire.ParseJSON(payload, &query); err != nil {
		return err
	}
	text, ns := query.Text, int64(0)
	if query.ID != "" {
		var err error
		if text, ns, err = gossip.ParseID(query.ID); err != nil {
			return err
		}
	}
	if text == "" {
		return errors.New("a trace needs the id or the text of a message")
	}
	answer := wire.Traced{Node: n.cfg.ID, Messages: []wire.TracedMessage{}}
	for _, r := range n.records(text, ns) {
		answer.Messages = append(answer.Messages, wire.NewTracedMessage(r))
	}
	return reply(out, answer)
}

// records returns the latest messages with a text, and a time if it is not 0.
func (n *Node) records(text string, ns int64) []gossip.Record {
	var found []gossip.Record
	n.ask(func(o *owner) {
		store := o.core.Store()
		for i := store.Len() - 1; i >= 0 && len(found) < wire.MaxTraced; i-- {
			if r := store.At(i); r.Message.Text == text && (ns == 0 || r.Message.Time == ns) {
				found = append(found, r)
			}
		}
	})
	slices.Reverse(found)
	return found
}

func handleDeliveries(n *Node, payload []byte, out *bufio.Writer) error {
	var query wire.DeliveriesQuery
	if err := wire.ParseJSON(payload, &query); err != nil {
		return err
	}
	if query.From < 0 {
		return errors.New("from must be a position in the order of delivery, 0 or more")
	}
	answer := wire.Deliveries{Node: n.cfg.ID, From: query.From, Deliveries: []wire.Delivery{}}
	n.ask(func(o *owner) {
		store := o.core.Store()
		answer.Total = store.Len()
		for i := query.From; i < store.Len() && len(answer.Deliveries) < wire.MaxDeliveries; i++ {
			r := store.At(i)
			answer.Deliveries = append(answer.Deliveries, wire.Delivery{
				int64(r.Message.Origin), r.Message.Time, int64(r.Arrivals[0].At), int64(len(r.Arrivals)) + int64(r.Unkept),
			})
		}
	})
	return reply(out, answer)
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
