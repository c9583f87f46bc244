package reproduce

import (
	"fmt"
	"math"
)

// rounds is how long a rumor takes that nobody loses interest in.
func rounds() Table {
	return Table{
		Name: "rounds", Title: "rounds of push, pull and push-pull to reach all",
		Source: "Frieze and Grimmett 1985, Pittel 1987 (push); Karp et al., FOCS 2000 (push-pull); Fountoulakis and Panagiotou 2010 (push on random regular graphs)",
		Setting: "a rumor that nobody loses interest in, synchronous rounds; all: rounds until everybody has it, avg: until a node has it; " +
			"full: everybody knows everybody, random d: a random d-regular graph",
		series: roundsSeries,
	}
}

// upToConstant is what the theorems about rounds leave open: in each of them the rest is bounded, and
// nobody says by what. Measured offsets are between 0 and 1.6.
const upToConstant = 2

// roundsOf are the independent figures of a mode on the complete graph, of 1e3 and 1e4 nodes.
type roundsOf struct {
	mode     string
	formula  string
	expected func(n float64) float64 // nil: no formula
	all, avg [2]*Reference
}

func roundsSeries(small bool) ([]series, error) {
	modes := []roundsOf{
		{"push", "log2 n + ln n + O(1)", func(n float64) float64 { return math.Log2(n) + math.Log(n) },
			[2]*Reference{simulated("18.05", .08), simulated("23.67", .08)}, [2]*Reference{simulated("10.07", 0), simulated("13.39", 0)}},
		{"pull", "", nil,
			[2]*Reference{simulated("13.77", .08), simulated("17.53", .09)}, [2]*Reference{simulated("10.07", .06), simulated("13.42", .06)}},
		{"pushpull", "log3 n + log2 ln n + O(1)", func(n float64) float64 { return math.Log(n)/math.Log(3) + math.Log2(math.Log(n)) },
			[2]*Reference{simulated("9.16", .03), simulated("11.61", .03)}, [2]*Reference{simulated("6.42", 0), simulated("8.52", 0)}},
	}
	var all []series
	for size, n := range pick(small, []int{1000}, []int{1000, 10_000, 100_000}) {
		for _, m := range modes {
			setup, err := inRounds(full(n), "rumor", "mode", m.mode, "stop", "never")
			if err != nil {
				return nil, err
			}
			reach := figure{quantity: "all", measured: "t_100", formula: m.formula, open: upToConstant}
			mean := figure{quantity: "avg", measured: "t_avg"}
			if m.expected != nil {
				reach.paper = computed(m.expected(float64(n)))
				reach.note = fmt.Sprintf("formulas with O(1): what goes beyond %d rounds is a deviation", upToConstant)
			}
			if size < len(m.all) {
				reach.independent, mean.independent = m.all[size], m.avg[size]
			}
			if figures := figuresWith(reach, mean); len(figures) > 0 {
				all = append(all, series{name: "full " + power(n) + " " + m.mode, runs: pick(small, 60, []int{1000, 200, 10}[size]),
					setup: setup, figures: figures})
			}
		}
	}
	more, err := regularRounds(small)
	return append(all, more...), err
}

// figuresWith leaves out figures that there is nothing to hold against.
func figuresWith(figures ...figure) []figure {
	var kept []figure
	for _, f := range figures {
		if f.paper != nil || f.independent != nil || f.equals != "" {
			kept = append(kept, f)
		}
	}
	return kept
}

// regularRounds is push on random regular graphs.
func regularRounds(small bool) ([]series, error) {
	rows := []struct {
		n, degree   int
		runs        int
		independent *Reference
	}{
		{1000, 5, 100, simulated("22.2", .3)}, {10_000, 5, 100, simulated("29.1", .2)}, {100_000, 5, 20, simulated("36.1", .5)},
		{1000, 8, 100, simulated("19.9", .3)}, {10_000, 8, 100, simulated("26.5", .2)}, {100_000, 8, 20, simulated("32.1", .5)},
	}
	if small {
		rows = rows[:1]
	}
	var all []series
	for _, row := range rows {
		setup, err := inRounds(regular(row.n, row.degree), "rumor", "mode", "push", "stop", "never")
		if err != nil {
			return nil, err
		}
		d := float64(row.degree)
		rate := 1/math.Log(2*(1-1/d)) - 1/(d*math.Log(1-1/d))
		all = append(all, series{
			name: fmt.Sprintf("random %d %s push", row.degree, power(row.n)), runs: pick(small, 40, row.runs), setup: setup,
			figures: []figure{{quantity: "all", measured: "t_100", paper: computed(rate * math.Log(float64(row.n))),
				formula: fmt.Sprintf("%.3f ln n + o(ln n)", rate), independent: row.independent, open: upToConstant}},
		})
	}
	return all, nil
}
