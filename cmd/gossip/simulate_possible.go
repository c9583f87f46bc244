package main

import (
	"fmt"
	"slices"

	"gossip/internal/gossip"
	"gossip/internal/sim"
)

// can reports whether runs of the point can have a value of a metric.
func (p *designPoint) can(metric int) bool {
	return sim.Metrics()[metric].Possible(p.setup.Rule.Protocol(), p.setup.Topology.N)
}

// judgeMetrics refuses metrics of which no run can have a value, and notes those that some points cannot
// have: what a table or a figure lacks should not be found out after hours of work.
func (o *simulateOptions) judgeMetrics(d *design) error {
	type request struct {
		flag   string
		metric int
	}
	var requests []request
	for _, metric := range o.metrics.chosen {
		requests = append(requests, request{"metrics", metric})
	}
	if o.metric != "" {
		requests = append(requests, request{"metric", metricNamed(o.metric)})
	}
	for _, r := range requests {
		switch lacking := d.without(r.metric); len(lacking) {
		case 0:
		case len(d.points):
			return impossible(r.flag, r.metric, lacking[0])
		default:
			if note := partial(r.metric, lacking); !slices.Contains(d.notes, note) {
				d.notes = append(d.notes, note)
			}
		}
	}
	return nil
}

// without lists the points that cannot have a metric.
func (d *design) without(metric int) []*designPoint {
	var lacking []*designPoint
	for i := range d.points {
		if p := &d.points[i]; !p.can(metric) {
			lacking = append(lacking, p)
		}
	}
	return lacking
}

// impossible says why a metric that no point can have is refused, by one of the points.
func impossible(flag string, metric int, p *designPoint) error {
	name, row := sim.Metrics()[metric].Name, p.setup.Rule.Protocol()
	switch {
	case p.uncounted(metric):
		return &usageError{text: fmt.Sprintf("the bytes of aggregation are not counted among %s, so --%s %s has no meaning", count(p.setup.Topology.N, "node"), flag, name),
			hint: "leave it out, or simulate fewer nodes"}
	case row.Aggregates:
		return &usageError{text: fmt.Sprintf("protocol %s computes a mean and spreads no messages, so --%s %s has no meaning", row.Name, flag, name),
			hint: "leave it out, or choose among " + joined(metricsOf(row.Name))}
	}
	return &usageError{text: fmt.Sprintf("protocol %s spreads messages and computes nothing, so --%s %s has no meaning", row.Name, flag, name),
		hint: "leave it out, or choose --protocol pushsum or averaging"}
}

// uncounted reports whether only the number of nodes keeps a point from having a metric.
func (p *designPoint) uncounted(metric int) bool {
	return sim.Metrics()[metric].Possible(p.setup.Rule.Protocol(), 1)
}

// partial says which points cannot have a metric.
func partial(metric int, lacking []*designPoint) string {
	name := sim.Metrics()[metric].Name
	if lacking[0].uncounted(metric) {
		return fmt.Sprintf("the bytes of aggregation are not counted among so many nodes: some points have no %s", name)
	}
	var protocols []string
	for _, p := range lacking {
		if protocol := p.setup.Rule.Protocol().Name; !slices.Contains(protocols, protocol) {
			protocols = append(protocols, protocol)
		}
	}
	return fmt.Sprintf("the metric %s has no meaning for %s", name, joined(protocols))
}

// metricsOf lists the metrics that runs of a protocol can have, if the nodes are not too many.
func metricsOf(protocol string) []string {
	row, err := gossip.LookupProtocol(protocol)
	if err != nil {
		panic("gossip: " + err.Error())
	}
	var names []string
	for _, m := range sim.Metrics() {
		if m.Possible(row, 1) {
			names = append(names, m.Name)
		}
	}
	return names
}
