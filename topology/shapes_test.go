package topology

import (
	"hash/fnv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// shapes holds what is exactly true of each graph of a kind, by its definition; s is resolved.
func shapes() map[string]func(t require.TestingT, s Spec, g *Graph) {
	return map[string]func(t require.TestingT, s Spec, g *Graph){
		Circular: func(t require.TestingT, s Spec, g *Graph) {
			sameEdges(t, g, func(a, b int) bool { return b == a+1 || a == 1 && b == s.N })
		},
		Random: func(t require.TestingT, s Spec, g *Graph) {
			regular(t, g, s.int("degree"))
		},
		PowerLaw: func(t require.TestingT, s Spec, g *Graph) {
			m := s.int("edges")
			for id := 1; id <= s.N; id++ {
				earlier := 0
				for _, peer := range g.NeighborIDs(id) {
					if peer < id {
						earlier++
					}
				}
				if id <= m {
					require.Zero(t, earlier, "node %d begins without edges", id)
				} else {
					require.Equal(t, m, earlier, "node %d brings m edges", id)
				}
			}
		},
		Turan: func(t require.TestingT, s Spec, g *Graph) {
			r := s.int("partitions")
			groups := Groups(s, g)
			sizes := make([]int, r)
			for i, group := range groups {
				sizes[group]++
				require.True(t, i == 0 || group == groups[i-1] || group == groups[i-1]+1, "consecutive ids")
			}
			for i, size := range sizes {
				want := s.N / r
				if i >= r-s.N%r {
					want++
				}
				require.Equal(t, want, size, "partition %d", i)
			}
			sameEdges(t, g, func(a, b int) bool { return groups[a-1] != groups[b-1] })
		},
		Line: func(t require.TestingT, _ Spec, g *Graph) {
			sameEdges(t, g, func(a, b int) bool { return b == a+1 })
		},
		Full: func(t require.TestingT, _ Spec, g *Graph) {
			sameEdges(t, g, func(int, int) bool { return true })
		},
		Star: func(t require.TestingT, _ Spec, g *Graph) {
			sameEdges(t, g, func(a, _ int) bool { return a == 1 })
		},
		Tree: func(t require.TestingT, s Spec, g *Graph) {
			sameEdges(t, g, func(a, b int) bool { return a == (b-2)/s.int("branching")+1 })
		},
		Grid:   func(t require.TestingT, s Spec, g *Graph) { sameEdges(t, g, stepApart(s.N, 2, false)) },
		Torus:  func(t require.TestingT, s Spec, g *Graph) { sameEdges(t, g, stepApart(s.N, 2, true)); regular(t, g, 4) },
		Grid3D: func(t require.TestingT, s Spec, g *Graph) { sameEdges(t, g, stepApart(s.N, 3, false)) },
		Imp2D:  func(t require.TestingT, s Spec, g *Graph) { imperfect(t, g, stepApart(s.N, 2, false)) },
		Imp3D:  func(t require.TestingT, s Spec, g *Graph) { imperfect(t, g, stepApart(s.N, 3, false)) },
		SmallWorld: func(t require.TestingT, s Spec, g *Graph) {
			for i := range g.Len() {
				require.GreaterOrEqual(t, g.Degree(i), s.int("k")/2, "node %d keeps its own half", i+1)
			}
			if s.float("rewire_probability") == 0 {
				regular(t, g, s.int("k"))
			}
		},
		Erdos: func(t require.TestingT, s Spec, g *Graph) {
			if s.float("edge_probability") == 1 {
				regular(t, g, s.N-1)
			}
		},
	}
}

// sameEdges checks that exactly those pairs a < b are edges for which want says so.
func sameEdges(t require.TestingT, g *Graph, want func(a, b int) bool) {
	for b := 2; b <= g.Len(); b++ {
		for a := 1; a < b; a++ {
			if want(a, b) != g.HasEdgeBetween(int64(a), int64(b)) {
				require.Equal(t, want(a, b), !want(a, b), "edge %d-%d", a, b)
			}
		}
	}
}

func regular(t require.TestingT, g *Graph, degree int) {
	for i := range g.Len() {
		require.Equal(t, degree, g.Degree(i), "node %d", i+1)
	}
}

// stepApart says whether two nodes of a grid are one step apart along one axis; with wrap, the ends
// of an axis are one step apart too.
func stepApart(n, dims int, wrap bool) func(a, b int) bool {
	side := root(n, dims)
	return func(a, b int) bool {
		a, b = a-1, b-1
		steps := 0
		for range dims {
			d := abs(a%side - b%side)
			if wrap {
				d = min(d, side-d)
			}
			steps += d
			a, b = a/side, b/side
		}
		return steps == 1
	}
}

func abs(x int) int { return max(x, -x) }

// imperfect checks that the grid is there and that the other edges are one for each node, but for
// those that know everybody.
func imperfect(t require.TestingT, g *Graph, grid func(a, b int) bool) {
	extra, saturated := 0, 0
	for b := 1; b <= g.Len(); b++ {
		if g.Degree(b-1) == g.Len()-1 {
			saturated++
		}
		for a := 1; a < b; a++ {
			is := g.HasEdgeBetween(int64(a), int64(b))
			if grid(a, b) {
				require.True(t, is, "grid edge %d-%d", a, b)
			} else if is {
				extra++
			}
		}
	}
	require.LessOrEqual(t, extra, g.Len())
	require.GreaterOrEqual(t, extra, g.Len()-saturated)
}

// drawSpec draws a spec that works, of the given kind and with at most most nodes.
func drawSpec(t *rapid.T, k Kind, most int) Spec {
	s := Spec{Kind: k.Name, N: rapid.IntRange(1, most).Draw(t, "n"), Values: values(), Seed: rapid.Uint64().Draw(t, "seed")}
	for _, p := range k.Params {
		switch {
		case rapid.Bool().Draw(t, "default"):
		case p.Type == Int:
			s.Values[p.Name] = float64(rapid.IntRange(1, s.N).Draw(t, p.Name))
		default:
			s.Values[p.Name] = rapid.Float64Range(0, 1).Draw(t, p.Name)
		}
	}
	_, err := s.Resolved()
	if err == nil {
		return s
	}
	bad, ok := err.(*ParamError)
	require.True(t, ok, "%v", err)
	return rapid.SampledFrom(bad.Works).Draw(t, "works")
}

// Every kind keeps its definition and the promises of the package.
func TestGenerate(t *testing.T) {
	kinds := Kinds()
	for _, k := range kinds[:len(kinds)-1] {
		t.Run(k.Name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				given := drawSpec(t, k, 130)
				s, err := given.Resolved()
				require.NoError(t, err)
				g, err := Generate(given)
				require.NoError(t, err)
				require.Equal(t, s.N, g.Len())
				require.Equal(t, 1, g.ID(0))
				require.Equal(t, s.N, g.ID(g.Len()-1))
				require.True(t, connected(g))
				sound(t, g)
				shapes()[k.Name](t, s, g)

				edges, err := EstimateEdges(given)
				require.NoError(t, err)
				if k.Name != Erdos && k.Name != Imp2D && k.Name != Imp3D {
					require.Equal(t, edges, float64(g.EdgeCount()))
				}

				again, err := Generate(s)
				require.NoError(t, err)
				require.Equal(t, pairList(g), pairList(again), "the same spec, the same graph")
				s.Seed++
				other, err := Generate(s)
				require.NoError(t, err)
				if !k.Random {
					require.Equal(t, pairList(g), pairList(other), "the seed doesn't matter")
				}
			})
		})
	}
}

// sound checks that the neighbors of each node are ascending, and that edges have both ends.
func sound(t require.TestingT, g *Graph) {
	ends := 0
	for i := range g.Len() {
		ns := g.Neighbors(i)
		ends += ns.Len()
		for k := range ns.Len() {
			j := ns.At(k)
			require.True(t, k == 0 || ns.At(k-1) < j, "neighbors of %d ascend", i+1)
			require.True(t, j != i && g.hasEdge(j, i), "edge %d-%d", i+1, j+1)
		}
	}
	require.Equal(t, 2*g.EdgeCount(), ends)
}

// A hundred seeds give a hundred graphs, where the seed matters.
func TestSeedsDiffer(t *testing.T) {
	kinds := Kinds()
	for _, k := range kinds[:len(kinds)-1] {
		seen := map[uint64]bool{}
		for seed := range uint64(100) {
			g, err := Generate(Spec{Kind: k.Name, N: 64, Seed: seed})
			require.NoError(t, err)
			seen[edgeHash(g)] = true
		}
		if k.Random {
			assert.Len(t, seen, 100, k.Name)
		} else {
			assert.Len(t, seen, 1, k.Name)
		}
	}
}

// edgeHash is a fingerprint of the edges.
func edgeHash(g *Graph) uint64 {
	h := fnv.New64a()
	for a, b := range g.Pairs() {
		_, _ = h.Write([]byte{byte(a), byte(a >> 8), byte(a >> 16), byte(a >> 24), byte(b), byte(b >> 8), byte(b >> 16), byte(b >> 24)})
	}
	return h.Sum64()
}

// Small and extreme sizes that a definition must survive.
func TestSmallest(t *testing.T) {
	for name, test := range map[string]struct {
		spec  Spec
		edges int
	}{
		"line of one":         {Spec{Kind: Line, N: 1}, 0},
		"full of one":         {Spec{Kind: Full, N: 1}, 0},
		"star of one":         {Spec{Kind: Star, N: 1}, 0},
		"tree of one":         {Spec{Kind: Tree, N: 1}, 0},
		"grid of one":         {Spec{Kind: Grid, N: 1}, 0},
		"grid3d of one":       {Spec{Kind: Grid3D, N: 1}, 0},
		"imp2d of one":        {Spec{Kind: Imp2D, N: 1}, 0},
		"imp3d of one":        {Spec{Kind: Imp3D, N: 1}, 0},
		"erdos of one":        {Spec{Kind: Erdos, N: 1}, 0},
		"random of one":       {Spec{Kind: Random, N: 1, Values: values("degree", 0)}, 0},
		"turan of one":        {Spec{Kind: Turan, N: 1, Values: values("partitions", 1)}, 0},
		"random of two":       {Spec{Kind: Random, N: 2, Values: values("degree", 1)}, 1},
		"powerlaw of two":     {Spec{Kind: PowerLaw, N: 2, Values: values("edges", 1)}, 1},
		"erdos of two":        {Spec{Kind: Erdos, N: 2}, 1},
		"triangle":            {Spec{Kind: Circular, N: 3}, 3},
		"smallworld of three": {Spec{Kind: SmallWorld, N: 3, Values: values("k", 2, "rewire_probability", 1)}, 3},
		"imp2d of four":       {Spec{Kind: Imp2D, N: 4}, 6},
		"turan, no parts":     {Spec{Kind: Turan, N: 5, Values: values("partitions", 5)}, 10},
		"powerlaw, star":      {Spec{Kind: PowerLaw, N: 9, Values: values("edges", 8)}, 8},
		"erdos, full":         {Spec{Kind: Erdos, N: 9, Values: values("edge_probability", 1)}, 36},
		"tree, line":          {Spec{Kind: Tree, N: 9, Values: values("branching", 1)}, 8},
		"tree, star":          {Spec{Kind: Tree, N: 9, Values: values("branching", 1e7)}, 8},
	} {
		t.Run(name, func(t *testing.T) {
			g, err := Generate(test.spec)
			require.NoError(t, err)
			assert.Equal(t, test.spec.N, g.Len())
			assert.Equal(t, test.edges, g.EdgeCount())
			assert.True(t, connected(g))
			sound(t, g)
		})
	}
}
