package main

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
)

// What became of a stream is told whole: with -o json also why lines were refused, though the stream
// broke later.
func TestFailureOfAStream(t *testing.T) {
	full := errors.New("the store is full")
	for name, tt := range map[string]struct {
		output  outputFormat
		broken  error
		refused bool
		want    string
	}{
		"nothing":                  {outputJSON, nil, false, ""},
		"refused":                  {outputJSON, nil, true, "1 line was refused: line 2: the store is full"},
		"broken":                   {outputJSON, &goalError{text: "too few", hint: "wait"}, false, "too few"},
		"both":                     {outputJSON, &goalError{text: "too few", hint: "wait"}, true, "too few; 1 line was refused: line 2: the store is full"},
		"both, of which one knows": {outputText, &goalError{text: "too few", hint: "wait"}, true, "too few"},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCLI(newTestStreams(nil).streams)
			c.output = tt.output
			p := newProgress(c, "node 1")
			if tt.refused {
				p.refuse(2, full)
			}
			err := p.failure(tt.broken)
			if tt.want == "" {
				assert.NoError(t, err)
				return
			}
			assert.EqualError(t, err, tt.want)
			if tt.broken != nil {
				assert.Equal(t, diagnosis{Error: tt.want, Hint: "wait", Code: exitGoal}, diagnose(err))
			}
		})
	}
}
