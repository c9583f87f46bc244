package node

import (
	"context"
	"fmt"
	"slices"

	"gossip/internal/gossip"
	"gossip/internal/wire"
)

// attach makes l the link to its peer, in place of one that there may be already: the peer would
// not have opened a second one if the first still worked. Greeting is what goes out first.
func (o *owner) attach(l *link, greeting []byte) error {
	p := o.peer(l.peer)
	if p == nil {
		return fmt.Errorf("node %d is not a peer of node %d", l.peer, o.cfg.ID)
	}
	if old := p.link; old != nil {
		old.abort()
		o.detach(old)
	}
	p.link = l
	if len(greeting) > 0 {
		o.write(l, greeting)
	}
	o.step(gossip.Event{Kind: gossip.LinkUp, Peer: p.id})
	o.cfg.Log.Debug("link up", "peer", p.id)
	o.tellLink(p.id, wire.LinkUp)
	o.tellWaiters()
	return nil
}

// detach notes that a link is gone.
func (o *owner) detach(l *link) {
	p := o.peer(l.peer)
	if p == nil || p.link != l {
		return
	}
	p.link = nil
	o.step(gossip.Event{Kind: gossip.LinkDown, Peer: p.id})
	o.cfg.Log.Debug("link down", "peer", p.id)
	o.tellLink(p.id, wire.LinkDown)
	o.makeRoom() // clients may have waited for it
}

func errStopping(id int) error { return fmt.Errorf("node %d is stopping", id) }

// submission is a message from a client, and what became of it.
type submission struct {
	text   string
	relays uint8
	id     string // of the accepted message
	err    error
}

// publish accepts messages from a client, or says why not.
func (o *owner) publish(batch []submission) {
	for i := range batch {
		s := &batch[i]
		if s.err != nil {
			continue
		}
		if o.draining {
			s.err = errStopping(o.cfg.ID)
			continue
		}
		if o.rule.Aggregates {
			s.err = fmt.Errorf("%s spreads no messages; its result is the estimate in the answer to /STATUS", o.rule.Name)
			continue
		}
		if used := o.core.Store().Bytes(); used >= o.cfg.StoreLimit {
			s.err = fmt.Errorf("node %d is full: its messages take %d bytes, the limit is %d; publish at another node, or start a network with a larger --store-limit", o.cfg.ID, used, o.cfg.StoreLimit)
			continue
		}
		s.id = o.step(gossip.Event{Kind: gossip.Publish, Text: s.text, Relays: s.relays}).ID()
	}
}

// relayed takes a relay that came over a connection of its own, without saying from whom: the path
// must end at a peer.
func (o *owner) relayed(packet gossip.Packet) error {
	from := packet.Path.Last()
	if o.peer(from) == nil {
		return fmt.Errorf("the path ends at node %d, which is not a peer of node %d", from, o.cfg.ID)
	}
	if err := o.core.Check(from, packet); err != nil {
		return err
	}
	o.step(gossip.Event{Kind: gossip.Receive, Peer: from, Packet: o.hold(packet)})
	return nil
}

// addPeer adds a peer, and reports whether it is new, or has another weight. Without a weight a known
// peer keeps the one that it has.
func (n *Node) addPeer(o *owner, added wire.Peer) bool {
	id, addr := gossip.NodeID(added.ID), added.Addr
	i, known := o.find(id)
	if known {
		have := o.peers[i]
		if have.addr == addr {
			changed := added.Weight != 0 && added.Weight != have.weight
			if changed {
				have.weight = added.Weight
			}
			return changed
		}
		n.dropPeer(o, id)
	}
	p := &peer{id: id, addr: addr, weight: added.Weight}
	o.peers = slices.Insert(o.peers, i, p)
	if o.started {
		o.step(gossip.Event{Kind: gossip.LinkDown, Peer: id}) // until it comes up
	}
	if int(id) > o.cfg.ID {
		ctx, cancel := context.WithCancel(n.ctx)
		p.stop = cancel
		n.tasks.Go(func() { n.dial(ctx, id, addr) })
	}
	return true
}

// dropPeer forgets a peer, and reports whether it was one.
func (n *Node) dropPeer(o *owner, id gossip.NodeID) bool {
	i, known := o.find(id)
	if !known {
		return false
	}
	p := o.peers[i]
	if p.stop != nil {
		p.stop()
	}
	if l := p.link; l != nil {
		l.leave(o.cfg.StopTimeout) // what waits is still sent
		o.detach(l)
	}
	o.peers = slices.Delete(o.peers, i, i+1)
	o.tellWaiters()
	return true
}

// setPeers replaces the list of peers, and reports whether that changed anything.
func (n *Node) setPeers(o *owner, peers map[gossip.NodeID]wire.Peer) bool {
	changed := false
	for _, p := range slices.Clone(o.peers) {
		if _, stays := peers[p.id]; !stays {
			changed = n.dropPeer(o, p.id) || changed
		}
	}
	for _, p := range peers {
		changed = n.addPeer(o, p) || changed
	}
	return changed
}

// snapshot returns the messages that are wanted, with their marks, and marks them as read. Records
// are append-only, so they can be read while the owner goes on.
func (o *owner) snapshot(which string) (records []gossip.Record, unread []bool) {
	store := o.core.Store()
	for i := range store.Len() {
		if which == wire.Unread && o.read[i] || which == wire.Read && !o.read[i] {
			continue
		}
		records = append(records, store.At(i))
		unread = append(unread, !o.read[i])
		if !o.read[i] {
			o.read[i] = true
			o.unread--
		}
	}
	return records, unread
}

func (o *owner) status() wire.Status {
	s := wire.Status{
		Addr:        o.cfg.Addr,
		Messages:    o.core.Store().Len(),
		Unread:      o.unread,
		StoredBytes: o.core.Store().Bytes(),
		Peers:       make([]wire.PeerStatus, len(o.peers)),
		Draining:    o.draining,
		Dropped:     o.dropped,
		Protocol:    o.rule.Name,
		Params:      o.params,
		Traffic:     o.traffic,
	}
	for i, p := range o.peers {
		s.Peers[i] = wire.PeerStatus{Peer: wire.Peer{ID: int(p.id), Addr: p.addr, Weight: p.weight}, Link: wire.LinkDown}
		if p.link != nil {
			s.Peers[i].Link = wire.LinkUp
		}
	}
	if estimate, ok := o.core.Estimate(); ok {
		s.Estimate = &estimate
	}
	return s
}
