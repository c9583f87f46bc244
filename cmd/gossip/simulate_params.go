package main

import (
	"maps"
	"slices"
	"strconv"

	"gossip/internal/experiment"
	"gossip/internal/gossip"
	"gossip/topology"
)

// params lists all that is set for a point: its topology, its protocol, and the quantities that were
// given or have a preset.
func (b *setupBuilder) params(p experiment.Point, spec topology.Spec, rule *gossip.Rule) []experiment.Setting {
	text := func(name, value string) experiment.Setting {
		return experiment.Setting{Name: name, Value: experiment.Value{Text: value}}
	}
	number := func(name string, value float64) experiment.Setting {
		v := experiment.Value{Text: strconv.FormatFloat(value, 'f', -1, 64), Kind: experiment.Number, Number: value}
		return experiment.Setting{Name: name, Value: v}
	}
	params := []experiment.Setting{number("num_nodes", float64(b.nodes)), text("topology", spec.Kind)}
	for _, name := range slices.Sorted(maps.Keys(spec.Values)) {
		shape := number(shapeName(name), spec.Values[name])
		if v := p.Value(shape.Name); v.Numeric() {
			shape.Value = v // as it was typed
		}
		params = append(params, shape)
	}
	if spec.Path != "" {
		params = append(params, text("path", spec.Path))
	}
	params = append(params, text("protocol", rule.Protocol().Name))
	declared := rule.Protocol().Params
	for i, s := range rule.Settings() {
		values, err := experiment.ParamScale(declared[i]).Parse(s.Value)
		if err != nil { // not in a form that is read again; then as it is shown
			params = append(params, text(s.Name, s.Value))
			continue
		}
		params = append(params, experiment.Setting{Name: s.Name, Value: values[0]})
	}
	for _, f := range b.opts.sweeps[1:] {
		if v := p.Value(f.name()); v.Text != "" {
			params = append(params, experiment.Setting{Name: f.name(), Value: v})
		}
	}
	if until, given := b.opts.untilValue(); given {
		params = append(params, experiment.Setting{Name: "until", Value: until})
	}
	for _, on := range []struct {
		name string
		set  bool
	}{{"synchronous", b.opts.synchronous}, {"datagrams", b.opts.datagrams}} {
		if on.set {
			params = append(params, experiment.Setting{Name: on.name, Value: experiment.Value{Text: "true", Kind: experiment.Truth}})
		}
	}
	if rule.Protocol().Aggregates {
		params = append(params, text("values", b.opts.values))
	}
	return params
}
