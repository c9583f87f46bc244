package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gossip/internal/gossip"
	"gossip/internal/sim"
	"gossip/internal/source"
)

// replayOptions are the arguments and flags of replay.
type replayOptions struct {
	file        string
	plain       bool
	from, until string // "" for the start and the end
	nodes       []string
	message     int
}

func newReplayCommand(c *cli) *cobra.Command {
	var opts replayOptions
	cmd := &cobra.Command{
		Use:   "replay FILE",
		Short: "Step through what a simulation did",
		Long: `Step through a trace that simulate --trace has written: on a terminal in a view that goes forwards and
backwards, otherwise, or with --plain, as lines of text with a summary behind them.

The view shows the time, how far a message has come, each node (● has the message, · has not, × is
crashed; shades for groups of nodes where there are too many), the packets in flight, and the last
events. Its keys:

  space n enter →   the next event, or the next round of a run in rounds
  p backspace ←     one step back
  a                 play by itself; + and - double and halve the speed
  j                 jump to a time, or to a round
  m                 look at another message
  g G               the start, the end
  q                 leave

--from, --until and --node choose what lines are printed; the summary is about all events up to --until.
With -o json the lines are those of the file. All that is shown of a file has been checked: one that was
changed, or cut, or that no simulation can have written, is an error that names the line, and nothing of it is
shown. A pipe can be read only once, so its lines are printed as they come, each checked against those
before it, and whether anything was changed is known only at the end: the summary is printed if nothing was.

` + exitStatus(),
		Example: `  gossip simulate random 3 -n 64 --protocol rumor --trace run.jsonl
  gossip replay run.jsonl
  gossip replay run.jsonl --plain --node 7 --until 50ms
  gossip replay run.jsonl -o json`,
		Args: takes("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := newFilled(&opts.file, "", aFile).Set(args[0]); err != nil {
				return &usageError{text: "FILE is empty: " + err.Error(), hint: "gossip simulate --trace FILE writes one"}
			}
			return runReplay(cmd.Context(), c, &opts)
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return nil, cobra.ShellCompDirectiveDefault
		},
	}
	fs := cmd.Flags()
	fs.BoolVar(&opts.plain, "plain", false, "print lines, on a terminal, too")
	fs.Var(newFilled(&opts.from, "", "a time, or a round"), "from", "leave out what happened before this `time` (12ms), or round")
	fs.Var(newFilled(&opts.until, "", "a time, or a round"), "until", "end at this `time`, or round")
	fs.StringSliceVar(&opts.nodes, "node", nil, "only what happened at these `nodes`, or on their links")
	fs.Var(newBoundedInt(&opts.message, 1, bounds{1, mostSimMessages}), "message", "the message that is followed")
	registerCompletions(cmd, map[string]completer{
		"from": completeNothing, "until": completeNothing, "node": completeNothing, "message": completeNothing,
	})
	return cmd
}

func runReplay(ctx context.Context, c *cli, opts *replayOptions) error {
	nodes, err := opts.nodeIDs()
	if err != nil {
		return err
	}
	file, err := source.Open(ctx, opts.file, source.Patience)
	if errors.Is(err, source.ErrDirectory) {
		return &usageError{text: opts.file + " is a directory", hint: "name a file that simulate --trace has written"}
	}
	if failure, ok := errors.AsType[*fs.PathError](err); ok {
		return &usageError{text: fmt.Sprintf("read the trace %s: %v", opts.file, failure.Err), hint: "gossip simulate --trace FILE writes one"}
	}
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	keys, interactive := c.keyboard()
	regular := info.Mode().IsRegular()
	switch {
	case interactive && regular && !opts.plain && !c.wantsJSON() && opts.from+opts.until == "" && nodes == nil:
		err = replayOnTerminal(ctx, c, keys, file, opts.message)
	case regular:
		if err = checkTrace(ctx, file); err == nil {
			err = replayPlain(ctx, c, file, opts, nodes)
		}
	default:
		err = replayPlain(ctx, c, file, opts, nodes)
	}
	if errors.Is(err, source.ErrSilent) {
		return hinted{fmt.Errorf("%s: %w", opts.file, source.ErrSilent), "name a file, or a pipe that something writes to: gossip simulate --trace FILE"}
	}
	if bad, ok := errors.AsType[*sim.TraceError](err); ok {
		return hinted{fmt.Errorf("%s, %w", opts.file, bad), "gossip simulate --trace FILE writes traces that this program reads"}
	}
	return err
}

// checkPause is how many records are read between two looks at whether the user has had enough.
const checkPause = 1 << 12

// checkTrace reads a trace to its end, so that nothing of one that was changed is shown, and goes back to
// its beginning.
func checkTrace(ctx context.Context, file io.ReadSeeker) error {
	reader, err := sim.NewTraceReader(file)
	for err == nil {
		var record *sim.TraceRecord
		if record, err = reader.Next(); err == nil && record.Line%checkPause == 0 {
			err = ctx.Err()
		}
	}
	if !errors.Is(err, io.EOF) {
		return err
	}
	_, err = file.Seek(0, io.SeekStart)
	return err
}

// nodeIDs reads --node.
func (o *replayOptions) nodeIDs() (ids []gossip.NodeID, err error) {
	for _, text := range o.nodes {
		id, err := parseNode(strings.TrimSpace(text))
		if err != nil {
			return nil, err
		}
		ids = append(ids, gossip.NodeID(id))
	}
	return ids, nil
}

// replayWindow is what of a trace is printed.
type replayWindow struct {
	from, until time.Duration
	nodes       []gossip.NodeID // nil for all
}

// window judges the filters against the trace.
func (o *replayOptions) window(h *sim.TraceHeader, nodes []gossip.NodeID) (w replayWindow, err error) {
	w = replayWindow{until: 1<<63 - 1, nodes: nodes}
	for _, flag := range []struct {
		name, text string
		to         *time.Duration
	}{{"--from", o.from, &w.from}, {"--until", o.until, &w.until}} {
		if flag.text == "" {
			continue
		}
		if *flag.to, err = parseReplayTime(h, flag.text); err != nil {
			return w, usagef("%s: %v", flag.name, err)
		}
	}
	if w.from > w.until {
		return w, usagef("--from %s is after --until %s", o.from, o.until)
	}
	for _, id := range nodes {
		if int(id) > h.NumNodes {
			return w, usagef("--node %d: the nodes are 1 to %d", id, h.NumNodes)
		}
	}
	if o.message > max(h.Messages, 1) {
		return w, usagef("--message %d: the run had %s", o.message, amount(h.Messages, "message"))
	}
	return w, nil
}

// shows reports whether a record is to be printed.
func (w *replayWindow) shows(r *sim.TraceRecord) bool {
	return r.At >= w.from && (w.nodes == nil || slices.Contains(w.nodes, r.Node) || r.Peer != 0 && slices.Contains(w.nodes, r.Peer))
}

// replayPlain prints records as lines, and what they come to.
func replayPlain(ctx context.Context, c *cli, in io.Reader, opts *replayOptions, nodes []gossip.NodeID) error {
	reader, err := sim.NewTraceReader(in)
	if err != nil {
		return err
	}
	header := reader.Header()
	w, err := opts.window(&header, nodes)
	if err != nil {
		return err
	}
	lines := replayLines{cli: c, header: &header, paint: c.painter(), state: newReplayState(header.NumNodes, opts.message)}
	if c.wantsJSON() {
		if err := c.printJSON(header); err != nil {
			return err
		}
	}
	for {
		record, err := reader.Next()
		switch {
		case errors.Is(err, io.EOF):
			end := reader.End()
			return lines.finish(&end)
		case err != nil:
			c.out.Flush() //nolint:errcheck // found again by the flush at the end
			return err
		case record.At > w.until:
			return lines.finish(nil)
		}
		if record.Line%checkPause == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		lines.state.apply(record)
		if w.shows(record) {
			lines.print(record)
		}
	}
}

// replayLines prints records.
type replayLines struct {
	*cli
	header *sim.TraceHeader
	paint  painter
	state  *replayState
}

func (l *replayLines) print(r *sim.TraceRecord) {
	if l.wantsJSON() {
		l.out.Write(r.Raw)    //nolint:errcheck // found by the flush at the end
		l.out.WriteByte('\n') //nolint:errcheck
		return
	}
	l.printf("%14s  %s\n", replayWhen(l.header, r.At, r.Round), replayText(r, l.paint))
}

// finish prints the summary, or the last line; end is nil if that was not read.
func (l *replayLines) finish(end *sim.TraceEnd) error {
	if !l.wantsJSON() {
		l.printf("\n")
		return replaySummary(l.header, l.state, end).write(l.out)
	}
	if end != nil {
		l.out.Write(end.Line()) //nolint:errcheck // found by the flush at the end
	}
	return nil
}
