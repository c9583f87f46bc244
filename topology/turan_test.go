package topology

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The exact formula: with s = n mod r there are (1 - 1/r)(n² - s²)/2 + s(s-1)/2 edges. The often
// repeated floor((1 - 1/r)n²/2) is one too many for n = 12 and r = 8.
func TestTuranEdges(t *testing.T) {
	for n := 2; n <= 60; n++ {
		for r := 2; r <= n; r++ {
			s := n % r
			want := (r-1)*(n*n-s*s)/(2*r) + s*(s-1)/2
			require.Equal(t, float64(want), turanEdges(n, r), "n=%d r=%d", n, r)
			g, err := Generate(Spec{Kind: Turan, N: n, Values: values("partitions", r)})
			require.NoError(t, err)
			require.Equal(t, want, g.EdgeCount(), "n=%d r=%d", n, r)
		}
	}
	assert.Equal(t, 62.0, turanEdges(12, 8))
	assert.Equal(t, 63.0, math.Floor((1-1./8)*12*12/2))
}

// The smaller partitions come first, as in networkx: of 7 nodes, 1 and 2; 3 and 4; 5, 6 and 7.
func TestGroups(t *testing.T) {
	s := Spec{Kind: Turan, N: 7, Values: values("partitions", 3)}
	g, err := Generate(s)
	require.NoError(t, err)
	assert.Equal(t, []int{0, 0, 1, 1, 2, 2, 2}, Groups(s, g))

	// Nodes 2 and 6 were removed since, and 8 was added.
	g, err = NewGraphWithIDs([]int{1, 3, 4, 5, 7, 8}, nil)
	require.NoError(t, err)
	assert.Equal(t, []int{0, 1, 1, 2, 2, -1}, Groups(s, g))

	assert.Nil(t, Groups(Spec{Kind: Circular, N: 3}, complete(3)), "a ring has no groups")
	assert.Nil(t, Groups(Spec{Kind: Turan, N: 3}, complete(3)), "a spec that is refused has none")
}
