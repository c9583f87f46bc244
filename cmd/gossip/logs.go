package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gossip/internal/cluster"
)

// logsOptions are the arguments and flags of logs.
type logsOptions struct {
	node   int // 0 for all nodes
	follow bool
	lines  int // 0 for all lines
}

// logResult is what logs prints with -o json, one object for each line of the logs.
type logResult struct {
	Node int    `json:"node"`
	Line string `json:"line"`
}

func newLogsCommand(c *cli) *cobra.Command {
	var opts logsOptions
	cmd := &cobra.Command{
		Use:   "logs [NODE]",
		Short: "Show the logs of one node or of all",
		Long: `Show what a node has logged; without a NODE what all have, in the order of time. The logs of a
network that has ended can be read until it is started again.

With --follow the command goes on with what is logged from now on, until Ctrl-C; the exit code is
then 0. With -o json each line is an object: {"node":3,"line":"..."}.

` + exitStatus(exitNotRunning, exitNoSuchNode),
		Example: "  gossip logs 3\n  gossip logs -n 20 -f",
		Args:    takes("[the number of a node]"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if len(args) > 0 {
				if opts.node, err = parseNode(args[0]); err != nil {
					return err
				}
			}
			return runLogs(cmd.Context(), c, opts)
		},
		ValidArgsFunction: completeFirst(c.completeNodes),
	}
	cmd.Flags().BoolVarP(&opts.follow, "follow", "f", false, "go on with what is logged from now on")
	cmd.Flags().VarP(newBoundedInt(&opts.lines, 0, bounds{0, 1 << 30}), "lines", "n", "show only the last `lines`; 0 shows all")
	return cmd
}

func runLogs(ctx context.Context, c *cli, opts logsOptions) error {
	home, err := c.home()
	if err != nil {
		return err
	}
	files, err := findLogs(home, c.network, opts.node)
	if err != nil {
		return err
	}
	lines, err := readLogs(files)
	if err != nil {
		return err
	}
	if opts.lines > 0 && len(lines) > opts.lines {
		lines = lines[len(lines)-opts.lines:]
	}
	if err := printLog(c, opts, lines); err != nil || !opts.follow {
		return err
	}
	return followLogs(ctx, c, opts, home, files)
}

// followLogs prints what is appended to the logs, and the logs of nodes that join, until the context
// ends.
func followLogs(ctx context.Context, c *cli, opts logsOptions, home cluster.Home, files []*logFile) error {
	const look = 200 * time.Millisecond
	ticker := time.NewTicker(look)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		if now, err := findLogs(home, c.network, opts.node); err == nil {
			files = withNew(files, now)
		}
		lines, err := readLogs(files)
		if err != nil {
			return err
		}
		if err := printLog(c, opts, lines); err != nil {
			return err
		}
	}
}

// withNew adds the logs that were not there yet.
func withNew(files, now []*logFile) []*logFile {
	for _, file := range now {
		if !slices.ContainsFunc(files, func(f *logFile) bool { return f.node == file.node }) {
			files = append(files, file)
		}
	}
	return files
}

// findLogs finds the logs of a network, running or not, in the order of the nodes: of all nodes, or
// of one. They are the files node-<id>.log in its state directory.
func findLogs(home cluster.Home, network string, node int) ([]*logFile, error) {
	dir := filepath.Join(home.Dir, network)
	entries, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		return nil, fmt.Errorf("find the logs: %w", err)
	}
	var files []*logFile
	for _, entry := range entries {
		digits, isLog := strings.CutPrefix(strings.TrimSuffix(entry.Name(), ".log"), "node-")
		if id, err := strconv.Atoi(digits); isLog && err == nil && (node == 0 || node == id) {
			files = append(files, &logFile{node: id, path: filepath.Join(dir, entry.Name())})
		}
	}
	slices.SortFunc(files, func(a, b *logFile) int { return a.node - b.node })
	switch {
	case len(files) > 0:
		return files, nil
	case len(entries) == 0, node == 0:
		return nil, &cluster.Error{Code: cluster.NotRunning, Text: fmt.Sprintf("there are no logs of a network named %q", network),
			Hint: "gossip start-network -N " + network}
	}
	return nil, &cluster.Error{Code: cluster.NoSuchNode, Text: fmt.Sprintf("network %q has no log of node %d", network, node),
		Hint: "gossip list-nodes -N " + network}
}

// printLog prints lines, each with the name of its node if there is more than one.
func printLog(c *cli, opts logsOptions, lines []logLine) error {
	p := c.painter()
	for _, line := range lines {
		switch {
		case c.wantsJSON():
			if err := c.printJSON(logResult{Node: line.node, Line: line.text}); err != nil {
				return err
			}
		case opts.node == 0:
			c.printf("%s | %s\n", p.name(line.node), printable(line.text))
		default:
			c.printf("%s\n", printable(line.text))
		}
	}
	return c.out.Flush()
}
