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
		{Spec{Kind: Random, N: 16, Seed: 7}, 24, 0xa13996d1fdfbd395},
		{Spec{Kind: Random, N: 1000, Seed: 1}, 1500, 0x4290e07ef5c483b0},
		{Spec{Kind: Random, N: 1000, Values: values("degree", 2), Seed: 1}, 1000, 0xc584ca0c0c9e23b1},
		{Spec{Kind: Random, N: 100, Values: values("degree", 40), Seed: 1}, 2000, 0x12b98f8a9b62bb35},
		{Spec{Kind: Random, N: 100, Values: values("degree", 90), Seed: 1}, 4500, 0x4402e62c0d755975},
		{Spec{Kind: Random, N: 200_000, Values: values("degree", 8), Seed: 1}, 800000, 0xe7d66fd7f3ce6cc1},
		{Spec{Kind: PowerLaw, N: 16, Seed: 7}, 39, 0xc636be807dd27e3b},
		{Spec{Kind: PowerLaw, N: 10_000, Seed: 1}, 29991, 0x52c9b6a21648d4ba},
		{Spec{Kind: PowerLaw, N: 1000, Values: values("edges", 30), Seed: 1}, 29100, 0x40eecca7e72571f6},
		{Spec{Kind: Turan, N: 18}, 121, 0x950b937b760fd3be},
		{Spec{Kind: Line, N: 16}, 15, 0xd098b5b6e76d4a84},
		{Spec{Kind: Full, N: 16}, 120, 0xcee93f799a45c015},
		{Spec{Kind: Star, N: 16}, 15, 0x657baef17e89c125},
		{Spec{Kind: Tree, N: 16}, 15, 0x07cd5832ebca2b0c},
		{Spec{Kind: Tree, N: 16, Values: values("branching", 3)}, 15, 0xeb00020c1589b605},
		{Spec{Kind: Grid, N: 16}, 24, 0x515e69558fa45ced},
		{Spec{Kind: Torus, N: 16}, 32, 0x43359c4856093685},
		{Spec{Kind: Grid3D, N: 27}, 54, 0x21a9e15941c093f7},
		{Spec{Kind: Imp2D, N: 16, Seed: 7}, 40, 0xed833174f80dc16f},
		{Spec{Kind: Imp2D, N: 10_000, Seed: 1}, 29800, 0xdda8ee111c97fe9e},
		{Spec{Kind: Imp3D, N: 27, Seed: 7}, 81, 0x26b7eac9d8316ac0},
		{Spec{Kind: Imp3D, N: 8000, Seed: 1}, 30800, 0x2d82a195fc2f813e},
		{Spec{Kind: SmallWorld, N: 16, Seed: 7}, 32, 0x9d056081d7c35172},
		{Spec{Kind: SmallWorld, N: 10_000, Seed: 1}, 20000, 0xe64e667570580fa7},
		{Spec{Kind: SmallWorld, N: 200, Values: values("k", 198, "rewire_probability", 0.5), Seed: 1}, 19800, 0x73a279ed6fd6037b},
		{Spec{Kind: Erdos, N: 16, Seed: 7}, 35, 0xaada0656adf36e8c},
		{Spec{Kind: Erdos, N: 10_000, Seed: 1}, 91987, 0xfa9d4c16c819502d},
		{Spec{Kind: Erdos, N: 200, Values: values("edge_probability", 0.9), Seed: 1}, 18021, 0xffa66783215593c5},
	} {
		t.Run(fmt.Sprint(test.spec.Kind, " ", test.spec.N, " ", test.spec.Values), func(t *testing.T) {
			g, err := Generate(test.spec)
			require.NoError(t, err)
			assert.Equal(t, test.edges, g.EdgeCount())
			assert.Equal(t, fmt.Sprintf("%#016x", test.hash), fmt.Sprintf("%#016x", edgeHash(g)))
		})
	}
}
