// Package reproduce runs published experiments and holds what comes out against what was published.
//
//	table, err := reproduce.Lookup("demers1")
//	report, err := reproduce.Run(ctx, table, reproduce.Options{Seed: 1})
//	for _, row := range report.Rows {
//		fmt.Println(row.Case, row.Quantity, row.Paper.Text, row.Ours.Mean, row.Verdict)
//	}
//
// # What a verdict means
//
// A figure of ours is a mean over independent runs, with a standard error. What it is compared with has
// an error of its own: a printed figure is known to half a unit of its last digit, an independent
// simulation has its standard error, the value of a formula has none. The deviation is
//
//	(ours - theirs) / sqrt(standard error² + their error²)
//
// and a row agrees if it is at most MaxDeviation. A theorem that holds up to a constant leaves the figure
// open by so much; only what goes beyond counts. Papers seldom say how many runs a figure is the mean of,
// so the noise that is in it is not in the formula. Where something else is equal in each run, by a theorem
// about that very run, the row is exact: one run that differs is a failure, whatever the mean.
//
// # A new experiment
//
// Write a file with its Table, as rounds.go has it: the series of runs that it takes, and the figures that
// each of them gives. Add it to Tables.
package reproduce
