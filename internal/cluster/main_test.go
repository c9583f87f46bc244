package cluster

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"go.uber.org/goleak"

	"gossip/internal/client"
	"gossip/internal/node"
	"gossip/internal/wire"
)

// TestMain makes the test binary serve as the gossip program as well: the networks of the tests
// consist of processes of this binary, and some tests need a starter that can be killed.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "node":
			exit(runTestNode(os.Args[2:]))
		case "starter":
			exit(runTestStarter(os.Args[2:]))
		}
	}
	// Under the race detector a process sleeps for a second before it exits, unless told otherwise.
	_ = os.Setenv("GORACE", "atexit_sleep_ms=0")
	goleak.VerifyTestMain(m)
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(7)
	}
	os.Exit(0)
}

// testNode is the command line of a node.
type testNode struct {
	cfg   node.Config
	fault string // what goes wrong: die, fail, mute or deaf
	who   int    // at which node; 0 means at all
}

func parseTestNode(args []string) (testNode, error) {
	n := testNode{cfg: node.DefaultConfig()}
	for i := 0; i < len(args); i++ {
		if args[i] == "--inherit" {
			continue
		}
		name, value := args[i], args[i+1]
		i++
		switch name {
		case "--id":
			n.cfg.ID, _ = strconv.Atoi(value)
		case "--listen":
			n.cfg.Addr = value
		case "--network":
			n.cfg.Network = value
		case "--run":
			n.cfg.Run = value
		case "--max-nodes":
			n.cfg.MaxNodes, _ = strconv.Atoi(value)
		case "--peer":
			id, addr, _ := strings.Cut(value, "=")
			addr, weight, _ := strings.Cut(addr, "@")
			peer := wire.Peer{Addr: addr}
			peer.ID, _ = strconv.Atoi(id)
			peer.Weight, _ = strconv.ParseFloat(weight, 64)
			n.cfg.Peers = append(n.cfg.Peers, peer)
		case "--fault":
			fault, who, _ := strings.Cut(value, "@")
			n.fault = fault
			n.who, _ = strconv.Atoi(who)
		default:
			return n, fmt.Errorf("unknown flag %s", name)
		}
	}
	if n.who != 0 && n.who != n.cfg.ID {
		n.fault = ""
	}
	return n, nil
}

// runTestNode is a node as `gossip node --inherit` is one, but for its faults.
func runTestNode(args []string) error {
	n, err := parseTestNode(args)
	if err != nil {
		return err
	}
	n.cfg.Log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	listener, err := net.FileListener(os.NewFile(3, "listener"))
	if err != nil {
		return err
	}
	n.cfg.Listener = listener
	report := os.NewFile(4, "report")
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer cancel()
	recorded := make(chan bool, 1)
	go func() {
		got, _ := os.NewFile(5, "lifeline").Read(make([]byte, 1))
		recorded <- got == 1
		if got == 0 {
			cancel() // the starter has died
		}
	}()
	switch n.fault {
	case "die":
		return errors.New("this node dies on purpose")
	case "fail":
		fmt.Fprintf(report, "fail %d on purpose\n", n.cfg.ID)
		return errors.New("failed")
	case "babble":
		fmt.Fprintln(report, "hello world")
	case "obstinate":
		told := make(chan os.Signal, 1)
		signal.Notify(told, syscall.SIGTERM)
		go func() {
			<-told
			fmt.Fprintln(os.Stderr, "this node was sent SIGTERM")
		}()
	}
	return n.serve(ctx, report, recorded)
}

func (n testNode) serve(ctx context.Context, report *os.File, recorded <-chan bool) error {
	member, err := node.New(n.cfg)
	if err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- member.Run(ctx) }()
	if err := hasLinks(ctx, n.cfg.Addr); err == nil && n.fault != "mute" {
		fmt.Fprintf(report, "ready %d\n", n.cfg.ID)
		report.Close()
	}
	if !<-recorded {
		return errors.New("not recorded")
	}
	if n.fault == "obstinate" {
		<-make(chan int) // neither /STOP nor SIGTERM ends this one
	}
	return <-ended
}

// hasLinks asks a node, as a client does, to say when all its links are up.
func hasLinks(ctx context.Context, addr string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c, err := client.Dial(ctx, addr)
	if err != nil {
		return err
	}
	defer c.Close()
	down, err := c.Ready(ctx)
	if len(down) > 0 {
		err = fmt.Errorf("no link to %v", down)
	}
	return err
}

// runTestStarter starts a network and waits until it is killed.
func runTestStarter(args []string) error {
	home := Home{Dir: args[0]}
	n, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	g, err := ring(n)
	if err != nil {
		return err
	}
	_, err = home.Start(context.Background(), StartOptions{
		Network: args[1], Graph: g, NodeArgs: args[3:], ReadyTimeout: patience,
		Progress: func(ready, total int) { fmt.Printf("%d of %d\n", ready, total) },
	})
	return err
}
