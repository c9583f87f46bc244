package render

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// somePoints draws points on a coarse grid, so that some coincide and some stand in a row.
func somePoints(t *rapid.T) []point {
	coordinate := rapid.IntRange(-20, 20)
	width := float64(rapid.IntRange(0, 3).Draw(t, "width"))
	points := make([]point, rapid.IntRange(2, 60).Draw(t, "n"))
	for i := range points {
		points[i] = point{width * float64(coordinate.Draw(t, "x")), float64(coordinate.Draw(t, "y")) / 3}
	}
	return points
}

func TestMinDistanceIsThatOfAllPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := somePoints(t)
		want := math.Inf(1)
		for i := range points {
			for j := range i {
				want = min(want, points[i].distance(points[j]))
			}
		}
		require.InDelta(t, want, minDistance(points), 1e-12)
	})
}

func TestRasterFindsAllThatIsNear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := somePoints(t)
		cell := rapid.Float64Range(0.1, 10).Draw(t, "cell")
		r := newRaster(points, cell)
		for i, p := range points {
			var found []int
			r.near(p, func(j int) { found = append(found, j) })
			for j, q := range points {
				if p.distance(q) < cell {
					require.Contains(t, found, j, "point %d from point %d", j, i)
				}
			}
			slices.Sort(found)
			require.Equal(t, found, slices.Compact(slices.Clone(found)), "each once")
		}
	})
}

func TestMinDistanceOfFewPoints(t *testing.T) {
	assert.True(t, math.IsInf(minDistance(nil), 1))
	assert.True(t, math.IsInf(minDistance([]point{{1, 1}}), 1))
	assert.Zero(t, minDistance([]point{{1, 1}, {1, 1}}))
}
