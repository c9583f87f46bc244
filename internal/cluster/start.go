package cluster

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"time"

	"gossip/internal/gossip"
	"gossip/internal/wire"
	"gossip/topology"
)

// StartOptions describe a network to be started.
type StartOptions struct {
	Network  string          // its name, see ValidName
	Graph    *topology.Graph // who knows whom, with weights if it has some; its ids become the nodes' ids
	Topology Topology        // how the graph came about, for the record
	Groups   []int           // by index of the graph; nil if there are none

	Host        string // address to listen on; empty means 127.0.0.1
	PortsOrigin int    // node i listens on this + i; 0 finds a free block

	Executable string            // the gossip program; empty means the running one
	NodeArgs   []string          // further arguments for every node, also later ones; absolute paths only
	Protocol   string            // what the nodes speak and its parameters, for the record;
	Params     map[string]string // the nodes are told by NodeArgs

	// Bound ties the nodes to this process: they end in good order when it ends, however that happens,
	// a SIGKILL included. Else they live on by themselves. Nodes that are added or restarted later are
	// not bound. The Network that Start returns must be kept as long as the nodes are to live.
	Bound bool

	// ReadyTimeout is how long the nodes may take to be ready; 0 means 10 s, 20 ms for each node
	// and 1 ms for each link. On two idle cores a node takes 3 ms and a link 0.1 ms; this is for
	// busy ones.
	ReadyTimeout time.Duration
	// Progress, unless nil, is called with the number of nodes that are ready, each time it grows.
	Progress func(ready, total int)
}

const defaultHost = "127.0.0.1"

// complete checks the options and fills in defaults.
func (o StartOptions) complete() (StartOptions, error) {
	if err := ValidName(o.Network); err != nil {
		return o, err
	}
	n := 0
	if o.Graph != nil {
		n = o.Graph.Len()
	}
	switch {
	case n == 0:
		return o, invalid("", "a network needs at least one node")
	case o.Groups != nil && len(o.Groups) != n:
		return o, invalid("", "%d groups were given for %d nodes", len(o.Groups), n)
	case o.Graph.ID(n-1) > gossip.MaxNodeID:
		return o, invalid("", "node id %d is above the largest one, %d", o.Graph.ID(n-1), gossip.MaxNodeID)
	}
	if o.Host == "" {
		o.Host = defaultHost
	}
	if o.ReadyTimeout == 0 {
		o.ReadyTimeout = readyTimeout(n, o.Graph.EdgeCount())
	}
	if err := checkPorts(o.PortsOrigin, o.Graph.ID(n-1)); err != nil {
		return o, err
	}
	var err error
	o.Executable, err = executable(o.Executable)
	return o, err
}

func readyTimeout(nodes, links int) time.Duration {
	return 10*time.Second + time.Duration(nodes)*20*time.Millisecond + time.Duration(links)*time.Millisecond
}

// executable returns the program whose command "node" is a node.
func executable(given string) (string, error) {
	if given != "" {
		return given, nil
	}
	path, err := os.Executable()
	if err != nil {
		return "", failed(err, "find the gossip program")
	}
	return path, nil
}

// cost is what the network will need, without a look at its adjacency.
func (o StartOptions) cost() Cost {
	maxDegree := 0
	for i := range o.Graph.Len() {
		maxDegree = max(maxDegree, o.Graph.Degree(i))
	}
	return Estimate(o.Graph.Len(), o.Graph.EdgeCount(), maxDegree)
}

// Start starts a network: all of it, or nothing. When it returns without an error, every node
// answers and holds its links. When it fails, also because ctx ended, no process is left and no
// port is taken; when this process is killed meanwhile, likewise.
func (h Home) Start(ctx context.Context, o StartOptions) (*Network, error) {
	o, err := o.complete()
	if err != nil {
		return nil, err
	}
	if err := o.cost().Check(); err != nil {
		return nil, err
	}
	lock, err := h.lock(ctx, o.Network, lockWait)
	if err != nil {
		return nil, err
	}
	defer lock.release()
	if err := h.refuseRunning(o.Network); err != nil {
		return nil, err
	}
	ids := slices.Collect(o.Graph.IDs())
	bound, origin, err := bindPorts(ctx, o.Host, o.PortsOrigin, ids)
	if err != nil {
		h.removeUnused(o.Network)
		return nil, err
	}
	defer bound.close()
	o.PortsOrigin = origin
	// From here on what was left of an earlier network of that name is gone.
	if err := h.emptyDir(o.Network); err != nil {
		return nil, err
	}
	state, lifeline, err := h.launchAll(ctx, o, bound)
	if err != nil {
		if cleaning := h.removeDir(o.Network); cleaning != nil {
			err = errors.Join(err, cleaning)
		}
		return nil, err
	}
	return &Network{home: h, state: *state, lifeline: lifeline}, nil
}

// refuseRunning fails if a network of that name is running. One that has died is no obstacle.
func (h Home) refuseRunning(network string) error {
	s, err := h.readState(network)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if living := s.living(); living > 0 {
		return &Error{Code: Busy,
			Text: fmt.Sprintf("network %q is already running, with %s", network, amount(living, "node")),
			Hint: fmt.Sprintf("gossip stop-network -N %s, or start another one beside it with -N NAME", network)}
	}
	return nil
}

// removeUnused removes a directory that was created for nothing but a lock.
func (h Home) removeUnused(network string) {
	if _, err := h.readState(network); errors.Is(err, fs.ErrNotExist) {
		_ = h.removeDir(network)
	}
}

// launchAll spawns all nodes, waits until they are ready, and records them. The lifeline is that of bound
// nodes, nil of others.
func (h Home) launchAll(ctx context.Context, o StartOptions, bound ports) (*State, *os.File, error) {
	state := &State{
		Format: stateFormat, Network: o.Network, Run: rand.Text(), BootID: bootID(),
		CreatedNS: time.Now().UnixNano(), Host: o.Host, PortsOrigin: o.PortsOrigin,
		Topology: o.Topology, Protocol: o.Protocol, Params: maps.Clone(o.Params), NodeArgs: o.NodeArgs, NextID: o.Graph.ID(o.Graph.Len()-1) + 1,
	}
	state.MaxNodes = maxNodes(state.NextID - 1)

	l, err := newLaunch(h.command(state, o.Executable))
	if err != nil {
		return nil, nil, err
	}
	defer l.close()
	if err = spawnAll(ctx, l, o, bound); err == nil {
		err = l.await(ctx, o.ReadyTimeout, o.Progress)
	}
	if err == nil {
		for _, c := range l.children {
			state.Nodes = append(state.Nodes, c.node)
		}
		err = h.writeState(state)
	}
	var lifeline *os.File
	switch {
	case err == nil && o.Bound:
		lifeline = l.keep()
	case err == nil:
		err = l.commit()
	}
	if err != nil {
		return nil, nil, errors.Join(err, l.abort())
	}
	return state, lifeline, nil
}

// maxNodes is the largest id that a node of the network can ever have. The nodes set their message
// times by it, so it cannot grow later: it leaves room for three times as many nodes to be added as
// there were at the start.
func maxNodes(lastID int) int {
	return min(max(gossip.DefaultMaxNodes, 4*lastID), gossip.MaxNodeID)
}

// command is what the nodes of a network have in common.
func (h Home) command(s *State, executable string) command {
	return command{executable: executable, network: s.Network, run: s.Run, maxNodes: s.MaxNodes, args: s.NodeArgs,
		log: func(id int) string { return h.logPath(s.Network, id) }}
}

// spawnAll spawns the nodes in the order of their ids, and gives up each port as soon as its node
// has it: a node that dies later must not leave its port behind in this process.
func spawnAll(ctx context.Context, l *launch, o StartOptions, bound ports) error {
	for i := range o.Graph.Len() {
		if ctx.Err() != nil {
			return interrupted(ctx, "spawn the nodes")
		}
		ns := o.Graph.Neighbors(i)
		peers := make([]wire.Peer, ns.Len())
		for k := range peers {
			peers[k] = wire.Peer{ID: o.Graph.ID(ns.At(k)), Addr: bound[ns.At(k)].addr, Weight: weightSaid(o.Graph, i, k)}
		}
		node := NodeState{ID: o.Graph.ID(i), Addr: bound[i].addr, Group: NoGroup}
		if o.Groups != nil {
			node.Group = o.Groups[i]
		}
		if err := l.spawn(node, bound[i], peers); err != nil {
			return err
		}
		bound[i].file.Close()
	}
	return nil
}
