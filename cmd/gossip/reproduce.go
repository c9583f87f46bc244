package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gossip/internal/reproduce"
)

// reproduceOptions are the arguments and flags of reproduce.
type reproduceOptions struct {
	names []string
	runs  int
	seed  optionalSeed
	quick bool
	list  bool
}

// presetReproduceSeed is fixed, so that the figures of the documentation are made again.
const presetReproduceSeed = 1

func newReproduceCommand(c *cli) *cobra.Command {
	opts := reproduceOptions{seed: optionalSeed{value: presetReproduceSeed, given: true}}
	cmd := &cobra.Command{
		Use:   "reproduce [TABLE]...",
		Short: "Run published experiments, and compare figures",
		Long:  reproduceHelp(),
		Example: `  gossip reproduce --list
  gossip reproduce demers1
  gossip reproduce demers3 --runs 200 --seed 7
  gossip reproduce -o json`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.names = args
			return runReproduce(cmd.Context(), c, &opts)
		},
		ValidArgsFunction: completeReproduced,
	}
	fs := cmd.Flags()
	fs.Var(newBoundedInt(&opts.runs, 0, bounds{1, mostReproduceRuns}), "runs", "runs of each series (default as many as the table says)")
	fs.Lookup("runs").DefValue = "" // said in its help
	fs.Var(&opts.seed, "seed", "the same seed gives the same figures")
	fs.BoolVar(&opts.quick, "quick", false, "smaller networks and fewer runs, for a look in seconds")
	fs.BoolVar(&opts.list, "list", false, "list the experiments, and run none")
	registerCompletions(cmd, map[string]completer{"runs": completeNothing, "seed": completeNothing})
	return cmd
}

// mostReproduceRuns bounds --runs: the results of all runs of a series are kept.
const mostReproduceRuns = 100_000

func reproduceHelp() string {
	var b strings.Builder
	b.WriteString(`Run a published experiment, or all of them, and print the paper's figure beside ours, with the deviation
in standard errors. No network is needed.

OURS is the mean over the runs and its standard error. PAPER is what was printed, or the value of a
formula, and OTHER is a simulation of another make. DEVIATION, from each of the two, is

  (ours - theirs) / sqrt(standard error² + their error²)

where the error of a printed figure is half a unit of its last digit, that of a formula 0, and that of
the other simulation its standard error. Where a theorem holds up to a constant, only what goes beyond
counts. A figure agrees that is off by at most ` + fmt.Sprint(reproduce.MaxDeviation) + ` standard errors. Where theory says what must
come out of each single run, "exact" says that all of them were equal to it. Of fewer than ` + fmt.Sprint(reproduce.FewestRuns) + ` runs, or of
runs that are all alike, no error is known, and nothing is judged.

Where a figure of a paper differs for a known reason, a note says so. Any other difference is marked with
an exclamation mark, and the exit code is ` + fmt.Sprint(exitGoal) + `.

The lines of gossip simulate above the figures make the very same runs: on these networks, so often, with
this seed. They show the metrics of simulate; some figures are computed from what else happens in the runs.
In JSON, "command" has them with "; " between them.

Ctrl-C prints the series that are finished, and how many are missing; the exit code is then ` + fmt.Sprint(exitInterrupted) + `. With -o json
"interrupted" is then true, and "series_finished" of the last table less than its "series"; tables that were
not begun are missing. "agrees" is false if a figure differs for no known reason, and null, not true, if there
is none such, but runs are missing or nothing was judged at all.

TABLES
`)
	for _, t := range reproduce.Tables() {
		fmt.Fprintf(&b, "  %-10s %s\n", t.Name, t.Title)
	}
	return b.String() + "\n" + exitStatus(exitGoal)
}

// completeReproduced offers the experiments that the command line does not name yet.
func completeReproduced(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var words []cobra.Completion
	for _, t := range reproduce.Tables() {
		if !slices.Contains(args, t.Name) {
			words = append(words, cobra.CompletionWithDesc(t.Name, t.Title))
		}
	}
	return words, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
}

// tables returns the experiments that are asked for: all if none is named.
func (o *reproduceOptions) tables() ([]reproduce.Table, error) {
	if len(o.names) == 0 {
		return reproduce.Tables(), nil
	}
	var tables []reproduce.Table
	for i, name := range o.names {
		t, err := reproduce.Lookup(name)
		if err != nil {
			if near := nearest(name, reproduce.Names()); len(near) > 0 {
				return nil, &usageError{text: err.Error(), hint: "did you mean " + alternatives(near) + "?"}
			}
			return nil, asUsage(err)
		}
		if slices.Contains(o.names[:i], name) {
			return nil, &usageError{text: fmt.Sprintf("%s is named twice", name), hint: "name each experiment once"}
		}
		tables = append(tables, t)
	}
	return tables, nil
}

func runReproduce(ctx context.Context, c *cli, opts *reproduceOptions) error {
	tables, err := opts.tables()
	if err != nil {
		return err
	}
	if opts.list {
		return opts.listTables(c, tables)
	}
	var result reproduceResult
	c.collect(seldom)
	for i, t := range tables {
		progress, clear := reproduceProgress(c, t.Name)
		options := opts.options()
		options.Progress = progress
		report, err := reproduce.Run(ctx, t, options)
		clear()
		if err != nil {
			return err
		}
		if !c.wantsJSON() {
			if i > 0 {
				c.printf("\n")
			}
			if err := printReproduced(c, report); err != nil {
				return err
			}
			if err := c.out.Flush(); err != nil {
				return err
			}
		}
		result.add(report)
		if report.Interrupted {
			break
		}
	}
	if c.wantsJSON() {
		if err := c.printJSON(result); err != nil {
			return err
		}
	}
	if result.Interrupted {
		return ctx.Err() // of which the exit code tells
	}
	return result.goal()
}

// reproduceProgress is progress with the name of the table, on a terminal.
func reproduceProgress(c *cli, name string) (show func(done, total int), clear func()) {
	show, clear = simulateProgress(c)
	if show == nil {
		return nil, clear
	}
	fmt.Fprintf(c.err, "\r\x1b[K%s", name)
	return show, func() {
		fmt.Fprint(c.err, "\r\x1b[K")
	}
}

// options say how each table is run.
func (o *reproduceOptions) options() reproduce.Options {
	return reproduce.Options{Runs: o.runs, Seed: o.seed.value, Small: o.quick}
}

// listTables lists experiments.
func (o *reproduceOptions) listTables(c *cli, tables []reproduce.Table) error {
	if c.wantsJSON() {
		list := make([]reproducedTable, len(tables))
		for i, t := range tables {
			commands, err := reproduce.Commands(t, o.options())
			if err != nil {
				return err
			}
			list[i] = newReproducedTable(t, commands)
		}
		return c.printJSON(list)
	}
	var t table
	t.row("TABLE", "EXPERIMENT", "SOURCE")
	for _, row := range tables {
		t.row(row.Name, row.Title, row.Source)
	}
	return t.write(c.out)
}
