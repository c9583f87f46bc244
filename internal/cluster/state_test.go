package cluster

import (
	"encoding/json"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func sampleState() *State {
	return &State{Format: stateFormat, Network: "net", Run: "token", BootID: "boot", CreatedNS: 5,
		Host: "127.0.0.1", PortsOrigin: 7000, NextID: 5,
		Topology: Topology{Kind: "random", Seed: math.MaxUint64, Params: map[string]any{"degree": 3.0}},
		Protocol: "rumor", Params: map[string]string{"fanout": "2", "mode": "pull"},
		NodeArgs: []string{"--store-limit", "1MiB"},
		Nodes: []NodeState{
			{ID: 1, Addr: "127.0.0.1:7001", PID: 100, StartTime: 12345, Group: NoGroup},
			{ID: 4, Addr: "127.0.0.1:7004", PID: 101, StartTime: 12346, Group: 2}},
	}
}

func TestStateRoundTrip(t *testing.T) {
	home := Home{Dir: t.TempDir()}
	require.NoError(t, home.makeDir("net"))
	_, err := home.readState("net")
	require.ErrorIs(t, err, fs.ErrNotExist)

	want := sampleState()
	require.NoError(t, home.writeState(want))
	got, err := home.readState("net")
	require.NoError(t, err)
	assert.Equal(t, want, got)

	path := filepath.Join(home.networkDir("net"), stateFile)
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	assert.NoFileExists(t, path+".new")

	node, ok := got.node(4)
	assert.True(t, ok)
	assert.Equal(t, 101, node.PID)
	_, ok = got.node(2)
	assert.False(t, ok)
}

// A state file that is cut off, or was changed by hand into something dangerous, must never lead to
// a signal to a process that is not ours.
func TestStateDamaged(t *testing.T) {
	whole, err := json.Marshal(sampleState())
	require.NoError(t, err)
	edit := func(change func(*State)) []byte {
		s := sampleState()
		change(s)
		data, err := json.Marshal(s)
		require.NoError(t, err)
		return data
	}
	tests := map[string]struct {
		data []byte
		text string
	}{
		"empty":           {nil, "unexpected end"},
		"cut off":         {whole[:len(whole)/2], "unexpected end"},
		"no JSON":         {[]byte("\x00\x00\x00"), "invalid character"},
		"future format":   {edit(func(s *State) { s.Format = 99 }), "format is 99"},
		"other network":   {edit(func(s *State) { s.Network = "x" }), `belongs to network "x"`},
		"init":            {edit(func(s *State) { s.Nodes[0].PID = 1 }), "process id 1"},
		"process group":   {edit(func(s *State) { s.Nodes[0].PID = -7 }), "process id -7"},
		"ids out of turn": {edit(func(s *State) { s.Nodes[0].ID = 4 }), "not ascending"},
		"id to come":      {edit(func(s *State) { s.NextID = 4 }), "not ascending"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			home := Home{Dir: t.TempDir()}
			require.NoError(t, home.makeDir("net"))
			path := filepath.Join(home.networkDir("net"), stateFile)
			require.NoError(t, os.WriteFile(path, test.data, 0o600))
			_, err := home.Open("net")
			require.Error(t, err)
			assert.ErrorContains(t, err, path)
			assert.ErrorContains(t, err, test.text)
			e, ok := errors.AsType[*Error](err)
			require.True(t, ok)
			assert.Contains(t, e.Hint, "'--network net '", "the hint finds the nodes by their command line")
			assert.Error(t, home.refuseRunning("net"), "a start does not go over it")
			all, err := home.Networks(t.Context())
			require.NoError(t, err)
			require.Len(t, all, 1)
			assert.Equal(t, Damaged, all[0].Condition)
		})
	}
}

func TestTopologyIsFlat(t *testing.T) {
	data, err := json.Marshal(Topology{Kind: "random", Seed: 7, Params: map[string]any{"degree": 3}})
	require.NoError(t, err)
	assert.JSONEq(t, `{"kind":"random","seed":7,"degree":3}`, string(data))
	var bare Topology
	require.NoError(t, json.Unmarshal([]byte(`{"kind":"full","seed":1}`), &bare))
	assert.Equal(t, Topology{Kind: "full", Seed: 1}, bare)
}
