package topology

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The table is complete, in the order of help.
func TestKinds(t *testing.T) {
	var names []string
	for _, k := range Kinds() {
		names = append(names, k.Name)
	}
	assert.Equal(t, []string{Circular, Random, PowerLaw, Turan, Line, Full, Star, Tree, Grid, Torus, Grid3D,
		Imp2D, Imp3D, SmallWorld, Erdos, File}, names)
}

// Every row says all that help and completions need.
func TestRows(t *testing.T) {
	known := map[string]string{}
	for _, k := range Kinds() {
		t.Run(k.Name, func(t *testing.T) {
			assert.NotEmpty(t, k.Summary)
			assert.NotEmpty(t, k.Nodes)
			assert.NotNil(t, k.generate)
			for _, name := range append([]string{k.Name}, k.also...) {
				assert.Empty(t, known[name], "%q is two kinds", name)
				assert.Equal(t, strings.ToLower(name), name, "names are looked up in lower case")
				known[name] = k.Name
			}
			positional := 0
			for _, p := range k.Params {
				assert.NotEmpty(t, p.Doc)
				assert.NotEmpty(t, p.Bounds)
				assert.NotEqual(t, nodesParam, p.Name)
				if p.Positional() {
					positional++
				} else {
					assert.Equal(t, strings.ReplaceAll(p.Name, "_", "-"), p.Flag)
				}
				if p.Type == Path {
					continue
				}
				assert.NotEmpty(t, p.Default)
				if shown, err := p.Parse(p.Default); err == nil {
					assert.Equal(t, shown, p.fallback(16), "help shows the true default")
				}
			}
			assert.LessOrEqual(t, positional, 1)
		})
	}
}

func TestLookup(t *testing.T) {
	for _, k := range Kinds() {
		got, err := Lookup(k.Name)
		require.NoError(t, err)
		assert.Equal(t, k.Name, got.Name)
	}
	tests := map[string]struct{ name, hint string }{
		"misspelled":            {"cirular", `did you mean "circular"?`},
		"two errors":            {"poverlow", `did you mean "powerlaw"?`},
		"upper case":            {"Turan", `did you mean "turan"?`},
		"known elsewhere":       {"ring", `did you mean "circular"?`},
		"elsewhere, misspelled": {"watts-strogats", `did you mean "smallworld"?`},
		"unknown":               {"hypercube", "the topologies are circular, random, powerlaw, turan, line, full,"},
		"empty":                 {"", "the topologies are circular,"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := Lookup(test.name)
			var unknown *UnknownKindError
			require.ErrorAs(t, err, &unknown)
			assert.Contains(t, err.Error(), `there is no topology "`+test.name+`"`)
			assert.Contains(t, unknown.Hint(), test.hint)
		})
	}
}

func TestEditDistance(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"kitten", "sitting", 3}, {"flaw", "lawn", 2}, {"grid", "grid", 0}} {
		assert.Equal(t, test.want, editDistance(test.a, test.b), "%s %s", test.a, test.b)
	}
}

func TestParamParse(t *testing.T) {
	degree := Param{Name: "degree", Type: Int}
	v, err := degree.Parse("3")
	require.NoError(t, err)
	assert.Equal(t, 3.0, v)
	_, err = degree.Parse("three")
	assert.EqualError(t, err, `degree must be a whole number, and "three" is not`)
	probability := Param{Name: "edge_probability", Type: Float}
	v, err = probability.Parse("NaN")
	require.NoError(t, err, "bounds are for Resolved to judge")
	assert.True(t, math.IsNaN(v))
	_, err = probability.Parse("")
	assert.EqualError(t, err, `edge probability must be a number, and "" is not`)
	assert.Equal(t, "int float path ParamType(9)", strings.Join([]string{
		Int.String(), Float.String(), Path.String(), ParamType(9).String()}, " "))
}
