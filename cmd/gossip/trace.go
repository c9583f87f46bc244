package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"gossip/internal/cluster"
	"gossip/internal/gossip"
	"gossip/internal/trace"
	"gossip/internal/wire"
)

// traceFormat is a value of --output of trace.
type traceFormat string

// The formats of a trace. Text, the default of all commands, is the tree.
const (
	traceTree traceFormat = "tree"
	traceText traceFormat = "text"
	traceJSON traceFormat = "json"
	traceDOT  traceFormat = "dot"
)

// traceOptions are the arguments and flags of trace.
type traceOptions struct {
	message string // an id or a text
	format  traceFormat
}

// traceResult is what trace prints with -o json.
type traceResult struct {
	ID         string `json:"id"`
	Text       string `json:"text"`
	AcceptedNS int64  `json:"accepted_ns"` // Unix ns
	trace.Summary
	Unanswered []int `json:"unanswered"` // nodes that live but do not answer; they count as not reached
	Dead       []int `json:"dead"`       // they count for nothing
}

func newTraceCommand(c *cli) *cobra.Command {
	var opts traceOptions
	cmd := &cobra.Command{
		Use:   "trace MESSAGE [-o tree | json | dot]",
		Short: "Show who got a message from whom, and when",
		Long: `Show how one message spread: the tree of deliveries with the time of each since the acceptance, the
redundant arrivals, and a summary. MESSAGE is the id of a message, <text>_<unix ns>, or a text that
only one message has.

  coverage            the share of the living nodes that hold the message. A node that lives but does
                      not answer counts as not reached, one that has died does not count at all
  RMR                 relative message redundancy: payload relays that arrived / nodes that needed
                      one - 1; 0 is a perfect tree. It says nothing unless the coverage is 100%
  last delivery hop   the largest number of relays that a first arrival took
  time to 50, 90, 99 and 100% of the living nodes

In the tree, a node in parentheses carried the message on to those below it, but is gone, does not
hold the message any more, or has got it anew since.

With -o json, "time" is in ms and "time_ns" in ns, both since "accepted_ns" (Unix time); "from" is 0
where a client handed the message in. -o dot is for graphviz.

` + exitStatus(exitTimedOut, exitNotRunning, exitNoSuchNode),
		Example: `  gossip trace "Hello World"
  gossip trace "Hello World_1795401784123456001" -o json | jq .coverage
  gossip trace "Hello World" -o dot | dot -Tsvg > trace.svg`,
		Args: takes("the id or the text of a message"),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.message = args[0]
			if opts.format == traceJSON {
				c.output = outputJSON // for errors
			}
			return runTrace(cmd.Context(), c, opts)
		},
		ValidArgsFunction: completeNothing,
	}
	// It takes the place of the flag that all commands share.
	cmd.Flags().VarP(newChoice(&opts.format, traceTree, traceText, traceJSON, traceDOT), "output", "o",
		"output format: tree (or text), json or dot")
	registerCompletions(cmd, map[string]completer{"output": completeWords("tree", "json", "dot")})
	return cmd
}

func runTrace(ctx context.Context, c *cli, opts traceOptions) error {
	switch {
	case opts.message == "":
		return &usageError{text: "the id or the text of a message cannot be empty", hint: "gossip get-messages NODE shows what a node holds"}
	case !utf8.ValidString(opts.message):
		return usagef("the id or the text of a message must be UTF-8, and this one is not")
	}
	network, err := c.open()
	if err != nil {
		return err
	}
	asked, err := askForMessage(ctx, network, opts.message)
	if err != nil {
		return err
	}
	result, living, err := asked.summarize()
	if err != nil {
		return err
	}
	switch opts.format {
	case traceJSON:
		return c.printJSON(result)
	case traceDOT:
		err = writeTraceDOT(c, network.State(), result, living)
	default:
		err = newTraceReport(c, network.State(), result).write(living)
	}
	asked.noteAbsent(c)
	return err
}

// asked is what the nodes of a network said about a message.
type asked struct {
	message    string
	nodes      []knowledge // those that answered, ascending
	unanswered []int
	dead       []int
	problem    error // why one did not answer
}

// knowledge is what one node knows about the messages that were asked for.
type knowledge struct {
	node   int
	byID   bool // they have the id that was asked for, else the text
	traced []wire.TracedMessage
}

// askForMessage asks every living node.
func askForMessage(ctx context.Context, network *cluster.Network, message string) (asked, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	nodes := network.State().Nodes
	answers, problems := make([]knowledge, len(nodes)), make([]error, len(nodes))
	cluster.ForEach(len(nodes), func(i int) {
		answers[i], problems[i] = askNode(ctx, network, nodes[i].ID, message)
	})
	if errors.Is(ctx.Err(), context.Canceled) {
		return asked{}, ctx.Err()
	}
	a := asked{message: message}
	for i, node := range nodes {
		switch {
		case problems[i] == nil:
			a.nodes = append(a.nodes, answers[i])
		case network.Alive(node.ID):
			a.unanswered, a.problem = append(a.unanswered, node.ID), problems[i]
		default:
			a.dead = append(a.dead, node.ID)
		}
	}
	return a, nil
}

// askNode asks one node for a message by its id, and if it has none, by its text.
func askNode(ctx context.Context, network *cluster.Network, id int, message string) (knowledge, error) {
	k := knowledge{node: id}
	client, err := network.Dial(ctx, id)
	if err != nil {
		return k, err
	}
	defer client.Close()
	if _, _, err := gossip.ParseID(message); err == nil {
		k.traced, err = client.Trace(ctx, wire.TraceQuery{ID: message})
		if k.byID = len(k.traced) > 0; err != nil || k.byID {
			return k, err
		}
	}
	k.traced, err = client.Trace(ctx, wire.TraceQuery{Text: message})
	return k, err
}

// summarize finds the one message that was meant, and tells what happened to it.
func (a asked) summarize() (traceResult, []trace.Node, error) {
	message, err := a.choose()
	if err != nil {
		return traceResult{}, nil, err
	}
	living := make([]trace.Node, 0, len(a.nodes)+len(a.unanswered))
	for _, id := range a.unanswered {
		living = append(living, trace.Node{ID: id})
	}
	for _, k := range a.nodes {
		living = append(living, k.about(message))
	}
	return traceResult{
		ID: message.ID, Text: message.Text, AcceptedNS: message.TimeNS,
		Summary:    trace.Summarize(message.Origin, living),
		Unanswered: orEmpty(a.unanswered), Dead: orEmpty(a.dead),
	}, living, nil
}

// choose returns the only message that was found. An id is stronger than a text that looks like one.
func (a asked) choose() (wire.TracedMessage, error) {
	byID := slices.ContainsFunc(a.nodes, func(k knowledge) bool { return k.byID })
	var found []wire.TracedMessage
	for _, k := range a.nodes {
		for _, m := range k.traced {
			if k.byID == byID && !slices.ContainsFunc(found, func(f wire.TracedMessage) bool { return f.ID == m.ID }) {
				found = append(found, m)
			}
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return wire.TracedMessage{}, a.ambiguous(found)
	case len(a.nodes) == 0 && a.problem != nil:
		return wire.TracedMessage{}, a.problem
	}
	nobody := fmt.Sprintf("none of the %d nodes that answer holds a", len(a.nodes))
	if len(a.nodes) == 1 {
		nobody = "the one node that answers holds no"
	}
	return wire.TracedMessage{}, &cluster.Error{
		Code: cluster.NoSuchNode, Text: fmt.Sprintf("%s message %q", nobody, excerpt(a.message)),
		Hint: "gossip get-messages NODE shows what a node holds",
	}
}

// ambiguous is the error for a text that several messages have.
func (a asked) ambiguous(found []wire.TracedMessage) error {
	slices.SortFunc(found, func(x, y wire.TracedMessage) int { return int(min(max(x.TimeNS-y.TimeNS, -1), 1)) })
	latest := found[max(len(found)-wire.MaxTraced, 0):]
	hint := []string{"name one of them by its id:"}
	for _, m := range latest {
		hint = append(hint, fmt.Sprintf("%s, from node %d at %s", strings.ReplaceAll(m.ID, "\n", `\n`), m.Origin, time.Unix(0, m.TimeNS).Format("15:04:05.000000")))
	}
	number := fmt.Sprint(len(found))
	if len(found) >= wire.MaxTraced {
		number = fmt.Sprintf("%d or more", len(found))
	}
	return hinted{fmt.Errorf("%s messages have the text %q", number, excerpt(a.message)), strings.Join(hint, "\n")}
}

// about returns what a node knows about one message.
func (k knowledge) about(message wire.TracedMessage) trace.Node {
	node := trace.Node{ID: k.node}
	for _, m := range k.traced {
		if m.ID != message.ID {
			continue
		}
		node.Unkept = m.Unkept
		for _, a := range m.Arrivals {
			path := make([]gossip.NodeID, len(a.Path))
			for i, id := range a.Path {
				path[i] = gossip.NodeID(id)
			}
			node.Arrivals = append(node.Arrivals, trace.Arrival{
				Path: gossip.NewPath(path), At: time.Duration(a.AtNS - message.TimeNS)})
		}
	}
	return node
}

// noteAbsent names the nodes that could not be asked.
func (a asked) noteAbsent(c *cli) {
	if len(a.unanswered) > 0 {
		verb := map[bool]string{true: "lives but does", false: "live but do"}[len(a.unanswered) == 1]
		c.note("note: %s %s not answer: counted as not reached", nodesNamed(a.unanswered), verb)
	}
	if len(a.dead) > 0 {
		c.note("note: %s dead: not counted", subject(a.dead))
	}
}

// nodesNamed names nodes: node 3, nodes 3, 4.
func nodesNamed(ids []int) string {
	if len(ids) == 1 {
		return fmt.Sprintf("node %d", ids[0])
	}
	return "nodes " + ranges(ids)
}

// excerpt returns the beginning of a text that is too long for a line.
func excerpt(text string) string {
	const most = 80
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most]) + "…"
}
