package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"gossip/internal/gossip"
	"gossip/internal/wire"
)

// watchOptions are the flags of watch.
type watchOptions struct {
	messages, links bool          // neither means both
	duration        time.Duration // 0: until Ctrl-C
}

// query is what the nodes are to tell of.
func (o watchOptions) query() wire.WatchQuery {
	if !o.messages && !o.links {
		return wire.WatchQuery{Deliveries: true, Links: true}
	}
	return wire.WatchQuery{Deliveries: o.messages, Links: o.links}
}

// watchEvent is what watch prints with -o json, a line each: what a node told, or what became of it.
type watchEvent struct {
	wire.Event
	State nodeState `json:"state,omitempty"` // of events of the kind nodeEvent
}

// nodeEvent is the kind of events that are about a node as a whole.
const nodeEvent = "node"

// nodeState is what became of a node.
type nodeState string

// The states.
const (
	nodeJoined nodeState = "joined"
	nodeBack   nodeState = "back"
	nodeEnded  nodeState = "ended"

	nodeWatched nodeState = "watched" // it answers; whether it is new or back is to be found out
	nodeAbsent  nodeState = "absent"  // it does not answer
)

func newWatchCommand(c *cli) *cobra.Command {
	var opts watchOptions
	cmd := &cobra.Command{
		Use:   "watch [--messages] [--links] [--for DURATION]",
		Short: "Show deliveries and link changes live",
		Long: `Show what happens in the network as it happens, a line for each: first arrivals of messages, links
that come up or go down, nodes that end, come back or join. The nodes tell of it by themselves; what
they tell within 20 ms is put in the order of time.

The watch ends with Ctrl-C, when the time of --for is over, when the network stops, and when nobody
reads its output any more; the exit code is then 0.

A node that ended or does not answer, and new ones, are looked for every second; what happens at a node
before it was found is not shown. A node is back that was in the network when the watch began, or in the
meantime: started again, or resumed. One that was added since has joined. A watcher that cannot keep up
never slows a node: the node drops events, and the line "missed" says how many.

With -o json each line is an object. "event" is delivery, link, missed or node; a delivery without
"from" is that at the origin, which a client handed in; "repair" says that a reconciliation brought it;
"state" of a node is joined, back or ended; time_ns is Unix time.

` + exitStatus(exitNotRunning),
		Example: `  gossip watch
  gossip watch --links
  gossip watch --messages --for 10s -o json`,
		Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if opts.duration < 0 || opts.duration == 0 && cmd.Flags().Changed("for") {
				return &usageError{text: "--for must be more than 0", hint: "without it the watch goes on until Ctrl-C"}
			}
			return runWatch(cmd.Context(), c, opts)
		},
		ValidArgsFunction: completeNothing,
	}
	cmd.Flags().BoolVar(&opts.messages, "messages", false, "show deliveries of messages, and no links unless --links is given too")
	cmd.Flags().BoolVar(&opts.links, "links", false, "show changes of links, and no messages unless --messages is given too")
	cmd.Flags().DurationVar(&opts.duration, "for", 0, "end after this time")
	registerCompletions(cmd, map[string]completer{"for": completeNothing})
	return cmd
}

func runWatch(ctx context.Context, c *cli, opts watchOptions) error {
	network, err := c.open()
	if err != nil {
		return err
	}
	if opts.duration > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, opts.duration)
		defer cancel()
	}
	// A closed output is to be an error of the write, not the end of the process.
	pipe := make(chan os.Signal, 1)
	signal.Notify(pipe, syscall.SIGPIPE)
	defer signal.Stop(pipe)

	err = newLookout(c, network, opts).run(ctx)
	if errors.Is(err, syscall.EPIPE) {
		c.out.Reset(io.Discard) // forgets the error
		return nil
	}
	return err
}

// print prints an event as a line.
func (e watchEvent) print(c *cli, p painter) error {
	if c.wantsJSON() {
		return c.printJSON(e)
	}
	_, err := fmt.Fprintf(c.out, "%s  %s  %s\n", time.Unix(0, e.TimeNS).Format("15:04:05.000000"), p.name(e.Node), e.text(p))
	return err
}

// text says what happened.
func (e watchEvent) text(p painter) string {
	switch e.Event.Event {
	case wire.DeliveryEvent:
		text, _, err := gossip.ParseID(e.ID)
		if err != nil {
			text = e.ID
		}
		text = `"` + printable(excerpt(text)) + `"`
		if e.From == 0 {
			return "accepted " + text
		}
		by := ""
		if e.Repair {
			by = ", by repair"
		}
		return fmt.Sprintf("got %s from %s, hop %d%s", text, p.number(e.From), e.Hops, by)
	case wire.LinkEvent:
		return fmt.Sprintf("link to %s %s", p.number(e.Peer), printable(e.Link))
	case wire.MissedEvent:
		return fmt.Sprintf("missed %s: this watch was too slow", count(e.Missed, "event"))
	case nodeEvent:
		return string(e.State)
	}
	return printable(e.Event.Event)
}
