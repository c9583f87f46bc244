package reproduce

// demers1 is push with feedback and counter.
func demers1() Table {
	return Table{
		Name: "demers1", Title: "rumor mongering: push, feedback, counter", Source: demersSource + ", table 1",
		Setting: demersSetting,
		series: func(small bool) ([]series, error) {
			rows := []demersRow{
				{[4]string{"0.18", "1.7", "11.0", "16.8"}, [4]string{"0.1747", "1.744", "9.80", "16.79"}, [4]float64{.0007, .002, 0, .06}},
				{[4]string{"0.037", "3.3", "12.1", "16.9"}, [4]string{"0.0367", "3.300", "9.96", "16.98"}, [4]float64{.0003, .002, 0, .05}},
				{[4]string{"0.011", "4.5", "12.5", "17.4"}, [4]string{"0.0107", "4.534", "10.03", "17.30"}, [4]float64{.0002, .002, 0, .05}},
				{[4]string{"0.0036", "5.6", "12.7", "17.5"}, [4]string{"0.00351", "5.637", "10.06", "17.55"}, [4]float64{.0001, .002, 0, .05}},
				{[4]string{"0.0012", "6.7", "12.8", "17.7"}, [4]string{"0.00125", "6.681", "10.07", "17.67"}, [4]float64{.00005, .002, 0, .05}},
			}
			return demersSeries(small, rows, [4]string{2: unresolvedMean}, "mode", "push")
		},
	}
}
