package main

import (
	"context"
	"fmt"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"gossip/internal/gossip"
	"gossip/internal/node"
)

// sendMessageOptions are the arguments and flags of send-message.
type sendMessageOptions struct {
	node   int
	text   string
	relays int
}

// sendMessageResult is what send-message prints with -o json.
type sendMessageResult struct {
	ID   string `json:"id"`
	Node int    `json:"node"`
}

func newSendMessageCommand(c *cli) *cobra.Command {
	var opts sendMessageOptions
	cmd := &cobra.Command{
		Use:   "send-message NODE TEXT",
		Short: "Give a node a message to spread",
		Long: `Give a node a message, which spreads from there. The command returns when the node has accepted it.

The text is any UTF-8 of up to 1 MiB. Put -- before a text that begins with a hyphen.

With a relay limit of R every node sends the message up to R times to each of its peers, so that it
arrives at each node by R times as many paths.

` + exitStatus(exitTimedOut, exitNotRunning, exitNoSuchNode),
		Example: `  gossip send-message 1 "Hello World"
  gossip send-message 8 banana --relays 3
  gossip send-message 1 -- "-5 degrees"`,
		Args: takes("the number of a node", "a text"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if opts.node, err = parseNode(args[0]); err != nil {
				return err
			}
			opts.text = args[1]
			return runSendMessage(cmd.Context(), c, opts)
		},
		ValidArgsFunction: completeFirst(c.completeNodes),
	}
	cmd.Flags().VarP(newBoundedInt(&opts.relays, 1, bounds{1, gossip.MaxRelays}), "relays", "r",
		"how often a node may send the message to each peer, 1 to 64")
	return cmd
}

func runSendMessage(ctx context.Context, c *cli, opts sendMessageOptions) error {
	if err := checkText(opts.text); err != nil {
		return err
	}
	network, client, err := c.dial(ctx, opts.node)
	if err != nil {
		return err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	id, err := client.Publish(ctx, opts.text, opts.relays)
	if err != nil {
		return fmt.Errorf("send a message to node %d: %w", opts.node, err)
	}
	if c.wantsJSON() {
		return c.printJSON(sendMessageResult{ID: id, Node: opts.node})
	}
	c.printf("Message sent to %s\n", c.painterFor(network.State()).name(opts.node))
	return nil
}

// checkText refuses a text that no node would accept.
func checkText(text string) error {
	limit := node.DefaultConfig().TextLimit
	switch {
	case text == "":
		return usagef("the text of a message cannot be empty")
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
