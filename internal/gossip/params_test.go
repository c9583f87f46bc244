package gossip

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// eachParam runs a test for every parameter of every protocol.
func eachParam(t *testing.T, test func(t *testing.T, row Protocol, p Param)) {
	t.Helper()
	for _, row := range Protocols() {
		for _, p := range row.Params {
			t.Run(row.Name+" "+p.Name, func(t *testing.T) { test(t, row, p) })
		}
	}
}

func TestDefaultsAreWithinTheirOwnBounds(t *testing.T) {
	eachParam(t, func(t *testing.T, row Protocol, p Param) {
		v, ok := p.parse(p.Default)
		assert.True(t, ok)
		if p.Type == Integer || p.Type == Duration {
			assert.True(t, p.holds(v))
		}
		assert.NotEmpty(t, p.Bounds())
		assert.NotEmpty(t, p.Doc)
		assert.NotEmpty(t, p.Source, "where the default comes from")
	})
}

// wrongValues are values that a parameter must not take.
func wrongValues(p Param) []string {
	switch p.Type {
	case Boolean:
		return []string{"", "maybe", "2"}
	case Choice:
		return []string{"", "nonsense", "0", strings.ToUpper(p.Choices[0])}
	case Duration:
		return []string{"", "5", "fast", "-1ms", time.Duration(p.Min - 1).String(), time.Duration(p.Max + 1).String()}
	}
	return []string{"", "many", "1.5", fmt.Sprint(p.Min - 1), fmt.Sprint(p.Max + 1), "99999999999999999999"}
}

func TestWrongValuesAreRefusedWithAHint(t *testing.T) {
	eachParam(t, func(t *testing.T, row Protocol, p Param) {
		for _, value := range wrongValues(p) {
			if v, ok := p.parse(value); ok && v == 0 && p.Optional {
				continue // one below the least is 0, which means off
			}
			_, err := NewRule(row.Name, map[string]string{p.Name: value})
			wrong := requireParamError(t, err)
			assert.Contains(t, wrong.Text, p.Bounds())
			assert.Contains(t, wrong.Hint, p.Name+"="+p.Default)
		}
	})
}

func requireParamError(t *testing.T, err error) *ParamError {
	t.Helper()
	var wrong *ParamError
	require.True(t, errors.As(err, &wrong), "%v", err)
	assert.NotEmpty(t, wrong.Hint)
	assert.Equal(t, wrong.Text, err.Error())
	return wrong
}

func TestLimitsThemselvesAreTaken(t *testing.T) {
	eachParam(t, func(t *testing.T, row Protocol, p Param) {
		var good []string
		switch p.Type {
		case Boolean:
			good = []string{"true", "false", "1", "0"}
		case Choice:
			good = p.Choices
		case Duration:
			good = []string{time.Duration(p.Min).String(), time.Duration(p.Max).String()}
		case Integer:
			good = []string{fmt.Sprint(p.Min), fmt.Sprint(p.Max)}
		}
		if p.Optional {
			good = append(good, "0")
		}
		for _, value := range good {
			params := map[string]string{p.Name: value}
			if prefix, isInterval := strings.CutSuffix(p.Name, "interval"); isInterval && !strings.HasSuffix(prefix, "max_") {
				params[prefix+"max_interval"] = "0"
			}
			if prefix, isMost := strings.CutSuffix(p.Name, "max_interval"); isMost {
				params[prefix+"interval"] = "1ms"
			}
			rule, err := NewRule(row.Name, params)
			require.NoError(t, err)
			v, ok := p.parse(value)
			require.True(t, ok)
			assert.Contains(t, rule.Settings(), Setting{p.Name, p.Format(v)})
			n, err := New(Config{ID: 1, Peers: &idList{2}, Rule: rule, Rand: testRand()})
			require.NoError(t, err)
			n.Step(time.Second, Event{Kind: Start}, nil)
			n.Step(time.Second, Event{Kind: LinkUp, Peer: 2}, nil)
			n.Step(time.Second, Event{Kind: Publish, Text: "x", Relays: 1}, nil)
		}
	})
}

func TestParametersThatContradictEachOther(t *testing.T) {
	for protocol, prefixes := range map[string][]string{"rumor": {""}, "antientropy": {""}, "hybrid": {"", "backstop_"}} {
		for _, prefix := range prefixes {
			_, err := NewRule(protocol, map[string]string{prefix + "interval": "5s", prefix + "max_interval": "4s"})
			wrong := requireParamError(t, err)
			assert.Contains(t, wrong.Text, prefix+"max_interval")
			assert.Contains(t, wrong.Hint, prefix+"max_interval=0")
			_, err = NewRule(protocol, map[string]string{prefix + "interval": "5s", prefix + "max_interval": "0"})
			assert.NoError(t, err)
		}
	}
}

func TestUnknownNamesAreRefusedWithWhatThereIs(t *testing.T) {
	for _, row := range Protocols() {
		_, err := NewRule(row.Name, map[string]string{"zzz": "1", "aaa": "1"})
		wrong := requireParamError(t, err)
		assert.Contains(t, wrong.Text, `"aaa"`, "the first in alphabetical order, whatever the map says")
		for _, p := range row.Params {
			assert.Contains(t, wrong.Hint, p.Name)
		}
	}
	_, err := NewRule("fload", nil)
	wrong := requireParamError(t, err)
	for _, row := range Protocols() {
		assert.Contains(t, wrong.Hint, row.Name)
	}
	rule, err := NewRule("", nil)
	require.NoError(t, err)
	assert.Equal(t, "flood", rule.Protocol().Name, "the default")
}

func TestBoundsAreReadable(t *testing.T) {
	for want, p := range map[string]Param{
		"1ms to 1h":      {Type: Duration, Min: int64(time.Millisecond), Max: int64(time.Hour)},
		"0 or 1ms to 1m": {Type: Duration, Min: int64(time.Millisecond), Max: int64(time.Minute), Optional: true},
		"1m30s to 2h30m": {Type: Duration, Min: int64(90 * time.Second), Max: int64(150 * time.Minute)},
		"0 to 100":       {Type: Integer, Max: 100},
		"0 or 1 to 9":    {Type: Integer, Min: 1, Max: 9, Optional: true},
		"true or false":  {Type: Boolean},
		"push, pull":     {Type: Choice, Choices: []string{"push", "pull"}},
		"10s to 10m":     {Type: Duration, Min: int64(10 * time.Second), Max: int64(10 * time.Minute)},
		"20h to 100h":    {Type: Duration, Min: int64(20 * time.Hour), Max: int64(100 * time.Hour)},
	} {
		assert.Equal(t, want, p.Bounds())
	}
}

func TestValuesAreShownInOneForm(t *testing.T) {
	rule, err := NewRule("rumor", map[string]string{"feedback": "T", "interval": "0h1m0s", "max_interval": "0s", "k": "07", "mode": "pull"})
	require.NoError(t, err)
	shown := map[string]string{}
	for _, s := range rule.Settings() {
		shown[s.Name] = s.Value
	}
	assert.Equal(t, map[string]string{
		"fanout": "1", "mode": "pull", "feedback": "true", "stop": "counter", "k": "7", "peers": "uniform",
		"interval": "1m", "max_interval": "0", "jitter": "10",
	}, shown)
}

func TestTheTableIsComplete(t *testing.T) {
	names := map[string]bool{}
	for _, row := range Protocols() {
		assert.False(t, names[row.Name])
		names[row.Name] = true
		for _, text := range []string{row.Name, row.Summary, row.Doc, row.Source} {
			assert.NotEmpty(t, text)
		}
		assert.Equal(t, row.Name == "pushsum" || row.Name == "averaging", row.Aggregates)
		assert.Equal(t, row.Name != "rumor" && !row.Aggregates, row.Promises, "rumor alone is probabilistic by nature")
		params := map[string]bool{}
		for _, p := range row.Params {
			assert.False(t, params[p.Name], "%s of %s stands twice", p.Name, row.Name)
			params[p.Name] = true
		}
		_, err := json.Marshal(row)
		assert.NoError(t, err)
	}
	assert.Len(t, names, 8)
}

func TestSettingsAreACopy(t *testing.T) {
	rule, err := NewRule("rumor", map[string]string{"k": "3"})
	require.NoError(t, err)
	rule.Settings()[0].Value = "changed"
	assert.NotEqual(t, "changed", rule.Settings()[0].Value)
	assert.Len(t, rule.Settings(), len(rule.Protocol().Params))
}
