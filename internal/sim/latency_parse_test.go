package sim

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParseLatency(t *testing.T) {
	const ms = time.Millisecond
	for text, want := range map[string]Latency{
		"10ms":            Constant(10 * ms),
		"0s":              {},
		"5ms..20ms":       Uniform(5*ms, 20*ms),
		"0..1s":           Uniform(0, time.Second),
		"exp:10ms":        Exponential(10 * ms),
		"normal:10ms,2ms": Normal(10*ms, 2*ms),
	} {
		got, err := ParseLatency(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
		again, err := ParseLatency(got.String())
		require.NoError(t, err, got)
		assert.Equal(t, got, again, "what is written is read")
	}
}

func TestParseLatencyRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":             `"" is not a time`,
		"10":           "like 10ms",
		"-1ms":         "from 0 to 1h0m0s",
		"2h":           "from 0 to 1h0m0s",
		"20ms..5ms":    "write 5ms..20ms",
		"5ms..":        `"" is not a time`,
		"exp:":         `"" is not a time`,
		"exp:x":        `"x" is not a time`,
		"normal:10ms":  "two times, like normal:10ms,2ms",
		"uniform:1ms":  `no latency "uniform"`,
		"normal:1ms,x": `"x" is not a time`,
	} {
		_, err := ParseLatency(text)
		assert.ErrorContains(t, err, want, text)
	}
}
