package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gossip/internal/cluster"
	"gossip/internal/gossip"
	"gossip/internal/node"
)

// benchOptions are the flags of bench.
type benchOptions struct {
	rate        rateFlag // 0: the window decides
	window      int
	windowGiven bool
	size        int
	messages    int // 0: the preset
	from        fromFlag
	timeout     time.Duration
}

// openWindow is how many messages a client that keeps to a plan may have unanswered: so many that the
// plan decides, and yet a bound to what a node that has stopped can cost.
const openWindow = 1 << 14

func newBenchCommand(c *cli) *cobra.Command {
	var opts benchOptions
	cmd := &cobra.Command{
		Use:   "bench [--rate R | --window W] [--size 64] [--messages N] [--from all | ID]",
		Short: "Load the network and measure what it does",
		Long: `Submit messages to the running network, wait until they have arrived everywhere, and report:

  messages and deliveries a second, from the first origination to the last arrival (a delivery is the
  first arrival of a message at a node other than its origin); the fraction of the deliveries that there
  should be at the living nodes; the latency from acceptance to the last node, over the messages that
  reached all; relays, control packets and bytes between the nodes for each delivery; the processor
  time of all nodes for 1,000 messages, and the memory of a node.

With --window, the default, each client submits the next message as soon as fewer than W of its own
are unanswered. The network is then always busy, and the latency is that under full load. With --rate
all clients together submit R messages a second, evenly spaced, whatever became of those before. Then
there is also the latency from the planned time of each message, so that no delay is left out that
the load itself suffered from the network.

Nothing is asked of the nodes while they work. What bench itself costs, on the same machine, is
stated: own CPU. Relays, bytes and processor time are those of the whole network, so other messages
that are sent meanwhile count there, and nowhere else. The messages stay in the network.

Without --messages it is over within ten seconds, also for a protocol that does not reach every node:
submitting ends after 3 s, and the wait for arrivals --timeout later. That a message did not reach
all nodes in time is a result (delivered_fraction), not an error. Ctrl-C ends the run, and what was
measured until then is printed.

` + exitStatus(exitTimedOut, exitNotRunning, exitNoSuchNode),
		Example: `  gossip bench
  gossip bench --rate 1000 --from 1
  gossip bench --window 256 --size 1KiB --messages 50000 -o json`,
		Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			opts.windowGiven = cmd.Flags().Changed("window")
			return runBench(cmd.Context(), c, &opts)
		},
		ValidArgsFunction: completeNothing,
	}
	opts.addFlags(cmd.Flags())
	registerCompletions(cmd, map[string]completer{
		"rate": completeNothing, "window": completeNothing, "size": completeNothing, "messages": completeNothing,
		"timeout": completeNothing, "from": c.completeSenders,
	})
	return cmd
}

func (o *benchOptions) addFlags(fs *pflag.FlagSet) {
	const (
		mostUnanswered = 1 << 16
		mostMessages   = 10_000_000
	)
	fs.Var(&o.rate, "rate", "submit `R` messages a second in all")
	fs.Var(newBoundedInt(&o.window, benchWindow, bounds{1, mostUnanswered}), "window", "each client has up to `W` messages unanswered")
	fs.Var(newBoundedSize(&o.size, benchSize, node.DefaultConfig().TextLimit), "size", "`size` of each text")
	fs.Var(newBoundedInt(&o.messages, 0, bounds{1, mostMessages}), "messages", "submit `N` messages in all (default 10,000, in large networks and with intervals fewer, and 2 seconds of a rate)")
	fs.Lookup("messages").DefValue = "" // said in its help
	fs.Var(&o.from, "from", "submit to `all` nodes, in turn, or to one")
	fs.DurationVar(&o.timeout, "timeout", benchTimeout, "how long the messages may take to arrive after the last was submitted")
}

// validate checks what the flags cannot check by themselves.
func (o *benchOptions) validate() error {
	if o.rate > 0 && o.windowGiven {
		return &usageError{text: "--rate and --window do not go together",
			hint: "--rate keeps to a plan, whatever the network does; --window keeps the network busy"}
	}
	if o.timeout < time.Millisecond || o.timeout > 10*time.Minute {
		return usagef("--timeout must be from 1ms to 10m, and %v is not", o.timeout)
	}
	return nil
}

// plan returns what is to be submitted to a network of a protocol with so many nodes, of which each has
// room for so many messages.
func (o *benchOptions) plan(protocol string, nodes, room int) (benchPlan, error) {
	p := benchPlan{messages: o.messages, size: o.size, window: o.window, rate: float64(o.rate),
		tag: strconv.FormatInt(time.Now().UnixMilli(), 36)}
	if p.rate > 0 {
		p.window = openWindow
	}
	switch {
	case room < 1:
		return p, hinted{fmt.Errorf("no node may take more messages: what they store is at its limit"),
			"start the network again, with a larger --store-limit"}
	case p.messages > room:
		return p, &usageError{text: fmt.Sprintf("%d messages of %s are too many: each node would have to store all of them",
			p.messages, roundSize(int64(p.size))),
			hint: fmt.Sprintf("at most %d fit the store limit and the memory of this machine", room)}
	case p.messages == 0:
		row, err := gossip.LookupProtocol(protocol)
		cyclic := err == nil && worksInCycles(row)
		p.messages, p.limit = min(presetMessages(nodes, p.rate, cyclic), room), benchLimit
	}
	return p, nil
}

func runBench(ctx context.Context, c *cli, opts *benchOptions) error {
	if err := opts.validate(); err != nil {
		return err
	}
	network, err := c.open()
	if err != nil {
		return err
	}
	if err := spreadsMessages(network.State()); err != nil {
		return err
	}
	if opts.from.id != 0 {
		if err := checkAnswers(ctx, network, opts.from.id); err != nil {
			return err
		}
	}
	b := &bench{cli: c, network: network, timeout: opts.timeout}
	defer b.close()
	if err := b.survey(ctx, opts.from.id); err != nil {
		return err
	}
	if b.plan, err = opts.plan(network.State().Protocol, len(b.nodes), b.room(opts.size)); err != nil {
		return err
	}
	if err := b.measure(ctx); err != nil {
		return err
	}
	r := b.result(ctx.Err() != nil)
	if c.wantsJSON() {
		err = c.printJSON(r)
	} else {
		err = r.print(c, b.plan.words(len(b.submitters)))
	}
	if err == nil {
		err = ctx.Err() // of which the exit code tells
	}
	return err
}

// checkAnswers makes sure that the network has a node, and that it answers: else the error says why not.
func checkAnswers(ctx context.Context, network *cluster.Network, id int) error {
	if err := checkNode(network, id); err != nil {
		return err
	}
	node, err := network.Dial(ctx, id)
	if err != nil {
		return err
	}
	return node.Close()
}

// completeSenders offers what --from takes.
func (c *cli) completeSenders(cmd *cobra.Command, args []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
	ids, directive := c.completeNodes(cmd, args, word)
	return append([]cobra.Completion{cobra.CompletionWithDesc("all", "every node in turn")}, ids...), directive
}
