package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"gossip/scripts/keeper"
	"gossip/topology"
)

// ours is the gossip program, with its state in a directory of the benchmark.
type ours struct {
	program string
	dir     string
	keeper  *keeper.Keeper // of the networks in dir, should this process be killed
}

// graphSeed and graphDegree say which graph all contenders of a size have.
const (
	graphSeed   = 7
	graphDegree = 3
)

// protocols are those that were asked for, or all that the program has to spread messages.
func (o ours) protocols(ctx context.Context, asked []string) []string {
	if len(asked) > 0 {
		return asked
	}
	var known []struct {
		Name       string `json:"name"`
		Aggregates bool   `json:"aggregates"`
	}
	if err := o.ask(ctx, &known, "describe-protocol", "-o", "json"); err != nil || len(known) == 0 {
		return []string{"flood"} // the default, whose row then says what is wrong
	}
	var names []string
	for _, p := range known {
		if !p.Aggregates {
			names = append(names, p.Name)
		}
	}
	return names
}

// start runs a network of the protocol. The program makes the same graph as g by itself.
func (o ours) start(ctx context.Context, g *topology.Graph, protocol string) (network, error) {
	err := o.ask(ctx, nil, "start-network", "random", strconv.Itoa(graphDegree), "-n", strconv.Itoa(g.Len()),
		"--seed", strconv.Itoa(graphSeed), "--ports-origin", "0", "--protocol", protocol)
	return o, err
}

// measure lets the program load its network itself.
func (o ours) measure(ctx context.Context, l load) (figures, error) {
	pace := []string{"--window", strconv.Itoa(l.window)}
	if l.rate > 0 {
		pace = []string{"--rate", strconv.FormatFloat(l.rate, 'g', -1, 64)}
	}
	var f figures
	err := o.ask(ctx, &f, append([]string{"bench", "-o", "json", "--from", "all",
		"--size", strconv.Itoa(l.size), "--messages", strconv.Itoa(l.messages)}, pace...)...)
	return f, err
}

func (o ours) stop() error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	return o.ask(ctx, nil, "stop-network")
}

// ask runs a command and decodes the JSON of its answer, if into is given. The error is what the
// program says about it, in one line.
func (o ours) ask(ctx context.Context, into any, args ...string) error {
	cmd := exec.CommandContext(ctx, o.program, args...)
	cmd.Env = append(os.Environ(), "GOSSIP_STATE_DIR="+o.dir)
	o.keeper.Hold(cmd)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = stopWait
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	if err := cmd.Run(); err != nil {
		first, _, _ := strings.Cut(strings.TrimSpace(stderr.String()), "\n")
		return fmt.Errorf("gossip %s: %w", args[0], cmp.Or(ctx.Err(), said(first), err))
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(out.Bytes(), into); err != nil {
		return fmt.Errorf("gossip %s: its answer: %w", args[0], err)
	}
	return nil
}

// said is the error that a program printed, nil if it printed none. With -o json that is an object.
func said(line string) error {
	var object struct {
		Error string `json:"error"`
	}
	if json.Unmarshal([]byte(line), &object) == nil && object.Error != "" {
		line = object.Error
	}
	if line == "" {
		return nil
	}
	return errors.New(strings.TrimPrefix(line, "error: "))
}
