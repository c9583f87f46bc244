package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"gossip/internal/experiment"
	"gossip/internal/fault"
	"gossip/internal/sim"
)

// design is what a command line asks for, judged: nothing in it is left to be refused.
type design struct {
	points []designPoint
	swept  []experiment.Axis // what varies between the points
	runs   int               // of each point
	seed   uint64
	rounds bool
	preset bool          // the number of runs was not given
	need   int64         // bytes of the largest run
	effort time.Duration // of the longest run

	fileIDs []int    // of nodes 1, 2, ... in the file of the topology, if they were others
	notes   []string // what the result will lack
}

// designPoint is one point: its place in the sweep, all that is set for it, and how its runs are made.
type designPoint struct {
	experiment.Point
	params []experiment.Setting
	setup  *experiment.Setup
	faults fault.Plan
}

// faultTexts lists what goes wrong, as --fault takes it; it is never nil.
func (p *designPoint) faultTexts() []string {
	texts := make([]string, len(p.faults))
	for i, f := range p.faults {
		texts[i] = f.String()
	}
	return texts
}

// read takes the scenario, and the order in which flags were given.
func (o *simulateOptions) read(ctx context.Context, fs *pflag.FlagSet) error {
	if o.scenario != "" {
		if err := o.readScenario(ctx, fs); err != nil {
			return err
		}
	}
	fs.Visit(func(f *pflag.Flag) { o.order = append(o.order, f.Name) })
	o.valuesGiven = fs.Changed("values")
	return nil
}

// sweep returns one of the flags of sweepFlags.
func (o *simulateOptions) sweep(flag string) *sweepFlag {
	i := slices.IndexFunc(o.sweeps, func(f *sweepFlag) bool { return f.flag == flag })
	return o.sweeps[i]
}

// design judges the command line.
func (o *simulateOptions) design(ctx context.Context) (*design, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	axes, err := o.axes()
	if err != nil {
		return nil, err
	}
	points, err := experiment.Points(axes)
	if err != nil {
		return nil, &usageError{text: err.Error(), hint: "sweep over fewer values, or over fewer quantities at once"}
	}
	d := &design{seed: o.drawSeed(), rounds: o.synchronous}
	for _, axis := range axes {
		if axis.Swept() {
			d.swept = append(d.swept, axis)
		}
	}
	listed, err := o.readValues(ctx)
	if err != nil {
		return nil, err
	}
	builder := setupBuilder{opts: o, values: listed, graphs: new(experiment.Graphs)}
	for _, p := range points {
		made, err := builder.point(p)
		if err != nil {
			return nil, err
		}
		d.points = append(d.points, made)
		d.need = max(d.need, builder.need)
		d.effort = max(d.effort, builder.effort)
	}
	d.fileIDs = builder.fileIDs
	return d, o.setRuns(d)
}

// setRuns chooses the number of runs, if it was not given, by the point whose runs take longest.
func (o *simulateOptions) setRuns(d *design) error {
	d.runs = o.runs
	if d.preset = d.runs == 0; d.preset {
		d.runs = experiment.PresetRuns(d.effort)
	}
	if total := d.runs * len(d.points); total > mostRuns {
		return &usageError{text: fmt.Sprintf("%s of %s points are %s runs, and %s are the most", count(d.runs, "run"),
			thousands(len(d.points)), thousands(total), thousands(mostRuns)), hint: "use a smaller --runs, or sweep over fewer values"}
	}
	return nil
}

// validate judges what does not depend on the point.
func (o *simulateOptions) validate() error {
	for _, f := range o.sweeps {
		switch {
		case f.given && f.model == timed && o.synchronous:
			return &usageError{text: fmt.Sprintf("--%s has no meaning with --synchronous", f.flag),
				hint: "in rounds nothing takes any time; leave one of the two out"}
		case f.given && f.model == inRounds && !o.synchronous:
			return &usageError{text: fmt.Sprintf("--%s belongs to the synchronous model", f.flag), hint: "add --synchronous"}
		}
	}
	if o.datagrams && o.synchronous {
		return &usageError{text: "--datagrams has no meaning with --synchronous", hint: "in rounds nothing overtakes anything; leave one of the two out"}
	}
	if o.metric != "" && o.plot == "" {
		return &usageError{text: "--metric is for --plot", hint: "add --plot FILE, or choose the columns of the table by --metrics"}
	}
	if o.metric != "" {
		if _, err := lookupMetric(o.metric); err != nil {
			return usagef("--metric: %v", err)
		}
	}
	for _, v := range o.sweep("latency").values {
		if _, err := sim.ParseLatency(v.Text); err != nil {
			return usagef("--latency: %v", err)
		}
	}
	for _, v := range o.sweep("from").values {
		if _, err := parseOrigin(v.Text); err != nil {
			return usagef("--from: %v", err)
		}
	}
	if twice := o.protocol.params.twice(); twice != "" {
		return &usageError{text: fmt.Sprintf("--param: %s is given twice", twice), hint: fmt.Sprintf("give several values at once: --param %s=A,B", twice)}
	}
	return nil
}

// decimal writes a bound.
func decimal(n int) string { return fmt.Sprint(n) }

// joined names things as a sentence does: a, b and c.
func joined(names []string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// indented puts two spaces before each line.
func indented(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if line != "\n" {
			b.WriteString("  ")
		}
		b.WriteString(line)
	}
	return b.String()
}
