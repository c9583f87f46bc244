package main

import (
	"context"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gossip/internal/cluster"
	"gossip/topology"
)

// startNetworkOptions are the arguments and flags of start-network.
type startNetworkOptions struct {
	args        []string // KIND [PARAM]
	topology    topologyArgs
	protocol    protocolArgs
	nodes       int
	nodesGiven  bool
	plot        plotFlag
	host        string
	portsOrigin int
	storeLimit  byteSize
	timeout     time.Duration
	foreground  bool
}

// startNetworkResult is what start-network prints with -o json.
type startNetworkResult struct {
	Network  string              `json:"network"`
	Topology cluster.Topology    `json:"topology"`
	Protocol startedProtocol     `json:"protocol"`
	Nodes    []startedNodeResult `json:"nodes"`
	ReadyMS  int64               `json:"ready_ms"`
	FileIDs  []int               `json:"file_ids,omitempty"` // of nodes 1, 2, ... in the file of the topology, if they were others
}

// startedProtocol is the protocol of startNetworkResult, with all its parameters.
type startedProtocol struct {
	Name   string            `json:"name"`
	Params map[string]string `json:"params"`
}

// startedNodeResult is one node of startNetworkResult.
type startedNodeResult struct {
	ID    int    `json:"id"`
	Addr  string `json:"addr"`
	PID   int    `json:"pid"`
	Peers []int  `json:"peers"`
}

func newStartNetworkCommand(c *cli) *cobra.Command {
	var opts startNetworkOptions
	cmd := &cobra.Command{
		Use:   "start-network [KIND [PARAM]]",
		Short: "Start a network",
		Long:  startNetworkHelp(),
		Example: `  gossip start-network
  gossip start-network random 5 --seed 7 --plot
  gossip start-network circular -n 32
  gossip start-network random 4 --protocol rumor --param fanout=2 --param k=3
  gossip start-network powerlaw 3 -N demo --ports-origin 0 --plot=demo.png
  gossip start-network file edges.txt`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.args, opts.nodesGiven = args, cmd.Flags().Changed("num-nodes")
			return runStartNetwork(cmd.Context(), c, &opts)
		},
		ValidArgsFunction: completeTopology,
	}
	fs := cmd.Flags()
	fs.VarP(newBoundedInt(&opts.nodes, 16, bounds{1, topology.MaxNodes}), "num-nodes", "n", "number of nodes")
	fs.VarPF(&opts.plot, "plot", "P", "draw the network; the ending chooses the format, see plot").NoOptDefVal = plotDefault
	opts.topology.addFlags(fs)
	opts.protocol.addFlags(fs)
	fs.Var(newBoundedInt(&opts.portsOrigin, 7000, bounds{0, 65534}), "ports-origin", "node I listens on this port + I; 0 finds free ports")
	fs.StringVar(&opts.host, "host", "127.0.0.1", "`address` on which the nodes listen")
	fs.BoolVar(&opts.foreground, "foreground", false, "stay, and stop the network on Ctrl-C")
	fs.DurationVar(&opts.timeout, "timeout", 0, "how long the nodes may take to be ready (default 10s and 20ms a node)")
	opts.storeLimit = 512 << 20
	fs.Var(&opts.storeLimit, "store-limit", "how much each node may store before it refuses messages")
	registerCompletions(cmd, map[string]completer{
		"num-nodes": completeNothing, "seed": completeNothing, "ports-origin": completeNothing,
		"host": completeNothing, "timeout": completeNothing, "store-limit": completeNothing,
		"plot": completeDrawings, "protocol": completeProtocols, "param": completeParams,
	})
	return cmd
}

func startNetworkHelp() string {
	return `Start a network of nodes, each a process of its own, and return when every node answers and holds
its peers. If anything fails nothing is left running. Without a KIND it is random 3.

With --foreground the command stays; Ctrl-C stops the network and is then the ordinary end: the exit
code is 0.

With --plot the network is drawn, to <network>.svg unless a file is named: --plot=FILE. That the file
can be written is found out before anything is started. If drawing fails all the same, the network
runs on, and the exit code is 1.

` + topologyHelp() + "\n" + protocolHelp() + "\n" + exitStatus(exitTimedOut, exitBusy)
}

// validate checks what can be checked without a graph or a network.
func (o *startNetworkOptions) validate(c *cli) error {
	if err := o.plot.strayFile(o.args); err != nil {
		return err
	}
	switch {
	case o.timeout < 0:
		return &usageError{text: "--timeout cannot be negative", hint: "leave it out, and it depends on the number of nodes"}
	case net.ParseIP(o.host) == nil && o.host != "localhost":
		return &usageError{text: fmt.Sprintf("--host must be an address of this machine, and %q is none", o.host),
			hint: "127.0.0.1 is the default; 0.0.0.0 listens everywhere"}
	}
	return o.plot.validate(c.network)
}

func runStartNetwork(ctx context.Context, c *cli, opts *startNetworkOptions) error {
	begun := time.Now()
	rule, err := opts.protocol.rule()
	if err != nil {
		return err
	}
	if err := unconducted(rule); err != nil {
		return err
	}
	if err := opts.validate(c); err != nil {
		return err
	}
	spec, err := opts.topology.spec(opts.args, opts.nodes)
	if err != nil {
		return err
	}
	graph, err := generate(spec, opts.nodesGiven)
	if err != nil {
		return err
	}
	home, err := c.home()
	if err != nil {
		return err
	}
	progress, clear := c.progress()
	network, err := home.Start(ctx, cluster.StartOptions{
		Network: c.network, Graph: graph, Topology: recorded(spec), Groups: topology.Groups(spec, graph),
		Host: opts.host, PortsOrigin: opts.portsOrigin, NodeArgs: opts.nodeArgs(),
		Protocol: rule.Protocol().Name, Params: opts.protocol.params.values,
		ReadyTimeout: opts.timeout, Progress: progress,
	})
	clear()
	if err != nil {
		return err
	}
	opts.topology.noteSeed(c, spec)
	noteRenumbered(c, graph.Renumbered())
	if err := printStarted(c, network.State(), graph, time.Since(begun)); err != nil {
		return hinted{fmt.Errorf("the network runs, but its nodes could not be listed: %w", err), "gossip stop-network -N " + c.network}
	}
	plotErr := opts.plot.save(network.State(), graph, nil)
	if plotErr != nil {
		plotErr = hinted{fmt.Errorf("the network runs, but its picture was not written: %w", plotErr), "gossip plot draws a running network"}
	}
	if opts.foreground {
		if plotErr != nil {
			c.note("warning: %s", printable(plotErr.Error()))
		}
		return stayInForeground(ctx, c, home, network)
	}
	return plotErr
}

// nodeArgs are the arguments that every node gets beside those of the cluster.
func (o *startNetworkOptions) nodeArgs() []string {
	return append([]string{"--store-limit", o.storeLimit.String()}, o.protocol.nodeArgs()...)
}

// generate lays out the graph of a network of processes. What the machine could not carry is
// refused first, because it may be too large to be laid out, too.
func generate(spec topology.Spec, nodesGiven bool) (*topology.Graph, error) {
	if spec.Kind != topology.File { // which would be read twice, and a pipe can be read only once
		edges, err := topology.EstimateEdges(spec)
		if err != nil {
			return nil, asUsage(err)
		}
		if err := cluster.Estimate(spec.N, int(edges), 0).Check(); err != nil {
			return nil, err
		}
	}
	graph, err := topology.Generate(spec)
	if err != nil {
		return nil, unusableGraph(spec, err)
	}
	if nodesGiven && graph.Len() != spec.N {
		return nil, &usageError{text: fmt.Sprintf("the file has %s, not %d", amount(graph.Len(), "node"), spec.N), hint: "leave -n out"}
	}
	return graph, nil
}

// printStarted prints who has which peers.
func printStarted(c *cli, state cluster.State, graph *topology.Graph, took time.Duration) error {
	if !c.wantsJSON() {
		p := c.painterFor(state)
		for _, node := range state.Nodes {
			printStarting(c, p, node.ID, graph.NeighborIDs(node.ID))
		}
		return c.out.Flush()
	}
	protocol, params := settingsOf(state)
	r := startNetworkResult{Network: state.Network, Topology: state.Topology, Protocol: startedProtocol{protocol, params},
		ReadyMS: took.Milliseconds(), FileIDs: graph.Renumbered(), Nodes: make([]startedNodeResult, len(state.Nodes))}
	for i, node := range state.Nodes {
		r.Nodes[i] = startedNodeResult{ID: node.ID, Addr: node.Addr, PID: node.PID, Peers: orEmpty(graph.NeighborIDs(node.ID))}
	}
	if err := c.printJSON(r); err != nil {
		return err
	}
	return c.out.Flush()
}

// printStarting prints the ancestor's line about one node.
func printStarting(c *cli, p painter, id int, peers []int) {
	line := fmt.Sprintf("Starting %s with peers:   %s", p.name(id), p.numbers(peers, ", "))
	c.printf("%s\n", strings.TrimRight(line, " "))
}

// progress returns a function that shows how many nodes are ready, on a terminal and for a network
// whose start is long enough to be watched, and one that clears what was shown.
func (c *cli) progress() (show func(ready, total int), clear func()) {
	const worthwhile = 100
	if !c.errTerminal || c.wantsJSON() {
		return nil, func() {}
	}
	shown := false
	show = func(ready, total int) {
		if total >= worthwhile {
			shown = true
			fmt.Fprintf(c.err, "\r%d of %s are ready", ready, amount(total, "node"))
		}
	}
	return show, func() {
		if shown {
			fmt.Fprint(c.err, "\r\x1b[K")
		}
	}
}
