package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/cluster"
	"gossip/internal/wire"
)

// tracedAs is a message as a node that got it by one path tells of it.
func tracedAs(id string, ns int64, path ...int) wire.TracedMessage {
	return wire.TracedMessage{ID: id, Text: "a", Origin: 1, TimeNS: ns, Arrivals: []wire.Arrival{{Path: path, AtNS: ns + 1000}}}
}

func TestTheMessageThatIsMeant(t *testing.T) {
	one, other := tracedAs("a_7", 7, 1), tracedAs("a_9", 9, 1)
	tests := map[string]struct {
		nodes   []knowledge
		want    string
		problem string
		code    int
	}{
		"one":                 {[]knowledge{{1, false, []wire.TracedMessage{one}}, {2, false, []wire.TracedMessage{one}}, {3, false, nil}}, "a_7", "", 0},
		"several":             {[]knowledge{{1, false, []wire.TracedMessage{one}}, {2, false, []wire.TracedMessage{other}}}, "", `2 messages have the text "a"`, exitFailed},
		"an id before a text": {[]knowledge{{1, false, []wire.TracedMessage{one}}, {2, true, []wire.TracedMessage{other}}}, "a_9", "", 0},
		"none":                {[]knowledge{{1, false, nil}, {2, false, nil}}, "", `none of the 2 nodes that answer holds a message "a"`, exitNoSuchNode},
		"none, of one node":   {[]knowledge{{1, false, nil}}, "", `the one node that answers holds no message "a"`, exitNoSuchNode},
		"no answer at all":    {nil, "", "node 1 does not answer", exitTimedOut},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			a := asked{message: "a", nodes: test.nodes}
			if test.nodes == nil {
				a.problem = &cluster.Error{Code: cluster.TimedOut, Text: "node 1 does not answer"}
			}
			m, err := a.choose()
			assert.Equal(t, test.want, m.ID)
			if test.problem == "" {
				require.NoError(t, err)
				return
			}
			require.Error(t, err)
			assert.Equal(t, test.problem, err.Error())
			assert.Equal(t, test.code, diagnose(err).Code)
		})
	}
}

// What a node says about paths is data from outside.
func TestTraceOfStrangePaths(t *testing.T) {
	a := asked{message: "a", unanswered: []int{9}, nodes: []knowledge{
		{1, false, []wire.TracedMessage{tracedAs("a_7", 7, 1)}},
		{2, false, []wire.TracedMessage{tracedAs("a_7", 7)}},
		{3, false, []wire.TracedMessage{tracedAs("a_7", 7, -1, 0, 5, 5)}},
		{4, false, []wire.TracedMessage{{ID: "a_7"}}},
	}}
	result, living, err := a.summarize()
	require.NoError(t, err)
	assert.Equal(t, []int{4, 9}, result.Missing)
	s := newTestStreams(nil)
	c := newCLI(s.streams)
	require.NoError(t, newTraceReport(c, cluster.State{}, result).write(living))
	require.NoError(t, writeTraceDOT(c, cluster.State{}, result, living))
}

func TestTraceReport(t *testing.T) {
	origin := tracedAs("a_7", 7, 1)
	origin.Arrivals[0].AtNS = 0
	twice := tracedAs("a_7", 7, 1, 2)
	for range shownCopies + 2 {
		twice.Arrivals = append(twice.Arrivals, wire.Arrival{Path: []int{1, 4, 2}, AtNS: 2_000_007})
	}
	twice.Unkept = 3
	a := asked{message: "a", unanswered: []int{5}, nodes: []knowledge{
		{1, false, []wire.TracedMessage{origin}},
		{2, false, []wire.TracedMessage{twice}},
		{3, false, []wire.TracedMessage{tracedAs("a_7", 7, 1, 5, 6, 7, 3)}},
		{7, false, nil},
	}}
	result, living, err := a.summarize()
	require.NoError(t, err)
	s := newTestStreams(nil)
	c := newCLI(s.streams)
	require.NoError(t, newTraceReport(c, cluster.State{}, result).write(living))
	require.NoError(t, c.out.Flush())
	out := s.stdout.String()
	assert.Contains(t, out, `
1  +0ms
├─ 2  +0.001ms
└─ (5)  does not answer
   └─ (6)  gone
      └─ (7)  does not hold it any more
         └─ 3  +0.001ms

Redundant arrivals: 11
  2  from 4 +2.0ms, from 4 +2.0ms, from 4 +2.0ms, from 4 +2.0ms, from 4 +2.0ms, from 4 +2.0ms and 2 more
  and 3 of which the nodes keep only the number

Coverage           3 of 5 nodes (60%); without it: 5, 7
Time to 50%        +0.001ms (3 nodes)
Last delivery hop  4
Nodes by hop       0: 1, 1: 1, 2: 0, 3: 0, 4: 1
Payload relays     13
RMR                2.25 (no measure of redundancy below full coverage)
`)
}
