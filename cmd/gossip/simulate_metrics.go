package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gossip/internal/sim"
)

// metricList is a flag value: the positions of metrics in sim.Metrics.
type metricList struct{ chosen []int }

// Set implements pflag.Value.
func (l *metricList) Set(text string) error {
	var chosen []int
	for _, name := range strings.Split(text, ",") {
		i, err := lookupMetric(strings.TrimSpace(name))
		if err != nil {
			return err
		}
		if slices.Contains(chosen, i) {
			return fmt.Errorf("%s is there twice", name)
		}
		chosen = append(chosen, i)
	}
	l.chosen = chosen
	return nil
}

// String implements pflag.Value.
func (l *metricList) String() string {
	words := make([]string, len(l.chosen))
	for i, metric := range l.chosen {
		words[i] = sim.Metrics()[metric].Name
	}
	return strings.Join(words, ",")
}

// Type implements pflag.Value.
func (l *metricList) Type() string { return "names" }

var _ pflag.Value = (*metricList)(nil)

// lookupMetric returns the position of a metric.
func lookupMetric(name string) (int, error) {
	var names []string
	for i, m := range sim.Metrics() {
		if m.Name == name {
			return i, nil
		}
		names = append(names, m.Name)
	}
	if near := nearest(name, names); name != "" && len(near) > 0 {
		return 0, fmt.Errorf("there is no metric %q; did you mean %s?", name, alternatives(near))
	}
	return 0, fmt.Errorf("there is no metric %q; there are %s", name, strings.Join(names, ", "))
}

// metricNamed is the position of a metric that exists.
func metricNamed(name string) int {
	i, err := lookupMetric(name)
	if err != nil {
		panic("gossip: " + err.Error())
	}
	return i
}

// unitOf is the unit of a metric, times in that of the model.
func unitOf(m sim.Metric, rounds bool) string {
	switch {
	case m.Unit != "time":
		return m.Unit
	case rounds:
		return "rounds"
	}
	return "s"
}

// metricResult is one metric as help metrics prints it with -o json.
type metricResult struct {
	Name   string `json:"name"`
	Unit   string `json:"unit"` // "time" is seconds, or rounds with --synchronous
	Doc    string `json:"doc"`
	Source string `json:"source"`
}

// newMetricsTopic returns the help topic about metrics, made from their table.
func newMetricsTopic(c *cli) *cobra.Command {
	metrics := sim.Metrics()
	results := make([]metricResult, len(metrics))
	for i, m := range metrics {
		results[i] = metricResult{m.Name, m.Unit, m.Doc, m.Source}
	}
	return newTopic(c, "metrics", "What the metrics of simulate mean",
		"These are the metrics of gossip simulate.\n\n"+metricsHelp(), results)
}

// metricsHelp explains each metric.
func metricsHelp() string {
	const indent = "                      "
	var b strings.Builder
	b.WriteString("METRICS\n")
	for _, m := range sim.Metrics() {
		unit := m.Unit
		if unit == "time" {
			unit = "s, or rounds"
		}
		text := fmt.Sprintf("%s [%s]", m.Doc, unit)
		if m.Source != "common" {
			text += " (" + m.Source + ")"
		}
		name := fmt.Sprintf("  %-18s  ", m.Name)
		for _, line := range wrapped(text, helpWidth-8) {
			b.WriteString(name + line + "\n")
			name = indent
		}
	}
	b.WriteString(`
With several messages the metrics of one message are the mean over the messages. Coverage and times are
over the nodes that live at the end of a run. A time that did not come, such as that to full coverage in
a run that does not cover everyone, has no value in that run; "runs" says how many had one. A metric that
has no value in any run of a point is absent from its "metrics" in JSON, empty in CSV, and "-" in text.

`)
	b.WriteString(strings.Join(wrapped("Protocols that compute a mean have "+joined(metricsOf("pushsum"))+
		"; all others have all but those of aggregation. A metric that no point can have is refused.", helpWidth), "\n"))
	return b.String()
}
