package node

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// TestTimeNeverGoesBack, nor does it stand still.
func TestTimeNeverGoesBack(t *testing.T) {
	for name, c := range map[string]struct{ now, passed, wall, want time.Duration }{
		"as the machine has it": {100, 10, 110, 110},
		"first":                 {0, 0, 1000, 1000},
		"set ahead":             {100, 10, 5000, 5000},
		"set back":              {5000, 10, 110, 5010},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, c.want, onward(c.now, c.passed, c.wall)) })
	}
	var c clock
	before := c.tick()
	assert.InDelta(t, time.Now().UnixNano(), int64(before), float64(time.Minute))
	assert.GreaterOrEqual(t, c.tick(), before)
	c.now += time.Hour // as if the machine's clock had been set back since
	ahead := c.now
	for c.tick() == ahead {
		assert.GreaterOrEqual(t, c.now, ahead)
	}
	assert.Greater(t, c.now, ahead)
	assert.Less(t, c.now, ahead+time.Minute)
}
