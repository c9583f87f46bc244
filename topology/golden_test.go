package topology

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The graph behind a seed must never change, on any machine and with any version: published figures,
// and seeds that people wrote down, depend on it. If a hash here changes, the change is wrong, unless
// the definition of the kind was; then say so in the release notes.
func TestGolden(t *testing.T) {
	for _, test := range []struct {
		spec  Spec
		edges int
		hash  uint64
	}{
		{Spec{Kind: Circular, N: 16}, 16, 0xb0e6d3e914bed235},
		{Spec{Kind: Random, N: 16, Seed: 7}, 24, 0xe68eea4f64c236b5},
		{Spec{Kind: Random, N: 1000, Seed: 1}, 1500, 0x6bd7792ad561673c},
		{Spec{Kind: Random, N: 1000, Values: values("degree", 2), Seed: 1}, 1000, 0x85711b39ddc7f5e1},
		{Spec{Kind: Random, N: 100, Values: values("degree", 40), Seed: 1}, 2000, 0x57f145cedac6bf55},
		{Spec{Kind: Random, N: 100, Values: values("degree", 90), Seed: 1}, 4500, 0x043e58955052d6f5},
		{Spec{Kind: Random, N: 200_000, Values: values("degree", 8), Seed: 1}, 800000, 0xbe846c3a63bc5179},
		{Spec{Kind: PowerLaw, N: 16, Seed: 7}, 39, 0x4015de5be8d77816},
		{Spec{Kind: PowerLaw, N: 10_000, Seed: 1}, 29991, 0x93e770c156e7ac08},
		{Spec{Kind: PowerLaw, N: 1000, Values: values("edges", 30), Seed: 1}, 29100, 0x57cfe4af6dae072a},
		{Spec{Kind: Turan, N: 18}, 121, 0x950b937b760fd3be},
		{Spec{Kind: Line, N: 16}, 15, 0xd098b5b6e76d4a84},
		{Spec{Kind: Full, N: 16}, 120, 0xcee93f799a45c015},
		{Spec{Kind: Star, N: 16}, 15, 0x657baef17e89c125},
		{Spec{Kind: Tree, N: 16}, 15, 0x07cd5832ebca2b0c},
		{Spec{Kind: Tree, N: 16, Values: values("branching", 3)}, 15, 0xeb00020c1589b605},
		{Spec{Kind: Grid, N: 16}, 24, 0x515e69558fa45ced},
		{Spec{Kind: Torus, N: 16}, 32, 0x43359c4856093685},
		{Spec{Kind: Grid3D, N: 27}, 54, 0x21a9e15941c093f7},
		{Spec{Kind: Imp2D, N: 16, Seed: 7}, 40, 0x0e09f7d78db352ab},
		{Spec{Kind: Imp2D, N: 10_000, Seed: 1}, 29800, 0x20c2229957cadeb5},
		{Spec{Kind: Imp3D, N: 27, Seed: 7}, 81, 0xa023acc8dc71b95c},
		{Spec{Kind: Imp3D, N: 8000, Seed: 1}, 30800, 0xfc8ab5d7dc1a43cd},
		{Spec{Kind: SmallWorld, N: 16, Seed: 7}, 32, 0x91e5e8e31a18404b},
		{Spec{Kind: SmallWorld, N: 10_000, Seed: 1}, 20000, 0x5b8c066d2e9554b9},
		{Spec{Kind: SmallWorld, N: 200, Values: values("k", 198, "rewire_probability", 0.5), Seed: 1}, 19800, 0xc7ea458efb951b23},
		{Spec{Kind: Erdos, N: 16, Seed: 7}, 45, 0x87afd2e609cc7fcc},
		{Spec{Kind: Erdos, N: 10_000, Seed: 1}, 92409, 0x06962f9d777d937b},
		{Spec{Kind: Erdos, N: 200, Values: values("edge_probability", 0.9), Seed: 1}, 17865, 0xeecc6404a177fcdd},
	} {
		t.Run(fmt.Sprint(test.spec.Kind, " ", test.spec.N, " ", test.spec.Values), func(t *testing.T) {
			g, err := Generate(test.spec)
			require.NoError(t, err)
			assert.Equal(t, test.edges, g.EdgeCount())
			assert.Equal(t, fmt.Sprintf("%#016x", test.hash), fmt.Sprintf("%#016x", edgeHash(g)))
		})
	}
}
