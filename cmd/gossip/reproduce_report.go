package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"gossip/internal/reproduce"
)

// reproduceResult is what reproduce prints with -o json.
type reproduceResult struct {
	Agrees      *bool              `json:"agrees"` // no figure differs without a known reason; null if that was not found out
	Tables      []reproducedResult `json:"tables"`
	Interrupted bool               `json:"interrupted"`
	failed      []string           // tables with such figures
	figures     int
	judged      bool // at least one figure was
}

// reproducedTable is one experiment of reproduce --list -o json.
type reproducedTable struct {
	Name    string `json:"name"`
	Title   string `json:"title"`
	Source  string `json:"source"`
	Setting string `json:"setting"`
	Command string `json:"command"` // one or several for a shell, of which each makes some of the series
}

// reproducedResult is one experiment of reproduceResult.
type reproducedResult struct {
	reproducedTable
	Runs     int             `json:"runs"` // of the series with the most
	Seed     uint64          `json:"seed"`
	Seconds  float64         `json:"seconds"`
	Series   int             `json:"series"`          // that the experiment has
	Finished int             `json:"series_finished"` // that have rows
	Rows     []reproducedRow `json:"rows"`
}

// reproducedRow is one figure of reproducedResult. Deviations are in standard errors; null where there
// is nothing to compare or no error is known.
type reproducedRow struct {
	Case        string               `json:"case"`
	Quantity    string               `json:"quantity"`
	Paper       *reproducedReference `json:"paper"`
	Formula     string               `json:"formula,omitempty"`
	Independent *reproducedReference `json:"independent"`
	Mean        float64              `json:"mean"`
	StdErr      *float64             `json:"stderr"`
	Runs        int                  `json:"runs"`
	Deviation   *float64             `json:"deviation"`
	FromOther   *float64             `json:"deviation_from_independent"`
	Exact       bool                 `json:"exact"` // equal in every run, or else it differs
	Gated       bool                 `json:"gated"` // a difference is a failure
	Verdict     reproduce.Verdict    `json:"verdict"`
	Failed      bool                 `json:"failed"`
	Note        string               `json:"note,omitempty"`
}

// reproducedReference is a figure of a paper or of another simulation, as printed and as a number.
type reproducedReference struct {
	Text   string  `json:"text"`
	Value  float64 `json:"value"`
	StdErr float64 `json:"stderr"`
}

func newReproducedReference(r *reproduce.Reference) *reproducedReference {
	if r == nil {
		return nil
	}
	return &reproducedReference{r.Text, r.Value, r.Error}
}

func newReproducedTable(t reproduce.Table, commands []string) reproducedTable {
	return reproducedTable{t.Name, t.Title, t.Source, t.Setting, strings.Join(commands, "; ")}
}

// add adds a finished experiment.
func (r *reproduceResult) add(report reproduce.Report) {
	one := reproducedResult{reproducedTable: newReproducedTable(report.Table, report.Commands), Runs: report.Runs, Seed: report.Seed,
		Seconds: report.Seconds, Series: report.Series, Finished: report.Finished, Rows: make([]reproducedRow, len(report.Rows))}
	for i, row := range report.Rows {
		one.Rows[i] = reproducedRow{
			Case: row.Case, Quantity: row.Quantity, Paper: newReproducedReference(row.Paper), Formula: row.Formula,
			Independent: newReproducedReference(row.Independent), Mean: row.Ours.Mean, StdErr: row.Ours.StdErr, Runs: row.Ours.Runs,
			Deviation: row.Deviation, FromOther: row.FromOther, Exact: row.Exact, Gated: row.Gated,
			Verdict: row.Verdict, Failed: row.Failed, Note: row.Note,
		}
		r.judged = r.judged || row.Verdict != reproduce.Unjudged
	}
	r.Tables = append(r.Tables, one)
	r.Interrupted = r.Interrupted || report.Interrupted
	if failed := report.Failed(); failed > 0 {
		r.failed = append(r.failed, report.Name)
		r.figures += failed
	}
	r.Agrees = r.agreement()
}

// agreement is whether all agrees: nil where that is not known, since runs are missing or nothing was judged.
func (r *reproduceResult) agreement() *bool {
	agrees := len(r.failed) == 0
	if agrees && (r.Interrupted || !r.judged) {
		return nil
	}
	return &agrees
}

// goal is the error if figures differ that should not.
func (r *reproduceResult) goal() error {
	if len(r.failed) == 0 {
		return nil
	}
	return &goalError{
		text: fmt.Sprintf("%s of %s where none should", differing(r.figures), alternatives(r.failed)),
		hint: "another --seed, or more --runs, tells chance from a difference",
	}
}

func differing(figures int) string {
	if figures == 1 {
		return "1 figure differs by more than the noise, in a table"
	}
	return fmt.Sprintf("%d figures differ by more than the noise, in tables", figures)
}

// printReproduced prints an experiment: what was run, the figures, and the notes to them.
func printReproduced(c *cli, report reproduce.Report) error {
	printReproducedHead(c, report)
	if len(report.Rows) > 0 {
		if err := printReproducedRows(c, report.Rows); err != nil {
			return err
		}
	}
	if report.Interrupted {
		c.printf("interrupted: %s of %s series were finished; the others are not judged\n", thousands(report.Finished), thousands(report.Series))
	}
	return nil
}

func printReproducedRows(c *cli, rows []reproduce.Row) error {
	var t table
	var notes []string
	t.row("CASE", "QUANTITY", "PAPER", "OTHER", "OURS", "DEVIATION", "FROM OTHER", "VERDICT", "FORMULA")
	last := ""
	for _, row := range rows {
		name := row.Case
		if name == last {
			name = ""
		}
		last = row.Case
		mark := verdictText(row)
		if row.Note != "" {
			if !slices.Contains(notes, row.Note) {
				notes = append(notes, row.Note)
			}
			mark += fmt.Sprintf(" [%d]", slices.Index(notes, row.Note)+1)
		}
		cells := []string{name, row.Quantity, referenceText(row.Paper), referenceText(row.Independent), oursText(row.Ours),
			deviationText(row.Deviation, row.Exact), deviationText(row.FromOther, false), mark}
		if row.Formula != "" {
			cells = append(cells, row.Formula)
		}
		t.row(cells...)
	}
	if err := t.write(c.out); err != nil {
		return err
	}
	for i, note := range notes {
		printWrapped(c, fmt.Sprintf("[%d] %s", i+1, note))
	}
	return nil
}

func printReproducedHead(c *cli, report reproduce.Report) {
	c.printf("%s: %s\n", report.Name, report.Title)
	printWrapped(c, report.Source)
	printWrapped(c, report.Setting)
	ran := fmt.Sprintf("%s of each series at the most, seed %d, %s s", count(report.Runs, "run"), report.Seed, rounded(report.Seconds))
	if report.Small {
		ran += "; --quick: fewer series, and networks that may be smaller than this says"
	}
	printWrapped(c, ran)
	for _, command := range report.Commands {
		c.printf("  %s\n", command) // in one line, so that it can be copied
	}
	c.printf("\n")
}

func verdictText(row reproduce.Row) string {
	if row.Failed {
		return string(row.Verdict) + "!"
	}
	return string(row.Verdict)
}

func referenceText(r *reproduce.Reference) string {
	if r == nil {
		return "-"
	}
	return r.Text
}

// oursText writes a mean with as many digits as its standard error makes sense of.
func oursText(o reproduce.Ours) string {
	if o.StdErr == nil {
		return strconv.FormatFloat(o.Mean, 'g', 6, 64)
	}
	const digits = 2 // of the error
	decimals := max(0, digits-1-int(math.Floor(math.Log10(*o.StdErr))))
	return fmt.Sprintf("%.*f ±%.*f", decimals, o.Mean, decimals, *o.StdErr)
}

func deviationText(d *float64, exact bool) string {
	switch {
	case d == nil:
		return "-"
	case exact:
		return "exact"
	}
	return fmt.Sprintf("%+.1f", *d)
}
