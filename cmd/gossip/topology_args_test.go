package main

import (
	"testing"

	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/topology"
)

// parseTopology reads a command line as the commands do.
func parseTopology(t *testing.T, n int, line ...string) (topology.Spec, *topologyArgs, error) {
	t.Helper()
	var args topologyArgs
	fs := pflag.NewFlagSet("test", pflag.ContinueOnError)
	args.addFlags(fs)
	require.NoError(t, fs.Parse(line))
	spec, err := args.spec(fs.Args(), n)
	return spec, &args, err
}

func TestTopologyArgs(t *testing.T) {
	tests := []struct {
		name   string
		line   []string
		kind   string
		values map[string]float64
	}{
		{"nothing", nil, "random", map[string]float64{"degree": 3}},
		{"kind", []string{"circular"}, "circular", map[string]float64{}},
		{"parameter", []string{"random", "5"}, "random", map[string]float64{"degree": 5}},
		{"flag", []string{"smallworld", "--rewire-probability", "0.5"}, "smallworld", map[string]float64{"k": 4, "rewire_probability": 0.5}},
		{"flag first", []string{"--edge-probability=1", "erdos"}, "erdos", map[string]float64{"edge_probability": 1}},
		{"both", []string{"smallworld", "6", "--rewire-probability", "0"}, "smallworld", map[string]float64{"k": 6, "rewire_probability": 0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			spec, _, err := parseTopology(t, 16, tt.line...)
			require.NoError(t, err)
			assert.Equal(t, tt.kind, spec.Kind)
			assert.Equal(t, tt.values, spec.Values)
			assert.Equal(t, 16, spec.N)
		})
	}
}

// TestEveryKindCanBeNamed walks the table of topologies: each kind is offered, and each of its
// numerical parameters can be given with its default.
func TestEveryKindCanBeNamed(t *testing.T) {
	help := topologyHelp()
	for _, kind := range topology.Kinds() {
		t.Run(kind.Name, func(t *testing.T) {
			assert.Contains(t, help, "\n  "+kindSynopsis(kind))
			assert.Contains(t, kindNames(), kind.Name)
			line := []string{kind.Name}
			if kind.Name == topology.File {
				line = append(line, "graph.txt")
			}
			spec, args, err := parseTopology(t, 64, line...)
			require.NoError(t, err)
			assert.Equal(t, kind.Random, args.drawn, "a seed is drawn if it matters")
			assert.Equal(t, kind.Name == topology.File, spec.Path == "graph.txt")
			assert.Equal(t, kind.Name, recorded(spec).Kind)
		})
	}
}

func TestSeeds(t *testing.T) {
	spec, args, err := parseTopology(t, 16, "random", "--seed", "7")
	require.NoError(t, err)
	assert.False(t, args.drawn)
	assert.Equal(t, uint64(7), spec.Seed)

	spec, args, err = parseTopology(t, 16, "random")
	require.NoError(t, err)
	assert.True(t, args.drawn)
	assert.Less(t, spec.Seed, uint64(drawnSeeds))
}

func TestStrayFile(t *testing.T) {
	tests := []struct {
		name  string
		flag  []string
		args  []string
		stray bool
	}{
		{"no plot", nil, []string{"x.svg"}, false},
		{"plot and nothing", []string{plotDefault}, nil, false},
		{"plot and kind", []string{plotDefault}, []string{"random", "3"}, false},
		{"plot and file", []string{plotDefault}, []string{"random", "x.svg"}, true},
		{"plot with its own file", []string{"y.svg"}, []string{"random", "x.svg"}, false},
		{"a graph from a file", []string{plotDefault}, []string{"file", "x.json"}, false},
		{"both", []string{plotDefault}, []string{"file", "x.json", "y.svg"}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var f plotFlag
			for _, s := range tt.flag {
				require.NoError(t, f.Set(s))
			}
			assert.Equal(t, tt.stray, f.strayFile(tt.args) != nil)
		})
	}
}
