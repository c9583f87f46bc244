package main

import (
	"fmt"
	"math"
	"strconv"

	"github.com/spf13/pflag"

	"gossip/internal/cluster"
	"gossip/internal/gossip"
)

// rowOf returns the protocol of a network; the zero row if this version of the program does not know it.
func rowOf(state cluster.State) gossip.Protocol {
	row, err := gossip.LookupProtocol(state.Protocol)
	if err != nil {
		return gossip.Protocol{}
	}
	return row
}

// spreadsMessages is an error if a network computes something instead of spreading messages. Its nodes
// would refuse them, too.
func spreadsMessages(state cluster.State) error {
	row := rowOf(state)
	if !row.Aggregates {
		return nil
	}
	return hinted{
		fmt.Errorf("network %q spreads no messages: its protocol, %s, computes something from the values of its nodes", state.Network, row.Name),
		"gossip list-nodes shows what they estimate; start-network --protocol takes others",
	}
}

// unconducted is an error if somebody must draw the pairs of nodes that meet.
func unconducted(rule *gossip.Rule) error {
	how := rule.Conducted()
	if how == "" {
		return nil
	}
	return &usageError{
		text: fmt.Sprintf("the pairs of nodes that meet would have to be drawn (%s), and real nodes have nobody who does", how),
		hint: "leave that parameter out; the synchronous simulator can draw them: gossip simulate --synchronous",
	}
}

// shownEstimate is what a row of list-nodes shows of an estimate.
func shownEstimate(n cluster.NodeInfo) string {
	if n.Estimate == nil {
		return "-"
	}
	const digits = 10
	return strconv.FormatFloat(*n.Estimate, 'g', digits, 64)
}

// optionalValue is a flag value: the value of a node; nil if it was not given.
type optionalValue struct{ value *float64 }

// Set implements pflag.Value.
func (o *optionalValue) Set(s string) error {
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || !(math.Abs(x) <= gossip.MaxValue) { // neither is NaN
		return fmt.Errorf("it must be a number from %g to %g", -gossip.MaxValue, gossip.MaxValue)
	}
	o.value = &x
	return nil
}

// String implements pflag.Value.
func (o *optionalValue) String() string {
	if o.value == nil {
		return ""
	}
	return strconv.FormatFloat(*o.value, 'g', -1, 64)
}

// Type implements pflag.Value.
func (o *optionalValue) Type() string { return "number" }

var _ pflag.Value = (*optionalValue)(nil)
