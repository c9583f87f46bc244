package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"gossip/internal/experiment"
	"gossip/internal/render"
	"gossip/internal/sim"
)

// mostCurves is how many curves a figure may have.
const mostCurves = 24

// figure is the picture that --plot asks for.
type figure struct {
	path   string // "" for none
	format render.Format
	x      string // the quantity along the axis; "" for time
	metric int
}

// figure judges --plot. Without a sweep the runs note their coverage over time.
func (o *simulateOptions) figure(d *design) (figure, error) {
	f := figure{path: o.plot}
	if o.plot == "" {
		return f, nil
	}
	var err error
	if f.format, err = render.FormatFromPath(o.plot); err != nil {
		return f, &usageError{text: fmt.Sprintf("cannot draw to %q: its ending names no format", o.plot), hint: "figures end in .svg, .png or .pdf"}
	}
	if err := checkWritable(o.plot); err != nil {
		return f, &usageError{text: fmt.Sprintf("cannot write the figure: %v", err), hint: "name a file in a directory that exists and that you may write to"}
	}
	if len(d.swept) == 0 {
		return f, o.coverageFigure(d)
	}
	f.metric = o.figureMetric(d)
	curves := 1
	for _, axis := range d.swept {
		if f.x == "" && !slices.ContainsFunc(axis.Values, func(v experiment.Value) bool { return !v.Numeric() }) {
			f.x = axis.Name
			continue
		}
		curves *= len(axis.Values)
	}
	switch {
	case f.x == "":
		return f, &usageError{text: "a figure needs a number that varies, and here only words do", hint: "leave --plot out, or sweep over a number, too: -n 100,1000,10000"}
	case curves > mostCurves:
		return f, &usageError{text: fmt.Sprintf("the figure would have %d curves, and nobody tells apart more than %d", curves, mostCurves),
			hint: "sweep over fewer values, or leave --plot out"}
	}
	return f, nil
}

// coverageFigure prepares the figure of a single point.
func (o *simulateOptions) coverageFigure(d *design) error {
	if o.metric != "" {
		return &usageError{text: "--metric has no meaning where nothing varies: the figure is the coverage over time",
			hint: "leave --metric out, or sweep over a number: -n 100,1000,10000"}
	}
	if d.points[0].setup.Rule.Protocol().Aggregates {
		return &usageError{text: "aggregation covers nobody, so there is no coverage over time to draw", hint: "sweep over a number: -n 100,1000,10000"}
	}
	d.points[0].setup.Curve = true
	return nil
}

// figureMetric is the metric of a sweep's figure.
func (o *simulateOptions) figureMetric(d *design) int {
	switch {
	case o.metric != "":
		return metricNamed(o.metric)
	case len(o.metrics.chosen) > 0:
		return o.metrics.chosen[0]
	case slices.ContainsFunc(d.points, func(p designPoint) bool { return p.setup.Rule.Protocol().Aggregates }):
		return metricNamed("end_time") // all protocols have one
	}
	return metricNamed("t_last")
}

// save draws the figure, if one was asked for.
func (f figure) save(r *simulateReport) error {
	if f.path == "" {
		return nil
	}
	chart, err := f.chart(r)
	if err != nil {
		return err
	}
	return saveFile(f.path, func(w io.Writer) error { return render.DrawChart(w, chart, f.format) })
}

// chart is the figure of what the runs came to. There is none where they came to nothing that it could show.
func (f figure) chart(r *simulateReport) (render.Chart, error) {
	switch {
	case f.x == "" && !r.has(metricNamed("coverage")):
		return render.Chart{}, errors.New("no run accepted a message")
	case f.x == "":
		return f.overTime(r), nil
	case !r.has(f.metric):
		return render.Chart{}, fmt.Errorf("no run has a value of %s", sim.Metrics()[f.metric].Name)
	}
	return f.overValues(r), nil
}

// overTime is the chart of the coverage over time.
func (f figure) overTime(r *simulateReport) render.Chart {
	var curves [][]sim.Point
	for _, run := range r.outcome.Points[0].Runs {
		curves = append(curves, run.Curve)
	}
	var s render.Series
	for _, p := range experiment.Curve(curves, r.design.rounds) {
		s.X, s.Y = append(s.X, p.Time), append(s.Y, p.Mean)
		s.Low, s.High = append(s.Low, math.Max(0, p.Mean-p.CI95)), append(s.High, math.Min(1, p.Mean+p.CI95))
	}
	low, high := 0.0, 1.0
	label := "time (s)"
	if r.design.rounds {
		label = "round"
	}
	caption := r.caption()
	if some := r.summaries[0].Metrics[metricNamed("coverage")].Runs; some > 0 { // else all have a curve
		caption += fmt.Sprintf(", of which %s accepted a message", thousands(some))
	}
	return render.Chart{
		Title: "Coverage over time", Subtitle: caption, Series: []render.Series{s},
		X: render.Axis{Label: label, Min: &low}, Y: render.Axis{Label: "coverage", Min: &low, Max: &high},
	}
}

// overValues is the chart of a metric against the quantity that varies.
func (f figure) overValues(r *simulateReport) render.Chart {
	m := sim.Metrics()[f.metric]
	c := render.Chart{
		Title: m.Name + " against " + f.x, Subtitle: r.caption(), Points: true,
		X: render.Axis{Label: f.xLabel(r)}, Y: render.Axis{Label: m.Name},
	}
	share := m.Unit == "fraction"
	if !share && m.Unit != "ratio" {
		c.Y.Label += " (" + unitOf(m, r.design.rounds) + ")"
	}
	index := make(map[string]int)
	for i, s := range r.summaries {
		if !r.design.points[i].can(f.metric) {
			continue // rather than a legend of what cannot be there
		}
		name := r.curveName(i, f.x)
		k, known := index[name]
		if !known {
			k = len(c.Series)
			index[name] = k
			c.Series = append(c.Series, render.Series{Name: name})
		}
		mean, low, high := math.NaN(), math.NaN(), math.NaN()
		if st := s.Metrics[f.metric]; st != nil {
			mean, low, high = st.Mean, st.Mean, st.Mean
			if st.CI95 != nil {
				low, high = low-*st.CI95, high+*st.CI95
			}
			if low < 0 && st.Min >= 0 {
				low = 0 // no run can be below
			}
			if share {
				high = math.Min(high, 1)
			}
		}
		one := &c.Series[k]
		one.X, one.Y = append(one.X, r.design.points[i].Value(f.x).Number), append(one.Y, mean)
		one.Low, one.High = append(one.Low, low), append(one.High, high)
	}
	axis := r.design.swept[slices.IndexFunc(r.design.swept, func(a experiment.Axis) bool { return a.Name == f.x })]
	c.X.Log = !even(axis) && wide(c.Series, func(s render.Series) []float64 { return s.X })
	c.Y.Log = wide(c.Series, func(s render.Series) []float64 { return s.Y })
	for i := range c.Series {
		sortByX(&c.Series[i])
	}
	return c
}

// xLabel names the quantity along the axis.
func (f figure) xLabel(r *simulateReport) string {
	if r.design.points[0].Value(f.x).Kind == experiment.Span {
		return f.x + " (s)"
	}
	return f.x
}

// curveName names the combination of values that a curve stands for: all that vary but one.
func (r *simulateReport) curveName(point int, x string) string {
	var parts []string
	for _, axis := range r.design.swept {
		if axis.Name == x {
			continue
		}
		text := r.design.points[point].Value(axis.Name).Text
		if axis.Name != "topology" && axis.Name != "protocol" {
			text = axis.Name + " " + text
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}

// caption says what does not vary.
func (r *simulateReport) caption() string {
	p := r.design.points[0]
	var parts []string
	for _, s := range p.params {
		varies := slices.ContainsFunc(r.design.swept, func(a experiment.Axis) bool { return a.Name == s.Name })
		switch s.Name {
		case "num_nodes":
			if !varies {
				parts = append(parts, count(s.Value.Int(), "node"))
			}
		case "topology", "protocol":
			if !varies {
				parts = append(parts, s.Value.Text)
			}
		default:
			_, given := r.opts.protocol.params.values[s.Name]
			if !varies && (given || r.ofTopology(s.Name) || r.opts.gave(s.Name)) {
				parts = append(parts, s.Name+" "+s.Value.Text)
			}
		}
	}
	if faults := p.faultTexts(); len(faults) > 0 {
		parts = append(parts, briefly(faults))
	}
	if r.design.rounds {
		parts = append(parts, "synchronous")
	}
	return strings.Join(append(parts, r.runsText()), ", ")
}

// runsText says how many runs each point has, or how many there are of all that there should be.
func (r *simulateReport) runsText() string {
	if r.outcome.Interrupted {
		return fmt.Sprintf("interrupted: %s of %s", thousands(r.made), count(r.planned(), "run"))
	}
	return amount(r.design.runs, "run")
}

// briefly lists faults, or counts them if they are too long for a line below a title.
func briefly(faults []string) string {
	const longest = 60
	if text := strings.Join(faults, ", "); utf8.RuneCountInString(text) <= longest {
		return text
	}
	return amount(len(faults), "fault")
}

// gave reports whether a quantity of the model was given.
func (o *simulateOptions) gave(name string) bool {
	return name == "until" && o.until != "" || slices.ContainsFunc(o.sweeps, func(f *sweepFlag) bool { return f.given && f.name() == name })
}

// wide reports whether the numbers span so much that a logarithmic axis suits them.
func wide(series []render.Series, numbers func(render.Series) []float64) bool {
	const factor = 50
	low, high := math.Inf(1), math.Inf(-1)
	for _, s := range series {
		for _, x := range numbers(s) {
			if !math.IsNaN(x) {
				low, high = math.Min(low, x), math.Max(high, x)
			}
		}
	}
	return low > 0 && high >= factor*low
}

// even reports whether the values of a quantity are the same step apart, as those of a range are: then a
// logarithmic axis would crowd them.
func even(axis experiment.Axis) bool {
	const little = 1e-9
	if len(axis.Values) < 3 {
		return false
	}
	step := axis.Values[1].Number - axis.Values[0].Number
	for i := 2; i < len(axis.Values); i++ {
		if math.Abs(axis.Values[i].Number-axis.Values[i-1].Number-step) > little*math.Abs(step) {
			return false
		}
	}
	return true
}

// sortByX puts the points of a curve in order, since a list can be in any.
func sortByX(s *render.Series) {
	order := make([]int, len(s.X))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case s.X[a] < s.X[b]:
			return -1
		case s.X[a] > s.X[b]:
			return 1
		}
		return 0
	})
	for _, list := range []*[]float64{&s.X, &s.Y, &s.Low, &s.High} {
		sorted := make([]float64, len(order))
		for i, k := range order {
			sorted[i] = (*list)[k]
		}
		*list = sorted
	}
}
