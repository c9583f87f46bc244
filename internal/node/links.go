package node

import (
	"context"
	"fmt"
	"slices"
	"strings"

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
	if o.draining {
		return errStopping(o.cfg.ID)
	}
	if old := p.link; old != nil {
		old.abort()
		o.detach(old)
	}
	p.link = l
	if len(greeting) > 0 {
		o.write(l, greeting, noLimit)
	}
	o.step(gossip.Event{Kind: gossip.LinkUp, Peer: p.id})
	o.cfg.Log.Debug("link up", "peer", p.id)
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
}

func errStopping(id int) error { return fmt.Errorf("node %d is stopping", id) }

// publish accepts a message from a client.
func (o *owner) publish(text string, relays uint8) (*gossip.Message, error) {
	if o.draining {
		return nil, errStopping(o.cfg.ID)
	}
	if used := o.core.Store().Bytes(); used >= o.cfg.StoreLimit {
		return nil, fmt.Errorf("node %d is full: its messages take %d bytes, the limit is %d", o.cfg.ID, used, o.cfg.StoreLimit)
	}
	return o.step(gossip.Event{Kind: gossip.Publish, Text: text, Relays: relays}), nil
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
	o.step(gossip.Event{Kind: gossip.Receive, Peer: from, Packet: packet})
	return nil
}

// addPeer adds a peer, and reports whether it is new.
func (n *Node) addPeer(o *owner, id gossip.NodeID, addr string) bool {
	i, known := o.find(id)
	if known {
		if o.peers[i].addr == addr {
			return false
		}
		n.dropPeer(o, id)
	}
	p := &peer{id: id, addr: addr}
	o.peers = slices.Insert(o.peers, i, p)
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
		l.out.close() // what waits is still sent
		o.detach(l)
	}
	o.peers = slices.Delete(o.peers, i, i+1)
	o.tellWaiters()
	return true
}

// setPeers replaces the list of peers, and reports whether that changed anything.
func (n *Node) setPeers(o *owner, addrs map[gossip.NodeID]string) bool {
	changed := false
	for _, p := range slices.Clone(o.peers) {
		if _, stays := addrs[p.id]; !stays {
			changed = n.dropPeer(o, p.id) || changed
		}
	}
	for id, addr := range addrs {
		changed = n.addPeer(o, id, addr) || changed
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
	}
	for i, p := range o.peers {
		s.Peers[i] = wire.PeerStatus{Peer: wire.Peer{ID: int(p.id), Addr: strings.Clone(p.addr)}, Link: wire.LinkDown}
		if p.link != nil {
			s.Peers[i].Link = wire.LinkUp
		}
	}
	return s
}
