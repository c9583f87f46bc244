package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"

	"gossip/internal/experiment"
	"gossip/internal/sim"
)

// simulateResult is what simulate prints with -o json. Times are in the unit that it names.
type simulateResult struct {
	Seed        uint64                `json:"seed"`
	Runs        int                   `json:"runs"`   // of each point, as they were planned
	Unit        string                `json:"unit"`   // of times: rounds or s
	Faults      []string              `json:"faults"` // as --fault takes them
	Points      []simulatePointResult `json:"points"`
	Interrupted bool                  `json:"interrupted"`        // some runs were not finished
	FileIDs     []int                 `json:"file_ids,omitempty"` // of nodes 1, 2, ... in the file of the topology, if they were others
	TraceHash   string                `json:"trace_hash,omitempty"`
}

// simulatePointResult is one combination of values.
type simulatePointResult struct {
	Params  orderedSettings     `json:"params"`
	Runs    int                 `json:"runs"` // that were finished
	Metrics orderedStats        `json:"metrics"`
	End     map[sim.End]int     `json:"end"`               // how many runs ended in which way
	Hops    []float64           `json:"hops"`              // mean number of deliveries at hop 0, 1, ...
	Results []simulateRunResult `json:"results,omitempty"` // with --every-run
}

// simulateRunResult is one run.
type simulateRunResult struct {
	Run     int           `json:"run"` // from 1
	Seed    uint64        `json:"seed"`
	End     sim.End       `json:"end"`
	Living  int           `json:"living"` // nodes at the end
	Metrics orderedValues `json:"metrics"`
	Hops    []int         `json:"hops"`
	Hash    string        `json:"trace_hash,omitempty"`
}

// result returns the report as JSON shows it.
func (r *simulateReport) result() simulateResult {
	result := simulateResult{Seed: r.design.seed, Runs: r.design.runs, Unit: unitOf(sim.Metric{Unit: "time"}, r.design.rounds),
		Faults: r.design.points[0].faultTexts(), Points: make([]simulatePointResult, len(r.summaries)), Interrupted: r.outcome.Interrupted, FileIDs: r.design.fileIDs}
	if r.opts.traceHash {
		result.TraceHash = experiment.TraceHash(r.outcome)
	}
	metrics := r.measured()
	for i, s := range r.summaries {
		p := simulatePointResult{Params: r.design.points[i].params, Runs: s.Runs, End: s.Ends, Hops: s.Hops}
		if p.Hops == nil {
			p.Hops = []float64{}
		}
		for _, metric := range metrics {
			if st := s.Metrics[metric]; st != nil {
				p.Metrics = append(p.Metrics, namedStat{sim.Metrics()[metric].Name, st})
			}
		}
		if r.opts.everyRun {
			for _, run := range r.outcome.Points[i].Runs {
				p.Results = append(p.Results, runResult(run, metrics))
			}
		}
		result.Points[i] = p
	}
	return result
}

func runResult(run experiment.RunOutcome, metrics []int) simulateRunResult {
	result := simulateRunResult{Run: run.Number + 1, Seed: run.Seed, End: run.End, Living: run.Living, Hops: orEmpty(run.Hops), Hash: run.Hash}
	run.Values(func(metric int, value float64) {
		if slices.Contains(metrics, metric) {
			result.Metrics = append(result.Metrics, namedValue{sim.Metrics()[metric].Name, value})
		}
	})
	return result
}

// orderedSettings is a JSON object of settings, in their order.
type orderedSettings []experiment.Setting

// MarshalJSON implements json.Marshaler.
func (s orderedSettings) MarshalJSON() ([]byte, error) {
	return orderedJSON(len(s), func(i int) (string, any) { return s[i].Name, s[i].Value })
}

// orderedStats is a JSON object of what metrics come to, in the order of the table of metrics.
type orderedStats []namedStat

type namedStat struct {
	name string
	stat *experiment.Stat
}

// MarshalJSON implements json.Marshaler.
func (s orderedStats) MarshalJSON() ([]byte, error) {
	return orderedJSON(len(s), func(i int) (string, any) { return s[i].name, s[i].stat })
}

// orderedValues is a JSON object of the metrics of one run.
type orderedValues []namedValue

type namedValue struct {
	name  string
	value float64
}

// MarshalJSON implements json.Marshaler.
func (s orderedValues) MarshalJSON() ([]byte, error) {
	return orderedJSON(len(s), func(i int) (string, any) { return s[i].name, s[i].value })
}

// orderedJSON writes a JSON object of n entries.
func orderedJSON(n int, entry func(i int) (string, any)) ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i := range n {
		name, value := entry(i)
		key, err := json.Marshal(name)
		if err != nil {
			return nil, err
		}
		text, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(text)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// writeCSV writes a line for each point, or for each run.
func (r *simulateReport) writeCSV(out io.Writer) error {
	w := csv.NewWriter(out)
	settings := r.settingNames()
	if r.opts.everyRun {
		r.writeRuns(w, settings)
	} else {
		r.writePoints(w, settings)
	}
	w.Flush()
	return w.Error()
}

// faultsColumn is the name of the column with the faults, if there are some.
const faultsColumn = "faults"

// settingNames lists all that is set at any point.
func (r *simulateReport) settingNames() []string {
	var names []string
	for _, p := range r.design.points {
		for _, s := range p.params {
			if !slices.Contains(names, s.Name) {
				names = append(names, s.Name)
			}
		}
	}
	if len(r.design.points[0].faults) > 0 {
		names = append(names, faultsColumn)
	}
	return names
}

// settingTexts returns the values of a point in the order of names.
func (p *designPoint) settingTexts(names []string) []string {
	cells := make([]string, len(names))
	for _, s := range p.params {
		cells[slices.Index(names, s.Name)] = s.Value.Text
	}
	if i := slices.Index(names, faultsColumn); i >= 0 {
		cells[i] = strings.Join(p.faultTexts(), "; ")
	}
	return cells
}

// writePoints writes a line for each point. A failing write is found when the writer is flushed.
func (r *simulateReport) writePoints(w *csv.Writer, settings []string) {
	metrics := r.measured()
	head := append(slices.Clone(settings), "runs", "runs_planned")
	for _, i := range metrics {
		name := sim.Metrics()[i].Name
		head = append(head, name+"_mean", name+"_sd", name+"_ci95", name+"_min", name+"_max")
	}
	for _, end := range sim.Ends() {
		head = append(head, "end_"+string(end))
	}
	w.Write(head) //nolint:errcheck // found by the caller, as below
	for i, s := range r.summaries {
		row := append(r.design.points[i].settingTexts(settings), strconv.Itoa(s.Runs), strconv.Itoa(r.design.runs))
		for _, metric := range metrics {
			row = append(row, statCells(s.Metrics[metric])...)
		}
		for _, end := range sim.Ends() {
			row = append(row, strconv.Itoa(s.Ends[end]))
		}
		w.Write(row) //nolint:errcheck
	}
}

// writeRuns writes a line for each run.
func (r *simulateReport) writeRuns(w *csv.Writer, settings []string) {
	metrics := r.measured()
	head := append(besideMetrics(settings), "run", "runs_planned", "seed", "end", "living")
	for _, i := range metrics {
		head = append(head, sim.Metrics()[i].Name)
	}
	w.Write(head) //nolint:errcheck // found by the caller, as below
	for i, p := range r.outcome.Points {
		cells := r.design.points[i].settingTexts(settings)
		for _, run := range p.Runs {
			row := append(slices.Clone(cells), strconv.Itoa(run.Number+1), strconv.Itoa(r.design.runs),
				strconv.FormatUint(run.Seed, 10), string(run.End), strconv.Itoa(run.Living))
			values := make([]string, len(sim.Metrics()))
			run.Values(func(metric int, value float64) { values[metric] = exactly(value) })
			for _, metric := range metrics {
				row = append(row, values[metric])
			}
			w.Write(row) //nolint:errcheck
		}
	}
}

// besideMetrics returns names of settings as they stand beside metrics: --messages and the parameter rounds
// are set, and metrics of these names are counted.
func besideMetrics(settings []string) []string {
	names := slices.Clone(settings)
	for i, name := range names {
		if slices.ContainsFunc(sim.Metrics(), func(m sim.Metric) bool { return m.Name == name }) {
			names[i] = "param_" + name
		}
	}
	return names
}

// statCells are the five figures of a metric; empty where there is none.
func statCells(s *experiment.Stat) []string {
	if s == nil {
		return make([]string, 5)
	}
	cells := []string{exactly(s.Mean), "", "", exactly(s.Min), exactly(s.Max)}
	if s.SD != nil {
		cells[1], cells[2] = exactly(*s.SD), exactly(*s.CI95)
	}
	return cells
}

// exactly writes a number in the shortest form that reads as the same.
func exactly(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
