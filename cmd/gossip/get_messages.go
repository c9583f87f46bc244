package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"gossip/internal/wire"
)

// getMessagesOptions are the arguments and flags of get-messages.
type getMessagesOptions struct {
	node     int
	which    string // wire.All, wire.Unread or wire.Read
	path     int    // how often -p was given
	allPaths bool
	time     int // how often -t was given
}

// getMessagesResult is what get-messages prints with -o json.
type getMessagesResult struct {
	Node     int             `json:"node"`
	Messages []messageResult `json:"messages"`
}

// messageResult is one message of getMessagesResult.
type messageResult struct {
	ID         string  `json:"id"`
	Text       string  `json:"text"`
	Origin     int     `json:"origin"`
	TimeNS     int64   `json:"time_ns"`
	ReceivedNS int64   `json:"received_ns"`
	Unread     bool    `json:"unread"`
	Paths      [][]int `json:"paths"`
}

func newGetMessagesCommand(c *cli) *cobra.Command {
	opts := getMessagesOptions{which: wire.All}
	cmd := &cobra.Command{
		Use:   "get-messages NODE [unread | read | all] [-p | -pp | -ppp | -A] [-t | -tt | -ttt]",
		Short: "Show the messages of a node, and the paths they took",
		Long: `Show the messages that a node holds, in the order in which they arrived, each with the paths by
which it arrived. A message is unread until it was shown once.

  -p     the shortest paths        -t     [13:05:59] after the text
  -pp    the longest paths         -tt    [13:05:59 - 22/11/2026] after the text
  -ppp   both                      -ttt   Nov 22, 2026 - 13:05:59 (UTC+0000): before the text
  -A     all paths (the default)

The time is that of the message's origination, in the local time zone.

` + exitStatus(exitTimedOut, exitNotRunning, exitNoSuchNode),
		Example: `  gossip get-messages 10
  gossip get-messages 6 -ppp
  gossip get-messages 4 unread -t
  gossip get-messages 4 -o json | jq -r '.messages[].text'`,
		Args: takes("the number of a node", "[unread, read or all]"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if opts.node, err = parseNode(args[0]); err != nil {
				return err
			}
			if len(args) > 1 {
				opts.which = args[1]
			}
			return runGetMessages(cmd.Context(), c, opts)
		},
		ValidArgsFunction: completeFirst(c.completeNodes, completeWords(wire.Unread, wire.Read, wire.All)),
	}
	cmd.Flags().CountVarP(&opts.path, "path", "p", "show the shortest paths; twice: the longest; three times: both")
	cmd.Flags().BoolVarP(&opts.allPaths, "all-paths", "A", false, "show all paths (the default)")
	cmd.Flags().CountVarP(&opts.time, "time", "t", "show the time; twice: and the date; three times: in full, in front")
	return cmd
}

// validate checks what can be checked without a network.
func (o getMessagesOptions) validate() error {
	switch {
	case o.which != wire.All && o.which != wire.Unread && o.which != wire.Read:
		return &usageError{text: fmt.Sprintf("%q is none of unread, read and all", o.which),
			hint: fmt.Sprintf("gossip get-messages %d all shows all messages that the node has", o.node)}
	case o.path < 0 || o.path > 3:
		return &usageError{text: fmt.Sprintf("-p cannot be given %d times", o.path),
			hint: "-p shows the shortest paths, -pp the longest, -ppp both"}
	case o.time < 0 || o.time > 3:
		return &usageError{text: fmt.Sprintf("-t cannot be given %d times", o.time),
			hint: "-t shows the time, -tt the date too, -ttt both in front of the text"}
	case o.allPaths && o.path > 0:
		return &usageError{text: "-A shows all paths and -p some of them: they do not go together",
			hint: "choose one of -p, -pp, -ppp and -A"}
	}
	return nil
}

// selection returns which paths to show, in the words of the protocol.
func (o getMessagesOptions) selection() string {
	return [...]string{wire.All, wire.Shortest, wire.Longest, wire.ShortestAndLongest}[o.path]
}

func runGetMessages(ctx context.Context, c *cli, opts getMessagesOptions) error {
	if err := opts.validate(); err != nil {
		return err
	}
	network, client, err := c.dial(ctx, opts.node)
	if err != nil {
		return err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	messages, err := client.Messages(ctx, opts.which)
	if err != nil {
		return fmt.Errorf("get the messages of node %d: %w", opts.node, err)
	}
	for i := range messages {
		messages[i].Paths = selectPaths(messages[i].Paths, opts.selection())
	}
	if c.wantsJSON() {
		return c.printJSON(newGetMessagesResult(opts.node, messages))
	}
	printMessages(c, opts, c.painterFor(network.State()), messages)
	return nil
}

func newGetMessagesResult(node int, messages []wire.Message) getMessagesResult {
	r := getMessagesResult{Node: node, Messages: make([]messageResult, len(messages))}
	for i, m := range messages {
		r.Messages[i] = messageResult{ID: m.ID, Text: m.Text, Origin: m.Origin, TimeNS: m.TimeNS,
			ReceivedNS: m.ReceivedNS, Unread: m.Unread, Paths: m.Paths}
	}
	return r
}

// printMessages prints messages as the ancestor does.
func printMessages(c *cli, opts getMessagesOptions, p painter, messages []wire.Message) {
	c.printf("Fetched %s messages from %s; showing %s path(s):\n", opts.which, p.name(opts.node), opts.selection())
	for _, m := range messages {
		c.printf("\n• %s\n", stamped(printable(m.Text), time.Unix(0, m.TimeNS).Local(), opts.time))
		for _, path := range m.Paths {
			c.printf("  ↳ %s\n", p.numbers(path, " ➜ "))
		}
	}
	if len(messages) == 0 {
		c.note("(no messages)")
	}
}

// stamped adds the time to a text, in the form that -t asks for when it is given so many times.
func stamped(text string, at time.Time, form int) string {
	switch form {
	case 1:
		return text + at.Format(" [15:04:05]")
	case 2:
		return text + at.Format(" [15:04:05 - 02/01/2006]")
	case 3:
		return at.Format("Jan 2, 2006 - 15:04:05 (UTC-0700): ") + text
	}
	return text
}
