package topology

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Both edge sets answer like a map, whatever is added and removed. The table is made for few edges, so
// that its keys crowd.
func TestEdgeSetsLikeMap(t *testing.T) {
	makers := map[string]func(n, edges int) edgeSet{
		"matrix": func(n, _ int) edgeSet { return newMatrix(n) },
		"table":  func(n, edges int) edgeSet { return newTable(n, edges) },
	}
	for name, newSet := range makers {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				n := rapid.SampledFrom([]int{2, 5, 20, 63, 64, 65, 130}).Draw(t, "n")
				const most = 30
				set, model := newSet(n, most), map[[2]int32]bool{}
				node := rapid.Int32Range(0, int32(n-1))
				for range rapid.IntRange(0, 300).Draw(t, "steps") {
					u, v := node.Draw(t, "u"), node.Draw(t, "v")
					key := [2]int32{min(u, v), max(u, v)}
					if u == v {
						continue
					}
					require.Equal(t, model[key], set.has(u, v))
					switch {
					case model[key]:
						set.remove(u, v)
						delete(model, key)
					case len(model) < most:
						set.add(u, v)
						model[key] = true
					}
				}
				for u := range int32(n) {
					for v := range u {
						require.Equal(t, model[[2]int32{min(u, v), max(u, v)}], set.has(u, v), "%d-%d", u, v)
					}
				}
			})
		})
	}
}

// Every stranger is drawn, equally often, and nobody else: by redrawing where strangers are many and
// by rank where they are few.
func TestStrangerIsUniform(t *testing.T) {
	const n, u = 200, 70
	for name, neighbors := range map[string]int{"many": 20, "few": 193} {
		sets := map[string]edgeSet{"matrix": newMatrix(n), "table": newTable(n, n)}
		for kind, set := range sets {
			t.Run(name+" "+kind, func(t *testing.T) {
				strangers := map[int32]int{}
				for v, left := int32(n-1), neighbors; v >= 0; v-- {
					if v == u {
						continue
					}
					if left > 0 {
						set.add(u, v)
						left--
					} else {
						strangers[v] = 0
					}
				}
				require.Len(t, strangers, n-1-neighbors)
				d := newDice(1, 0)
				for range 1000 * len(strangers) {
					strangers[set.stranger(u, neighbors, d)]++
				}
				assert.Len(t, strangers, n-1-neighbors, "nobody else was drawn")
				for v, count := range strangers {
					assert.InDelta(t, 1000, count, 160, "node %d: five standard deviations", v)
				}
			})
		}
	}
}

func TestEdgeSetTakesLessMemory(t *testing.T) {
	assert.IsType(t, &matrix{}, newEdgeSet(1000, 2000), "small")
	assert.IsType(t, &matrix{}, newEdgeSet(20_000, 10_000_000), "dense")
	assert.IsType(t, &table{}, newEdgeSet(20_000, 40_000), "sparse")
}
