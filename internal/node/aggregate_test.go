package node

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/wire"
)

// aggregating chooses a protocol that aggregates, with a short interval.
func aggregating(protocol string, more map[string]string) func(*Config) {
	params := map[string]string{"interval": "2ms"}
	for name, value := range more {
		params[name] = value
	}
	return func(c *Config) { c.Protocol, c.Params = protocol, params }
}

// estimates waits until every node estimates what is wanted.
func (nw *network) estimates(want float64) {
	nw.t.Helper()
	for _, id := range nw.ids() {
		c := nw.client(id)
		eventually(nw.t, func() error {
			s, err := c.Status(ctx(nw.t))
			if err != nil {
				return err
			}
			if s.Estimate == nil || math.Abs(*s.Estimate-want) > 1e-6 {
				return fmt.Errorf("node %d estimates %v, not %v", id, s.Estimate, want)
			}
			return nil
		})
	}
}

// The links come up one after the other, while some nodes have begun to push. None of that is lost, or
// the estimates would come together elsewhere.
func TestNodesAgreeOnTheMean(t *testing.T) {
	for _, c := range []struct {
		name, protocol string
		params         map[string]string
		want           float64
	}{
		{"push-sum", "pushsum", nil, 3.5},
		{"push-sum of a sum", "pushsum", map[string]string{"weight": "one"}, 21},
		{"averaging", "averaging", nil, 3.5},
		{"averaging, slower and slower", "averaging", map[string]string{"max_interval": "50ms"}, 3.5},
	} {
		t.Run(c.name, func(t *testing.T) {
			nw := launch(t, ring(6), aggregating(c.protocol, c.params))
			nw.estimates(c.want)
		})
	}
}

func TestNodesBeginWithTheirValue(t *testing.T) {
	nw := launch(t, ring(5), aggregating("averaging", nil), func(c *Config) {
		value := []float64{1e9, -1e9, 0, 0.5, 0.75}[c.ID-1]
		c.Value = &value
	})
	nw.estimates(0.25)
}

func TestWhoAggregatesSpreadsNoMessages(t *testing.T) {
	nw := launch(t, ring(5), aggregating("pushsum", nil))
	_, err := nw.client(1).Publish(ctx(t), "hello", 1)
	assert.ErrorContains(t, err, "pushsum spreads no messages")
	all, err := nw.client(1).Messages(ctx(t), wire.All)
	require.NoError(t, err)
	assert.Empty(t, all)
}

func TestNoEstimateWithoutAggregation(t *testing.T) {
	nw := launch(t, ring(5))
	s, err := nw.client(1).Status(ctx(t))
	require.NoError(t, err)
	assert.Nil(t, s.Estimate)
}

func TestConfigOfAggregation(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Config)
		want   string
	}{
		"pairs that somebody draws": {func(c *Config) { c.Params = map[string]string{"pairing": "matching"} }, "matching"},
		"not a number":              {func(c *Config) { nan := math.NaN(); c.Value = &nan }, "value"},
		"too large":                 {func(c *Config) { large := 1e300; c.Value = &large }, "value"},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := DefaultConfig()
			cfg.ID, cfg.Protocol = 1, "averaging"
			c.change(&cfg)
			_, err := cfg.core(new(peerList))
			assert.ErrorContains(t, err, c.want)
		})
	}
}
