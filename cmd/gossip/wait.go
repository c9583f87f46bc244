package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"gossip/internal/client"
	"gossip/internal/cluster"
	"gossip/internal/gossip"
	"gossip/internal/wire"
)

// waitOptions are the flags of a command that can wait for coverage.
type waitOptions struct {
	wait     bool
	coverage share
	timeout  time.Duration
}

func (o *waitOptions) addFlags(cmd *cobra.Command) {
	o.coverage = 1
	fs := cmd.Flags()
	fs.BoolVar(&o.wait, "wait", false, "return when enough of the living nodes hold what was sent")
	fs.Var(&o.coverage, "coverage", "with --wait: how many are enough, like 100%, 99.5% or 0.9")
	fs.DurationVar(&o.timeout, "timeout", 10*time.Second, "with --wait: how long to wait")
	registerCompletions(cmd, map[string]completer{
		"coverage": completeWords("100%", "99%", "90%", "50%"), "timeout": completeNothing,
	})
}

// validate checks what can be checked without a network.
func (o *waitOptions) validate(cmd *cobra.Command) error {
	for _, name := range []string{"coverage", "timeout"} {
		if !o.wait && cmd.Flags().Changed(name) {
			return &usageError{text: fmt.Sprintf("--%s is for --wait, which was not given", name), hint: fmt.Sprintf("add --wait, or leave --%s out", name)}
		}
	}
	if o.timeout <= 0 {
		return &usageError{text: "--timeout must be more than 0", hint: "10s is the default"}
	}
	return nil
}

// waitResult is what a command that waited adds to its JSON.
type waitResult struct {
	Reached  int      `json:"reached"`
	Nodes    int      `json:"nodes"` // living
	Coverage float64  `json:"coverage"`
	TookMS   *float64 `json:"took_ms"` // null if the goal was not met
}

// goal is what each node is to hold: one message, or all those that an origin accepted from a first one
// to that one, if their number is not 0.
type goal struct {
	origin   int
	timeNS   int64 // of the one message, or the last: since then the wait counts
	firstNS  int64 // of the first of several
	messages int   // how many they are
}

// holding is the goal as a node is asked for it.
func (g goal) holding() wire.Holding {
	if g.messages == 0 {
		return wire.Holding{Origin: g.origin, TimeNS: g.timeNS}
	}
	return wire.Holding{Origin: g.origin, FromNS: g.firstNS, ToNS: g.timeNS, Messages: g.messages}
}

// lack says that nodes have not met the goal, without the nodes.
func (g goal) lack(nodes int) string {
	what := "it"
	if g.messages > 0 {
		what = "some of the messages"
	}
	if nodes == 1 {
		return "lacks " + what
	}
	return "lack " + what
}

// vigil waits until enough of the living nodes hold something. It opens its sessions before that is
// sent, so that they cost no time afterwards.
type vigil struct {
	waitOptions
	c        *cli
	protocol string
	sessions []session
}

// newVigil opens a session with each living node.
func newVigil(ctx context.Context, c *cli, network *cluster.Network, o waitOptions) (*vigil, error) {
	sessions, dead, err := openSessions(ctx, network)
	if err != nil {
		return nil, err
	}
	if len(dead) > 0 {
		c.note("note: %s dead: not counted", subject(dead))
	}
	protocol, _ := settingsOf(network.State())
	return &vigil{o, c, protocol, sessions}, nil
}

func (v *vigil) close() { closeSessions(v.sessions) }

// verdict is how the wait for one node ended.
type verdict struct {
	node int
	held bool
	gone bool          // the node has died meanwhile
	at   time.Duration // if held: since the acceptance
}

// wait returns when enough nodes hold what is asked for, and how long that took from the acceptance.
// That they were not enough in time is a goalError. Nobody polls: each node answers when it holds it.
func (v *vigil) wait(ctx context.Context, g goal) (waitResult, error) {
	within, cancel := context.WithTimeout(ctx, v.timeout)
	verdicts := make(chan verdict, len(v.sessions)) // nobody waits for the collector
	var waiters sync.WaitGroup
	defer waiters.Wait()
	defer cancel()
	for _, s := range v.sessions {
		waiters.Go(func() { verdicts <- v.await(within, s, g) })
	}
	living := len(v.sessions)
	var times []time.Duration
	var lacking []int
	for range v.sessions {
		switch verdict := <-verdicts; {
		case verdict.held:
			times = append(times, verdict.at)
		case verdict.gone:
			living--
		default:
			lacking = append(lacking, verdict.node)
		}
		if enough := v.coverage.of(living); living > 0 && len(times) >= enough {
			slices.Sort(times)
			took := inMS(times[enough-1])
			return newWaitResult(len(times), living, &took), nil
		}
	}
	if ctx.Err() != nil {
		return waitResult{}, ctx.Err()
	}
	if living == 0 {
		return waitResult{}, &cluster.Error{Code: cluster.NotRunning, Text: "all nodes ended while the command waited"}
	}
	slices.Sort(lacking)
	result := newWaitResult(len(times), living, nil)
	return result, &goalError{
		text: fmt.Sprintf("%d of %s (%s) were reached within %v, and the goal was %v: %s",
			result.Reached, amount(living, "node"), percent(result.Reached, living), v.timeout, &v.coverage,
			nodesNamed(lacking)+" "+g.lack(len(lacking))),
		hint: v.outlook(g),
	}
}

// outlook says what becomes of what has not arrived everywhere in time.
func (v *vigil) outlook(g goal) string {
	row, err := gossip.LookupProtocol(v.protocol)
	dying := err == nil && !row.Promises
	switch {
	case dying && g.messages > 0:
		return fmt.Sprintf("protocol %s promises nothing, and messages may have died out: gossip list-nodes shows how many each node has", row.Name)
	case dying:
		return fmt.Sprintf("protocol %s promises nothing, and the message may have died out: gossip trace shows how far it came", row.Name)
	case g.messages > 0:
		return "they spread on: gossip list-nodes shows how many each node has"
	}
	return "it spreads on: gossip trace shows how far it is"
}

func newWaitResult(reached, living int, tookMS *float64) waitResult {
	return waitResult{Reached: reached, Nodes: living, Coverage: float64(reached) / float64(max(living, 1)), TookMS: tookMS}
}

// await waits for one node. One that breaks off or does not answer is asked again, since it may have
// been restarted or resumed; one whose process has ended is gone.
func (v *vigil) await(ctx context.Context, s session, g goal) verdict {
	if s.client != nil {
		if at, err := g.await(ctx, s.client); err == nil {
			return verdict{node: s.id, held: true, at: at}
		}
	}
	again := time.NewTicker(250 * time.Millisecond)
	defer again.Stop()
	for ctx.Err() == nil {
		network, err := v.c.open()
		if err != nil || !network.Alive(s.id) {
			return verdict{node: s.id, gone: true}
		}
		if node, err := network.Dial(ctx, s.id); err == nil {
			at, err := g.await(ctx, node)
			_ = node.Close()
			if err == nil {
				return verdict{node: s.id, held: true, at: at}
			}
		}
		select {
		case <-ctx.Done():
		case <-again.C:
		}
	}
	return verdict{node: s.id}
}

// await returns when the node holds what is asked for, and how long after the acceptance that was.
func (g goal) await(ctx context.Context, node *client.Client) (time.Duration, error) {
	const longest = 10 * time.Minute // that a node lets us wait
	wanted := g.holding()
	for {
		left := longest
		if deadline, ok := ctx.Deadline(); ok {
			left = min(left, time.Until(deadline)+time.Millisecond)
		}
		wanted.TimeoutMS = max(left.Milliseconds(), 1)
		if a, err := node.Await(ctx, wanted); err != nil || a.Held {
			return time.Duration(max(a.ReceivedNS-g.timeNS, 0)), err
		}
	}
}
