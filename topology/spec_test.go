package topology

import (
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// values makes the Values of a Spec from names and numbers.
func values(pairs ...any) map[string]float64 {
	m := map[string]float64{}
	for i := 0; i < len(pairs); i += 2 {
		switch v := pairs[i+1].(type) {
		case int:
			m[pairs[i].(string)] = float64(v)
		case float64:
			m[pairs[i].(string)] = v
		}
	}
	return m
}

func TestResolved(t *testing.T) {
	s, err := Spec{Kind: SmallWorld, N: 16, Values: values("k", 6), Seed: 9}.Resolved()
	require.NoError(t, err)
	assert.Equal(t, Spec{Kind: SmallWorld, N: 16, Values: values("k", 6, "rewire_probability", 0.1), Seed: 9}, s)

	s, err = Spec{Kind: Erdos, N: 1000}.Resolved()
	require.NoError(t, err)
	assert.Equal(t, 0.01382, s.Values["edge_probability"], "2 ln n / n in four digits")

	s, err = Spec{Kind: File, Path: "no such file"}.Resolved()
	require.NoError(t, err, "resolving reads nothing")
	assert.Equal(t, "no such file", s.Path)
}

// Resolving leaves the spec that was given alone, and is idempotent.
func TestResolvedIsPure(t *testing.T) {
	given := Spec{Kind: Random, N: 16, Values: values()}
	once, err := given.Resolved()
	require.NoError(t, err)
	assert.Empty(t, given.Values)
	twice, err := once.Resolved()
	require.NoError(t, err)
	assert.Equal(t, once, twice)
}

// Each bound of each kind: what the error says, and what it advises.
func TestBounds(t *testing.T) {
	tests := map[string]struct {
		spec      Spec
		err, hint string
	}{
		"no nodes":           {Spec{Kind: Line}, "line: 0 nodes: the number must be from 1 to 10000000", "use 1 node"},
		"negative nodes":     {Spec{Kind: Circular, N: -5}, "circular: -5 nodes: the number must be from 1", "use 3 nodes"},
		"too many nodes":     {Spec{Kind: Full, N: 1e7 + 1}, "full: 10000001 nodes: the number must be from 1", "use 10000000 nodes"},
		"too many to square": {Spec{Kind: Torus, N: 2e7}, "torus: 20000000 nodes: the number must be from 1", "use 9998244 nodes"},
		"foreign parameter":  {Spec{Kind: Line, N: 5, Values: values("degree", 3)}, "line: degree 3: line has no such parameter", "use no degree"},
		"not a number":       {Spec{Kind: Random, N: 16, Values: values("degree", math.NaN())}, "random: degree NaN: must be a number", "use the default degree"},
		"no probability":     {Spec{Kind: SmallWorld, N: 16, Values: values("rewire_probability", math.NaN())}, "smallworld: rewire probability NaN: must be a number", "use rewire probability 0, or the default rewire probability"},
		"infinite":           {Spec{Kind: Random, N: 16, Values: values("degree", math.Inf(1))}, "random: degree +Inf: must be at most 9999999", "use degree 15"},
		"fraction":           {Spec{Kind: Random, N: 16, Values: values("degree", 2.5)}, "random: degree 2.5: must be a whole number", "use degree 2 or 3"},

		"ring of 1": {Spec{Kind: Circular, N: 1}, "circular: 1 node: a ring must have at least 3", "use 3 nodes"},
		"ring of 2": {Spec{Kind: Circular, N: 2}, "circular: 2 nodes: a ring must have at least 3", "use 3 nodes"},

		"odd stubs":       {Spec{Kind: Random, N: 9, Values: values("degree", 5)}, "9 x 5 = 45 is odd", "use degree 4 or 6, or 8 or 10 nodes"},
		"degree n":        {Spec{Kind: Random, N: 16, Values: values("degree", 16)}, "random: degree 16: must be below the number of nodes, 16", "use degree 15, or 17 nodes"},
		"default degree":  {Spec{Kind: Random, N: 3}, "random: degree 3 (the default): must be below the number of nodes, 3", "use degree 2, or 4 nodes"},
		"negative degree": {Spec{Kind: Random, N: 16, Values: values("degree", -3)}, "random: degree -3: must be at least 0", "use degree 2"},
		"degree 0":        {Spec{Kind: Random, N: 16, Values: values("degree", 0)}, "random: degree 0: without neighbors", "use degree 2, or 1 node"},
		"degree 1":        {Spec{Kind: Random, N: 16, Values: values("degree", 1)}, "separate pairs; that works with 2 nodes only", "use degree 2, or 2 nodes"},
		"degree 1 of 9":   {Spec{Kind: Random, N: 9, Values: values("degree", 1)}, "separate pairs", "use degree 2, or 2 nodes"},

		"edges n":  {Spec{Kind: PowerLaw, N: 3}, "powerlaw: edges 3 (the default): must be below the number of nodes, 3", "use edges 2, or 4 nodes"},
		"edges 0":  {Spec{Kind: PowerLaw, N: 9, Values: values("edges", 0)}, "powerlaw: edges 0: must be at least 1", "use edges 1"},
		"r > n":    {Spec{Kind: Turan, N: 16, Values: values("partitions", 20)}, "turan: partitions 20: must be at most the number of nodes, 16", "use partitions 16, or 20 nodes"},
		"r = 1":    {Spec{Kind: Turan, N: 16, Values: values("partitions", 1)}, "turan: partitions 1: must be at least 2", "use partitions 2, or 1 node"},
		"b = 0":    {Spec{Kind: Tree, N: 16, Values: values("branching", 0)}, "tree: branching 0: must be at least 1", "use branching 1"},
		"square":   {Spec{Kind: Grid, N: 15}, "grid: 15 nodes: the number must be a square", "use 9 or 16 nodes"},
		"torus 4":  {Spec{Kind: Torus, N: 4}, "torus: 4 nodes: the number must be a square of at least 9", "use 9 nodes"},
		"torus 15": {Spec{Kind: Torus, N: 15}, "torus: 15 nodes: the number must be a square", "use 9 or 16 nodes"},
		"cube":     {Spec{Kind: Grid3D, N: 16}, "grid3d: 16 nodes: the number must be a cube", "use 8 or 27 nodes"},
		"imp2d":    {Spec{Kind: Imp2D, N: 17}, "imp2d: 17 nodes: the number must be a square", "use 16 or 25 nodes"},
		"imp3d":    {Spec{Kind: Imp3D, N: 28}, "imp3d: 28 nodes: the number must be a cube", "use 27 or 64 nodes"},

		"k odd":       {Spec{Kind: SmallWorld, N: 16, Values: values("k", 5)}, "smallworld: k 5: must be even", "use k 4 or 6"},
		"k n":         {Spec{Kind: SmallWorld, N: 16, Values: values("k", 16)}, "smallworld: k 16: must be below the number of nodes, 16", "use k 14, or 17 nodes"},
		"k 0":         {Spec{Kind: SmallWorld, N: 16, Values: values("k", 0)}, "smallworld: k 0: must be at least 2", "use k 2"},
		"p above 1":   {Spec{Kind: SmallWorld, N: 16, Values: values("rewire_probability", 1.5)}, "smallworld: rewire probability 1.5: must be at most 1", "use rewire probability 1"},
		"p below 0":   {Spec{Kind: SmallWorld, N: 16, Values: values("rewire_probability", -0.1)}, "smallworld: rewire probability -0.1: must be at least 0", "use rewire probability 0"},
		"threshold":   {Spec{Kind: Erdos, N: 1000, Values: values("edge_probability", 0.0069)}, "erdos: edge probability 0.0069: must be at least ln n / n = 0.006908", "use edge probability 0.006908 or 0.01382"},
		"erdos above": {Spec{Kind: Erdos, N: 16, Values: values("edge_probability", 2)}, "erdos: edge probability 2: must be at most 1", "use edge probability 1"},

		"too many edges, turan":    {Spec{Kind: Turan, N: 1e6}, "turan: 1000000 nodes: that would take 375000000000 edges, and 268435456 is the limit", "use 26754 nodes"},
		"too many edges, random":   {Spec{Kind: Random, N: 1e6, Values: values("degree", 1001)}, "that would take 500500000 edges", "use 536334 nodes, or degree 536"},
		"too many edges, powerlaw": {Spec{Kind: PowerLaw, N: 1e5, Values: values("edges", 5e4)}, "that would take 2500000000 edges", "use 55368 nodes, or edges 2760"},
		"too many edges, erdos":    {Spec{Kind: Erdos, N: 1e6, Values: values("edge_probability", 0.5)}, "that would take 249999750000 edges", "use 32768 nodes, or edge probability 0.0005366"},

		"two at once":    {Spec{Kind: Random, N: 15, Values: values("degree", 2.5)}, "must be a whole number", "use degree 2"},
		"three at once":  {Spec{Kind: Random, N: 1, Values: values("degree", 2.5)}, "must be a whole number", "use degree 0"},
		"n and degree":   {Spec{Kind: SmallWorld, N: 2, Values: values("k", 3)}, "smallworld: k 3: must be even", "use k 2 with 3 nodes, or k 4 with 5 nodes"},
		"no path":        {Spec{Kind: File}, "file: path: a file must be named", "name a file with the edges of a graph"},
		"file parameter": {Spec{Kind: File, Path: "x", Values: values("path", 1)}, "file: path 1: file has no such parameter", "use no path"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := test.spec.Resolved()
			var bad *ParamError
			require.ErrorAs(t, err, &bad)
			assert.Contains(t, err.Error(), test.err)
			assert.Equal(t, test.hint, bad.Hint())
			assert.Equal(t, test.spec.Kind, bad.Kind)
			_, generated := Generate(test.spec)
			assert.EqualError(t, generated, err.Error(), "refused before anything is generated")
			for _, works := range bad.Works {
				followHint(t, works)
			}
		})
	}
}

// followHint checks that a spec which an error advises does work.
func followHint(t require.TestingT, s Spec) {
	if s.Kind == File {
		return
	}
	edges, err := EstimateEdges(s)
	require.NoError(t, err)
	_, err = s.Resolved()
	require.NoError(t, err)
	if edges > 1e5 && s.Kind != Full {
		return // a test need not fill the memory
	}
	g, err := Generate(s)
	require.NoError(t, err)
	require.Equal(t, s.N, g.Len())
	require.True(t, connected(g))
}

// Whatever is asked for, the answer is a connected graph or advice that leads to one.
func TestHintsWork(t *testing.T) {
	kinds := Kinds()
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.SampledFrom(kinds[:len(kinds)-1]).Draw(t, "kind")
		s := Spec{Kind: k.Name, Values: values(), Seed: rapid.Uint64().Draw(t, "seed")}
		s.N = rapid.OneOf(rapid.IntRange(-1, 70), rapid.IntRange(-10, 3000), rapid.SampledFrom([]int{
			math.MinInt, 1e6, 1e7, 1e7 + 1, math.MaxInt})).Draw(t, "n")
		for _, p := range k.Params {
			if rapid.Bool().Draw(t, "given") {
				s.Values[p.Name] = rapid.OneOf(rapid.Map(rapid.IntRange(-1, 70), func(v int) float64 { return float64(v) }),
					rapid.Float64Range(-0.1, 1.1), rapid.Float64(),
					rapid.SampledFrom([]float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e6})).Draw(t, p.Name)
			}
		}
		_, err := s.Resolved()
		if err == nil {
			followHint(t, s)
			return
		}
		var bad *ParamError
		require.ErrorAs(t, err, &bad)
		require.NotEmpty(t, bad.Works, bad.Error())
		require.NotEmpty(t, bad.Hint())
		for _, works := range bad.Works {
			followHint(t, works)
		}
	})
}

func TestEstimateEdges(t *testing.T) {
	tests := map[string]struct {
		spec Spec
		want float64
	}{
		"full":                 {Spec{Kind: Full, N: 1000}, 499_500},
		"full, largest":        {Spec{Kind: Full, N: MaxNodes}, 49_999_995_000_000},
		"turan, not generated": {Spec{Kind: Turan, N: 1e6}, 375e9},
		"random":               {Spec{Kind: Random, N: 1000}, 1500},
		"erdos":                {Spec{Kind: Erdos, N: 1001, Values: values("edge_probability", 0.5)}, 250_250},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := EstimateEdges(test.spec)
			require.NoError(t, err)
			assert.Equal(t, test.want, got)
		})
	}
	_, err := EstimateEdges(Spec{Kind: Random, N: 9})
	assert.ErrorContains(t, err, "27 is odd")
	_, err = EstimateEdges(Spec{Kind: "nonsense", N: 9})
	assert.ErrorContains(t, err, "there is no topology")
}

func TestUnknownKind(t *testing.T) {
	_, err := Generate(Spec{Kind: "ring", N: 9})
	var unknown *UnknownKindError
	assert.ErrorAs(t, err, &unknown)
	_, err = Spec{Kind: "ring", N: 9}.Resolved()
	assert.ErrorAs(t, err, &unknown)
	assert.Nil(t, Groups(Spec{Kind: "ring", N: 9}, complete(9)))
}

// Large graphs are tried less often than small ones, but always a few times.
func TestAttempts(t *testing.T) {
	assert.Equal(t, 1000, attempts(0))
	assert.Equal(t, 1000, attempts(24))
	assert.Equal(t, 25, attempts(1e6))
	assert.Equal(t, 20, attempts(1e8))
}

// When all attempts fail, the error says how many there were and what works. A ring of 2-neighbors
// that is rewired in so many places falls apart nearly always.
func TestLuckless(t *testing.T) {
	s := Spec{Kind: SmallWorld, N: 1_000_000, Values: values("k", 2, "rewire_probability", 1.0)}
	k, err := Lookup(s.Kind)
	require.NoError(t, err)
	bad := k.luckless(s, 50).complete(s, k)
	assert.EqualError(t, bad, "smallworld: k 2: none of 50 attempts was connected")
	assert.Equal(t, "use k 4, or rewire probability 0", bad.Hint())

	s = Spec{Kind: Random, N: 8}
	k, err = Lookup(s.Kind)
	require.NoError(t, err)
	resolved, err := s.Resolved()
	require.NoError(t, err)
	bad = k.luckless(resolved, 1000).complete(s, k)
	assert.EqualError(t, bad, "random: degree 3 (the default): none of 1000 attempts was connected")
	assert.Equal(t, "use degree 5", bad.Hint())

	s = Spec{Kind: Erdos, N: 8, Values: values("edge_probability", 0.26)}
	k, err = Lookup(s.Kind)
	require.NoError(t, err)
	bad = k.luckless(s, 1000).complete(s, k)
	assert.ErrorContains(t, bad, "none of 1000 attempts was connected, which is bad luck near the threshold, ln n / n = 0.2599")
	assert.Equal(t, "use edge probability 0.5199", bad.Hint())
}

// Generate goes on after attempts that failed, and gives up with the row's own error.
func TestGenerateTriesAgain(t *testing.T) {
	halves, err := NewGraph(4, [][2]int32{{1, 2}, {3, 4}})
	require.NoError(t, err)
	broken := errors.New("broken")
	outcomes := map[string]struct {
		outcome func(attempt int) (*Graph, error)
		err     string
		drawn   int
	}{
		"third time lucky": {func(attempt int) (*Graph, error) {
			return []*Graph{halves, nil, complete(4)}[attempt], []error{nil, errDeadEnd, nil}[attempt]
		}, "", 3},
		"never":  {func(int) (*Graph, error) { return halves, nil }, "none of 1000 attempts", 1000},
		"broken": {func(int) (*Graph, error) { return nil, broken }, "broken", 1},
	}
	for name, test := range outcomes {
		t.Run(name, func(t *testing.T) {
			kind := randomKind()
			drawn := 0
			kind.generate = func(Spec, *dice) (*Graph, error) {
				drawn++
				return test.outcome(drawn - 1)
			}
			g, err := kind.generateConnected(Spec{Kind: Random, N: 4, Values: values("degree", 3)})
			assert.Equal(t, test.drawn, drawn)
			if test.err == "" {
				require.NoError(t, err)
				assert.True(t, connected(g))
				return
			}
			assert.ErrorContains(t, err, test.err)
		})
	}
}
