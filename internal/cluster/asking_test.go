package cluster

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestAsking(t *testing.T) {
	tests := map[string]struct {
		works time.Duration // how long the node works on the question
		gives time.Duration // when it is given up
	}{
		"a node that does nothing":         {0, askTimeout},
		"one that works for a while":       {3*askTimeout + time.Second, 5 * askTimeout},
		"one that works and never answers": {time.Hour, busyTimeout},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begun := time.Now()
				question, done := askingWhile(t.Context(), func() uint64 { return uint64(min(time.Since(begun), test.works)) })
				defer done()
				<-question.Done()
				assert.Equal(t, test.gives, time.Since(begun))
				assert.Equal(t, TimedOut, codeFor(context.Cause(question)))
			})
		})
	}
}

func TestAskingEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		interrupted, interrupt := context.WithCancel(t.Context())
		question, done := askingWhile(interrupted, func() uint64 { return 0 })
		assert.NoError(t, question.Err())
		interrupt()
		<-question.Done()
		assert.Equal(t, context.Canceled, context.Cause(question))
		done()

		question, done = askingWhile(t.Context(), func() uint64 { return 0 })
		done()
		assert.Error(t, question.Err())
	})
}
