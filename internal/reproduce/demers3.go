package reproduce

// fewRuns is why the first figure of t_avg differs.
const fewRuns = "the paper does not say how many runs a figure is the mean of; in pull the first rounds, in which nobody asks the one site that " +
	"knows, make t_avg vary by 1.3 rounds from run to run, so a mean of 100 runs is off by this much now and then"

// demers3 is pull with feedback and counter.
func demers3() Table {
	return Table{
		Name: "demers3", Title: "rumor mongering: pull, feedback, counter", Source: demersSource + ", table 3",
		Setting: demersSetting,
		series: func(small bool) ([]series, error) {
			rows := []demersRow{
				{[4]string{"0.031", "2.7", "9.97", "17.6"}, [4]string{"0.0315", "2.700", "10.18", "17.59"}, [4]float64{.0003, .002, .06, .09}},
				{[4]string{"0.00058", "4.5", "10.07", "15.4"}, [4]string{"0.00057", "4.487", "10.09", "15.25"}, [4]float64{.00003, .002, .06, .08}},
				{[4]string{"0.000004", "6.1", "10.08", "14.0"}, [4]string{"0.000003", "6.088", "10.08", "13.96"}, [4]float64{.000002, .002, .06, .06}},
			}
			return demersSeries(small, rows, [4]string{2: fewRuns}, "mode", "pull")
		},
	}
}
