package advise

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/gossip"
)

// TestWaits holds the recursion against means of 40 simulated runs each (10 of 5,000 nodes), which are known to
// a tenth or so. Without the waits the prediction was 4 to 19 rounds for all of these.
func TestWaits(t *testing.T) {
	for name, tt := range map[string]struct {
		nodes, degree int
		loss, crash   float64
		rounds, off   float64
	}{
		"few packets are lost":    {100, 3, 0.001, 0, 10.6, 0.3},
		"one or so":               {100, 8, 0.01, 0, 22.7, 0.25},
		"one or so in a thousand": {1000, 3, 0.001, 0, 30.9, 0.15},
		"some":                    {1000, 5, 0.01, 0, 45.3, 0.1},
		"of a thin graph":         {1000, 3, 0.01, 0, 52.5, 0.1},
		"waits for who waits":     {1000, 3, 0.1, 0, 113.1, 0.1},
		"and crash":               {1000, 3, 0.1, 0.1, 122.9, 0.15},
		"a dense graph":           {1000, 8, 0.05, 0, 54, 0.1},
		"with crash":              {1000, 8, 0.05, 0.1, 53.5, 0.1},
		"asked again":             {1000, 8, 0.1, 0, 62.9, 0.1},
		"less than it seems":      {1000, 5, 0.1, 0, 67.2, 0.2},
		"again and again":         {1000, 8, 0.3, 0, 178.2, 0.25},
		"larger":                  {5000, 8, 0.1, 0, 77.2, 0.1},
		"larger and thin":         {5000, 3, 0.05, 0, 95.4, 0.1},
	} {
		t.Run(name, func(t *testing.T) {
			q := Question{Nodes: tt.nodes, Loss: tt.loss, Crash: tt.crash, Reliability: 0.9, Degree: tt.degree}
			assert.InEpsilon(t, tt.rounds, waits(q, tt.degree, relayedCourse(q, tt.degree)), tt.off)
		})
	}
}

func TestWaitsWhereNothingIsLost(t *testing.T) {
	q := Question{Nodes: 1000, Crash: 0.1, Reliability: 0.9}
	c := relayedCourse(q, 5)
	assert.Equal(t, c.rounds(), waits(q, 5, c))
	q.Loss = 1e-12
	assert.InDelta(t, c.rounds(), waits(q, 5, c), 1e-3, "the recursion comes to the same")
}

// One announcer is asked every 100 ms, and then at twice the distance; of two each.
func TestQuestions(t *testing.T) {
	for _, tt := range []struct{ x, announcers, want int }{
		{-1, 1, 0}, {0, 1, 1}, {graftRetry - 1, 1, 1}, {graftRetry, 1, 2}, {3*graftRetry - 1, 1, 2}, {3 * graftRetry, 1, 3},
		{graftRetry, 2, 2}, {2 * graftRetry, 2, 3}, {4 * graftRetry, 2, 4}, {1 << 30, 2, 16},
	} {
		assert.Equal(t, tt.want, questions(tt.x, tt.announcers), "%+v", tt)
	}
}

// The recursion goes by the defaults, of which candidates make use.
func TestWaitsAreThoseOfTheProtocol(t *testing.T) {
	row, err := gossip.LookupProtocol("plumtree")
	require.NoError(t, err)
	const tick = unit / ticks
	want := map[string]string{
		"graft_timeout": (graftTimeout * tick).String(), "graft_retry": (graftRetry * tick).String(), "graft_jitter": "100",
		"announce_delay": ((announced - ticks) * tick).String(),
	}
	for _, p := range row.Params {
		if value, ok := want[p.Name]; ok {
			assert.Equal(t, value, p.Default, p.Name)
			delete(want, p.Name)
		}
	}
	assert.Empty(t, want)
	assert.Equal(t, 5*time.Millisecond, tick)
}
