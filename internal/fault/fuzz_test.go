package fault

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// FuzzParse: no text does harm; what is taken can be written and read again, and what is refused comes
// with a hint.
func FuzzParse(f *testing.F) {
	for _, row := range Kinds() {
		for _, example := range row.Examples {
			f.Add(example, false)
		}
	}
	f.Add("slow 1 .. 5,7 by 2.5 from 3 to 4", true)
	f.Add("partition 1..5 | 20% | 9", true)
	f.Add("cut 0.5% -> rest", false)
	f.Fuzz(func(t *testing.T, text string, inRounds bool) {
		var clock Clock
		if inRounds {
			clock.Round = time.Second
		}
		fault, err := Parse(text, clock)
		if err != nil {
			require.NotEmpty(t, hintOf(t, err))
			return
		}
		again, err := Parse(fault.String(), clock)
		require.NoError(t, err)
		assert.Equal(t, fault, again)
		p := Plan{fault}
		line, err := p.Timeline(20, 1)
		if err != nil {
			require.NotEmpty(t, hintOf(t, err))
			return
		}
		for _, c := range line {
			assert.False(t, c.idle(20))
		}
	})
}
