package cluster

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

const (
	stateFile   = "network.json"
	stateFormat = 1 // raised when an older gossip could not read the file any more
)

// State is what is recorded about a network: enough to find its processes again and to know them
// from others. Who knows whom is not in it: the nodes themselves are asked.
type State struct {
	Format      int               `json:"format"`
	Network     string            `json:"network"`
	Run         string            `json:"run"`     // random; another one for each start
	BootID      string            `json:"boot_id"` // of the machine at that start; empty where unknown
	CreatedNS   int64             `json:"created_ns"`
	EndedNS     int64             `json:"ended_ns,omitempty"` // 0 while it runs
	Died        bool              `json:"died,omitempty"`     // it was not stopped: its processes vanished
	Host        string            `json:"host"`
	PortsOrigin int               `json:"ports_origin"` // node i listens on this port + i, unless told otherwise
	Topology    Topology          `json:"topology"`
	Protocol    string            `json:"protocol,omitempty"`
	Params      map[string]string `json:"params,omitempty"` // of the protocol, as they were given
	NextID      int               `json:"next_id"`          // ids are never used twice
	MaxNodes    int               `json:"max_nodes"`        // no node ever gets a larger id; fixed at the start
	NodeArgs    []string          `json:"node_args,omitempty"`
	Nodes       []NodeState       `json:"nodes"` // ascending by id
}

// NodeState is what is recorded about one node.
type NodeState struct {
	ID        int    `json:"id"`
	Addr      string `json:"addr"` // host:port
	PID       int    `json:"pid"`
	StartTime uint64 `json:"start_time"` // of the process, in clock ticks since boot; 0 where unknown
	Group     int    `json:"group"`      // e.g. the Turán partition, from 0; NoGroup if there is none
}

// NoGroup is the group of a node whose topology has no groups, or that joined later.
const NoGroup = -1

// Topology says how a network was laid out.
type Topology struct {
	Kind   string
	Seed   uint64
	Params map[string]any // by the names of topology.Param
}

// MarshalJSON writes kind, seed and the parameters into one flat object.
func (t Topology) MarshalJSON() ([]byte, error) {
	flat := make(map[string]any, len(t.Params)+2)
	for name, value := range t.Params {
		flat[name] = value
	}
	flat["kind"], flat["seed"] = t.Kind, t.Seed
	return json.Marshal(flat)
}

// UnmarshalJSON reads what MarshalJSON wrote; numbers among the parameters come back as float64.
func (t *Topology) UnmarshalJSON(data []byte) error {
	var named struct {
		Kind string `json:"kind"`
		Seed uint64 `json:"seed"`
	}
	if err := json.Unmarshal(data, &named); err != nil {
		return err
	}
	t.Kind, t.Seed, t.Params = named.Kind, named.Seed, nil
	if err := json.Unmarshal(data, &t.Params); err != nil {
		return err
	}
	delete(t.Params, "kind")
	delete(t.Params, "seed")
	if len(t.Params) == 0 {
		t.Params = nil
	}
	return nil
}

// ended reports whether the network was stopped, or found dead.
func (s *State) ended() bool { return s.EndedNS != 0 }

// node returns the node with the given id.
func (s *State) node(id int) (NodeState, bool) {
	i, found := s.position(id)
	if !found {
		return NodeState{}, false
	}
	return s.Nodes[i], true
}

func (s *State) position(id int) (int, bool) {
	return slices.BinarySearchFunc(s.Nodes, id, func(n NodeState, id int) int { return n.ID - id })
}

// clone returns a copy that shares nothing that changes with the original.
func (s *State) clone() State {
	c := *s
	c.Nodes = slices.Clone(s.Nodes)
	c.Params = maps.Clone(s.Params)
	return c
}

// check refuses what could make us signal a wrong process or dial a wrong node.
func (s *State) check(network string) error {
	if s.Format != stateFormat {
		return fmt.Errorf("its format is %d, and this gossip reads %d", s.Format, stateFormat)
	}
	if s.Network != network {
		return fmt.Errorf("it belongs to network %q", s.Network)
	}
	for i, n := range s.Nodes {
		if n.ID < 1 || n.ID >= s.NextID || i > 0 && n.ID <= s.Nodes[i-1].ID {
			return fmt.Errorf("node ids are not ascending from 1 to %d", s.NextID-1)
		}
		if n.PID <= 1 {
			return fmt.Errorf("node %d cannot have the process id %d", n.ID, n.PID)
		}
	}
	return nil
}

// readState reads the state of a network. It needs no lock: the file is replaced as a whole. A
// network without one gives an error that is fs.ErrNotExist.
func (h Home) readState(network string) (*State, error) {
	path := filepath.Join(h.networkDir(network), stateFile)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err != nil {
		return nil, stateFailed(err, "read the state of network %q", network)
	}
	var s State
	if err = json.Unmarshal(data, &s); err == nil {
		err = s.check(network)
	}
	if err != nil {
		return nil, &Error{Code: Failed, Err: err,
			Text: fmt.Sprintf("the state file %s cannot be used", path),
			Hint: fmt.Sprintf("end its nodes by hand if any are left (pgrep -af -- '--network %s ' finds them), then remove %s", network, filepath.Dir(path))}
	}
	return &s, nil
}

// writeState replaces the state file; the caller holds the lock. After a crash of the machine
// either the old or the new state is there, whole.
func (h Home) writeState(s *State) error {
	data, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		return stateFailed(err, "write the state of network %q", s.Network)
	}
	path := filepath.Join(h.networkDir(s.Network), stateFile)
	if err := replaceFile(path, append(data, '\n')); err != nil {
		return stateFailed(err, "write the state of network %q", s.Network)
	}
	return nil
}

// replaceFile writes aside, flushes, renames, and flushes the directory. The name aside is always
// the same, so that a writer that was killed leaves at most one file behind.
func replaceFile(path string, data []byte) error {
	aside := path + ".new"
	f, err := os.OpenFile(aside, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(aside, path)
	}
	if err != nil {
		os.Remove(aside)
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}
