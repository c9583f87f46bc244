package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"gossip/internal/client"
	"gossip/internal/cluster"
	"gossip/topology"
)

func TestDiagnose(t *testing.T) {
	_, boundError := topology.Spec{Kind: "random", N: 15, Values: map[string]float64{"degree": 3}}.Resolved()
	clusterError := func(code cluster.Code) error {
		return fmt.Errorf("attempted: %w", &cluster.Error{Code: code, Text: "what", Hint: "next"})
	}
	tests := []struct {
		name string
		err  error
		code int
		hint bool
	}{
		{"anything", errors.New("x"), exitFailed, false},
		{"command line", usagef("x"), exitUsage, false},
		{"command line, wrapped", fmt.Errorf("y: %w", &usageError{"x", "h"}), exitUsage, true},
		{"bound of a topology", boundError, exitUsage, true},
		{"cluster: failed", clusterError(cluster.Failed), exitFailed, true},
		{"cluster: not running", clusterError(cluster.NotRunning), exitNotRunning, true},
		{"cluster: busy", clusterError(cluster.Busy), exitBusy, true},
		{"cluster: no such node", clusterError(cluster.NoSuchNode), exitNoSuchNode, true},
		{"cluster: timed out", clusterError(cluster.TimedOut), exitTimedOut, true},
		{"cluster: invalid", clusterError(cluster.Invalid), exitUsage, true},
		{"refused by a node", &client.RemoteError{Text: "the store is full"}, exitFailed, false},
		{"goal not met", fmt.Errorf("y: %w", &goalError{"x", "h"}), exitGoal, true},
		{"deadline", fmt.Errorf("no answer: %w", context.DeadlineExceeded), exitTimedOut, false},
		{"interrupted", fmt.Errorf("no answer: %w", context.Canceled), exitInterrupted, false},
		{"failed with a hint", hinted{errors.New("x"), "h"}, exitFailed, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := diagnose(tt.err)
			assert.Equal(t, tt.code, d.Code)
			assert.Equal(t, tt.hint, d.Hint != "", d.Hint)
		})
	}
}

func TestHints(t *testing.T) {
	ended := &client.EndedError{Node: 4, Addr: "h:1"}
	restart := "gossip list-nodes shows whether it still runs; gossip restart-node 4 starts it again"
	for name, tt := range map[string]struct {
		err  error
		want string
	}{
		"none":                   {errors.New("x"), ""},
		"its own":                {hinted{ended, "its own"}, "its own"},
		"a node that ended":      {fmt.Errorf("ask it: %w", ended), restart},
		"and the cluster says":   {&cluster.Error{Text: "x", Err: ended}, restart},
		"the cluster has better": {&cluster.Error{Text: "x", Err: ended, Hint: "better"}, "better"},
		"a stranger that ended":  {&client.EndedError{Addr: "h:1"}, ""},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, tt.want, hintOf(tt.err)) })
	}
}

func TestDiagnosisIsPrinted(t *testing.T) {
	d := diagnosis{Error: "no\x1b", Hint: "first\nsecond", Code: 1}
	var text, json bytes.Buffer
	d.printText(&text)
	d.printJSON(&json)
	assert.Equal(t, "error: no\\x1b\nhint: first\nhint: second\n", text.String())
	assert.Equal(t, `{"error":"no\u001b","hint":"first\nsecond","code":1}`+"\n", json.String())
}

func TestErrorOfSeveralLines(t *testing.T) {
	var text bytes.Buffer
	diagnose(errors.Join(errors.New("a"), errors.New("b\nhint: c"))).printText(&text)
	assert.Equal(t, "error: a\n  b\n  hint: c\n", text.String())
}

func TestAsksForJSON(t *testing.T) {
	for _, args := range [][]string{
		{"-o", "json"}, {"x", "-ojson"}, {"-o=json"}, {"--output", "json", "y"}, {"--output=json"},
		{"-o", "text", "-o", "json"},
	} {
		assert.True(t, asksForJSON(args), args)
	}
	for _, args := range [][]string{
		{}, {"-o"}, {"-o", "text"}, {"--output"}, {"--", "-o", "json"}, {"json"}, {"--output-json"}, {"-", "o"},
	} {
		assert.False(t, asksForJSON(args), args)
	}
}

func TestExitStatusNamesTheCodes(t *testing.T) {
	text := exitStatus(exitNotRunning)
	assert.Contains(t, text, " 10  the network is not running")
	assert.Contains(t, text, "130  interrupted")
	assert.NotContains(t, text, " 12  ")
}
