package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"gossip/internal/gossip"
	"gossip/internal/sim"
	"gossip/topology"
)

// compareOptions are the arguments and flags of compare.
type compareOptions struct {
	args       []string // KIND [PARAM]
	topology   topologyArgs
	protocol   protocolArgs
	nodes      int
	nodesGiven bool
	messages   int
	counted    bool   // --messages was given
	latency    string // "" to measure it
	timeout    time.Duration
}

// comparison is a command line that was judged: what both drivers are to do.
type comparison struct {
	opts  *compareOptions
	spec  topology.Spec
	graph *topology.Graph
	rule  *gossip.Rule

	latency       sim.Latency // of the simulator
	latencySource string
}

func newCompareCommand(c *cli) *cobra.Command {
	var opts compareOptions
	cmd := &cobra.Command{
		Use:   "compare [KIND [PARAM]]",
		Short: "Hold the simulator against real processes",
		Long:  compareHelp(),
		Example: `  gossip compare
  gossip compare circular -n 8 --protocol dedup --messages 10
  gossip compare random 4 --protocol rumor --param k=3 --seed 7 -o json
  gossip compare full -n 8 --protocol averaging`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.args, opts.nodesGiven, opts.counted = args, cmd.Flags().Changed("num-nodes"), cmd.Flags().Changed("messages")
			return runCompare(cmd.Context(), c, &opts)
		},
		ValidArgsFunction: completeTopology,
	}
	const (
		mostNodes    = 256
		mostMessages = 1000
	)
	fs := cmd.Flags()
	fs.VarP(newBoundedInt(&opts.nodes, 16, bounds{1, mostNodes}), "num-nodes", "n", "number of nodes")
	opts.topology.addFlags(fs)
	opts.protocol.addFlags(fs)
	fs.Var(newBoundedInt(&opts.messages, 5, bounds{1, mostMessages}), "messages", "number of messages, the first from node 1, the second from node 2, and so on")
	fs.StringVar(&opts.latency, "latency", "", "`latency` of the simulator, as simulate takes it (default what was measured in the real network)")
	fs.DurationVar(&opts.timeout, "timeout", 30*time.Second, "how long a message may take to be everywhere, and the network to be quiet")
	registerCompletions(cmd, map[string]completer{
		"num-nodes": completeNothing, "seed": completeNothing, "messages": completeNothing, "latency": completeNothing,
		"timeout": completeNothing, "protocol": completeProtocols, "param": completeParams,
	})
	return cmd
}

func compareHelp() string {
	return `Run the same topology, protocol and messages in real processes and in the simulator, and hold against
each other what came of it. Without a KIND it is random 3. The real network is one of its own, with
free ports and its state in a temporary directory; it is stopped in any case. If compare is killed
(SIGKILL), its nodes notice and end by themselves; the directory, gossip-compare-*, is removed by the next
compare.

Each message is sent when the one before it is where it gets and no more relays are sent. The simulator
then gets the same messages at the same nodes and times. The real latency is taken over as the latency
of the simulator, unless --latency is given: the output says from what it was measured.

What must be equal, else the exit code is 3:
  deliveries      of every protocol that promises them: all messages at all nodes
  arrivals        of flood: how often each message arrives at each node
  payload relays  of flood and dedup: their number
  estimates       of aggregation: all within a millionth of the true mean
What may differ stands side by side: times, hops, control packets, bytes. Processes that share few
processors wait for each other, which the simulator knows nothing of: so on one machine the real times
are longer, and first copies come by longer paths, the more the more nodes there are.

-o json has {"topology", "num_nodes", "protocol", "params", "seed", "latency", "latency_ms", "latency_from",
"equal", "must": [{"name", "real", "simulated", "of", "equal", "differences"}], "may": [{"name", "unit", "real",
"simulated"}], "messages"}. "real" and "simulated" are numbers, and null in "may" for a side that has none. "of"
is how many there could be of what was counted (deliveries, estimates), else null. "latency_ms" is the latency
of the simulator, null if it is drawn from a distribution; "latency" is the same as --latency takes it.

` + topologyHelp() + "\n" + protocolHelp() + "\n" + exitStatus(exitGoal, exitTimedOut)
}

// judge reads the command line.
func (o *compareOptions) judge() (*comparison, error) {
	rule, err := o.protocol.rule()
	if err != nil {
		return nil, err
	}
	if err := unconducted(rule); err != nil {
		return nil, err
	}
	if o.counted && !spreading.suits(rule) {
		return nil, &usageError{text: fmt.Sprintf("protocol %s computes a mean and spreads no messages, so --messages has no meaning", rule.Protocol().Name),
			hint: "leave it out; the mean is that of the ids of the nodes"}
	}
	p := &comparison{opts: o, rule: rule}
	if o.timeout <= 0 {
		return nil, &usageError{text: "--timeout must be more than 0", hint: "30s is the default"}
	}
	if o.latency != "" {
		if p.latency, err = sim.ParseLatency(o.latency); err != nil {
			return nil, usagef("--latency: %v", err)
		}
		p.latencySource = "--latency"
	}
	if p.spec, err = o.topology.spec(o.args, o.nodes); err != nil {
		return nil, err
	}
	p.graph, err = generate(p.spec, o.nodesGiven)
	return p, err
}

func (p *comparison) row() gossip.Protocol { return p.rule.Protocol() }

// truth is the mean of the values of the nodes, which are their ids.
func (p *comparison) truth() float64 { return float64(p.graph.Len()+1) / 2 }

// origin is the index of the node that gets a message.
func (p *comparison) origin(message int) int { return message % p.graph.Len() }

// messageText is the text of a message, from 0.
func messageText(i int) string { return fmt.Sprintf("m%d", i+1) }

func runCompare(ctx context.Context, c *cli, opts *compareOptions) error {
	p, err := opts.judge()
	if err != nil {
		return err
	}
	opts.topology.noteSeed(c, p.spec)
	noteRenumbered(c, p.graph.Renumbered())
	var real, simulated compareSide
	err = p.withNetwork(ctx, func(network *realNetwork) (err error) {
		if p.row().Aggregates {
			real, err = network.aggregate(ctx)
		} else {
			real, err = network.spread(ctx)
		}
		if err != nil || p.latencySource != "" {
			return err
		}
		var median time.Duration
		median, p.latencySource, err = network.measureLatency(ctx, real)
		p.latency = sim.Constant(median)
		return err
	})
	if err != nil {
		return err
	}
	if simulated, err = p.simulate(ctx, real); err != nil {
		return err
	}
	return newCompareReport(p, real, simulated).write(c)
}
