package main

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"gossip/internal/client"
	"gossip/internal/cluster"
	"gossip/internal/gossip"
	"gossip/internal/node"
)

// sendMessageOptions are the arguments and flags of send-message.
type sendMessageOptions struct {
	node   int
	text   string
	lines  bool // the texts come from standard input, one a line
	relays int
	waitOptions
}

// sendMessageResult is what send-message prints with -o json.
type sendMessageResult struct {
	ID          string `json:"id"`
	Node        int    `json:"node"`
	*waitResult        // with --wait
}

func newSendMessageCommand(c *cli) *cobra.Command {
	var opts sendMessageOptions
	cmd := &cobra.Command{
		Use:   "send-message NODE TEXT | send-message NODE -",
		Short: "Give a node a message to spread, or a stream of them",
		Long: `Give a node a message, which spreads from there. The command returns when the node has accepted it,
with --wait when it has arrived: at all living nodes, or at the share that --coverage names. It then
tells how long that took from the acceptance. If --timeout is over first the exit code is 3. A node
that has died does not count; one that lives but does not answer does.

The text is any UTF-8 of up to 1 MiB. Put -- before a text that begins with a hyphen.

With a relay limit of R every node sends the message up to R times to each of its peers, so that it
arrives at each node by R times as many paths.

With - instead of a text the messages are read from standard input, one a line, and sent over one
connection. (-- - sends a hyphen.) Empty lines are skipped, and so is a carriage return at the end of
a line. A line that is not UTF-8, too long, or refused by the node is reported with its number; the
others are sent all the same, and the exit code is 1. Ctrl-C ends the reading: what was sent by then is
accepted, and how much that is is told. With --wait a node counts when it holds all these messages, and
those that others gave to NODE between the first and the last of them. A node closes a connection on
which nothing comes for 5 minutes.

` + exitStatus(exitGoal, exitTimedOut, exitNotRunning, exitNoSuchNode),
		Example: `  gossip send-message 1 "Hello World"
  gossip send-message 8 banana --relays 3 --wait
  gossip send-message 1 -- "-5 degrees"
  gossip send-message 1 banana --wait --coverage 99% --timeout 2s
  seq 100000 | gossip send-message 1 - --wait`,
		Args: takes("the number of a node", "a text"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if opts.node, err = parseNode(args[0]); err != nil {
				return err
			}
			opts.text = args[1]
			dash := cmd.ArgsLenAtDash() // how many arguments stand before --
			opts.lines = opts.text == "-" && (dash < 0 || dash == len(args))
			if err := opts.validate(cmd); err != nil {
				return err
			}
			if opts.lines {
				return runSendLines(cmd.Context(), c, opts)
			}
			return runSendMessage(cmd.Context(), c, opts)
		},
		ValidArgsFunction: completeFirst(c.completeNodes),
	}
	cmd.Flags().VarP(newBoundedInt(&opts.relays, 1, bounds{1, gossip.MaxRelays}), "relays", "r",
		"how often a node may send the message to each peer, 1 to 64")
	opts.addFlags(cmd)
	return cmd
}

// dialToSend connects to the node that messages are for, and, if they are waited for, to all others: nil if
// not.
func (c *cli) dialToSend(ctx context.Context, opts sendMessageOptions) (network *cluster.Network, node *client.Client, v *vigil, err error) {
	if network, node, err = c.dial(ctx, opts.node); err != nil {
		return nil, nil, nil, err
	}
	if err = spreadsMessages(network.State()); err == nil && opts.wait {
		v, err = newVigil(ctx, c, network, opts.waitOptions)
	}
	if err != nil {
		_ = node.Close()
		return nil, nil, nil, err
	}
	return network, node, v, nil
}

func runSendMessage(ctx context.Context, c *cli, opts sendMessageOptions) error {
	if err := checkText(opts.text); err != nil {
		return err
	}
	network, node, v, err := c.dialToSend(ctx, opts)
	if err != nil {
		return err
	}
	defer node.Close()
	if v != nil {
		defer v.close()
	}
	publishing, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	id, err := node.Publish(publishing, opts.text, opts.relays)
	if err != nil {
		return fmt.Errorf("send a message to node %d: %w", opts.node, err)
	}
	if !c.wantsJSON() {
		c.printf("Message sent to %s\n", c.painterFor(network.State()).name(opts.node))
	}
	if v == nil {
		return c.printSent(sendMessageResult{ID: id, Node: opts.node})
	}
	if err := c.out.Flush(); err != nil { // what follows may take its time
		return fmt.Errorf("write the result: %w", err)
	}
	_, ns, err := gossip.ParseID(id)
	if err != nil {
		return fmt.Errorf("node %d answered: %w", opts.node, err)
	}
	result := sendMessageResult{ID: id, Node: opts.node}
	reached, missed := v.wait(ctx, goal{origin: opts.node, timeNS: ns})
	if ctx.Err() == nil { // else nothing is known about who was reached
		result.waitResult = &reached
	}
	if err := c.printSent(result); err != nil {
		return err
	}
	return missed
}

// printSent prints what there is to tell beside that a message was sent.
func (c *cli) printSent(r sendMessageResult) error {
	if c.wantsJSON() {
		return c.printJSON(r)
	}
	r.print(c)
	return nil
}

// print says how many nodes were reached, if they were enough.
func (r *waitResult) print(c *cli) {
	if r == nil || r.TookMS == nil {
		return
	}
	took := time.Duration(*r.TookMS * float64(time.Millisecond))
	c.printf("Reached %d of %s (%s) in %s\n", r.Reached, amount(r.Nodes, "node"), percent(r.Reached, r.Nodes), shortTime(took))
}

// checkText refuses a text that no node would accept.
func checkText(text string) error {
	limit := node.DefaultConfig().TextLimit
	switch {
	case text == "":
		return &usageError{text: "the text of a message cannot be empty", hint: "give a text, or - to send each line of standard input"}
	case !utf8.ValidString(text):
		return usagef("the text of a message must be UTF-8, and this one is not")
	case len(text) > limit:
		return &usageError{
			text: "the text has " + roundSize(int64(len(text))) + ", more than a message may have",
			hint: "send it in pieces of at most " + roundSize(int64(limit)),
		}
	}
	return nil
}
