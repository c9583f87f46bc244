package main

import (
	"fmt"
	"strconv"
	"strings"

	"gossip/internal/experiment"
	"gossip/internal/sim"
)

// simulateReport is what the runs of an experiment came to, ready to be shown.
type simulateReport struct {
	opts      *simulateOptions
	design    *design
	outcome   experiment.Outcome
	summaries []experiment.Summary // by point
	made      int                  // runs that are finished
}

func newSimulateReport(opts *simulateOptions, d *design, outcome experiment.Outcome) *simulateReport {
	r := &simulateReport{opts: opts, design: d, outcome: outcome, summaries: make([]experiment.Summary, len(outcome.Points))}
	for i, p := range outcome.Points {
		r.summaries[i] = experiment.Summarize(p)
		r.made += r.summaries[i].Runs
	}
	return r
}

// write shows the report in the format that was asked for.
func (r *simulateReport) write(c *cli) error {
	switch r.opts.format {
	case simulateJSON:
		return c.printJSON(r.result())
	case simulateCSV:
		if r.opts.traceHash {
			c.note("trace hash %s", experiment.TraceHash(r.outcome))
		}
		if r.outcome.Interrupted {
			c.note("%s", r.shortfall())
		}
		return r.writeCSV(c.out)
	}
	return r.writeText(c)
}

// has reports whether any run has a value of a metric.
func (r *simulateReport) has(metric int) bool {
	for _, s := range r.summaries {
		if s.Metrics[metric] != nil {
			return true
		}
	}
	return false
}

// measured lists the metrics that were chosen, or else those of which a run has a value.
func (r *simulateReport) measured() []int {
	if r.opts.metrics.chosen != nil {
		return r.opts.metrics.chosen
	}
	var all []int
	for i := range sim.Metrics() {
		if r.has(i) {
			all = append(all, i)
		}
	}
	return all
}

// columns lists the metrics of a table with a row for each point: those that were chosen, or the ones
// by which protocols are compared.
func (r *simulateReport) columns() []int {
	if r.opts.metrics.chosen != nil {
		return r.opts.metrics.chosen
	}
	var main []int
	for _, name := range []string{"coverage", "traffic", "t_avg", "t_last", "rmr", "ldh", "end_time", "variance_factor", "relative_error", "messages"} {
		metric := metricNamed(name)
		spreads := r.has(metricNamed("coverage"))
		if r.has(metric) && !(spreads && (name == "end_time" || name == "messages")) {
			main = append(main, metric)
		}
	}
	return main
}

// writeText prints what is the same for all points, and then a table.
func (r *simulateReport) writeText(c *cli) error {
	if err := r.head().write(c.out); err != nil {
		return err
	}
	c.printf("\n")
	t := r.pointTable()
	if len(r.design.swept) == 0 {
		t = r.metricTable(&r.summaries[0])
	}
	if err := t.write(c.out); err != nil {
		return err
	}
	if hops := r.summaries[0].Hops; len(r.design.swept) == 0 && len(hops) > 0 {
		c.printf("\n")
		printWrapped(c, "deliveries by hop, mean: "+hopsText(hops))
	}
	if r.opts.everyRun {
		c.printf("\n")
		if err := r.runTable().write(c.out); err != nil {
			return err
		}
	}
	if r.opts.traceHash {
		c.printf("\ntrace hash %s\n", experiment.TraceHash(r.outcome))
	}
	if r.outcome.Interrupted {
		c.printf("\n%s\n", r.shortfall())
	}
	return nil
}

// shortfall says how many runs are missing.
func (r *simulateReport) shortfall() string {
	return fmt.Sprintf("interrupted: %s of %s were finished", thousands(r.made), count(r.planned(), "run"))
}

// planned is how many runs all points should have together.
func (r *simulateReport) planned() int { return r.design.runs * len(r.design.points) }

// head lists what is the same for all points.
func (r *simulateReport) head() *table {
	var t table
	varies := make(map[string]bool)
	for _, axis := range r.design.swept {
		varies[axis.Name] = true
		t.row("varies", axis.Name+" "+axisText(axis))
	}
	var settings []string
	for _, s := range r.design.points[0].params {
		if !varies[s.Name] && !(varies["protocol"] && r.ofProtocol(s.Name)) && !(varies["topology"] && r.ofTopology(s.Name)) {
			settings = append(settings, s.Name+" "+printable(s.Value.Text))
		}
	}
	label := "fixed"
	for _, line := range wrapped(strings.Join(settings, ", "), helpWidth) {
		t.row(label, line)
		label = ""
	}
	model := "asynchronous, times in seconds"
	if r.design.rounds {
		model = "synchronous, times in rounds"
	}
	t.row("model", model)
	for _, f := range r.design.points[0].faultTexts() {
		t.row("fault", f)
	}
	runs := amount(r.design.runs, "run")
	if len(r.design.points) > 1 {
		runs += " of each point"
	}
	if r.design.preset {
		runs += " (--runs for more)"
	}
	t.row("runs", runs+", seed "+strconv.FormatUint(r.design.seed, 10))
	if len(r.design.swept) == 0 {
		t.row("ended", endsText(r.summaries[0].Ends))
	}
	return &t
}

// ofProtocol reports whether a setting belongs to the protocol of the first point.
func (r *simulateReport) ofProtocol(name string) bool {
	for _, s := range r.design.points[0].setup.Rule.Settings() {
		if s.Name == name {
			return true
		}
	}
	return false
}

// ofTopology reports whether a setting belongs to the topology of the first point.
func (r *simulateReport) ofTopology(name string) bool {
	for param := range r.design.points[0].setup.Topology.Values {
		if shapeName(param) == name {
			return true
		}
	}
	return false
}

// axisText lists the values of an axis, those in the middle of a long one left out.
func axisText(a experiment.Axis) string {
	const shown = 8
	words := make([]string, len(a.Values))
	for i, v := range a.Values {
		words[i] = printable(v.Text)
	}
	if len(words) > shown {
		words = append(append(words[:shown-2:shown-2], "..."), words[len(words)-1])
	}
	return strings.Join(words, ", ")
}

// metricTable has a row for each metric of one point.
func (r *simulateReport) metricTable(s *experiment.Summary) *table {
	var t table
	t.row("METRIC", "MEAN", "± 95 %", "SD", "MIN", "MAX", "UNIT")
	for _, i := range r.measured() {
		m, st := sim.Metrics()[i], s.Metrics[i]
		if st == nil {
			t.row(m.Name, "-", "-", "-", "-", "-", unitOf(m, r.design.rounds))
			continue
		}
		unit := unitOf(m, r.design.rounds)
		if st.Runs > 0 {
			unit += fmt.Sprintf(" (in %s)", amount(st.Runs, "run"))
		}
		mean, ci := meanText(*st)
		sd := "-"
		if st.SD != nil {
			sd = fourDigits(*st.SD)
		}
		t.row(m.Name, mean, ci, sd, fourDigits(st.Min), fourDigits(st.Max), unit)
	}
	return &t
}

// pointTable has a row for each point.
func (r *simulateReport) pointTable() *table {
	var t table
	var heads []string
	for _, axis := range r.design.swept {
		heads = append(heads, strings.ToUpper(axis.Name))
	}
	if r.outcome.Interrupted {
		heads = append(heads, "RUNS")
	}
	columns := r.columns()
	for _, i := range columns {
		head := strings.ToUpper(sim.Metrics()[i].Name)
		if m := sim.Metrics()[i]; m.Unit == "time" {
			head += " [" + unitOf(m, r.design.rounds) + "]"
		}
		heads = append(heads, head)
	}
	t.row(append(heads, "ENDED")...)
	for i, s := range r.summaries {
		if s.Runs == 0 {
			continue // interrupted before it came to that
		}
		row := r.place(i)
		if r.outcome.Interrupted {
			row = append(row, thousands(s.Runs))
		}
		for _, metric := range columns {
			row = append(row, statText(s.Metrics[metric]))
		}
		t.row(append(row, endsText(s.Ends))...)
	}
	return &t
}

// place is where a point is in the sweep.
func (r *simulateReport) place(point int) []string {
	var cells []string
	for _, axis := range r.design.swept {
		cells = append(cells, printable(r.design.points[point].Value(axis.Name).Text))
	}
	return cells
}

// runTable has a row for each run.
func (r *simulateReport) runTable() *table {
	var t table
	var heads []string
	for _, axis := range r.design.swept {
		heads = append(heads, strings.ToUpper(axis.Name))
	}
	heads = append(heads, "RUN", "SEED")
	columns := r.columns()
	for _, i := range columns {
		heads = append(heads, strings.ToUpper(sim.Metrics()[i].Name))
	}
	t.row(append(heads, "ENDED")...)
	for i, p := range r.outcome.Points {
		for _, run := range p.Runs {
			row := append(r.place(i), strconv.Itoa(run.Number+1), strconv.FormatUint(run.Seed, 10))
			for _, metric := range columns {
				text := "-"
				if value, ok := run.Value(sim.Metrics()[metric].Name); ok {
					text = fourDigits(value)
				}
				row = append(row, text)
			}
			t.row(append(row, string(run.End))...)
		}
	}
	return &t
}
