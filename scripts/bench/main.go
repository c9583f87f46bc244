package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"gossip/internal/cluster"
	"gossip/scripts/bench/rawflood"
	"gossip/scripts/keeper"
)

// rawNode is the first argument of a process that is a node of the reference.
const rawNode = "raw-node"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	run := runBench
	if len(os.Args) > 1 && os.Args[1] == rawNode {
		run = runRawNode
	}
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

// runRawNode is a node of the reference, in a process that the benchmark spawned.
func runRawNode(_ context.Context, args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("want %s <id>, got %q", rawNode, args)
	}
	id, err := strconv.ParseUint(args[1], 10, 32)
	if err != nil {
		return fmt.Errorf("node id: %w", err)
	}
	return rawflood.Run(uint32(id), os.Stdin, os.Stdout)
}

func runBench(ctx context.Context, args []string) (err error) {
	flags := flag.NewFlagSet("bench", flag.ExitOnError)
	program := flags.String("program", "bin/gossip", "the gossip program")
	runs := flags.Int("runs", 3, "runs of each figure")
	nodes := flags.String("nodes", "16,64,256,1000", "network sizes of the first table (empty: no such table)")
	messages := flags.Int("messages", 200, "messages for each latency figure of the first table")
	compare := flags.String("compare", "16,64", "network sizes of the comparison (empty: no comparison)")
	only := flags.String("only", "", "the contenders to compare, separated by commas (empty: all)")
	protocols := flags.String("protocols", "", "protocols of gossip to compare (empty: all that spread messages)")
	budget := flags.Duration("budget", 160*time.Second, "begin no further run of the comparison after this time")
	deliveries := flags.Int("deliveries", 1_000_000, "most deliveries in one measurement of throughput")
	if err := flags.Parse(args); err != nil {
		return err
	}
	path, err := filepath.Abs(*program)
	if err != nil {
		return err
	}
	first, err := numbers(*nodes)
	if err != nil {
		return fmt.Errorf("-nodes: %w", err)
	}
	second, err := numbers(*compare)
	if err != nil {
		return fmt.Errorf("-compare: %w", err)
	}
	dir, err := os.MkdirTemp("", "gossip-bench-")
	if err != nil {
		return err
	}
	kept, err := keeper.Start(path, dir)
	if err != nil {
		return errors.Join(err, os.Remove(dir))
	}
	defer func() { err = errors.Join(err, kept.Release()) }()
	if len(first) > 0 {
		l := lifecycle{program: path, keeper: kept, home: cluster.Home{Dir: dir}, runs: *runs, messages: *messages}
		if err := l.table(ctx, first); err != nil {
			return err
		}
		fmt.Println()
	}
	if len(second) == 0 {
		return nil
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	c := comparison{runs: *runs, budget: *budget, deliveries: *deliveries}
	c.contenders = chosen(contenders(ctx, self, dir, ours{program: path, dir: dir, keeper: kept}, words(*protocols)), words(*only))
	return c.table(ctx, second)
}

// words splits a list at its commas.
func words(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' })
}

func numbers(list string) ([]int, error) {
	var all []int
	for _, word := range words(list) {
		n, err := strconv.Atoi(word)
		if err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, nil
}
