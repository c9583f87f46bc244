package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gossip/internal/gossip"
	"gossip/internal/node"
	"gossip/internal/wire"
	"gossip/topology"
)

// nodeOptions are the flags of `gossip node`.
type nodeOptions struct {
	id         int
	listen     string
	peers      peerFlags
	protocol   protocolArgs
	value      optionalValue
	run        string
	maxNodes   int
	textLimit  byteSize
	storeLimit byteSize
	outbox     byteSize
	conns      int
	logLevel   slog.Level
	inherit    bool
}

func newNodeCommand(c *cli) *cobra.Command {
	var o nodeOptions
	cmd := &cobra.Command{
		Use:   "node --id ID --listen HOST:PORT [--peer ID=HOST:PORT ...] [flags]",
		Short: "Run one node in the foreground",
		Long: `Run one node of a network in the foreground, so that any process manager can run it. The node logs
to standard error and ends in good order on SIGTERM, on Ctrl-C, and when a client says /STOP: it
first hands on what it accepted. start-network runs one such process for each node.

Two nodes are joined when each lists the other as a peer, and both belong to the same network and
run. Of the two, the one with the lower id connects to the other, and keeps trying. Both must speak
the same protocol. A peer may have a weight, written behind its address as @WEIGHT, by which
peers=weighted chooses it; it is 1 otherwise.

` + exitStatus(exitBusy),
		Example: `  gossip node --id 1 --listen 127.0.0.1:9001 --peer 2=127.0.0.1:9002
  gossip node --id 2 --listen 127.0.0.1:9002 --peer 1=127.0.0.1:9001
  gossip node --id 3 --listen 127.0.0.1:9003 --peer 4=127.0.0.1:9004@2.5 --protocol rumor --param peers=weighted
  gossip node --id 5 --listen 127.0.0.1:9005 --peer 6=127.0.0.1:9006 --protocol averaging --value 36.6`,
		Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error { return runNode(cmd.Context(), c, o) },
	}
	o.addFlags(cmd.Flags())
	registerCompletions(cmd, map[string]completer{"protocol": completeProtocols, "param": completeParams})
	for _, name := range []string{"id", "listen"} {
		_ = cmd.MarkFlagRequired(name) // the flag is there
	}
	return cmd
}

func (o *nodeOptions) addFlags(fs *pflag.FlagSet) {
	preset := node.DefaultConfig()
	o.textLimit, o.storeLimit, o.outbox = byteSize(preset.TextLimit), byteSize(preset.StoreLimit), byteSize(preset.OutboxLimit)
	fs.Var(newBoundedInt(&o.id, 0, bounds{1, gossip.MaxNodeID}), "id", "`number` of the node")
	fs.StringVar(&o.listen, "listen", "", "`address` to listen on, host:port; peers reach the node there")
	fs.Var(&o.peers, "peer", "a peer, as `ID=HOST:PORT[@WEIGHT]`; repeated for each")
	o.protocol.addFlags(fs)
	fs.Var(&o.value, "value", "the `number` that the node begins with, of a protocol that aggregates (default its id)")
	fs.StringVar(&o.run, "run", "", "`token` of this start of the network; nodes with another one are refused")
	fs.Var(newBoundedInt(&o.maxNodes, gossip.DefaultMaxNodes, bounds{1, gossip.MaxNodeID}), "max-nodes",
		"the largest `number` that a node of this network can have; the same at every node")
	fs.Var(&o.textLimit, "text-limit", "`size` of the largest text")
	fs.Var(&o.storeLimit, "store-limit", "`size` of the stored messages from which the node takes no new ones from clients")
	fs.Var(&o.outbox, "outbox-limit", "`size` of what may wait for one peer; more is dropped, and made good when it has taken what waits")
	fs.Var(newBoundedInt(&o.conns, preset.MaxConnections, bounds{1, 1 << 20}), "max-connections",
		"the `number` of client connections at once; beyond it the one that was silent longest has to go")
	fs.TextVar(&o.logLevel, "log-level", slog.LevelInfo, "least `level` that is logged: debug, info, warn or error")
	fs.BoolVar(&o.inherit, "inherit", false, "take over what start-network prepared")
	_ = fs.MarkHidden("inherit") // the flag is there
}

// collectAt is the growth, in percent, after which a node's memory is collected. A node keeps nearly all
// that it gets, so the collector mostly walks what stays: twice the usual growth spares a fifth of the
// CPU time under load.
const collectAt = 200

// validate checks the protocol and what belongs to it.
func (o *nodeOptions) validate() error {
	rule, err := o.protocol.rule()
	if err != nil {
		return err
	}
	if o.value.value != nil && !rule.Protocol().Aggregates {
		return &usageError{text: "--value is for a protocol that aggregates, and " + rule.Protocol().Name + " does not",
			hint: "leave it out, or choose one: gossip describe-protocol"}
	}
	return unconducted(rule)
}

func runNode(ctx context.Context, c *cli, o nodeOptions) error {
	if err := o.validate(); err != nil {
		return err
	}
	cfg := node.DefaultConfig()
	cfg.Protocol, cfg.Params = o.protocol.name, o.protocol.params.values
	cfg.ID, cfg.Addr, cfg.Peers, cfg.Value = o.id, o.listen, o.peers, o.value.value
	cfg.Network, cfg.Run, cfg.Version = c.network, o.run, version
	cfg.MaxNodes = o.maxNodes
	cfg.TextLimit, cfg.StoreLimit, cfg.OutboxLimit = int(o.textLimit), int64(o.storeLimit), int(o.outbox)
	cfg.MaxConnections = o.conns
	cfg.Log = slog.New(slog.NewTextHandler(c.err, &slog.HandlerOptions{Level: o.logLevel}))
	c.collect(collectAt)
	if o.inherit {
		return runSpawned(ctx, cfg)
	}
	var err error
	if cfg.Listener, err = listen(ctx, &cfg.Addr); err != nil {
		return err
	}
	n, err := node.New(cfg)
	if err != nil {
		return errors.Join(asUsage(err), cfg.Listener.Close())
	}
	return n.Run(ctx)
}

// listen binds the address. If its port is 0 the system chooses one, and addr is set to it.
func listen(ctx context.Context, addr *string) (net.Listener, error) {
	if _, _, err := net.SplitHostPort(*addr); err != nil {
		return nil, &usageError{text: fmt.Sprintf("--listen %q is not host:port", *addr), hint: "write it like 127.0.0.1:7001"}
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", *addr)
	if err != nil {
		return nil, portError(*addr, err)
	}
	*addr = l.Addr().String()
	return l, nil
}

// runSpawned runs a node that start-network or compare spawned. It reports when it is ready. It ends if
// the starter dies before it lets go of the node, however long that takes: nobody else would know of it.
func runSpawned(ctx context.Context, cfg node.Config) error {
	in, err := openInheritance()
	if err != nil {
		return err
	}
	defer in.close()
	cfg.Listener = in.listener
	n, err := node.New(cfg)
	if err != nil {
		return in.fail(cfg.ID, err)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() {
		if err := in.released(); err != nil {
			cancel(err)
		}
	}()
	go func() {
		if down := n.Ready(ctx); len(down) > 0 {
			return // told to end meanwhile
		}
		if err := in.ready(cfg.ID); err != nil {
			cancel(err)
		}
	}()
	err = n.Run(ctx)
	if alone, ok := errors.AsType[*orphaned](context.Cause(ctx)); ok {
		err = errors.Join(alone, err)
	}
	return err
}

// peerFlags is a flag value: one peer each time it is given.
type peerFlags []wire.Peer

// Set implements pflag.Value.
func (p *peerFlags) Set(s string) error {
	digits, addr, ok := strings.Cut(s, "=")
	id, err := parseNode(digits)
	addr, weight, weighted := strings.Cut(addr, "@")
	bad := node.CheckAddr(addr)
	if !ok || err != nil {
		return errors.New("it must be the number of a node and its address, like 2=127.0.0.1:9002")
	}
	if bad != nil {
		return fmt.Errorf("the address %q %w", addr, bad)
	}
	peer := wire.Peer{ID: id, Addr: addr}
	if weighted {
		if peer.Weight, err = parseWeight(weight); err != nil {
			return err
		}
	}
	*p = append(*p, peer)
	return nil
}

// parseWeight reads the weight of an edge.
func parseWeight(s string) (float64, error) {
	weight, err := strconv.ParseFloat(s, 64)
	if err != nil || !(weight >= topology.MinWeight && weight <= topology.MaxWeight) { // neither is NaN
		return 0, fmt.Errorf("the weight %q must be a number from %g to %g", s, float64(topology.MinWeight), float64(topology.MaxWeight))
	}
	return weight, nil
}

// String implements pflag.Value.
func (p *peerFlags) String() string {
	words := make([]string, len(*p))
	for i, peer := range *p {
		words[i] = fmt.Sprintf("%d=%s", peer.ID, peer.Addr)
		if peer.Weight != 0 {
			words[i] += "@" + strconv.FormatFloat(peer.Weight, 'g', -1, 64)
		}
	}
	return strings.Join(words, ",")
}

// Type implements pflag.Value.
func (p *peerFlags) Type() string { return "peer" }
