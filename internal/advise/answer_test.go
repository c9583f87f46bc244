package advise

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/gossip"
	"gossip/topology"
)

func TestValidate(t *testing.T) {
	good := Question{Nodes: 1000, Reliability: 0.99}
	with := func(change func(*Question)) Question {
		q := good
		change(&q)
		return q
	}
	require.NoError(t, good.Validate())
	for _, c := range []struct {
		name string
		q    Question
		text string
	}{
		{"too few nodes", with(func(q *Question) { q.Nodes = 7 }), "the number of nodes must be from 8"},
		{"loss above", with(func(q *Question) { q.Loss = 0.91 }), "loss must be from 0 to 0.9"},
		{"crash below", with(func(q *Question) { q.Crash = -0.1 }), "crash must be from 0 to 0.9"},
		{"certainty", with(func(q *Question) { q.Reliability = 1 }), "reliability must be from"},
		{"nobody left", with(func(q *Question) { q.Nodes, q.Crash = 8, 0.9 }), "of 8 nodes only 1 would live"},
		{"degree of a complete graph", with(func(q *Question) { q.Complete, q.Degree = true, 4 }), "no degree to choose"},
		{"too large a complete graph", with(func(q *Question) { q.Complete, q.Nodes = true, 20_000 }), "more links than can be"},
		{"degree too small", with(func(q *Question) { q.Degree = 2 }), "the degree must be from 3 to 999"},
		{"odd times odd", with(func(q *Question) { q.Nodes, q.Degree = 99, 3 }), "99 x 3 is odd"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := c.q.Validate()
			require.ErrorContains(t, err, c.text)
			var bad *Error
			require.ErrorAs(t, err, &bad)
			assert.NotEmpty(t, bad.Hint())
		})
	}
}

// TestCandidatesCanBeRun: what is advised is a protocol with its parameters, and a graph that exists.
func TestCandidatesCanBeRun(t *testing.T) {
	for _, q := range []Question{
		{Nodes: 8, Reliability: 0.9999}, {Nodes: 9, Crash: 0.3, Reliability: 0.9}, {Nodes: 1001, Loss: 0.05, Crash: 0.1, Reliability: 0.999},
		{Nodes: 100, Reliability: 0.99, Complete: true}, {Nodes: 50, Reliability: 0.99, Degree: 4, Loss: 0.5},
	} {
		a, err := Ask(t.Context(), q, Options{Theory: true})
		require.NoError(t, err)
		for _, c := range a.Candidates {
			_, err := c.Topology.Resolved()
			require.NoError(t, err, "%s in %+v", c.Protocol, q)
			params := make(map[string]string)
			for _, p := range c.Params {
				params[p.Name] = p.Value
			}
			_, err = gossip.NewRule(c.Protocol, params)
			require.NoError(t, err)
			assert.Empty(t, c.Checks)
		}
	}
}

// TestTheLeastLevelIsChosen: one less would not do.
func TestTheLeastLevelIsChosen(t *testing.T) {
	q := Question{Nodes: 1000, Loss: 0.05, Crash: 0.1, Reliability: 0.9999}
	a, err := Ask(t.Context(), q, Options{Theory: true})
	require.NoError(t, err)
	for _, c := range a.Candidates {
		assert.True(t, c.Promising, c.Protocol)
		if c.Level != "" && c.Chosen > 1 {
			assert.Less(t, c.row.at(q, c.Chosen-1).Predicted.Reliability, q.Reliability, "%s at %d", c.Protocol, c.Chosen-1)
		}
	}
}

func TestNothingMeetsTheQuestion(t *testing.T) {
	a, err := Ask(t.Context(), Question{Nodes: 1000, Crash: 0.5, Reliability: 0.9999, Degree: 3}, Options{Theory: true})
	require.NoError(t, err)
	assert.Equal(t, -1, a.Best)
}

// TestSimulationsAgree holds theory against the simulator where failures can be counted.
func TestSimulationsAgree(t *testing.T) {
	q := Question{Nodes: 200, Loss: 0.1, Crash: 0.2, Reliability: 0.8}
	o := Options{Seed: 3}
	for _, r := range rows() {
		c := r.candidate(q)
		runs := 150
		if underRace {
			runs = 20
		}
		check, err := c.check(t.Context(), q, runs, o, nil)
		require.NoError(t, err)
		p := check.Predicted
		t.Logf("%s %s %s=%d: theory %.3f, runs %d of %d; packets %.0f, %.0f", c.Protocol, c.Name, c.Level, c.Chosen,
			p.Reliability, check.Reached, check.Runs, p.Packets(), check.Packets())
		low, high := wilson(check.Reached, check.Runs, 4)
		assert.True(t, low-0.05 <= p.Reliability && p.Reliability <= high+0.05, "%s: reliability %v, and %d of %d runs", c.Protocol, p.Reliability, check.Reached, check.Runs)
		assert.InDelta(t, p.Coverage, check.Coverage.Mean, 0.02, c.Protocol)
		assert.InEpsilon(t, p.Packets(), check.Packets(), 0.25, c.Protocol)
		assert.InEpsilon(t, p.Payload, check.Payload.Mean, 0.25, c.Protocol)
		if c.Protocol == "plumtree" && !underRace {
			assert.InEpsilon(t, p.Rounds, check.Rounds.Mean, 0.25, "with the waits")
		}
	}
}

// TestCostsWithCrashes: where half of the peers are dead, nodes with few living ones are what a message
// waits for, and theory knows it.
func TestCostsWithCrashes(t *testing.T) {
	for _, q := range []Question{
		{Nodes: 200, Reliability: 0.99}, {Nodes: 200, Crash: 0.3, Reliability: 0.99}, {Nodes: 200, Crash: 0.5, Loss: 0.1, Reliability: 0.99},
		{Nodes: 200, Crash: 0.3, Reliability: 0.99, Complete: true},
	} {
		for _, r := range []row{coinRow(), hybridRow(), antiEntropyRow(), pushPullRow()} {
			c := r.candidate(q)
			runs := 100
			if underRace {
				runs = 20
			}
			check, err := c.check(t.Context(), q, runs, Options{Seed: 1}, nil)
			require.NoError(t, err)
			p, within := check.Predicted, 0.12
			assert.InEpsilon(t, check.Rounds.Mean, p.Rounds, within, "rounds of %s %s in %+v", c.Protocol, c.Name, q)
			assert.InEpsilon(t, check.Payload.Mean, p.Payload, within, "payload of %s %s in %+v", c.Protocol, c.Name, q)
			assert.InEpsilon(t, check.Control.Mean, p.Control, within, "control packets of %s %s in %+v", c.Protocol, c.Name, q)
		}
	}
}

func TestCrashSparesTheOrigin(t *testing.T) {
	timeline, err := crash{30}.Timeline(100, 7)
	require.NoError(t, err)
	require.Len(t, timeline, 1)
	assert.Len(t, timeline[0].Nodes, 30)
	assert.NotContains(t, timeline[0].Nodes, 1)
	again, err := crash{30}.Timeline(100, 7)
	require.NoError(t, err)
	assert.Equal(t, timeline, again)
	none, err := crash{0}.Timeline(100, 7)
	require.NoError(t, err)
	assert.Empty(t, none)
}

// TestTooLargeIsSimulatedSmaller: the prediction beside the simulation is that of the smaller network.
func TestTooLargeIsSimulatedSmaller(t *testing.T) {
	q := Question{Nodes: 5_000_000, Crash: 0.1, Reliability: 0.99}
	c := dedupRow().candidate(q)
	there, at := c.fitting(q)
	assert.LessOrEqual(t, there.Nodes, mostSimulated)
	assert.Equal(t, there.Nodes, at.Topology.N)
	assert.Equal(t, c.Chosen, at.Chosen)
	assert.Less(t, at.Predicted.Payload, c.Predicted.Payload)
	assert.LessOrEqual(t, at.Predicted.Packets()*fewestRuns, mostPackets)
	there, at = c.fitting(Question{Nodes: 1000, Crash: 0.1, Reliability: 0.99, Complete: true})
	assert.Equal(t, mostMeshed, there.Nodes)
	assert.Equal(t, topology.Full, at.Topology.Kind)
}

func TestBest(t *testing.T) {
	q := Question{Reliability: 0.99}
	one := func(reliability, payload, control float64) Candidate {
		p := Prediction{Reliability: reliability, Payload: payload, Control: control}
		return Candidate{Predicted: p, Promising: reliability >= q.Reliability}
	}
	unfit := one(1, 1, 1)
	unfit.Unfit = "never stops"
	contradicted := one(1, 2, 2)
	contradicted.Checks = []Check{{Predicted: contradicted.Predicted, Reached: 100, Runs: 400}}
	all := []Candidate{unfit, contradicted, one(0.5, 1, 1), one(0.999, 1000, 0), one(0.999, 400, 620), one(1, 900, 500)}
	assert.Equal(t, 4, best(all, q), "alike in packets, with less payload")
	assert.Equal(t, 3, best(all[:4], q))
	assert.Equal(t, -1, best(all[:3], q))
}

func TestInterrupted(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	_, err := Ask(ctx, Question{Nodes: 100, Reliability: 0.99}, Options{})
	assert.ErrorIs(t, err, context.Canceled)
}

// TestSameAnswer: the seed alone decides, whatever the number of workers.
func TestSameAnswer(t *testing.T) {
	q := Question{Nodes: 40, Loss: 0.1, Crash: 0.1, Reliability: 0.9}
	c := coinRow().candidate(q)
	var checks []Check
	for _, workers := range []int{1, 3} {
		check, err := c.check(t.Context(), q, 12, Options{Seed: 5, Workers: workers}, nil)
		require.NoError(t, err)
		checks = append(checks, check)
	}
	assert.Equal(t, checks[0], checks[1])
}
