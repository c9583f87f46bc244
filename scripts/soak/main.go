package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"gossip/internal/cluster"
	"gossip/scripts/keeper"
)

// defaultNetwork is the name of a network that was given none.
const defaultNetwork = "default"

// options say what is done to which network.
type options struct {
	program  string
	duration time.Duration
	rate     float64 // messages/s of all nodes together
	nodes    int
	size     int // bytes of each text
	protocol string
	faults   time.Duration // from one fault to the next
	every    time.Duration // from one sample to the next
	seed     uint64        // of the graph and the faults
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func parse(args []string) (o options, err error) {
	flags := flag.NewFlagSet("soak", flag.ExitOnError)
	flags.StringVar(&o.program, "program", "bin/gossip", "the gossip program")
	flags.DurationVar(&o.duration, "duration", 10*time.Minute, "how long the load lasts")
	flags.Float64Var(&o.rate, "rate", 200, "messages/s, from all nodes together")
	flags.IntVar(&o.nodes, "nodes", 16, "size of the network (random 3-regular)")
	flags.IntVar(&o.size, "size", 64, "bytes of each text")
	flags.StringVar(&o.protocol, "protocol", "flood", "protocol of the network")
	flags.DurationVar(&o.faults, "faults", 10*time.Second, "time from one fault to the next")
	flags.DurationVar(&o.every, "samples", 15*time.Second, "time from one line of the table to the next")
	flags.Uint64Var(&o.seed, "seed", 7, "seed of the graph and the faults")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if o.nodes < 4 || o.rate <= 0 || o.size < 1 || o.duration <= 0 || o.faults <= 0 || o.every <= 0 {
		return o, errors.New("at least 4 nodes are needed, and rate, size and all times must be positive")
	}
	o.program, err = filepath.Abs(o.program)
	return o, err
}

func run(ctx context.Context, args []string) (err error) {
	o, err := parse(args)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "gossip-soak-")
	if err != nil {
		return err
	}
	kept, err := keeper.Start(o.program, dir)
	if err != nil {
		return errors.Join(err, os.Remove(dir))
	}
	defer func() { err = errors.Join(err, kept.Release()) }()
	s := &soak{options: o, home: cluster.Home{Dir: dir}, keeper: kept, random: rand.New(rand.NewPCG(o.seed, 1))}
	if err := s.gossip(ctx, "start-network", "random", "3", "-n", strconv.Itoa(o.nodes),
		"--seed", strconv.FormatUint(o.seed, 10), "--ports-origin", "0", "--protocol", o.protocol); err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, s.gossip(context.WithoutCancel(ctx), "stop-network"))
	}()
	return s.run(ctx)
}

// A soak is a network under load.
type soak struct {
	options
	home    cluster.Home
	keeper  *keeper.Keeper // of the network, should this process be killed
	network *cluster.Network
	random  *rand.Rand

	publishers []*publisher
	samples    []sample
	kills      int
}

// run loads the network, and judges it afterwards.
func (s *soak) run(ctx context.Context) error {
	var err error
	if s.network, err = s.home.Open(defaultNetwork); err != nil {
		return err
	}
	before, err := s.files()
	if err != nil {
		return err
	}
	publishing, stop := context.WithCancel(ctx)
	defer stop()
	s.publish(publishing)
	err = s.endure(ctx)
	stop()
	if failed := s.rest(); err == nil {
		err = failed
	}
	if err != nil {
		return err
	}
	audited := s.audit(ctx)
	after, err := s.files()
	if err != nil {
		return errors.Join(audited, err)
	}
	return errors.Join(audited, s.judgeMemory(), judgeFiles(before, after))
}

// endure lets the time pass, in which faults happen and samples are taken in turn.
func (s *soak) endure(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	over := time.NewTimer(s.duration)
	faults, samples := time.NewTicker(s.faults), time.NewTicker(s.every)
	defer over.Stop()
	defer faults.Stop()
	defer samples.Stop()
	begin := time.Now()
	fmt.Printf("%d nodes, random 3-regular, %s, %g messages/s of %d bytes, %v\n\n", s.nodes, s.protocol, s.rate, s.size, s.duration)
	fmt.Printf("%8s  %9s  %9s  %12s  %12s  %6s  %s\n", "time", "accepted", "stored", "store/node", "PSS/node", "files", "since the last line")
	var happened []string
	for {
		var err error
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-over.C:
			return s.sample(ctx, time.Since(begin), happened)
		case <-faults.C:
			var what string
			what, err = s.fault(ctx)
			happened = append(happened, what)
		case <-samples.C:
			err = s.sample(ctx, time.Since(begin), happened)
			happened = nil
		}
		if err != nil {
			return err
		}
	}
}

// gossip runs one command.
func (s *soak) gossip(ctx context.Context, args ...string) error {
	cmd := exec.CommandContext(ctx, s.program, args...)
	cmd.Env = append(os.Environ(), "GOSSIP_STATE_DIR="+s.home.Dir)
	s.keeper.Hold(cmd)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("gossip %s: %w\n%s", args[0], err, out)
	}
	return nil
}
