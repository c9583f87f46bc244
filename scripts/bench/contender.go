package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"gossip/topology"
)

// reference is the name of the contender that the others are compared with.
const reference = "raw"

// The rates in messages/s that memberlist can carry. In its own configuration a node sends about 17
// texts of 64 bytes in a datagram, to 3 nodes, every 100 ms, and each text 4 times. The other one's
// is bound by the processors, and tried out.
const (
	memberlistRate     = 100
	memberlistFastWork = 64_000 // divided by the number of nodes
)

// A contender is something that spreads messages: a row of the comparison.
type contender struct {
	name string
	// start brings up a network like g. For a contender that cannot be built or does not exist the
	// error says so, in its row.
	start func(ctx context.Context, g *topology.Graph) (network, error)
	// rate is what it can carry, in messages/s, for one that loses messages when it is given more:
	// its throughput is measured at this rate. nil: it pushes back, and takes what it can.
	rate func(nodes int) float64
}

// A network is a contender that runs.
type network interface {
	measure(ctx context.Context, l load) (figures, error)
	stop() error
}

// contenders are the rows of the comparison. self is this program, dir a directory for what must be
// built.
func contenders(ctx context.Context, self, dir string, ours ours, protocols []string) []contender {
	// One processor for each node, as the nodes of gossip have it. Without this the reference spreads
	// a sixth fewer messages a second, needs a fifth more time to the last node, and more CPU time.
	one := []string{"GOMAXPROCS=1"}
	list, unbuilt := buildMemberlist(ctx, dir)
	memberlist := func(pace string) func(ctx context.Context, g *topology.Graph) (network, error) {
		return func(ctx context.Context, g *topology.Graph) (network, error) {
			if unbuilt != nil {
				return nil, unbuilt
			}
			return populate(ctx, g, true, one, list, pace)
		}
	}
	rows := []contender{
		{name: reference, start: func(ctx context.Context, g *topology.Graph) (network, error) {
			return populate(ctx, g, false, one, self, rawNode)
		}},
		{name: "memberlist", rate: func(int) float64 { return memberlistRate }, start: memberlist("local")},
		{name: "memberlist-fast", rate: func(n int) float64 { return memberlistFastWork / float64(n) }, start: memberlist("fast")},
	}
	for _, protocol := range ours.protocols(ctx, protocols) {
		rows = append(rows, contender{name: protocol, start: func(ctx context.Context, g *topology.Graph) (network, error) {
			return ours.start(ctx, g, protocol)
		}})
	}
	return rows
}

// buildMemberlist builds the program of the module scripts/memberlist.
func buildMemberlist(ctx context.Context, dir string) (string, error) {
	program := filepath.Join(dir, "memberlist")
	build := exec.CommandContext(ctx, "go", "build", "-o", program, ".")
	build.Dir = filepath.Join("scripts", "memberlist")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "scripts/memberlist cannot be built, and is left out:\n%s", out)
		return "", fmt.Errorf("go build in scripts/memberlist: %w", err)
	}
	return program, nil
}

// chosen keeps the contenders that are named, and the reference; all if none is named.
func chosen(all []contender, names []string) []contender {
	if len(names) == 0 {
		return all
	}
	return slices.DeleteFunc(all, func(c contender) bool {
		return c.name != reference && !slices.Contains(names, c.name)
	})
}
