package main

import (
	"fmt"
	"slices"

	"gossip/internal/experiment"
	"gossip/internal/gossip"
	"gossip/topology"
)

// axes returns all quantities that are set, those first that were given, in their order.
func (o *simulateOptions) axes() ([]experiment.Axis, error) {
	axes, err := o.topologyAxes()
	if err != nil {
		return nil, err
	}
	given := make(map[string]bool)
	for _, flag := range o.order {
		given[flag] = true
		more, err := o.flagAxes(flag)
		if err != nil {
			return nil, err
		}
		axes = append(axes, more...)
	}
	if !given["protocol"] {
		axes = append(axes, experiment.Axis{Name: "protocol", Values: []experiment.Value{{Text: o.protocol.name}}})
	}
	for _, f := range o.sweeps {
		if !given[f.flag] && f.values != nil && !(f.model == timed && o.synchronous) {
			axes = append(axes, f.axis())
		}
	}
	return axes, nil
}

// flagAxes returns the quantities that one flag sets.
func (o *simulateOptions) flagAxes(flag string) ([]experiment.Axis, error) {
	switch flag {
	case "protocol":
		axis, err := o.protocolAxis()
		return []experiment.Axis{axis}, err
	case "param":
		return o.paramAxes()
	}
	for _, f := range o.sweeps {
		if f.flag == flag {
			return []experiment.Axis{f.axis()}, nil
		}
	}
	for _, f := range o.shapes {
		if f.flag == flag {
			return []experiment.Axis{{Name: shapeName(f.name()), Values: f.values}}, nil
		}
	}
	return nil, nil
}

// shapeName is what a parameter of a topology is called in results: as it is called elsewhere, unless a
// protocol has a parameter of that name.
func shapeName(param string) string {
	for _, row := range gossip.Protocols() {
		if slices.ContainsFunc(row.Params, func(p gossip.Param) bool { return p.Name == param }) {
			return "topology_" + param
		}
	}
	return param
}

// topologyAxes are the kinds of topologies, and the parameter behind the kind.
func (o *simulateOptions) topologyAxes() ([]experiment.Axis, error) {
	name := topology.Full
	if len(o.args) > 0 {
		name = o.args[0]
	}
	if name == "" {
		_, err := topology.Lookup(name)
		return nil, asUsage(err)
	}
	kinds, err := experiment.NewAxis("topology", name, experiment.Words("a topology"))
	if err != nil {
		return nil, &usageError{text: fmt.Sprintf("TOPOLOGY: %v", err), hint: "name one, like random, or several separated by commas, like line,full"}
	}
	for _, v := range kinds.Values {
		if _, err := topology.Lookup(v.Text); err != nil {
			return nil, asUsage(err)
		}
	}
	axes := []experiment.Axis{kinds}
	if len(o.args) < 2 {
		return axes, nil
	}
	if kinds.Swept() {
		return nil, &usageError{text: fmt.Sprintf("%q is the parameter of one topology, and these are several: %s", o.args[1], name),
			hint: "leave it out, or simulate one topology after the other"}
	}
	kind, _ := topology.Lookup(kinds.Values[0].Text) // it is there, see above
	axis, err := positionalAxis(kind, o.args)
	return append(axes, axis), err
}

// positionalAxis is the parameter behind the kind.
func positionalAxis(kind topology.Kind, args []string) (experiment.Axis, error) {
	i := slices.IndexFunc(kind.Params, topology.Param.Positional)
	if i < 0 || len(args) > 2 || kind.Params[i].Type == topology.Path {
		spec := topology.Spec{Values: make(map[string]float64)}
		err := positional(&spec, kind, args) // it has the words for what is wrong
		return experiment.Axis{Name: "path", Values: []experiment.Value{{Text: spec.Path}}}, err
	}
	param := kind.Params[i]
	axis, err := experiment.NewAxis(shapeName(param.Name), args[1], experiment.TopologyScale(param))
	if err != nil {
		return axis, &usageError{text: fmt.Sprintf("%s: %s: %v", kind.Name, words(param.Name), err),
			hint: fmt.Sprintf("%s: %s, %s", words(param.Name), param.Doc, param.Bounds)}
	}
	return axis, nil
}

// protocolAxis are the protocols.
func (o *simulateOptions) protocolAxis() (experiment.Axis, error) {
	if o.protocol.name == "" {
		_, err := lookupProtocol("")
		return experiment.Axis{}, err
	}
	axis, err := experiment.NewAxis("protocol", o.protocol.name, experiment.Words("a protocol"))
	if err != nil {
		return axis, usagef("--protocol: %v", err)
	}
	for _, v := range axis.Values {
		if _, err := lookupProtocol(v.Text); err != nil {
			return axis, err
		}
	}
	return axis, nil
}

// paramAxes are the parameters of the protocol.
func (o *simulateOptions) paramAxes() ([]experiment.Axis, error) {
	protocols, err := o.protocolAxis()
	if err != nil {
		return nil, err
	}
	row, err := gossip.LookupProtocol(protocols.Values[0].Text) // whether the others take it is judged with each point
	if err != nil {
		return nil, err
	}
	var axes []experiment.Axis
	for _, name := range o.protocol.params.names {
		text := o.protocol.params.values[name]
		i := slices.IndexFunc(row.Params, func(p gossip.Param) bool { return p.Name == name })
		if i < 0 {
			_, err := gossip.NewRule(row.Name, map[string]string{name: text})
			return nil, paramUsage(err)
		}
		axis, err := experiment.NewAxis(name, text, experiment.ParamScale(row.Params[i]))
		if err != nil {
			return nil, &usageError{text: fmt.Sprintf("--param %s: %v", name, err),
				hint: fmt.Sprintf("%s of protocol %s is %s", name, row.Name, row.Params[i].Bounds())}
		}
		axes = append(axes, axis)
	}
	return axes, nil
}
