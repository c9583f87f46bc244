package reproduce

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"sync"
	"time"

	"gossip/internal/experiment"
	"gossip/internal/sim"
)

// Options say how a table is run.
type Options struct {
	Runs     int    // of each series; 0: as many as the table says
	Seed     uint64 // see experiment.RunSeed
	Small    bool   // smaller networks and fewer runs: what a test has time for
	Workers  int    // runs at the same time; 0: one for each processor
	Progress func(done, total int)
}

// Report is what came of a table.
type Report struct {
	Table
	Runs        int // the most of any series
	Seed        uint64
	Small       bool     // of smaller networks than Setting says
	Commands    []string // of simulate, which make the same runs
	Seconds     float64
	Rows        []Row
	Series      int  // how many there are to run
	Finished    int  // how many of them were: only those have rows
	Interrupted bool // some were not
}

// Row is one figure beside what it is held against.
type Row struct {
	Case        string // the series
	Quantity    string
	Paper       *Reference // nil: the paper has no such figure
	Formula     string     // that the paper's figure is the value of
	Independent *Reference
	Ours        Ours
	Deviation   *float64 // from the paper; nil where there is nothing to compare, or no error known
	FromOther   *float64 // from the independent figure
	Exact       bool     // equal in every run is what agrees
	Gated       bool     // a difference is a failure
	Verdict     Verdict
	Failed      bool // it differs, and that is not explained
	Note        string
}

// Ours is a mean over runs.
type Ours struct {
	Mean   float64
	StdErr *float64 // nil: not known
	Runs   int      // that have the figure
}

// Failed reports whether a figure differs for no known reason.
func (r Report) Failed() int {
	failed := 0
	for _, row := range r.Rows {
		if row.Failed {
			failed++
		}
	}
	return failed
}

// Run runs a table. If the context ends first, the report has the series that were finished.
func Run(ctx context.Context, t Table, o Options) (Report, error) {
	began := time.Now()
	all, err := t.made(o)
	if err != nil {
		return Report{}, err
	}
	r := Report{Table: t, Seed: o.Seed, Small: o.Small, Series: len(all)}
	if r.Commands, err = Commands(t, o); err != nil {
		return Report{}, err
	}
	total, done := 0, 0
	for i := range all {
		total += all[i].runs
		r.Runs = max(r.Runs, all[i].runs)
	}
	for _, s := range all {
		before := done
		plan := experiment.Plan{Points: 1, Runs: s.runs, Seed: o.Seed, Workers: o.Workers}
		if o.Progress != nil {
			plan.Progress = func(runs, _ int) { o.Progress(before+runs, total) }
		}
		rows, finished, err := s.run(ctx, plan)
		if err != nil {
			return r, fmt.Errorf("%s, %s: %w", t.Name, s.name, err)
		}
		if !finished {
			r.Interrupted = true
			break
		}
		r.Rows = append(r.Rows, rows...)
		r.Finished++
		done += s.runs
	}
	r.Seconds = time.Since(began).Seconds()
	return r, nil
}

// run makes the runs of a series and judges its figures.
func (s *series) run(ctx context.Context, plan experiment.Plan) (rows []Row, finished bool, err error) {
	kept := &measures{of: make(map[uint64]map[string]float64)}
	plan.Config = func(_ int, seed uint64) (sim.Config, error) { return s.setup.Config(seed) }
	plan.NewRunner = func() experiment.Runner { return &measurer{sim.NewWorker(), s.measure, kept} }
	outcome, err := experiment.Run(ctx, plan)
	if err != nil || outcome.Interrupted {
		return nil, false, err
	}
	for _, f := range s.figures {
		row, err := f.judge(outcome.Points[0].Runs, kept)
		if err != nil {
			return nil, false, err
		}
		row.Case = s.name
		rows = append(rows, row)
	}
	return rows, true, nil
}

// measurer makes runs with a measure.
type measurer struct {
	worker  *sim.Worker
	measure measure
	kept    *measures
}

// Run implements experiment.Runner.
func (m *measurer) Run(ctx context.Context, cfg sim.Config) (sim.Result, error) {
	if m.measure == nil {
		return m.worker.Run(ctx, cfg)
	}
	result, measured, err := m.measure(ctx, m.worker, cfg)
	if err == nil {
		m.kept.put(cfg.Seed, measured)
	}
	return result, err
}

// measures keeps what was measured in each run, by its seed.
type measures struct {
	mu sync.Mutex
	of map[uint64]map[string]float64
}

func (m *measures) put(seed uint64, measured map[string]float64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.of[seed] = measured
}

// value returns what a run came to.
func (m *measures) value(run *experiment.RunOutcome, name string) (float64, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if v, ok := m.of[run.Seed][name]; ok {
		return v, true
	}
	return run.Value(name)
}

// judge compares a figure with what it is held against.
func (f *figure) judge(runs []experiment.RunOutcome, kept *measures) (Row, error) {
	var ours, theirs experiment.Sample
	differing := 0
	for i := range runs {
		value, ok := kept.value(&runs[i], f.measured)
		if !ok {
			continue
		}
		ours.Add(value)
		if f.equals != "" {
			equal, _ := kept.value(&runs[i], f.equals)
			theirs.Add(equal)
			if equal != value {
				differing++
			}
		}
	}
	if ours.Len() == 0 {
		return Row{}, fmt.Errorf("no run has a value of %s", f.quantity)
	}
	row := Row{Quantity: f.quantity, Paper: f.paper, Formula: f.formula, Independent: f.independent,
		Ours: mean(&ours), Exact: f.equals != "", Gated: f.why == "" || f.independent != nil, Note: f.note}
	if row.Exact {
		equal := theirs.Stat().Mean
		row.Paper = &Reference{Text: strconv.FormatFloat(equal, 'g', 6, 64), Value: equal}
		row.exact(differing, ours.Len())
		return row, nil
	}
	row.compare(f)
	return row, nil
}

// mean returns the mean of a sample. Its standard error is unknown if there are too few values, or if
// they are all alike: then the next one may still be another.
func mean(s *experiment.Sample) Ours {
	st := s.Stat()
	o := Ours{Mean: st.Mean, Runs: s.Len()}
	if st.SD != nil && *st.SD > 0 {
		stderr := *st.SD / math.Sqrt(float64(s.Len()))
		o.StdErr = &stderr
	}
	return o
}

// exact judges a row in which each run has to be equal to something.
func (r *Row) exact(differing, runs int) {
	zero := 0.0
	r.Verdict, r.Deviation = Agrees, &zero
	if differing > 0 {
		r.Verdict, r.Failed, r.Deviation = Differs, true, nil
		r.Note = fmt.Sprintf("none of the runs should differ, and %d of %d did", differing, runs)
	}
}

// compare judges a row by its deviations.
func (r *Row) compare(f *figure) {
	if r.Ours.StdErr == nil || r.Ours.Runs < FewestRuns {
		r.Verdict = Unjudged
		return
	}
	r.Verdict = Agrees
	if r.Paper != nil {
		d := r.Paper.deviation(r.Ours.Mean, *r.Ours.StdErr, f.open)
		r.Deviation = &d
		if math.Abs(d) > MaxDeviation {
			r.Verdict, r.Failed = Differs, f.why == ""
			if f.why != "" {
				r.Note = f.why
			}
		}
	}
	if r.Independent != nil {
		d := r.Independent.deviation(r.Ours.Mean, *r.Ours.StdErr, 0)
		r.FromOther = &d
		if math.Abs(d) > MaxDeviation {
			r.Verdict, r.Failed = Differs, true
		}
	}
}
