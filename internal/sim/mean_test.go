package sim

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/fault"
	"gossip/topology"
)

// TestAMeanNextToNothing: where values of both signs take each other away, errors are parts of the largest
// value, and that of the mass of all there is: parts of what is left would be rounding divided by rounding.
func TestAMeanNextToNothing(t *testing.T) {
	balanced := make([]float64, 0, 100)
	draws := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		balanced = append(balanced, draws.NormFloat64())
	}
	for i := range 50 {
		balanced = append(balanced, -balanced[i])
	}
	for name, values := range map[string][]float64{
		"exactly 0":             {.1, -.1, .7, -.7, .33, -.33},
		"0 but for rounding":    {.1, .2, -.3},
		"many":                  balanced,
		"0 beside a large one":  {1e50, -1e50, 3, -3},
		"small beside the rest": {1, -1, 1e-12, 0},
	} {
		for _, protocol := range []string{"averaging", "pushsum"} {
			for _, synchronous := range []bool{false, true} {
				cfg := Config{
					Graph: graph(t, topology.Full, len(values), 0), Rule: rule(t, protocol, "jitter", "0"), Seed: 1,
					Values: values, Error: 1e-6, Rounds: Rounds{Synchronous: synchronous},
				}
				r := run(t, cfg)
				assert.Equal(t, Converged, r.End, "%s, %s", name, protocol)
				for metric, most := range map[string]float64{"relative_error": 1e-6, "mass_error": 1e-14} {
					value, ok := r.Value(metric)
					require.True(t, ok, "%s, %s: %s", name, protocol, metric)
					assert.LessOrEqual(t, value, most, "%s, %s: %s", name, protocol, metric)
				}
			}
		}
	}
}

// TestAMeanOfNothing: of values that are all 0 no part is missing, and none can be named.
func TestAMeanOfNothing(t *testing.T) {
	r := run(t, Config{Graph: graph(t, topology.Full, 3, 0), Rule: rule(t, "pushsum"), Values: make([]float64, 3), Error: 1e-6})
	assert.Equal(t, Converged, r.End)
	requireFigures(t, figures{"relative_error": 0}, r)
	_, ok := r.Value("mass_error")
	assert.False(t, ok)
}

// TestPositiveValuesAreJudgedByTheirMean, however far it is below the largest.
func TestPositiveValuesAreJudgedByTheirMean(t *testing.T) {
	values := make([]float64, 1000)
	values[0] = 1
	r := run(t, Config{Graph: graph(t, topology.Full, 1000, 0), Rule: rule(t, "pushsum"), Values: values, Until: 1})
	requireFigures(t, figures{"relative_error": 999, "mass_error": 0}, r)
}

// TestWhereNothingArrivesAllIsSettled: nodes that hear of nobody are at rest, whether faults keep them apart
// or every packet gets lost.
func TestWhereNothingArrivesAllIsSettled(t *testing.T) {
	everybody := []int{1, 2, 3, 4, 5}
	for name, change := range map[string]func(*Config){
		"loss": func(c *Config) { c.Network.Loss = 1 },
		"cut":  func(c *Config) { c.Faults = fault.Timeline{{Kind: fault.Cut, Nodes: everybody, Others: everybody}} },
	} {
		for _, protocol := range []string{"averaging", "pushsum"} {
			for _, synchronous := range []bool{false, true} {
				cfg := Config{Graph: graph(t, topology.Full, 5, 0), Rule: rule(t, protocol), Error: 1e-6, Rounds: Rounds{Synchronous: synchronous}}
				change(&cfg)
				r := run(t, cfg)
				assert.Equal(t, Settled, r.End, "%s, %s", name, protocol)
				requireFigures(t, figures{"rounds": 1, "relative_error": 2.0 / 3}, r)
			}
		}
	}
}

// TestNoMetricIsBeyondNumbers: a result is summed up and written down.
func TestNoMetricIsBeyondNumbers(t *testing.T) {
	for _, x := range []float64{math.Inf(1), math.Inf(-1), math.NaN()} {
		var r Result
		r.set(mass, x)
		_, ok := r.Value("mass_error")
		assert.False(t, ok, "%v", x)
	}
	var r Result
	r.set(mass, math.MaxFloat64)
	requireFigures(t, figures{"mass_error": math.MaxFloat64}, r)
}
