package cluster

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestForEachDoesEachOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 3*AtOnce).Draw(t, "n")
		done := make([]int, n)
		ForEach(n, func(i int) { done[i]++ })
		for i := range done {
			assert.Equal(t, 1, done[i])
		}
	})
}
