package topology

import "testing"

// BenchmarkGenerate makes graphs of a million nodes.
func BenchmarkGenerate(b *testing.B) {
	for _, kind := range []string{Random, PowerLaw, SmallWorld, Erdos} {
		b.Run(kind, func(b *testing.B) {
			b.ReportAllocs()
			for seed := uint64(0); b.Loop(); seed++ {
				if _, err := Generate(Spec{Kind: kind, N: 1_000_000, Seed: seed}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
