package reproduce

import (
	"slices"
	"strconv"
)

// demersRow is a line of tables 1 to 3 of Demers et al. 1987, beside an independent simulation. The
// columns are s, m, t_avg and t_last.
type demersRow struct {
	paper   [4]string
	other   [4]string
	margins [4]float64 // two standard errors of the other
}

// demersSeries runs rumor mongering on 1,000 sites, for k from 1. why says what is known of columns that
// differ, by column.
func demersSeries(small bool, rows []demersRow, why [4]string, params ...string) ([]series, error) {
	const (
		sites     = 1000
		runs      = 2000
		smallRuns = 60
	)
	if small {
		rows = rows[:2]
	}
	all := make([]series, len(rows))
	for i, row := range rows {
		k := strconv.Itoa(i + 1)
		setup, err := inRounds(full(sites), "rumor", append(slices.Clone(params), "k", k)...)
		if err != nil {
			return nil, err
		}
		all[i] = series{name: "k=" + k, runs: pick(small, smallRuns, runs), setup: setup}
		for column, name := range [4]string{"s", "m", "t_avg", "t_last"} {
			all[i].figures = append(all[i].figures, figure{
				quantity: name, measured: [4]string{"residue", "traffic", "t_avg", "t_last"}[column],
				paper: printed(row.paper[column]), independent: simulated(row.other[column], row.margins[column]),
				why: why[column],
			})
		}
	}
	return all, nil
}

const (
	demersSource  = "Demers et al., PODC 1987"
	demersSetting = "1,000 sites that all know each other, synchronous rounds, one update; s: part of the sites that " +
		"never gets it, m: updates sent for each site, t_avg and t_last: rounds until a site, and the last one, gets it"

	unresolvedMean = "unresolved: the paper's t_avg is above a mean over the sites that get the update, which must be near log2 n " +
		"(10 rounds), as table 3 itself has it, and a mean over messages does not fit either"
)
