package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"gossip/internal/advise"
)

// graphChoice is a value of --topology of advise.
type graphChoice string

// The values of --topology of advise.
const (
	randomGraph   graphChoice = "random"
	completeGraph graphChoice = "full"
)

// adviseOptions are the flags of advise.
type adviseOptions struct {
	question advise.Question
	graph    graphChoice
	seed     optionalSeed
	theory   bool
}

func newAdviseCommand(c *cli) *cobra.Command {
	opts := adviseOptions{seed: optionalSeed{value: presetReproduceSeed, given: true}}
	cmd := &cobra.Command{
		Use:   "advise",
		Short: "Say which protocol to take, and how to set it",
		Long:  adviseHelp(),
		Example: `  gossip advise --nodes 1000 --reliability 0.9999
  gossip advise --nodes 1000 --loss 0.05 --crash 0.1 --reliability 0.9999
  gossip advise --nodes 200 --crash 0.3 --topology full
  gossip advise --nodes 1e6 --theory -o json`,
		Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runAdvise(cmd.Context(), c, &opts)
		},
		ValidArgsFunction: completeNothing,
	}
	const presetNodes, presetReliability = 1000, 0.9999
	q := &opts.question
	fs := cmd.Flags()
	fs.VarP(newBoundedInt(&q.Nodes, presetNodes, bounds{advise.MinNodes, advise.MaxNodes}), "nodes", "n", "number of nodes, crashed ones included")
	fs.Var(newPart(&q.Loss, 0, 0, advise.MaxChance), "loss", "chance of a packet to vanish")
	fs.Var(newPart(&q.Crash, 0, 0, advise.MaxChance), "crash", "part of the nodes that has crashed")
	fs.Var(newPart(&q.Reliability, presetReliability, advise.MinReliability, advise.MaxReliability), "reliability", "chance to reach all living nodes that is wanted")
	fs.Var(newChoice(&opts.graph, randomGraph, completeGraph), "topology", "random: random regular, or full: everybody knows everybody")
	fs.Var(newBoundedInt(&q.Degree, 0, bounds{0, advise.MaxDegree}), "degree", "peers of each node with random; 0: what each protocol needs")
	fs.Var(&opts.seed, "seed", "the same seed makes the same simulations")
	fs.BoolVar(&opts.theory, "theory", false, "predict only, and simulate nothing")
	registerCompletions(cmd, map[string]completer{
		"nodes": completeNothing, "loss": completeNothing, "crash": completeNothing, "reliability": completeNothing,
		"topology": completeWords(string(randomGraph), string(completeGraph)), "degree": completeNothing, "seed": completeNothing,
	})
	return cmd
}

func adviseHelp() string {
	return `Predict from theory what each protocol needs, check that by simulation, and recommend the cheapest.

THE QUESTION
A part of the nodes has crashed, and nobody has repaired the network. Then a node that lives sends a message,
and each packet vanishes with a chance of --loss. The reliability is the chance that the message reaches
every living node. (Coverage is the part of the living nodes that it reaches, on average.) Of antientropy,
hybrid and pushpull, which go on until all have it, it is the chance that no living node has only crashed
peers.

THE ANSWER
For each protocol the least degree, fanout or k with which theory promises the reliability, or the greatest
that there is. PAYLOAD and CONTROL are packets for one message in the whole network, those to crashed nodes
included. A round is an interval of the protocol, and of dedup, flood and plumtree the time that a packet
takes. The message of plumtree is the second one, when the tree stands; its rounds count how long nodes wait
until they ask for what was lost, with a packet that takes 10 ms.

Below each prediction is what simulations came to: the part of the runs in which all were reached, and its
Wilson interval of 95 %. Where that cannot tell the wanted reliability from a lower one, a second pair of
lines has a weaker setting, at which failures are frequent enough to hold theory against them. A network
that would take too long is simulated with fewer nodes, and the line says so.

Recommended is the protocol with the fewest packets that meets the reliability by theory, unless the
simulation contradicts. Of those that cost alike, within 3 %, it is the one with the least payload.

Loss is that of datagrams. The links of start-network are TCP, and lose nothing while they are up; what is
meant for crashed nodes is never sent there.

` + exitStatus(exitGoal)
}

func runAdvise(ctx context.Context, c *cli, opts *adviseOptions) error {
	q := opts.question
	c.collect(seldom)
	q.Complete = opts.graph == completeGraph
	progress, clear := adviseProgress(c)
	answer, err := advise.Ask(ctx, q, advise.Options{Seed: opts.seed.value, Theory: opts.theory, Progress: progress})
	clear()
	if bad, ok := errors.AsType[*advise.Error](err); ok {
		return &usageError{text: bad.Text, hint: bad.Next}
	}
	if err != nil {
		return err
	}
	result := newAdviseResult(answer, opts)
	if c.wantsJSON() {
		err = c.printJSON(result)
	} else {
		err = printAdvice(c, answer, result)
	}
	if err == nil && answer.Best < 0 {
		err = &goalError{text: "no protocol meets the reliability", hint: "ask for less, or allow a greater --degree"}
	}
	return err
}

// adviseProgress shows on a terminal what is simulated.
func adviseProgress(c *cli) (show func(what string, done, total int), clear func()) {
	const pause = 100 * time.Millisecond
	if !c.errTerminal {
		return nil, func() {}
	}
	var last time.Time
	show = func(what string, done, total int) {
		if now := time.Now(); now.Sub(last) >= pause {
			last = now
			fmt.Fprintf(c.err, "\r\x1b[Ksimulating %s: %s of %s", what, thousands(done), count(total, "run"))
		}
	}
	return show, func() { fmt.Fprint(c.err, "\r\x1b[K") }
}

// part is a flag value: a part of 1 between two bounds.
type part struct {
	value     *float64
	low, high float64
}

func newPart(value *float64, preset, low, high float64) *part {
	*value = preset
	return &part{value, low, high}
}

// Set implements pflag.Value.
func (s *part) Set(text string) error {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !(v >= s.low && v <= s.high) {
		return fmt.Errorf("it must be a part of 1, from %v to %v", s.low, s.high)
	}
	*s.value = v
	return nil
}

// String implements pflag.Value.
func (s *part) String() string {
	if s.value == nil {
		return ""
	}
	return strconv.FormatFloat(*s.value, 'g', -1, 64)
}

// Type implements pflag.Value.
func (s *part) Type() string { return "part" }
