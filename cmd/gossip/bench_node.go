package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"gossip/internal/client"
	"gossip/internal/cluster"
	"gossip/internal/wire"
)

const (
	// relaysStill and relaysStillMost say how long the count of relays has to stand still until all that
	// belongs to the messages is counted, and how long bench waits for that at most: a message is
	// everywhere before its last copies are, and a rumor is told on for a while.
	relaysStill     = 100 * time.Millisecond
	relaysStillMost = time.Second
	// vainWait is what a node has for the answer that it waited in vain.
	vainWait = 2 * time.Second
)

// benchNode is one node of a run.
type benchNode struct {
	id, pid int
	before  wire.Status
	cpu     time.Duration  // before the load; 0 where the system does not tell
	client  *client.Client // nil: no session
	from    int            // the next position to be fetched in its order of delivery
	missing int            // messages of the run that it has not shown yet
	err     error          // it does not answer any more
	dead    bool
}

// benchSpent is what a node spent, or all of them.
type benchSpent struct {
	cpu                    time.Duration
	unclocked              bool // the system does not tell the processor time
	relays, control, bytes int64
}

// open opens a session. A node that was restarted begins anew.
func (n *benchNode) open(ctx context.Context, network *cluster.Network) error {
	c, err := network.Dial(ctx, n.id)
	if err != nil {
		return err
	}
	n.client = c
	if pid := c.Identity().PID; pid != n.pid {
		n.pid, n.before, n.cpu, n.from = pid, wire.Status{}, 0, 0
	}
	return nil
}

func (n *benchNode) close() {
	if n.client != nil {
		_ = n.client.Close()
		n.client = nil
	}
}

func (n *benchNode) status(ctx context.Context) (wire.Status, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	s, err := n.client.Status(ctx)
	if err != nil {
		err = fmt.Errorf("ask node %d how it is: %w", n.id, err)
	}
	return s, err
}

// await returns when the node holds as many messages more as are missing, or at the deadline. If that
// is broken off there is no session any more.
func (n *benchNode) await(ctx context.Context, deadline time.Time) {
	left := time.Until(deadline)
	if n.missing == 0 || left <= 0 || ctx.Err() != nil {
		return
	}
	waiting, cancel := context.WithDeadline(ctx, deadline.Add(vainWait))
	defer cancel()
	_, err := n.client.Await(waiting, wire.Holding{Messages: n.from + n.missing, TimeoutMS: left.Milliseconds()})
	if err == nil {
		return
	}
	n.close()
	if ctx.Err() == nil {
		n.err = fmt.Errorf("wait for the messages of node %d: %w", n.id, err)
	}
}

// spent is what the node spent since before the load. The processor time is read first: asking costs.
func (n *benchNode) spent(ctx context.Context) (benchSpent, error) {
	cpu, unclocked := processorTime(n.pid)
	s, err := n.status(ctx)
	if err != nil {
		return benchSpent{}, err
	}
	now, before := s.Traffic, n.before.Traffic
	return benchSpent{
		cpu: max(cpu-n.cpu, 0), unclocked: unclocked != nil,
		relays: now.RelaysSent - before.RelaysSent, control: now.ControlSent - before.ControlSent,
		bytes: now.BytesSent - before.BytesSent,
	}, nil
}

// fetch enters what arrived at the node since the last time.
func (n *benchNode) fetch(ctx context.Context, ledger *benchLedger) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	deliveries, err := n.client.Deliveries(ctx, n.from)
	if err != nil {
		n.err = fmt.Errorf("ask node %d what arrived: %w", n.id, err)
		return
	}
	n.from += len(deliveries)
	n.missing -= ledger.add(n.id, deliveries)
}

// each does something at once at all nodes that answer.
func (b *bench) each(do func(*benchNode)) {
	var wg sync.WaitGroup
	for _, n := range b.nodes {
		if n.err == nil {
			wg.Go(func() { do(n) })
		}
	}
	wg.Wait()
}

// settle counts what the nodes spent, when no more relays are sent, and looks how they are.
func (b *bench) settle(ctx context.Context) error {
	asking := context.WithoutCancel(ctx)
	b.spent = b.sum(asking)
	most := time.After(relaysStillMost)
	tick := time.NewTicker(relaysStill)
	defer tick.Stop()
	for settled := false; !settled; {
		select {
		case <-tick.C:
			now := b.sum(asking)
			settled = now.relays == b.spent.relays
			if !settled {
				b.spent = now
			}
		case <-most:
			settled = true
		case <-ctx.Done():
			settled = true
		}
	}
	infos, err := b.network.Nodes(asking)
	if err != nil {
		return err
	}
	b.health(infos)
	return nil
}

// sum is what all nodes spent.
func (b *bench) sum(ctx context.Context) benchSpent {
	var mu sync.Mutex
	var all benchSpent
	b.each(func(n *benchNode) {
		spent, err := n.spent(ctx)
		if err != nil {
			n.err = err
			return
		}
		mu.Lock()
		defer mu.Unlock()
		all.cpu += spent.cpu
		all.unclocked = all.unclocked || spent.unclocked
		all.relays += spent.relays
		all.control += spent.control
		all.bytes += spent.bytes
	})
	return all
}

// health enters which nodes have died, and the memory of the others.
func (b *bench) health(infos []cluster.NodeInfo) {
	now := make(map[int]cluster.NodeInfo, len(infos))
	for _, info := range infos {
		now[info.ID] = info
	}
	total, known := int64(0), int64(0)
	for _, n := range b.nodes {
		info, there := now[n.id]
		n.dead = !there || info.State == cluster.NodeDead
		if n.dead {
			n.err = fmt.Errorf("node %d has died", n.id)
		}
		if info.PSSBytes > 0 {
			total, known = total+info.PSSBytes, known+1
		}
	}
	b.pssBytes = total / max(known, 1)
}

// living lists the nodes that have not died.
func (b *bench) living() []int {
	var ids []int
	for _, n := range b.nodes {
		if !n.dead {
			ids = append(ids, n.id)
		}
	}
	return ids
}
