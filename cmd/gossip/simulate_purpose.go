package main

import (
	"fmt"
	"slices"

	"gossip/internal/experiment"
	"gossip/internal/gossip"
)

// purpose says to which protocols a flag belongs.
type purpose uint8

const (
	anyPurpose purpose = iota
	spreading          // protocols that spread messages
	computing          // protocols that aggregate values
	dialing            // protocols whose nodes contact peers of their own accord
)

// dialers lists the protocols whose nodes contact peers of their own accord.
func dialers() []string {
	var names []string
	for _, row := range gossip.Protocols() {
		if row.Dials {
			names = append(names, row.Name)
		}
	}
	return names
}

// suits refuses flags that are not for the protocol.
func (o *simulateOptions) suits(rule *gossip.Rule) error {
	for _, f := range o.sweeps {
		if f.given && !f.purpose.suits(rule) {
			return unfit(f.flag, f.purpose, rule)
		}
	}
	if o.valuesGiven && !computing.suits(rule) {
		return unfit("values", computing, rule)
	}
	return nil
}

// limited lists the protocols that obey the relay limit of a message.
func limited() []string {
	var names []string
	for _, row := range gossip.Protocols() {
		if row.Limited {
			names = append(names, row.Name)
		}
	}
	return names
}

// noteUnlimited says so if a relay limit is given that no protocol of the sweep obeys. It is not refused,
// for the same scenario may be run with a protocol that does.
func noteUnlimited(c *cli, o *simulateOptions, d *design) {
	relays := o.sweep("relays")
	limits := slices.ContainsFunc(relays.values, func(v experiment.Value) bool { return v.Int() > 1 })
	obeyed := slices.ContainsFunc(d.points, func(p designPoint) bool { return p.setup.Rule.Protocol().Limited })
	if limits && !obeyed && !c.wantsJSON() {
		c.note("note: --relays changes nothing: the limit is obeyed by protocol %s alone", joined(limited()))
	}
}

// suits reports whether flags with that purpose are for the protocol.
func (p purpose) suits(rule *gossip.Rule) bool {
	switch p {
	case spreading:
		return !rule.Protocol().Aggregates
	case computing:
		return rule.Protocol().Aggregates
	case dialing:
		return rule.Dials()
	}
	return true
}

// unfit says why a flag is not for the protocol.
func unfit(flag string, p purpose, rule *gossip.Rule) error {
	name := rule.Protocol().Name
	switch {
	case p == dialing && rule.Conducted() != "":
		return &usageError{text: fmt.Sprintf("the %s pairs of protocol %s are drawn for the nodes, so --%s has no meaning", rule.Conducted(), name, flag),
			hint: "leave it out, or let the nodes choose their peers: gossip describe-protocol " + name}
	case p == dialing:
		return &usageError{text: fmt.Sprintf("the nodes of protocol %s contact nobody of their own accord, so --%s has no meaning", name, flag),
			hint: "leave it out, or choose --protocol " + alternatives(dialers())}
	case p == spreading:
		return &usageError{text: fmt.Sprintf("protocol %s computes a mean and spreads no messages, so --%s has no meaning", name, flag),
			hint: "leave it out; --values chooses what the mean is of"}
	}
	return &usageError{text: fmt.Sprintf("protocol %s spreads messages and computes nothing, so --%s has no meaning", name, flag),
		hint: "leave it out, or choose --protocol pushsum or averaging"}
}
