package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"gossip/internal/cluster"
	"gossip/internal/node"
)

// A bench is one run: it looks at the nodes, loads them, waits, and counts.
type bench struct {
	cli     *cli
	network *cluster.Network
	timeout time.Duration // for what was submitted to arrive
	plan    benchPlan

	nodes      []*benchNode // those that answered before the load, ascending
	submitters []*submitter
	ledger     *benchLedger
	own        time.Duration // processor time that this process used while the network worked
	spent      benchSpent    // by all nodes
	pssBytes   int64         // mean of the nodes; 0 where unknown
}

// survey finds out which nodes there are and how they are before the load. Those that do not answer
// are left out.
func (b *bench) survey(ctx context.Context, from int) error {
	infos, err := b.network.Nodes(ctx)
	if err != nil {
		return err
	}
	for _, info := range infos {
		if info.State != cluster.NodeRunning {
			b.cli.note("note: node %d is %s, and left out", info.ID, info.State)
			continue
		}
		n := &benchNode{id: info.ID, pid: info.PID}
		if err := n.open(ctx, b.network); err != nil {
			return err
		}
		b.nodes = append(b.nodes, n)
		if n.before, err = n.status(ctx); err != nil {
			return err
		}
		n.from = n.before.Messages
		if from == 0 || from == n.id {
			// The node has the connection until the load is over.
			b.submitters = append(b.submitters, &submitter{node: n.id, client: n.client, patience: benchPatience})
			continue
		}
		n.close()
	}
	if len(b.submitters) > 0 {
		return nil
	}
	text := "no node answers"
	if from != 0 {
		text = fmt.Sprintf("node %d does not answer", from)
	}
	return &cluster.Error{Code: cluster.TimedOut, Text: text, Hint: "gossip list-nodes -N " + b.network.State().Network}
}

// room is how many messages every node has room for, within its store limit and the memory of the
// machine.
func (b *bench) room(size int) int {
	limit := storeLimitOf(b.network.State())
	each := benchFootprint(size)
	room := int64(math.MaxInt32)
	for _, n := range b.nodes {
		room = min(room, max(limit-n.before.StoredBytes, 0)/each)
	}
	if memory, ok := memoryAvailable(); ok {
		room = min(room, memory/(each*int64(len(b.nodes))))
	}
	return int(room)
}

// storeLimitOf is what each node may store.
func storeLimitOf(state cluster.State) int64 {
	for i, arg := range state.NodeArgs {
		if arg == "--store-limit" && i+1 < len(state.NodeArgs) {
			if limit, err := parseSize(state.NodeArgs[i+1]); err == nil {
				return limit
			}
		}
	}
	return node.DefaultConfig().StoreLimit
}

// measure loads the network, waits, and counts. What was accepted counts even if ctx ends.
func (b *bench) measure(ctx context.Context) error {
	for i, s := range b.submitters {
		s.plan, s.i, s.n = b.plan, i, len(b.submitters)
	}
	for _, n := range b.nodes {
		n.cpu, _ = processorTime(n.pid) // where the system does not tell it says so afterwards, too
	}
	own := ownProcessorTime()
	begin := submitAll(ctx, b.plan, b.submitters)
	deadline := submitted(b.plan, b.submitters, begin).Add(b.timeout)
	b.enter(ctx.Err() != nil)
	if err := b.reopen(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	if err := b.gather(ctx, own, deadline); err != nil {
		return err
	}
	for _, n := range b.nodes {
		if n.err != nil && !n.dead {
			b.cli.note("warning: %s", printable(n.err.Error()))
		}
	}
	if len(b.ledger.messages) == 0 && ctx.Err() == nil {
		return b.inVain()
	}
	return nil
}

// inVain is the error when no message is known to be accepted.
func (b *bench) inVain() error {
	refused, unanswered := 0, 0
	for _, s := range b.submitters {
		refused, unanswered = refused+s.refused, unanswered+s.unanswered()
	}
	hint := "gossip list-nodes -N " + b.network.State().Network + " shows how the nodes are"
	switch {
	case unanswered > 0:
		return &cluster.Error{Code: cluster.TimedOut, Hint: hint,
			Text: fmt.Sprintf("no node answered what it was given: up to %s may have been accepted", count(unanswered, "message"))}
	case refused > 0:
		return hinted{fmt.Errorf("no node accepted a message: %s refused", were(refused, "message")), hint}
	}
	return hinted{errors.New("no node took a message"), hint}
}

// enter puts what the submitters got rid of into the ledger.
func (b *bench) enter(interrupted bool) {
	var accepted []benchMessage
	var broken, refusing complaints
	for _, s := range b.submitters {
		if !interrupted {
			broken.add(s.node, s.err)
		}
		refusing.add(s.node, s.refusal)
		accepted = append(accepted, s.accepted...)
	}
	broken.note(b.cli, "not submitted to any more")
	refusing.note(b.cli, "refusing messages")
	b.ledger = newBenchLedger(accepted)
	for _, n := range b.nodes {
		n.missing = len(accepted)
	}
}

// reopen opens a session with every node: those of the submitters may be broken, and a node may have
// been restarted meanwhile.
func (b *bench) reopen(ctx context.Context) error {
	network, err := b.cli.open()
	if err != nil {
		return err
	}
	b.network = network
	cluster.ForEach(len(b.nodes), func(i int) { // at once, since one that hangs takes its time
		n := b.nodes[i]
		n.close()
		n.err = n.open(ctx, network)
	})
	return nil
}

// gather waits for the messages and finds out when they arrived. What all that cost is counted before
// anything is fetched. Messages of others may have ended the wait for a number of messages too early:
// then it waits for the rest.
func (b *bench) gather(ctx context.Context, own time.Duration, deadline time.Time) error {
	fetching := context.WithoutCancel(ctx)
	for {
		b.each(func(n *benchNode) { n.await(ctx, deadline) })
		for _, n := range b.nodes {
			if n.client == nil && n.err == nil { // the wait was broken off
				n.err = n.open(fetching, b.network)
			}
		}
		b.own = ownProcessorTime() - own
		if err := b.settle(ctx); err != nil {
			return err
		}
		complete := true
		for _, n := range b.nodes {
			if n.err == nil {
				n.fetch(fetching, b.ledger)
			}
			complete = complete && (n.missing == 0 || n.err != nil)
		}
		if complete || ctx.Err() != nil || !time.Now().Before(deadline) {
			return nil
		}
	}
}

// close ends all sessions.
func (b *bench) close() {
	for _, n := range b.nodes {
		n.close()
	}
}
